package config

import "testing"

// All problems come at once, each with its line.
func TestManyProblems(t *testing.T) {
	checkProblems(t, []wrong{
		{"everything at once", `nme = "shop"
command = "npm start"

[processes.api]
comand = "go run ./cmd/api"
dir = "services/api"
stop = { signal = "SIGTRM", grace = 10 }
depends_on = ["wrker", "db"]

[processes.worker]
command = [
  "work",
  8080,
]
restart = "allways"

[processes.db]
command = "postgres"
depends_on = { worker = "ready", api = "started" }
`,
			`tend.toml:1: unknown key "nme" (did you mean "name"?)
tend.toml:2: unknown key "command": it belongs in [processes.NAME]
tend.toml:5: processes.api: unknown key "comand" (did you mean "command"?)
tend.toml:6: processes.api: working folder services/api does not exist
tend.toml:7: processes.api.stop: signal must be the name of a signal such as "SIGTERM", not "SIGTRM" (did you mean "SIGTERM"?)
tend.toml:7: processes.api.stop: grace must be a duration such as "10s", not an integer (did you mean "10s"?)
tend.toml:8: processes.api: depends on "wrker", which is not a process of this file (did you mean "worker"?)
tend.toml:8: processes.api: depends on itself in a circle, so that none of it would start: api → db → api
tend.toml:13: processes.worker: command[1] must be a string, not an integer
tend.toml:15: processes.worker: restart must be "never", "on-failure" or "always", not "allways" (did you mean "always"?)
tend.toml:19: processes.db: waits for "worker" to be ready, but that has no ready probe and never will be: give it one, or wait for "started"`},
		{"several in one line, in their order", api + `ready = { tcp = 1, http = "x", status = 1, wat = 2 }`,
			`tend.toml:3: processes.api.ready: tcp must be a string such as "localhost:5432", not an integer (did you mean "localhost:1"?)
tend.toml:3: processes.api.ready: http must be a URL such as "http://localhost:8080/healthz", not "x"
tend.toml:3: processes.api.ready: status must be at least 100, not 1
tend.toml:3: processes.api.ready: unknown key "wat"
tend.toml:3: processes.api.ready: a probe asks exactly one of tcp, http, grpc, exec, log and notify, and this has two`},
		{"tables out of order", `[processes.api.stop]
grace = "1"

[processes.db]
command = ""

[processes.api]
dir = "none"
`,
			`tend.toml:2: processes.api.stop: grace must be a duration such as "10s", "500ms" or "1m30s", not "1" (did you mean "1s"?)
tend.toml:5: processes.db: command is empty: it takes what to run, such as "npm start"
tend.toml:7: processes.api: there is no command: say what to run, such as command = "npm start"
tend.toml:8: processes.api: working folder none does not exist`},
		{"a quoted key with escapes", `["proc\u0065sses"."api"]
"comm\u0061nd" = 1
`,
			`tend.toml:2: processes.api: command must be a string or a list of strings, not an integer`},
		{"dotted keys", `processes.api.command = 1
processes . api . "stop" . grace = 2
`,
			`tend.toml:1: processes.api: command must be a string or a list of strings, not an integer
tend.toml:2: processes.api.stop: grace must be a duration such as "10s", not an integer (did you mean "2s"?)`},
		{"what looks like keys in strings is none", `[processes.api]
command = """
[processes.db]
dir = "x" \""" 
"""
dir = "none"
`,
			`tend.toml:6: processes.api: working folder none does not exist`},
		{"after strings of several lines", `[processes.api]
command = '''
[processes.db]
# '' "
'''
dir = "none"
env = { A = """x
\"""y
""", B = [] }
`,
			`tend.toml:6: processes.api: working folder none does not exist
tend.toml:9: processes.api.env: B must be a string, not a list`},
		{"comments in lists", `[processes.api]
command = [ # ]
  "run", # ,
  # "x",
  1, # two
]
`,
			`tend.toml:5: processes.api: command[1] must be a string, not an integer`},
	})
}
