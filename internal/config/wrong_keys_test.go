package config

import "testing"

func TestWrongKeys(t *testing.T) {
	const key, keys = `must be a key, such as "f5"`, `must be a key, such as "f5", or a list of keys`
	checkProblems(t, []wrong{
		{"a key that means something else", api + "[keys]\nrestart = \"ctrl+r\"\n",
			`tend.toml:4: keys.restart: ctrl+r already means reload: give reload another key too`},
		{"one of several", api + "[keys]\nrestart = [\n  \"f5\",\n  \"space\",\n]\n",
			`tend.toml:6: keys.restart: space already means mark: give mark another key too`},
		{"a key for two", api + "[keys]\nrestart = \"f5\"\nreload = [\"ctrl+l\", \"f5\"]\n",
			`tend.toml:5: keys.reload: f5 is bound to restart as well: a key can ask for one thing`},
		{"a key twice", api + "[keys]\nmark = [\" \", \"space\"]\n",
			`tend.toml:4: keys.mark: has space twice`},
		{"ctrl+c", api + "[keys]\nquit = \"ctrl+c\"\ninterrupt = []\n",
			`tend.toml:4: keys.quit: ctrl+c always means interrupt: take another key
tend.toml:5: keys.interrupt: ctrl+c always means interrupt: leave it among its keys`},
		{"no palette", api + "keys.palette = []\n[keys]\npalette = []\n",
			`tend.toml:3: processes.api: unknown key "keys" (did you mean "stop.keys"?)
tend.toml:5: keys.palette: needs a key: it is the way to all that has none`},
		{"typed or answered", api + "[keys]\nsuspend = \"Z\"\n",
			`tend.toml:4: keys.suspend: Z is needed where a text is typed or a question is asked: take another key with ctrl or alt, or one from f1 to f20`},
		{"no such action", "keys.restrat = \"f5\"\nkeys.start_all = []\nkeys.wat = 1\nkeys.\"a b\" = \"x\"\n" + api,
			`tend.toml:1: keys: unknown action "restrat" (did you mean "restart"?)
tend.toml:2: keys: unknown action "start_all" (did you mean "start-all"?)
tend.toml:3: keys: unknown action "wat"
tend.toml:4: keys: unknown action "a b"`},
		{"no such key", api + `[keys]
restart = "Ctrl-R"
reload = ["f25", "pagedown", "ctrl+i", "qqq", "↑", "ctrl+uo"]
kill = "\u0000"
`,
			`tend.toml:4: keys.restart: there is no key "Ctrl-R" (did you mean "ctrl+r"?)
tend.toml:5: keys.reload: there is no key "f25" (did you mean "f2"?)
tend.toml:5: keys.reload: there is no key "pagedown" (did you mean "pgdown"?)
tend.toml:5: keys.reload: there is no key "ctrl+i" (did you mean "tab"?)
tend.toml:5: keys.reload: there is no key "qqq"
tend.toml:5: keys.reload: there is no key "↑" (did you mean "up"?)
tend.toml:5: keys.reload: there is no key "ctrl+uo" (did you mean "ctrl+up"?)
tend.toml:6: keys.kill: there is no key "\x00"`},
		{"a slip takes nothing else away", api + "[keys]\npalette = \"pagup\"\ninterrupt = [\"ctrl-c\"]\nreload = 5\nrestart = \"ctrl+r\"\n",
			`tend.toml:4: keys.palette: there is no key "pagup" (did you mean "pgup"?)
tend.toml:5: keys.interrupt: there is no key "ctrl-c" (did you mean "ctrl+c"?)
tend.toml:6: keys.reload: ` + keys + `, not an integer (did you mean "5"?)`},
		{"types", api + "[keys]\nstop = false\nkill = \"\"\nstart = [1, \"\", 10, false]\nmark = { a = 1 }\nup = 1.5\n",
			`tend.toml:4: keys.stop: ` + keys + `, not a boolean (did you mean []?)
tend.toml:5: keys.kill: ` + keys + `, not empty (did you mean []?)
tend.toml:6: keys.start: ` + key + `, not an integer (did you mean "1"?)
tend.toml:6: keys.start: ` + key + `, not empty
tend.toml:6: keys.start: ` + key + `, not an integer
tend.toml:6: keys.start: ` + key + `, not a boolean
tend.toml:7: keys.mark: ` + keys + `, not a table
tend.toml:8: keys.up: ` + keys + `, not a float`},
		{"no table", "keys = [\"f5\"]\n" + api,
			`tend.toml:1: keys must be a table, such as { reload = "f5" }, not a list`},
		{"another name for it", api + "[keybindings]\nrestart = \"f5\"\n",
			`tend.toml:3: unknown key "keybindings" (did you mean "keys"?)`},
		{"with all that is wrong elsewhere", "[keys]\nrestart = \"x\"\n[processes.api]\ncomand = 1\n",
			`tend.toml:2: keys.restart: x already means stop: give stop another key too
tend.toml:4: processes.api: unknown key "comand" (did you mean "command"?)`},
	})
}
