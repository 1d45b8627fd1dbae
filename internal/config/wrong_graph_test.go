package config

import "testing"

// Names and dependencies.
func TestWrongGraph(t *testing.T) {
	checkProblems(t, []wrong{
		{"a name with a space", `[processes."my api"]
command = "run"
`,
			`tend.toml:1: processes: "my api" cannot be the name of a process: it is made of letters, digits, dots, dashes and underscores (did you mean "my-api"?)`},
		{"a name that looks like an option", `[processes.-v]
command = "run"
`,
			`tend.toml:1: processes: "-v" cannot be the name of a process: a command line would take what begins with a dash for an option (did you mean "v"?)`},
		{"a process without a name", `[processes.""]
command = "run"
`,
			`tend.toml:1: processes: the name of a process must not be empty`},
		{"an unknown dependency", api + `depends_on = ["bd"]` + "\n" + db,
			`tend.toml:3: processes.api: depends on "bd", which is not a process of this file (did you mean "db"?)`},
		{"an unknown dependency that nothing resembles", api + `depends_on = [
  "db",
  "postgres",
]
` + db,
			`tend.toml:5: processes.api: depends on "postgres", which is not a process of this file`},
		{"a dependency that is a string", api + `depends_on = "db"` + "\n" + db,
			`tend.toml:3: processes.api: depends_on must be a list of names, such as ["db"], or a table of conditions, such as { db = "ready" }, not a string (did you mean ["db"]?)`},
		{"a dependency that is empty", api + `depends_on = [""]`,
			`tend.toml:3: processes.api: depends_on[0] must not be empty`},
		{"a dependency twice", api + `depends_on = ["db", "db"]` + "\n" + db,
			`tend.toml:3: processes.api: depends on "db" twice: once is enough`},
		{"a dependency on itself", api + `depends_on = ["api"]`,
			`tend.toml:3: processes.api: depends on itself, so that it would never start`},
		{"an unknown condition", api + `depends_on = { db = "redy" }` + "\n" + db,
			`tend.toml:3: processes.api.depends_on: db must be "started", "ready", "done" or "exited", not "redy" (did you mean "ready"?)`},
		{"a condition that is a boolean", api + "depends_on = { db = true }\n" + db,
			`tend.toml:3: processes.api.depends_on: db must be "started", "ready", "done" or "exited", or a table, such as { restart = true }, not a boolean`},
		{"an unknown condition in a table", api + "depends_on = { db = { condition = \"redy\" } }\n" + db,
			`tend.toml:3: processes.api.depends_on.db: condition must be "started", "ready", "done" or "exited", not "redy" (did you mean "ready"?)`},
		{"an unknown key in a table", api + "depends_on = { db = { restrat = true } }\n" + db,
			`tend.toml:3: processes.api.depends_on.db: unknown key "restrat" (did you mean "restart"?)`},
		{"ready without a probe, in a table", api + "depends_on.db = { condition = \"ready\", restart = true }\n" + db,
			`tend.toml:3: processes.api: waits for "db" to be ready, but that has no ready probe and never will be: give it one, or wait for "started"`},
		{"a replica and all of them", api + "depends_on = [\"db-2\", \"db\"]\n" + db + "replicas = 2\n",
			`tend.toml:3: processes.api: depends on "db-2" twice: once is enough`},
		{"a replica that there is not", api + "depends_on = [\"db-3\"]\n" + db + "replicas = 2\n",
			`tend.toml:3: processes.api: depends on "db-3", which is not a process of this file (did you mean "db-1"?)`},
		{"a replica on another", api + "replicas = 2\ndepends_on = [\"api-1\"]\n",
			`tend.toml:4: processes.api: depends on itself, so that it would never start`},
		{"a cycle of replicas", api + "replicas = 2\ndepends_on = [\"db-1\"]\n" + db + "replicas = 2\ndepends_on = [\"api\"]\n",
			`tend.toml:4: processes.api: depends on itself in a circle, so that none of it would start: api → db → api`},
		{"ready without a probe", api + `depends_on = { db = "ready" }` + "\n" + db,
			`tend.toml:3: processes.api: waits for "db" to be ready, but that has no ready probe and never will be: give it one, or wait for "started"`},
		{"done that never comes", api + `depends_on = { db = "done" }` + "\n" + db + `restart = "always"`,
			`tend.toml:3: processes.api: waits for "db" to end ("done"), but that has restart = "always" and never does: give it restart = "on-failure" or "never", or wait for "started"`},
		{"exited that never comes", api + `depends_on = { db = "exited" }` + "\n" + db + `restart = "always"`,
			`tend.toml:3: processes.api: waits for "db" to end ("exited"), but that has restart = "always" and never does: give it restart = "on-failure" or "never", or wait for "started"`},
		{"a dependency that is disabled", api + `depends_on = ["db"]` + "\n" + db + `disabled = true`,
			`tend.toml:3: processes.api: depends on "db", which is disabled: enable it, or take it out of depends_on`},
		{"a cycle", `[processes.c]
command = "c"
depends_on = ["a"]

[processes.a]
command = "a"
depends_on = ["b"]

[processes.b]
command = "b"
depends_on = ["c"]
`,
			`tend.toml:3: processes.c: depends on itself in a circle, so that none of it would start: c → a → b → c`},
		{"two cycles", `[processes.a]
command = "a"
depends_on = ["b"]
[processes.b]
command = "b"
depends_on = ["a", "c"]
[processes.c]
command = "c"
depends_on = { b = "started" }
`,
			`tend.toml:3: processes.a: depends on itself in a circle, so that none of it would start: a → b → a
tend.toml:6: processes.b: depends on itself in a circle, so that none of it would start: b → c → b`},
		{"a list of tables for a table", api + `[[processes.api.stop]]
grace = "1s"
`,
			`tend.toml:3: processes.api: stop must be a table, not a list of tables`},
	})
}
