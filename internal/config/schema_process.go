package config

// processKeys say what a process is: what runs, where, with what, how often,
// and what it needs.
func processKeys() []key {
	return []key{
		{path: "processes.*", kind: kindTable, absent: "", meaning: "One process. Its name is made of letters, digits, dots, dashes and underscores, and does not begin with a dash."},
		{path: "processes.*.command", kind: kindCommand, absent: required, meaning: "What to run: a string goes through the shell, a list of strings is executed as it is.", aka: []string{"cmd", "run", "exec", "script", "entrypoint", "exec_start", "execstart"}},
		{path: "processes.*.dir", kind: kindPath, absent: "the file's folder", meaning: "The working folder.", aka: []string{"cwd", "workdir", "working_dir", "working_directory", "workingdirectory", "directory", "folder"}},
		{path: "processes.*.env", kind: kindEnv, absent: "none", meaning: "Environment variables; they go before all others. false takes a variable away.", aka: []string{"environment", "envs", "vars"}},
		{path: "processes.*.env_file", kind: kindPaths, absent: "none", meaning: "Files of KEY=VALUE lines; they go before what is set for every process.", aka: []string{"dotenv", "env_files", "envfile", "environment_file", "environmentfile"}},
		{path: "processes.*.path", kind: kindPaths, absent: "none", meaning: "Folders that are put before PATH, and before those for every process.", aka: []string{"paths", "add_path", "prepend_path", "bin"}},
		{path: "processes.*.tty", kind: kindBool, def: true, meaning: "Gives the process a terminal (colours, prompts). With false, its output goes through pipes.", aka: []string{"pty", "terminal", "is_tty", "interactive"}},
		{path: "processes.*.port", kind: kindPort, least: 1, most: mostPort, absent: "none", meaning: "The TCP port that the process is going to listen on; it finds the number in PORT. \"auto\" is one that is free. Replicas count up from a number.", aka: []string{"ports", "listen", "listen_stream", "listenstream", "expose"}},
		{path: "processes.*.replicas", kind: kindInt, least: 1, most: mostReplicas, def: int64(1), meaning: "How many of it there are. More than one are called name-1, name-2 and so on, and find their number in TEND_REPLICA.", aka: []string{"scale", "instances", "numprocs", "concurrency", "formation", "copies"}},

		{path: "processes.*.depends_on", kind: kindDepends, absent: "none", meaning: "What has to be there first: a list of names (each ready where it has a ready probe or is a daemon, else started), or a table of name = condition: started, ready, done (exit code 0, or one of its success_codes) or exited (any exit code).", aka: []string{"depends", "needs", "deps", "requires", "after", "dependencies", "wants"}},
		{path: "processes.*.depends_on.*", kind: kindDependency, absent: "", meaning: "A condition, or a table with more to say."},
		{path: "processes.*.depends_on.*.condition", kind: kindCondition, absent: "ready where it has a ready probe or is a daemon, else started", meaning: "What the other process has to be.", aka: []string{"state", "status", "until"}},
		{path: "processes.*.depends_on.*.restart", kind: kindBool, def: false, meaning: "Whether this process is started again whenever the other one is.", aka: []string{"part_of", "partof", "binds_to", "bindsto"}},

		{path: "processes.*.group", kind: kindText, absent: "none", meaning: "Processes of one group are shown together.", aka: []string{"namespace", "groups", "label", "tag"}},
		{path: "processes.*.profiles", kind: kindNames, absent: "none", meaning: "With profiles, the process starts with the stack only if one of them is asked for.", aka: []string{"profile"}},
		{path: "processes.*.autostart", kind: kindBool, def: true, meaning: "Whether the process starts with the stack.", aka: []string{"auto_start"}},
		{path: "processes.*.disabled", kind: kindBool, def: false, meaning: "Leaves the process out of the stack.", aka: []string{"disable", "is_disabled"}},
	}
}

// lifeKeys say when a process starts anew, and how it ends.
func lifeKeys() []key {
	return []key{
		{path: "processes.*.restart", kind: kindRestart, def: "never", meaning: "When the process is started again after it ended.", aka: []string{"restart_policy", "autorestart"}},
		{path: "processes.*.success_codes", kind: kindCodes, least: 1, most: 255, absent: "none but 0", meaning: "Exit codes, beside 0, with which the process has ended well.", aka: []string{"success_exit_codes", "exit_codes", "exitcodes", "success_exit_status", "successexitstatus", "stop_exit_codes"}},
		{path: "processes.*.exit_on", kind: kindExitOn, absent: "as for all processes", meaning: "Whether the end of this process ends the session: never; if it failed for good; or whenever it is done for good, well or not.", aka: []string{"exit_on_failure", "exit_on_end", "exit_on_skipped", "abort_on_container_exit", "exit_mode"}},

		{path: "processes.*.backoff", kind: kindTable, meaning: "How long restarts wait, and when they are given up."},
		{path: "processes.*.backoff.initial", kind: kindDuration, def: "500ms", least: leastInterval, meaning: "The wait before the first restart; it doubles each time.", aka: []string{"delay", "min"}, flat: []string{"backoff_seconds", "restart_delay", "restart_sec", "restartsec"}},
		{path: "processes.*.backoff.max", kind: kindDuration, def: "30s", least: leastInterval, meaning: "The longest wait. A run that lasts longer begins anew at initial."},
		{path: "processes.*.backoff.give_up", kind: kindInt, def: int64(10), meaning: "After this many restarts within the time below, the process is left alone; 0 is never.", aka: []string{"max_restarts", "max_retries", "retries"}, flat: []string{"max_restarts", "startretries", "start_limit_burst", "startlimitburst"}},
		{path: "processes.*.backoff.within", kind: kindDuration, def: "5m", least: leastInterval, meaning: "The time in which give_up counts.", aka: []string{"window"}, flat: []string{"start_limit_interval_sec", "startlimitintervalsec"}},

		{path: "processes.*.schedule", kind: kindCron, absent: "none", meaning: "Starts the process at times: a cron expression of five fields, with a time zone before it or not (CRON_TZ=Europe/Rome 0 3 * * *), or @hourly, @daily, @weekly, @monthly, @yearly. A time that comes while it runs is left out.", aka: []string{"cron", "crontab", "cron_restart", "on_calendar", "oncalendar"}},
		{path: "processes.*.every", kind: kindDuration, least: leastEvery, absent: "none", meaning: "Starts the process with the session and then again and again, that far apart. A time that comes while it runs is left out.", aka: []string{"interval", "period", "on_unit_active_sec", "onunitactivesec"}},

		{path: "processes.*.watch", kind: kindWatch, absent: "none", meaning: "Files whose changes start the process anew: files, folders (with all below them) or globs, in which ** is any number of folders.", aka: []string{"watch_files", "watch_paths", "watch_path"}},
		{path: "processes.*.watch.paths", kind: kindPaths, absent: required, meaning: "The files, where there is more to say.", aka: []string{"path", "files", "include", "patterns"}},
		{path: "processes.*.watch.ignore", kind: kindPatterns, absent: "none", meaning: "Patterns, as in a .gitignore file, of what is left out.", aka: []string{"ignored", "exclude", "excludes"}, flat: []string{"ignore_watch", "watch_ignore"}},
		{path: "processes.*.watch.debounce", kind: kindDuration, def: "200ms", least: leastInterval, meaning: "How long nothing must change before the process is started anew.", aka: []string{"delay"}, flat: []string{"watch_delay", "watch_debounce"}},
		{path: "processes.*.watch.gitignore", kind: kindBool, def: true, meaning: "Whether what .gitignore files leave out is left out here.", aka: []string{"use_gitignore"}},

		{path: "processes.*.stop", kind: kindTable, meaning: "How the process is asked to end, before it is made to.", aka: []string{"shutdown"}},
		{path: "processes.*.stop.signal", kind: kindSignal, def: "SIGTERM", meaning: "The signal that asks. With command or keys, the one that is sent if they fail.", flat: []string{"kill_signal", "killsignal", "stop_signal", "stopsignal"}},
		{path: "processes.*.stop.command", kind: kindCommand, absent: "the signal", meaning: "A command that asks, as a string or a list; it runs as the process itself would.", aka: []string{"cmd", "exec", "run", "script"}, flat: []string{"stop_command", "exec_stop", "execstop"}},
		{path: "processes.*.stop.keys", kind: kindKeys, absent: "the signal", meaning: "Text that asks, typed into the process's terminal: \"q\\n\", or \"\\u0003\" for ctrl+c. It needs tty = true.", aka: []string{"key", "input", "send_keys", "stdin", "type"}},
		{path: "processes.*.stop.grace", kind: kindDuration, def: "10s", least: leastGrace, meaning: "The time from then to SIGKILL.", aka: []string{"timeout", "grace_period", "timeout_seconds"}, flat: []string{"kill_timeout", "stop_grace_period", "stopwaitsecs", "timeout_stop_sec", "timeoutstopsec"}},

		{path: "processes.*.daemon", kind: kindDaemon, absent: "none", meaning: "For a program that is meant to fork away: once it has ended well, tend goes on with what it has left behind, instead of ending that. It gets no terminal.", aka: []string{"is_daemon", "daemonize", "daemonise", "forking", "fork", "background", "detach", "detached"}},
		{path: "processes.*.daemon.stop", kind: kindCommand, absent: required, meaning: "The command that asks the daemon to end, as a string or a list; it runs as the process itself would. stop.grace counts from then on, and stop.signal is sent if it fails or if there is no daemon yet.", aka: []string{"stop_command", "command", "cmd", "shutdown", "exec_stop", "execstop", "quit"}},
		{path: "processes.*.daemon.pid_file", kind: kindPath, absent: "it is the oldest process that is left", meaning: "The file in which the daemon writes its PID, starting from dir. What it names counts only if the process has started it.", aka: []string{"pid", "pidfile"}, flat: []string{"pid_file", "pidfile"}},
	}
}

// outcomeKeys say what is done when something has become of a process.
func outcomeKeys() []key {
	return []key{
		{path: "processes.*.hooks", kind: kindTable, meaning: "Commands, as a string or a list, that run when something has become of the process, one after the other and beside it.", aka: []string{"hook", "on", "events", "lifecycle", "notify_on"}},
		{path: "processes.*.hooks.ready", kind: kindCommand, absent: "none", meaning: "It is ready or, without a ready probe, started; a daemon, once it is there.", aka: []string{"on_ready", "started"}, flat: []string{"on_ready", "post_start", "exec_start_post", "execstartpost"}},
		{path: "processes.*.hooks.failed", kind: kindCommand, absent: "none", meaning: "It could not be started, or failed for good.", aka: []string{"on_failure", "on_failed", "failure", "error"}, flat: []string{"on_failure", "onfailure"}},
		{path: "processes.*.hooks.exited", kind: kindCommand, absent: "none", meaning: "It ended by itself, well or not.", aka: []string{"on_exit", "exit", "done", "ended"}, flat: []string{"on_exit"}},
		{path: "processes.*.hooks.stopped", kind: kindCommand, absent: "none", meaning: "It ended because it was asked to.", aka: []string{"on_stop", "stop"}, flat: []string{"on_stop", "post_stop", "pre_stop", "exec_stop_post", "execstoppost"}},
		{path: "processes.*.hooks.backoff", kind: kindCommand, absent: "none", meaning: "It failed, and is going to be started again.", aka: []string{"on_restart", "restart", "restarting"}},
		{path: "processes.*.hooks.timeout", kind: kindDuration, def: "30s", least: leastInterval, meaning: "The time for each of them, after which it is killed.", aka: []string{"timeout_seconds"}},
	}
}
