package config

import "testing"

// Ports, replicas, schedules, and what else a process may have.
func TestWrongProcess(t *testing.T) {
	checkProblems(t, []wrong{
		{"a port that there is not", api + `port = 70000`,
			`tend.toml:3: processes.api: port must be at most 65535, not 70000`},
		{"no port", api + `port = 0`,
			`tend.toml:3: processes.api: port must be at least 1, not 0`},
		{"a port in quotes", api + `port = "3000"`,
			`tend.toml:3: processes.api: port must be a port, such as 3000, or "auto", not "3000" (did you mean 3000?)`},
		{"a port that is a list", api + `ports = ["80:80"]`,
			`tend.toml:3: processes.api: unknown key "ports" (did you mean "port"?)`},
		{"a port twice", api + "port = 80\n" + db + "port = 80\n",
			`tend.toml:6: processes.db: port 80 is that of "api" as well: give one of the two another`},
		{"a port of a replica", api + "port = 3001\n" + db + "port = 3000\nreplicas = 3\n",
			`tend.toml:6: processes.db: port 3001 of "db-2" is that of "api" as well: give one of the two another`},
		{"ports beyond the last", api + "port = 65534\nreplicas = 4\n",
			`tend.toml:3: processes.api: port counts up to more than 65535, which no port is: begin lower, or take fewer replicas`},
		{"no replicas", api + `replicas = 0`,
			`tend.toml:3: processes.api: replicas must be at least 1, not 0`},
		{"too many replicas", api + `replicas = 100000`,
			`tend.toml:3: processes.api: replicas must be at most 1000, not 100000`},
		{"a replica that is there already", api + "replicas = 2\n[processes.api-2]\ncommand = 'x'\n",
			`tend.toml:3: processes.api: replicas makes a process called "api-2", and there is one already: give one of the two another name`},
		{"replicas with one file", api + "replicas = 3\nlog.file = 'a.log'\n",
			`tend.toml:4: processes.api.log: file a.log is that of "api-1" as well: give each replica its own, with ${TEND_REPLICA} in its name`},
		{"two processes with one file", api + "log.file = 'a.log'\n" + db + "log.file = './x/../a.log'\n",
			`tend.toml:6: processes.db.log: file ./x/../a.log is that of "api" as well: each process needs one of its own`},
		{"a process with the file of the session", "log.file = 'a.log'\n" + api + "log.file = 'a.log'\n" + db + "replicas = 2\nlog.file = './a.log'\n",
			`tend.toml:4: processes.api.log: file a.log is that of the whole session as well: each process needs one of its own
tend.toml:8: processes.db.log: file ./a.log is that of the whole session as well: each process needs one of its own`},
		{"a session that is a replica", "log.file = 'a${TEND_REPLICA}.log'\n" + api,
			`tend.toml:1: log: file uses ${TEND_REPLICA}, which is not set: set it, or say what to take instead, as in ${TEND_REPLICA:-default}`},
		{"sizes of files that are not whole", "log.max_size = '1.5MiB'\n" + api + "log.max_size = '10MB'\n" + db + "log.max_size = 2000000\n",
			`tend.toml:1: log: max_size must be a whole number of MiB, not 1.5MiB (did you mean "2MiB"?)
tend.toml:4: processes.api.log: max_size must be a whole number of MiB, not 10MB (did you mean "10MiB"?)
tend.toml:7: processes.db.log: max_size must be a whole number of MiB, not 2000000 (did you mean "2MiB"?)`},
		{"files that are too small, and too few", "log.max_size = 0\n" + api + "log.max_size = '64KiB'\nlog.keep = 0\n",
			`tend.toml:1: log: max_size must be at least 1MiB, not 0
tend.toml:4: processes.api.log: max_size must be at least 1MiB, not 64KiB
tend.toml:5: processes.api.log: keep must be at least 1, not 0`},
		{"a buffer for the session", "log.buffer = '1MiB'\n" + api,
			`tend.toml:1: log: unknown key "buffer": it belongs in [processes.NAME.log]`},
		{"the file of the session as others call it", "log_location = 'a.log'\n" + api,
			`tend.toml:1: unknown key "log_location" (did you mean "log"?)`},
		{"a profile that is a string", api + `profiles = "debug"`,
			`tend.toml:3: processes.api: profiles must be a list of names, such as ["debug"], not a string (did you mean ["debug"]?)`},
		{"a profile that is no name", api + `profiles = ["ok", "two words", "-v", ""]`,
			`tend.toml:3: processes.api: profiles[1] must be made of letters, digits, dots, dashes and underscores, and not begin with a dash, unlike "two words" (did you mean "two-words"?)
tend.toml:3: processes.api: profiles[2] must be made of letters, digits, dots, dashes and underscores, and not begin with a dash, unlike "-v" (did you mean "v"?)
tend.toml:3: processes.api: profiles[3] must not be empty`},
		{"an exit code that is a success anyway", api + `success_codes = [0, 256, "3", 3]`,
			`tend.toml:3: processes.api: success_codes[0] must be at least 1, not 0
tend.toml:3: processes.api: success_codes[1] must be at most 255, not 256
tend.toml:3: processes.api: success_codes[2] must be an integer, not a string`},
		{"an exit code alone", api + `success_codes = 3`,
			`tend.toml:3: processes.api: success_codes must be a list of exit codes, such as [3], not an integer (did you mean [3]?)`},
		{"an exit code as others call it", api + `success_exit_codes = [3]`,
			`tend.toml:3: processes.api: unknown key "success_exit_codes" (did you mean "success_codes"?)`},
		{"an unknown end", "exit_on = 'fail'\n" + api + "exit_on = true\n",
			`tend.toml:1: exit_on must be "never", "failure" or "done", not "fail"
tend.toml:4: processes.api: exit_on must be "never", "failure" or "done", not a boolean`},
		{"an unknown way to reload", "reload = true\n" + api,
			`tend.toml:1: reload must be "manual" or "auto", not a boolean (did you mean "auto"?)`},
		{"a key that others have in the process itself", api + `kill_timeout = 5
StopSignal = "SIGINT"
max-memory-restart = "1G"
`,
			`tend.toml:3: processes.api: unknown key "kill_timeout" (did you mean "stop.grace"?)
tend.toml:4: processes.api: unknown key "StopSignal" (did you mean "stop.signal"?)
tend.toml:5: processes.api: unknown key "max-memory-restart" (did you mean "limits.memory"?)`},
		{"a hook that there is not", api + `hooks = { raedy = "x", timeout = "0s" }`,
			`tend.toml:3: processes.api.hooks: unknown key "raedy" (did you mean "ready"?)
tend.toml:3: processes.api.hooks: timeout must be at least 10ms, not 0s`},
		{"a hook that is empty", api + `hooks.ready = []`,
			`tend.toml:3: processes.api.hooks: ready is an empty list: it takes a program and its arguments`},
	})
}

func TestWrongSchedule(t *testing.T) {
	checkProblems(t, []wrong{
		{"of four fields", api + `schedule = "0 3 * *"`,
			`tend.toml:3: processes.api: schedule must be a cron expression of five fields, such as "0 3 * * *", or one such as "@hourly", and "0 3 * *" is none: expected exactly 5 fields, found 4: [0 3 * *]`},
		{"of a minute that there is not", api + `schedule = "70 * * * *"`,
			`tend.toml:3: processes.api: schedule must be a cron expression of five fields, such as "0 3 * * *", or one such as "@hourly", and "70 * * * *" is none: end of range (70) above maximum (59): 70`},
		{"of nothing but a time zone", api + `schedule = "TZ=UTC"`,
			`tend.toml:3: processes.api: schedule must be a cron expression of five fields, such as "0 3 * * *", or one such as "@hourly", and this is nothing but a time zone: "TZ=UTC"`},
		{"of a day that there is not", api + `schedule = "0 0 30 2 *"`,
			`tend.toml:3: processes.api: schedule never comes: there is no day such as in "0 0 30 2 *"`},
		{"that is a number", api + `schedule = 5`,
			`tend.toml:3: processes.api: schedule must be a cron expression such as "0 3 * * *", not an integer`},
		{"of two kinds", api + "schedule = '@daily'\nevery = '1h'\n",
			`tend.toml:4: processes.api: a process is started by schedule or by every, not by both: take one of the two out`},
		{"that is a busy loop", api + `every = "10ms"`,
			`tend.toml:3: processes.api: every must be at least 1s, not 10ms`},
		{"of what is always started", api + "schedule = '@daily'\nrestart = 'always'\n" + db + "every = '1m'\nrestart = 'always'\n",
			`tend.toml:3: processes.api: restart = "always" starts a process again as soon as it has ended, which leaves nothing for schedule to do: take one of the two out
tend.toml:7: processes.db: restart = "always" starts a process again as soon as it has ended, which leaves nothing for every to do: take one of the two out`},
		{"as others call it", api + `cron = "@daily"`,
			`tend.toml:3: processes.api: unknown key "cron" (did you mean "schedule"?)`},
	})
}

func TestWrongWatch(t *testing.T) {
	checkProblems(t, []wrong{
		{"of nothing", api + `watch = { ignore = ["x"] }`,
			`tend.toml:3: processes.api.watch: there is nothing to watch: say what, such as paths = ["src"]`},
		{"of an empty path", api + `watch = ["src", ""]`,
			`tend.toml:3: processes.api: watch[1] must not be empty`},
		{"of a number", api + `watch = [1]`,
			`tend.toml:3: processes.api: watch[0] must be a string, not an integer`},
		{"that is a boolean", api + `watch = true`,
			`tend.toml:3: processes.api: watch must be a string, a list of strings, or a table, such as { paths = ["src"] }, not a boolean`},
		{"of a pattern that is none", api + `watch = [
  "src",
  "a[",
]`,
			`tend.toml:5: processes.api: watch[1] is no valid pattern: "a["`},
		{"with keys that there are not", api + `watch = { paths = "src", exclude = "x", debounce = 5, gitignore = "no" }`,
			`tend.toml:3: processes.api.watch: unknown key "exclude" (did you mean "ignore"?)
tend.toml:3: processes.api.watch: debounce must be a duration such as "10s", not an integer (did you mean "5s"?)
tend.toml:3: processes.api.watch: gitignore must be true or false, not a string`},
	})
}
