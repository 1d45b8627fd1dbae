package config

import "testing"

// What cannot ask a process to end.
func TestWrongStop(t *testing.T) {
	checkProblems(t, []wrong{
		{"keys without a terminal", api + `stop.keys = "q\n"
tty = false
`,
			`tend.toml:3: processes.api.stop: keys are typed into a terminal, and tty = false gives it none: take one of the two out`},
		{"keys and a command", api + `[processes.api.stop]
command = "quit"
keys = "q"
`,
			`tend.toml:5: processes.api.stop: a process is asked to end by command or by keys, not by both: take one of the two out`},
		{"no keys", api + `stop.keys = ""`,
			`tend.toml:3: processes.api.stop: keys must not be empty`},
		{"keys that are a list", api + `stop.keys = ["q"]`,
			`tend.toml:3: processes.api.stop: keys must be a string, such as "q\n", not a list`},
		{"a command that is empty", api + `stop.command = []`,
			`tend.toml:3: processes.api.stop: command is an empty list: it takes a program and its arguments`},
		{"a key of another program", api + `stop.send-keys = "q"`,
			`tend.toml:3: processes.api.stop: unknown key "send-keys" (did you mean "keys"?)`},
	})
}
