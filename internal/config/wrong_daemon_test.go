package config

import "testing"

// What cannot be followed as a daemon, or not be asked to end.
func TestWrongDaemon(t *testing.T) {
	checkProblems(t, []wrong{
		{"that cannot be stopped", api + `daemon = { pid_file = "x.pid" }`,
			`tend.toml:3: processes.api.daemon: there is no stop: say how the daemon is asked to end, such as stop = "nginx -s quit"`},
		{"that is a boolean", api + `daemon = true`,
			`tend.toml:3: processes.api: daemon must be a table, such as { stop = "nginx -s quit", pid_file = "nginx.pid" }, not a boolean`},
		{"that is a command", api + `daemon = "nginx -s quit"`,
			`tend.toml:3: processes.api: daemon must be a table, such as { stop = "nginx -s quit", pid_file = "nginx.pid" }, not a string`},
		{"with a terminal", api + `tty = true
daemon = { stop = "x" }
`,
			`tend.toml:3: processes.api: tty = true gives it a terminal, which hangs up (SIGHUP) as soon as the program ends that starts the daemon: take tty or daemon out`},
		{"that is asked twice", api + `stop.command = "y"
daemon.stop = "x"
`,
			`tend.toml:3: processes.api.stop: a daemon is asked to end by daemon.stop, and by nothing else: take command out`},
		{"that is typed to", api + `stop = { keys = "q", grace = "1s" }
tty = false
daemon = { stop = "x" }
`,
			`tend.toml:3: processes.api.stop: a daemon is asked to end by daemon.stop, and by nothing else: take keys out`},
		{"with a stop that is empty", api + `daemon = { stop = [], pid_file = "" }`,
			`tend.toml:3: processes.api.daemon: stop is an empty list: it takes a program and its arguments
tend.toml:3: processes.api.daemon: pid_file must not be empty`},
		{"with a file that is not named", api + `daemon = { stop = "x", pid_file = "${NONE}/x.pid" }`,
			`tend.toml:3: processes.api.daemon: pid_file uses ${NONE}, which is not set: set it, or say what to take instead, as in ${NONE:-default}`},
		{"with the file of another", api + "daemon = { stop = 'x', pid_file = 'x.pid' }\n" + db + "daemon = { stop = 'x', pid_file = './y/../x.pid' }\n",
			`tend.toml:6: processes.db.daemon: pid_file ./y/../x.pid is that of "api" as well: each daemon needs one of its own`},
		{"with the file of a replica", api + "replicas = 2\ndaemon = { stop = 'x', pid_file = 'x.pid' }\n",
			`tend.toml:4: processes.api.daemon: pid_file x.pid is that of "api-1" as well: give each replica its own, with ${TEND_REPLICA} in its name`},
		{"as others call it", api + "is_daemon = true\npidfile = 'x.pid'\n",
			`tend.toml:3: processes.api: unknown key "is_daemon" (did you mean "daemon"?)
tend.toml:4: processes.api: unknown key "pidfile" (did you mean "daemon.pid_file"?)`},
		{"with keys of others", api + `daemon = { exec_stop = "x", pid = "x.pid", patience = "3s" }`,
			`tend.toml:3: processes.api.daemon: unknown key "exec_stop" (did you mean "stop"?)
tend.toml:3: processes.api.daemon: unknown key "pid" (did you mean "pid_file"?)
tend.toml:3: processes.api.daemon: unknown key "patience"`},
	})
}
