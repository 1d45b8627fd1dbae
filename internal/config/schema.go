package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tend/processcontrol"
)

// Key is one key of a configuration, for documentation.
type Key struct {
	// Path is the key with all the tables it is in: processes.*.stop.grace,
	// where * is a name that the user chooses.
	Path string
	Type string
	// Default is a value in TOML or, where there is none, what happens
	// without the key.
	Default string
	Meaning string
	// Later is set for a key that is checked but has no effect yet.
	Later bool
}

// Schema lists every key of a configuration, tables before what they hold.
func Schema() []Key {
	var keys []Key
	later := "\x00" // no path begins like this
	for _, k := range schema {
		if k.later {
			later = k.path + "."
		}
		keys = append(keys, Key{
			Path: k.path, Type: kinds[k.kind].name, Default: k.defaultText(), Meaning: k.meaning,
			Later: k.later || strings.HasPrefix(k.path, later),
		})
	}
	return keys
}

// key is a row of the schema.
type key struct {
	path    string
	kind    kind
	def     any    // the value in TOML without the key; nil if there is none
	absent  string // where def is nil: what happens without the key
	meaning string
	// least and most bound a number, a percentage, a duration in nanoseconds,
	// a size in bytes. most is not looked at where it is 0.
	least, most int64
	aka         []string // what other programs call it
	later       bool     // without effect in this version
}

func (k key) defaultText() string {
	switch def := k.def.(type) {
	case nil:
		return k.absent
	case string:
		return strconv.Quote(def)
	case []any:
		items := make([]string, len(def))
		for i, v := range def {
			items[i] = fmt.Sprintf("%q", v)
		}
		return "[" + strings.Join(items, ", ") + "]"
	default:
		return fmt.Sprint(def)
	}
}

// The smallest values that make sense.
const (
	leastInterval = int64(10 * time.Millisecond) // less would be a busy loop
	leastGrace    = int64(time.Millisecond)      // none at all is what SIGKILL is for
	leastBuffer   = int64(64 << 10)              // a line may be as long
	leastMemory   = int64(1 << 20)               // with less, hardly anything can be loaded
	leastFiles    = int64(16)                    // with less, hardly a program gets to its first line
)

// schema is the one place that says which keys there are. What is read from a
// file, what is suggested for a key that does not exist, and the
// documentation all come from here.
var schema = concat([]key{
	{path: "name", kind: kindText, absent: "the name of the file's folder", meaning: "What the stack is called."},
	{path: "shell", kind: kindShell, def: []any{"sh", "-c"}, meaning: "What runs a command given as a string; the string is its last argument."},
	{path: "env", kind: kindEnv, absent: "none", meaning: "Environment variables for every process.", aka: []string{"environment", "envs", "vars"}},
	{path: "env_file", kind: kindPaths, absent: "none", meaning: "Files of KEY=VALUE lines for every process; env goes before them, and a later file before an earlier one.", aka: []string{"dotenv", "env_files", "envfile"}},
	{path: "processes", kind: kindProcesses, absent: "required", meaning: "The processes, each a table under its name.", aka: []string{"procs", "services", "process", "commands", "tasks"}},

	{path: "processes.*", kind: kindTable, absent: "", meaning: "One process. Its name is made of letters, digits, dots, dashes and underscores."},
	{path: "processes.*.command", kind: kindCommand, absent: "required", meaning: "What to run: a string goes through the shell, a list of strings is executed as it is.", aka: []string{"cmd", "run", "exec", "script"}},
	{path: "processes.*.dir", kind: kindPath, absent: "the file's folder", meaning: "The working folder.", aka: []string{"cwd", "workdir", "working_dir", "working_directory", "folder"}},
	{path: "processes.*.env", kind: kindEnv, absent: "none", meaning: "Environment variables; they go before all others.", aka: []string{"environment", "envs", "vars"}},
	{path: "processes.*.env_file", kind: kindPaths, absent: "none", meaning: "Files of KEY=VALUE lines; they go before what is set for every process.", aka: []string{"dotenv", "env_files", "envfile"}},
	{path: "processes.*.depends_on", kind: kindDepends, absent: "none", meaning: "What has to be there first: a list of names (each ready where it has a ready probe, else started), or a table of name = condition: started, ready, done (exit code 0) or exited (any exit code).", aka: []string{"depends", "needs", "deps", "requires", "after", "dependencies"}},
	{path: "processes.*.group", kind: kindText, absent: "none", meaning: "Processes of one group are shown together.", aka: []string{"namespace", "groups", "label", "tag"}},
	{path: "processes.*.autostart", kind: kindBool, def: true, meaning: "Whether the process starts with the stack.", aka: []string{"auto_start"}},
	{path: "processes.*.disabled", kind: kindBool, def: false, meaning: "Leaves the process out of the stack.", aka: []string{"disable"}},
	{path: "processes.*.tty", kind: kindBool, def: true, meaning: "Gives the process a terminal (colours, prompts). With false, its output goes through pipes.", aka: []string{"pty", "terminal"}},
	{path: "processes.*.restart", kind: kindRestart, def: "never", meaning: "When the process is started again after it ended.", aka: []string{"restart_policy", "autorestart"}},

	{path: "processes.*.backoff", kind: kindTable, meaning: "How long restarts wait, and when they are given up."},
	{path: "processes.*.backoff.initial", kind: kindDuration, def: "500ms", least: leastInterval, meaning: "The wait before the first restart; it doubles each time."},
	{path: "processes.*.backoff.max", kind: kindDuration, def: "30s", least: leastInterval, meaning: "The longest wait. A run that lasts longer begins anew at initial."},
	{path: "processes.*.backoff.give_up", kind: kindInt, def: int64(10), meaning: "After this many restarts within the time below, the process is left alone; 0 is never.", aka: []string{"max_restarts", "max_retries", "retries"}},
	{path: "processes.*.backoff.within", kind: kindDuration, def: "5m", least: leastInterval, meaning: "The time in which give_up counts."},

	{path: "processes.*.stop", kind: kindTable, meaning: "How the process is asked to end, before it is made to.", aka: []string{"shutdown"}},
	{path: "processes.*.stop.signal", kind: kindSignal, def: "SIGTERM", meaning: "The signal that asks. With command or keys, the one that is sent if they fail."},
	{path: "processes.*.stop.command", kind: kindCommand, absent: "the signal", meaning: "A command that asks, as a string or a list; it runs as the process itself would.", aka: []string{"cmd", "exec", "run", "script"}},
	{path: "processes.*.stop.keys", kind: kindKeys, absent: "the signal", meaning: "Text that asks, typed into the process's terminal: \"q\\n\", or \"\\u0003\" for ctrl+c. It needs tty = true.", aka: []string{"key", "input", "send_keys", "stdin", "type"}},
	{path: "processes.*.stop.grace", kind: kindDuration, def: "10s", least: leastGrace, meaning: "The time from then to SIGKILL.", aka: []string{"timeout", "grace_period", "timeout_seconds"}},
},
	probeKeys(
		key{path: "processes.*.ready", meaning: "How to tell that the process is ready for those that depend on it.", aka: []string{"readiness", "readiness_probe"}},
		probeDefaults{interval: "1s", failures: 1},
		"A line of output matches this regular expression."),
	probeKeys(
		key{path: "processes.*.health", meaning: "How to tell, from when the process is ready to its end, that it is well. If it is not, it is started again; with restart = \"never\", that is only reported.", aka: []string{"healthcheck", "liveness", "liveness_probe"}},
		probeDefaults{interval: "10s", failures: 3},
		"A heartbeat: between two tries, a line of output matches this regular expression."),
	[]key{
		{path: "processes.*.limits", kind: kindTable, meaning: "What the process may use, taken together with all it started.", aka: []string{"limit", "resources"}},
		{path: "processes.*.limits.memory", kind: kindSize, absent: "no limit", meaning: "Resident memory.", aka: []string{"mem", "ram"}},
		{path: "processes.*.limits.cpu", kind: kindPercent, absent: "no limit", meaning: "Percent of one core: 150% is one and a half."},
		{path: "processes.*.limits.open_files", kind: kindInt, absent: "no limit", meaning: "Open files, all of them together.", aka: []string{"files", "nofile"}},
		{path: "processes.*.limits.processes", kind: kindInt, absent: "no limit", meaning: "Processes."},
		{path: "processes.*.limits.run_time", kind: kindDuration, absent: "no limit", meaning: "How long one run may last; for is not waited for.", aka: []string{"runtime", "timeout"}},
		{path: "processes.*.limits.for", kind: kindDuration, def: "10s", meaning: "How long a limit has to be broken before something is done."},
		{path: "processes.*.limits.warn", kind: kindPercent, most: 100, def: "80%", meaning: "The part of a limit from which on a warning is shown; 0% is none.", aka: []string{"warning", "warn_at", "threshold"}},
		{path: "processes.*.limits.policy", kind: kindPolicy, def: processcontrol.LimitLog.String(), meaning: "What is done then: it is said in the log and on the screen, or the process is started again, whatever restart says, or stopped, or killed.", aka: []string{"action"}},
		{path: "processes.*.limits.hard", kind: kindTable, meaning: "What the kernel enforces, whatever the policy: beyond it, things fail within the process.", aka: []string{"rlimit", "rlimits", "ulimit", "ulimits"}},
		{path: "processes.*.limits.hard.open_files", kind: kindInt, least: leastFiles, absent: "no limit of tend's", meaning: "Open files of the process, and of each one that it starts.", aka: []string{"files", "nofile"}},
		{path: "processes.*.limits.hard.memory", kind: kindSize, least: leastMemory, absent: "no limit of tend's", meaning: "Memory of all taken together; beyond it the kernel kills. Needs a writable cgroup v2.", aka: []string{"mem", "ram"}},
		{path: "processes.*.limits.hard.cpu", kind: kindPercent, absent: "no limit of tend's", meaning: "Percent of one core; beyond it all have to wait. Needs a writable cgroup v2."},
		{path: "processes.*.limits.hard.processes", kind: kindInt, absent: "no limit of tend's", meaning: "Processes and threads; beyond it none can be started. Needs a writable cgroup v2.", aka: []string{"pids", "nproc"}},

		{path: "processes.*.log", kind: kindTable, meaning: "How much output is kept, and where.", aka: []string{"logs", "logging", "output"}},
		{path: "processes.*.log.buffer", kind: kindSize, def: "8MiB", least: leastBuffer, meaning: "Output kept in memory.", aka: []string{"size"}},
		{path: "processes.*.log.file", kind: kindPath, absent: "memory only", later: true, meaning: "A file that output is also written to.", aka: []string{"path"}},
		{path: "processes.*.log.max_size", kind: kindSize, def: "10MiB", least: leastBuffer, later: true, meaning: "The file is rotated when it is larger."},
		{path: "processes.*.log.keep", kind: kindInt, def: int64(3), later: true, meaning: "How many rotated files are kept."},
	},
)

// probeDefaults is what ready and health differ in.
type probeDefaults struct {
	interval string
	failures int64
}

// probeKeys is a probe and its keys. What it means that a line matches depends
// on how long the probe is asked.
func probeKeys(probe key, defaults probeDefaults, line string) []key {
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
		{path: "delay", kind: kindDuration, def: "0s", meaning: "The time before the first try.", aka: []string{"initial_delay", "initial_delay_seconds"}},
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

func concat(parts ...[]key) []key {
	var all []key
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// node is the schema as a tree. A node with any takes names that the user
// chooses.
type node struct {
	key
	children map[string]*node
	any      *node
}

// tree makes the tree. The schema lists tables before what they hold.
func tree() *node {
	root := &node{key: key{kind: kindTable}, children: map[string]*node{}}
	for _, k := range schema {
		at := root
		names := strings.Split(k.path, ".")
		for _, name := range names[:len(names)-1] {
			at = at.child(name)
		}
		n := &node{key: k, children: map[string]*node{}}
		if last := names[len(names)-1]; last == "*" {
			at.any = n
		} else {
			at.children[last] = n
		}
	}
	return root
}

func (n *node) child(name string) *node {
	if name == "*" {
		return n.any
	}
	return n.children[name]
}
