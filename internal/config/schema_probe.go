package config

import "slices"

// probeKeys say how one can tell how a process is.
func probeKeys() []key {
	ready := probe(
		key{path: "processes.*.ready", meaning: "How to tell that the process is ready for those that depend on it.", aka: []string{"readiness", "readiness_probe"}},
		probeDefaults{interval: "1s", failures: 1},
		"A line of output matches this regular expression.")
	health := probe(
		key{path: "processes.*.health", meaning: "How to tell, from when the process is ready to its end, that it is well. If it is not, it is started again; with restart = \"never\", that is only reported.", aka: []string{"healthcheck", "liveness", "liveness_probe"}},
		probeDefaults{interval: "10s", failures: 3},
		"A heartbeat: between two tries, a line of output matches this regular expression.")
	return slices.Concat(ready, []key{
		{path: "processes.*.ready.notify", kind: kindBool, absent: "", meaning: "The process says so itself: READY=1, by the protocol of sd_notify(3).", aka: []string{"sd_notify", "type"}, flat: []string{"notify", "sd_notify"}},
	}, health, []key{
		{path: "processes.*.watchdog", kind: kindDuration, least: leastWatchdog, absent: "none", meaning: "How long the process may stay without saying WATCHDOG=1, by the protocol of sd_notify(3), before it counts as not well, from when it is ready.", aka: []string{"watchdog_sec", "watchdogsec", "watchdog_timeout", "heartbeat"}},
	})
}

// probeDefaults is what ready and health differ in.
type probeDefaults struct {
	interval string
	failures int64
}

// probe is a probe and its keys. What it means that a line matches depends on
// how long the probe is asked.
func probe(probe key, defaults probeDefaults, line string) []key {
	probe.kind, probe.absent = kindProbe, "none"
	keys := []key{
		{path: "tcp", kind: kindAddress, absent: "", meaning: "host:port accepts a connection.", aka: []string{"port", "address"}},
		{path: "http", kind: kindURL, absent: "", meaning: "A GET of this URL is answered as status and body say.", aka: []string{"url", "http_get"}},
		{path: "grpc", kind: kindGRPC, absent: "", meaning: "host:port or host:port/service is serving, by the gRPC health checking protocol.", aka: []string{"grpc_health"}},
		{path: "exec", kind: kindCommand, absent: "", meaning: "A command, as a string or a list like the process's own, exits with 0.", aka: []string{"command", "cmd", "test"}},
		{path: "log", kind: kindRegexp, absent: "", meaning: line, aka: []string{"log_line", "ready_log_line", "match", "pattern"}},
		{path: "status", kind: kindInt, least: 100, most: 599, absent: "200 to 399", meaning: "The status expected, with http.", aka: []string{"status_code"}},
		{path: "body", kind: kindRegexp, absent: "anything", meaning: "What the body has to match, with http."},
		{path: "headers", kind: kindHeaders, absent: "none", meaning: "What is sent with the GET, with http; Host sets the host that is asked for.", aka: []string{"header", "http_headers"}},
		{path: "delay", kind: kindDuration, def: "0s", meaning: "The time before the first try.", aka: []string{"initial_delay", "initial_delay_seconds", "start_period"}},
		{path: "interval", kind: kindDuration, def: defaults.interval, least: leastInterval, meaning: "The time between tries.", aka: []string{"period", "period_seconds", "every"}},
		{path: "timeout", kind: kindDuration, def: "3s", least: leastInterval, meaning: "The time for one answer.", aka: []string{"timeout_seconds"}},
		{path: "successes", kind: kindInt, def: int64(1), least: 1, meaning: "How many yes in a row make a yes.", aka: []string{"success_threshold"}},
		{path: "failures", kind: kindInt, def: defaults.failures, least: 1, meaning: "How many no in a row make a no.", aka: []string{"failure_threshold", "retries"}},
	}
	for i := range keys {
		keys[i].path = probe.path + "." + keys[i].path
	}
	return append([]key{probe}, keys...)
}
