package config

import "testing"

// Probes, and the question that each has to ask.
func TestWrongProbe(t *testing.T) {
	checkProblems(t, []wrong{
		{"that asks nothing", api + `[processes.api.ready]
interval = "1s"
`,
			`tend.toml:3: processes.api.ready: a probe asks exactly one of tcp, http, grpc, exec, log and notify, and this has none`},
		{"that is not told", api + `ready.notify = false`,
			`tend.toml:3: processes.api.ready: a probe asks exactly one of tcp, http, grpc, exec, log and notify, and this has none`},
		{"that is told and asks", api + `ready = { notify = true, tcp = ":80" }`,
			`tend.toml:3: processes.api.ready: a probe asks exactly one of tcp, http, grpc, exec, log and notify, and this has two`},
		{"that is told by text", api + `ready = { notify = "true" }`,
			`tend.toml:3: processes.api.ready: notify must be true or false, not a string (did you mean true?)`},
		{"that is told, of health", api + `health = { notify = true }`,
			`tend.toml:3: processes.api.health: unknown key "notify": a process says READY=1 once, and nothing of how it is from then on; for WATCHDOG=1, give it watchdog = "30s"`},
		{"that is told and has what asks", api + `ready = { notify = true, interval = "1s" }`,
			`tend.toml:3: processes.api.ready: interval has no effect with notify: the process says once that it is ready, when it is`},
		{"that waits for a line and has what asks", api + `[processes.api.ready]
log = "up"
delay = "1s"
interval = "1s"
timeout = "1s"
successes = 1
failures = 1
`,
			`tend.toml:5: processes.api.ready: delay has no effect with log: the first line that matches is waited for, and seen at once
tend.toml:6: processes.api.ready: interval has no effect with log: the first line that matches is waited for, and seen at once
tend.toml:7: processes.api.ready: timeout has no effect with log: the first line that matches is waited for, and seen at once
tend.toml:8: processes.api.ready: successes has no effect with log: the first line that matches is waited for, and seen at once
tend.toml:9: processes.api.ready: failures has no effect with log: the first line that matches is waited for, and seen at once`},
		{"that is a heartbeat with a timeout", api + `health = { log = "beat", delay = "1s", interval = "1s", timeout = "1s", successes = 2, failures = 2 }`,
			`tend.toml:3: processes.api.health: timeout has no effect with log: whether a line has matched since the last try is known at once`},
		{"a watchdog that barks at once", api + `watchdog = "1ms"`,
			`tend.toml:3: processes.api: watchdog must be at least 100ms, not 1ms`},
		{"that asks twice", api + `health = { tcp = ":80", log = "up" }`,
			`tend.toml:3: processes.api.health: a probe asks exactly one of tcp, http, grpc, exec and log, and this has two`},
		{"that asks everything", api + `health = { tcp = ":80", http = "http://x", grpc = ":80", exec = "x", log = "up" }`,
			`tend.toml:3: processes.api.health: a probe asks exactly one of tcp, http, grpc, exec and log, and this has all five`},
		{"that is a string", api + `ready = "localhost:80"`,
			`tend.toml:3: processes.api: ready must be a table, such as { tcp = "localhost:5432" }, not a string`},
		{"of an empty command", api + `ready.exec = ""`,
			`tend.toml:3: processes.api.ready: exec is empty: it takes what to run, such as "npm start"`},
		{"with a status but without http", api + `ready = { tcp = ":80", status = 200 }`,
			`tend.toml:3: processes.api.ready: only an http probe has status`},
		{"with headers but without http", api + `ready = { grpc = ":80", headers = { Host = "x" } }`,
			`tend.toml:3: processes.api.ready: only an http probe has headers`},
		{"of a gRPC server that is a URL", api + `ready.grpc = "http://localhost:50051"`,
			`tend.toml:3: processes.api.ready: grpc must be host:port or host:port/service, such as "localhost:50051/shop.Orders", not "http://localhost:50051" (did you mean "localhost:50051"?)`},
		{"of a gRPC server without port", api + `ready.grpc = "localhost/shop.Orders"`,
			`tend.toml:3: processes.api.ready: grpc must be host:port or host:port/service, such as "localhost:50051/shop.Orders", not "localhost/shop.Orders"`},
		{"of a gRPC server that is a port", api + `ready.grpc = 50051`,
			`tend.toml:3: processes.api.ready: grpc must be a string such as "localhost:50051", not an integer (did you mean "localhost:50051"?)`},
		{"with headers that are a list", api + `ready = { http = "http://x", headers = ["Host: y"] }`,
			`tend.toml:3: processes.api.ready: headers must be a table, such as { Host = "shop.test" }, not a list`},
		{"with a header that is a number", api + `ready = { http = "http://x", headers = { X-Version = 3 } }`,
			`tend.toml:3: processes.api.ready.headers: X-Version must be a string, not an integer (did you mean "3"?)`},
		{"with a header that is a list", api + `ready = { http = "http://x", headers = { Accept = ["a"] } }`,
			`tend.toml:3: processes.api.ready.headers: Accept must be a string, not a list`},
		{"with the name of a header that is none", api + `[processes.api.ready]
http = "http://x"
[processes.api.ready.headers]
"X Key:" = "1"
"" = "2"
`,
			`tend.toml:6: processes.api.ready.headers: "X Key:" cannot be the name of a header: it is made of letters, digits and dashes (did you mean "X-Key"?)
tend.toml:7: processes.api.ready.headers: "" cannot be the name of a header: it is made of letters, digits and dashes`},
		{"with a header of two lines", api + `ready = { http = "http://x", headers = { A = "1\r\nB: 2" } }`,
			`tend.toml:3: processes.api.ready.headers: A must be one line without control characters, not "1\r\nB: 2"`},
		{"with a header twice", api + `ready = { http = "http://x", headers = { Accept = "a", accept = "b" } }`,
			`tend.toml:3: processes.api.ready.headers: accept is the same header as Accept: give it once`},
	})
}
