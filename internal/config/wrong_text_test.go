package config

import "testing"

// What is no TOML, or has keys that there are not.
func TestWrongText(t *testing.T) {
	checkProblems(t, []wrong{
		{"not TOML at all", `name = "demo"
this is no TOML
`,
			`tend.toml:2: this is not TOML: expected '.' or '=', but got 'i' instead`},
		{"a string without its end", `name = "demo
[processes.api]
`,
			`tend.toml:1: this is not TOML: strings cannot contain newlines`},
		{"a string without its end, in a file from Windows", "shell = [\"sh\"]\r\nname = \"demo\r\n[processes.api]\r\n",
			`tend.toml:2: this is not TOML: strings cannot contain newlines`},
		{"a table without its bracket", `name = "demo"
[processes.api
command = "run"
`,
			`tend.toml:2: this is not TOML: expected '.' or ']' to end table name, but got '\n' instead`},
		{"a list without its bracket", `[processes.api]
command = ["run",
`,
			`tend.toml:2: this is not TOML: unexpected EOF; expected value`},
		{"a value without quotes", `[processes.api]
command = run
`,
			`tend.toml:2: this is not TOML: expected value but found "run" instead`},
		{"a bad escape in a string of several lines", `[processes.api]
command = """
one
two \q
"""
`,
			`tend.toml:4: this is not TOML: invalid escape in string '\q'`},
		{"a key twice", api + `dir = "."
command = "run"
`,
			`tend.toml:4: processes.api: command is defined twice: first in line 2, and again here`},
		{"a table twice", `[processes.api]
command = "run"

[processes.db]
command = "db"

` + api,
			`tend.toml:7: processes: api is defined twice: first in line 1, and again here`},
		{"a key and a table of one name", api + `stop = { grace = "1s" }
[processes.api.stop]
signal = "SIGINT"
`,
			`tend.toml:4: processes.api: stop is defined twice: first in line 3, and again here`},
		{"a key of a table and then a value of its name", api + `ready.tcp = ":80"
ready = "localhost:80"
`,
			`tend.toml:4: processes.api: ready is defined twice: first in line 3, and again here`},
		{"a key of a table and then the table", api + `stop.grace = "1s"
stop = { signal = "SIGINT" }
`,
			`tend.toml:4: processes.api: stop is defined twice: first in line 3, and again here`},
		{"UTF-16", "n\x00a\x00",
			`tend.toml:1: this is not TOML: files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8`},
		{"nests too deep", api + `env.A = [[[[[[[[[[[[[[[[[[[[`,
			`tend.toml:3: keys and lists nest more than 16 deep here, which no configuration does`},
		{"an empty file", "",
			`tend.toml: there are no processes: add one, such as [processes.web] with command = "npm start"`},
		{"no processes", `name = "demo"
[processes]
`,
			`tend.toml: there are no processes: add one, such as [processes.web] with command = "npm start"`},
		{"all disabled", api + `disabled = true`,
			`tend.toml: every process is disabled: there is nothing to run`},
		{"unknown key at the top", `nmae = "demo"` + "\n" + api,
			`tend.toml:1: unknown key "nmae" (did you mean "name"?)`},
		{"unknown key in a process", `[processes.api]
comand = "run"
`,
			`tend.toml:2: processes.api: unknown key "comand" (did you mean "command"?)`},
		{"unknown key in a table", api + `stop = { signal = "SIGTERM", graze = "1s" }`,
			`tend.toml:3: processes.api.stop: unknown key "graze" (did you mean "grace"?)`},
		{"unknown key in a probe", api + `[processes.api.ready]
tcp = ":80"
intervall = "1s"
`,
			`tend.toml:5: processes.api.ready: unknown key "intervall" (did you mean "interval"?)`},
		{"unknown key that nothing resembles", api + `colour = "blue"`,
			`tend.toml:3: processes.api: unknown key "colour"`},
		{"a key of another program", api + `cwd = "."`,
			`tend.toml:3: processes.api: unknown key "cwd" (did you mean "dir"?)`},
		{"a key of a process at the top", `command = "run"` + "\n" + api,
			`tend.toml:1: unknown key "command": it belongs in [processes.NAME]`},
		{"a key of the top in a process", api + `shell = ["bash", "-c"]`,
			`tend.toml:3: processes.api: unknown key "shell": it belongs at the top of the file, before the first [table]`},
		{"a key of a table in the process", api + `grace = "5s"`,
			`tend.toml:3: processes.api: unknown key "grace" (did you mean "stop.grace"?)`},
		{"a key of the process in a table", api + `stop = { restart = "never" }`,
			`tend.toml:3: processes.api.stop: unknown key "restart": it belongs in [processes.api]`},
		{"a key of another table", api + `log = { interval = "1s" }`,
			`tend.toml:3: processes.api.log: unknown key "interval": it belongs in [processes.api.ready]`},
		{"a process at the top", `[api]
command = "run"
` + db,
			`tend.toml:1: unknown key "api": a process is a table in [processes] (did you mean [processes.api]?)`},
		{"a process that is a string", `[processes]
api = "npm start"
`,
			`tend.toml:2: processes: api must be a table, not a string (did you mean { command = "npm start" }?)`},
		{"processes that are a list", `[[processes]]
name = "api"
`,
			`tend.toml:1: processes must be a table of processes, such as [processes.api], not a list of tables`},
	})
}
