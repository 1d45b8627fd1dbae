package config

import "testing"

// Values of the wrong type, and files that are not there.
func TestWrongValue(t *testing.T) {
	checkProblems(t, []wrong{
		{"a name that is a number", "name = 7\n" + api,
			`tend.toml:1: name must be a string, not an integer`},
		{"a name of two lines", `name = "a\nb"` + "\n" + api,
			`tend.toml:1: name must be one line without control characters, not "a\nb"`},
		{"an empty name", `name = ""` + "\n" + api,
			`tend.toml:1: name must not be empty`},
		{"a shell that is a string", `shell = "bash -c"` + "\n" + api,
			`tend.toml:1: shell must be a list of strings, such as ["sh", "-c"], not a string (did you mean ["bash", "-c"]?)`},
		{"a shell of nothing", "shell = []\n" + api,
			`tend.toml:1: shell is an empty list: it takes a program and its arguments`},
		{"a way to be told that there is none of", "ui.notify = \"beep\"\n" + api,
			`tend.toml:1: ui: notify must be "none", "bell", "desktop" or "both", not "beep"`},
		{"no command", `[processes.api]
dir = "."
`,
			`tend.toml:1: processes.api: there is no command: say what to run, such as command = "npm start"`},
		{"an empty command", `[processes.api]
command = " "
`,
			`tend.toml:2: processes.api: command is empty: it takes what to run, such as "npm start"`},
		{"a command of an empty list", `[processes.api]
command = []
`,
			`tend.toml:2: processes.api: command is an empty list: it takes a program and its arguments`},
		{"a command whose program is empty", `[processes.api]
command = ["", "-v"]
`,
			`tend.toml:2: processes.api: command[0] must not be empty`},
		{"a command that is a number", `[processes.api]
command = 3
`,
			`tend.toml:2: processes.api: command must be a string or a list of strings, not an integer`},
		{"a command with a number in it", `[processes.api]
command = [
  "run",
  8080,
]
`,
			`tend.toml:4: processes.api: command[1] must be a string, not an integer`},
		{"a command with NUL", `[processes.api]
command = "run \u0000"
`,
			`tend.toml:2: processes.api: command must not contain a NUL character`},
		{"no working folder", api + `
dir = "services/api"
`,
			`tend.toml:4: processes.api: working folder services/api does not exist`},
		{"a working folder that is a file", api + `dir = "file"`,
			`tend.toml:3: processes.api: working folder file is a file, not a folder`},
		{"an empty working folder", api + `dir = ""`,
			`tend.toml:3: processes.api: dir must not be empty`},
		{"a home that is not known", api + `dir = "~/shop"`,
			`tend.toml:3: processes.api: dir begins with ~, but HOME is not set`},
		{"no env file", `env_file = ".env"` + "\n" + api,
			`tend.toml:1: env_file .env does not exist`},
		{"no env file of several", api + `env_file = [
  "good.env",
  "none.env",
]
`,
			`tend.toml:5: processes.api: env_file none.env does not exist`},
		{"an env file that is a folder", api + `env_file = "folder"`,
			`tend.toml:3: processes.api: env_file folder is a folder, not a file`},
		{"a malformed env file", api + `env_file = "bad.env"`,
			`tend.toml:3: processes.api: env_file bad.env is malformed in line 5: it takes lines of KEY=VALUE`},
		{"an env file without a name", api + `env_file = "nameless.env"`,
			`tend.toml:3: processes.api: env_file nameless.env is malformed in line 2: it takes lines of KEY=VALUE`},
		{"an env file that is not text", api + `env_file = "binary.env"`,
			`tend.toml:3: processes.api: env_file binary.env is not a text of KEY=VALUE lines: it contains NUL characters`},
		{"an env file that is too large", api + `env_file = "large.env"`,
			`tend.toml:3: processes.api: env_file large.env is larger than 1 MiB, which no configuration is`},
		{"an empty variable", api + `env = { "" = "x" }`,
			`tend.toml:3: processes.api.env: the name of a variable must not be empty`},
		{"a variable with an equals sign", `env = { "A=B" = "x" }` + "\n" + api,
			`tend.toml:1: env: the name of a variable must not contain = or NUL, as "A=B" does`},
		{"a variable of tend's own", "env.TEND_COOKIE = \"x\"\n" + api,
			`tend.toml:1: env: TEND_COOKIE cannot be set: tend marks with it what belongs to a process`},
		{"a variable of tend's own in a process", api + `env = { A = "1", TEND_COOKIE = 1 }`,
			`tend.toml:3: processes.api.env: TEND_COOKIE cannot be set: tend marks with it what belongs to a process`},
		{"a variable of tend's own in an env file", api + `env_file = ["good.env", "cookie.env"]`,
			`tend.toml:3: processes.api: env_file cookie.env sets TEND_COOKIE, which cannot be set: tend marks with it what belongs to a process`},
		{"a variable that is a list", api + `[processes.api.env]
A = "1"
B = ["2"]
`,
			`tend.toml:5: processes.api.env: B must be a string, not a list`},
		{"a variable that is a date", api + `env.DAY = 2024-01-02`,
			`tend.toml:3: processes.api.env: DAY must be a string, not a date`},
		{"an env that is a list", api + `env = ["A=B"]`,
			`tend.toml:3: processes.api: env must be a table, such as { LOG = "debug" }, not a list`},
	})
}
