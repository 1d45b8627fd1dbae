package config

import "tend/internal/theme"

// stackKeys are the keys at the top of a file.
func stackKeys() []key {
	return []key{
		{path: "name", kind: kindText, absent: "the name of the file's folder", meaning: "What the stack is called."},
		{path: "shell", kind: kindShell, def: []any{"sh", "-c"}, meaning: "What runs a command given as a string; the string is its last argument."},
		{path: "env", kind: kindEnv, absent: "none", meaning: "Environment variables for every process. false takes a variable away.", aka: []string{"environment", "envs", "vars"}},
		{path: "env_file", kind: kindPaths, absent: "none", meaning: "Files of KEY=VALUE lines for every process; env goes before them, and a later file before an earlier one.", aka: []string{"dotenv", "env_files", "envfile"}},
		{path: "path", kind: kindPaths, absent: "none", meaning: "Folders that are put before the PATH of every process.", aka: []string{"paths", "add_path", "prepend_path", "bin"}},
		{path: "exit_on", kind: kindExitOn, absent: `"never" with the screen, "failure" without`, meaning: "Which end of a process ends the session, for those that do not say themselves: none; one that failed for good; or any for good.", aka: []string{"exit_on_failure", "exit_on_end", "abort_on_container_exit", "abort_on_container_failure", "exit_mode"}},
		{path: "stop_timeout", kind: kindDuration, least: leastGrace, absent: "no bound but each grace", meaning: "The time that the end of the session may take as a whole; what is left then is killed.", aka: []string{"shutdown_timeout", "timeout"}},
		{path: "reload", kind: kindReload, def: "manual", meaning: "When the configuration is read again: when told to, or also by itself when one of its files has changed.", aka: []string{"auto_reload", "autoreload", "hot_reload"}},
		{path: "log", kind: kindTable, meaning: "A file for the output of all processes, each line with the name of its process.", aka: []string{"logs", "logging", "output", "log_file", "log_location"}},
		{path: "log.file", kind: kindPath, absent: "none", meaning: "The file. No process has the same.", aka: []string{"path", "location"}},
		{path: "log.max_size", kind: kindSize, def: "10MiB", least: fileUnit, unit: fileUnit, meaning: "How large it may be, as for the file of a process.", aka: []string{"max_size_mb"}},
		{path: "log.keep", kind: kindInt, def: int64(3), least: 1, meaning: "How many of those put aside are kept.", aka: []string{"max_file", "max_files", "max_backups"}},
		{path: "ui", kind: kindTable, meaning: "How the screen looks.", aka: []string{"tui", "screen", "display"}},
		{path: "ui.theme", kind: kindTheme, def: theme.Default, meaning: "Its colours; \"terminal\" are the sixteen that the terminal has.", aka: []string{"colors", "colours", "color_scheme"}},
		{path: "ui.background", kind: kindBackground, def: theme.Auto, meaning: "Whether they are for a dark or a light background: what the terminal says, or what is said here."},
		{path: "ui.ascii", kind: kindBool, def: false, meaning: "Whether to draw with nothing but ASCII, for terminals that have no more.", aka: []string{"no_unicode"}},
		{path: "ui.notify", kind: kindNotify, def: "none", meaning: "How you are told, while you do not look, that a process has failed: not at all, by the terminal's bell, by a notification that the terminal shows on the desktop, or by both. In tmux the notification needs its option allow-passthrough.", aka: []string{"notifications", "notification", "alert", "bell"}},
		{path: "keys", kind: kindBindings, absent: "none", meaning: "Keys of the screen in place of those by default: for an action, one key, a list of keys, or an empty list for none.", aka: []string{"keymap", "keybindings", "key_bindings", "keybinds", "bindings", "shortcuts"}},
		{path: "processes", kind: kindProcesses, absent: required, meaning: "The processes, each a table under its name.", aka: []string{"procs", "services", "process", "commands", "tasks", "programs", "apps"}},
	}
}
