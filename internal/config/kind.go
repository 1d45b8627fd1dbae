package config

import (
	"strings"

	"tend/internal/alert"
	"tend/internal/theme"
	"tend/manager"
	"tend/processcontrol"
)

// kind is what a key takes.
type kind uint8

const (
	kindTable kind = iota
	kindProcesses
	kindProbe
	kindDaemon
	kindWatch
	kindText
	kindKeys
	kindBindings
	kindShell
	kindCommand
	kindPath
	kindPaths
	kindPatterns
	kindNames
	kindEnv
	kindHeaders
	kindDepends
	kindDependency
	kindBool
	kindInt
	kindCodes
	kindPort
	kindDuration
	kindSize
	kindPercent
	kindRegexp
	kindCron
	kindSignal
	kindCondition
	kindRestart
	kindPolicy
	kindExitOn
	kindReload
	kindTheme
	kindBackground
	kindNotify
	kindAddress
	kindGRPC
	kindURL
)

// kinds has, for each kind, what documentation calls it, and what an error
// asks for.
var kinds = [...]struct{ name, want string }{
	kindTable:      {"table", "a table"},
	kindProcesses:  {"table of processes", "a table of processes, such as [processes.api]"},
	kindProbe:      {"probe", `a table, such as { tcp = "localhost:5432" }`},
	kindDaemon:     {"table", `a table, such as { stop = "nginx -s quit", pid_file = "nginx.pid" }`},
	kindWatch:      {"path, list of paths, or table", `a string, a list of strings, or a table, such as { paths = ["src"] }`},
	kindText:       {"string", "a string"},
	kindKeys:       {"string", `a string, such as "q\n"`},
	kindBindings:   {"table of keys", `a table, such as { reload = "f5" }`},
	kindShell:      {"list of strings", `a list of strings, such as ["sh", "-c"]`},
	kindCommand:    {"string or list of strings", "a string or a list of strings"},
	kindPath:       {"path", "a string"},
	kindPaths:      {"path or list of paths", "a string or a list of strings"},
	kindPatterns:   {"pattern or list of patterns", "a string or a list of strings"},
	kindNames:      {"list of names", `a list of names, such as ["debug"]`},
	kindEnv:        {"table of strings", `a table, such as { LOG = "debug" }`},
	kindHeaders:    {"table of strings", `a table, such as { Host = "shop.test" }`},
	kindDepends:    {"list of names, or table of conditions", `a list of names, such as ["db"], or a table of conditions, such as { db = "ready" }`},
	kindDependency: {"condition, or table", oneOf(manager.ConditionNames()) + `, or a table, such as { restart = true }`},
	kindBool:       {"boolean", "true or false"},
	kindInt:        {"integer", "an integer"},
	kindCodes:      {"list of integers", "a list of exit codes, such as [3]"},
	kindPort:       {`integer or "auto"`, `a port, such as 3000, or "auto"`},
	kindDuration:   {"duration", `a duration such as "10s"`},
	kindSize:       {"size", `a size such as "512MiB"`},
	kindPercent:    {"percentage", `a percentage such as "80%"`},
	kindRegexp:     {"regular expression", "a string with a regular expression"},
	kindCron:       {"cron expression", `a cron expression such as "0 3 * * *"`},
	kindSignal:     {"signal", `the name of a signal such as "SIGTERM"`},
	kindCondition:  {oneOf(manager.ConditionNames()), oneOf(manager.ConditionNames())},
	kindRestart:    {oneOf(manager.RestartNames()), oneOf(manager.RestartNames())},
	kindPolicy:     {oneOf(processcontrol.LimitPolicyNames()), oneOf(processcontrol.LimitPolicyNames())},
	kindExitOn:     {oneOf(manager.ExitOnNames()), oneOf(manager.ExitOnNames())},
	kindReload:     {oneOf(reloadNames()), oneOf(reloadNames())},
	kindTheme:      {oneOf(theme.Names()), oneOf(theme.Names())},
	kindBackground: {oneOf(theme.Backgrounds()), oneOf(theme.Backgrounds())},
	kindNotify:     {oneOf(alert.Names()), oneOf(alert.Names())},
	kindAddress:    {"host:port", `a string such as "localhost:5432"`},
	kindGRPC:       {"host:port or host:port/service", `a string such as "localhost:50051"`},
	kindURL:        {"URL", `a string such as "http://localhost:8080/healthz"`},
}

const reloadAuto = "auto"

func reloadNames() []string { return []string{"manual", reloadAuto} }

// oneOf is a choice of words, in words.
func oneOf(names []string) string {
	last := len(names) - 1
	return `"` + strings.Join(names[:last], `", "`) + `" or "` + names[last] + `"`
}
