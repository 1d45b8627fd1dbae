package config

// kind is what a key takes.
type kind uint8

const (
	kindTable kind = iota
	kindProcesses
	kindProbe
	kindText
	kindShell
	kindCommand
	kindPath
	kindPaths
	kindEnv
	kindDepends
	kindBool
	kindInt
	kindDuration
	kindSize
	kindPercent
	kindRegexp
	kindSignal
	kindRestart
	kindPolicy
	kindAddress
	kindURL
)

// kinds has, for each kind, what documentation calls it, and what an error
// asks for.
var kinds = [...]struct{ name, want string }{
	kindTable:     {"table", "a table"},
	kindProcesses: {"table of processes", "a table of processes, such as [processes.api]"},
	kindProbe:     {"probe", `a table, such as { tcp = "localhost:5432" }`},
	kindText:      {"string", "a string"},
	kindShell:     {"list of strings", `a list of strings, such as ["sh", "-c"]`},
	kindCommand:   {"string or list of strings", "a string or a list of strings"},
	kindPath:      {"path", "a string"},
	kindPaths:     {"path or list of paths", "a string or a list of strings"},
	kindEnv:       {"table of strings", `a table, such as { LOG = "debug" }`},
	kindDepends:   {"list of names, or table of conditions", `a list of names, such as ["db"], or a table of conditions, such as { db = "ready" }`},
	kindBool:      {"boolean", "true or false"},
	kindInt:       {"integer", "an integer"},
	kindDuration:  {"duration", `a duration such as "10s"`},
	kindSize:      {"size", `a size such as "512MiB"`},
	kindPercent:   {"percentage", `a percentage such as "150%"`},
	kindRegexp:    {"regular expression", "a string with a regular expression"},
	kindSignal:    {"signal", `the name of a signal such as "SIGTERM"`},
	kindRestart:   {`"never", "on-failure" or "always"`, `"never", "on-failure" or "always"`},
	kindPolicy:    {`"log", "restart", "stop" or "kill"`, `"log", "restart", "stop" or "kill"`},
	kindAddress:   {"host:port", `a string such as "localhost:5432"`},
	kindURL:       {"URL", `a string such as "http://localhost:8080/healthz"`},
}
