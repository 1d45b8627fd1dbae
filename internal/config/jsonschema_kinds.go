package config

import (
	"fmt"
	"strings"
	"unicode"

	"tend/internal/alert"
	"tend/internal/keymap"
	"tend/internal/theme"
	"tend/manager"
	"tend/processcontrol"
)

// The patterns are for all that read regular expressions: those of Go, of
// JavaScript and of Rust. They bound what is taken, and leave the rest to Load.
const (
	durationPattern = `^\+?(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$`
	sizePattern     = `^[0-9]+(\.[0-9]+)? ?(([KMGTkmgt][Ii]?)?[Bb])?$`
	cronPattern     = `^\s*((CRON_)?TZ=\S*\s+)?(@\S.*|\S+(\s+\S+){4})\s*$`

	hostPort       = `(\[[^\]\[/ \t\r\n]*\]|[^:\]\[/ \t\r\n]*):[0-9]+`
	addressPattern = `\$\{|^` + hostPort + `$` // what has variables is not known yet
	grpcPattern    = `\$\{|^` + hostPort + `(/\S+)?$`
	urlPattern     = `\$\{|^[Hh][Tt][Tt][Pp][Ss]?://[^/?#]`

	somethingPattern = `\S`
	control          = `\x00-\x1f\x7f-\x9f`
	textPattern      = `^[^` + control + `]*[^\s` + control + `][^` + control + `]*$`
	headerPattern    = `^[^\x00-\x08\x0a-\x1f\x7f-\x9f]*$`
	variablePattern  = `^[^=\x00]+$`
)

// knownSignals are the signals of all platforms, so that the schema is the same
// everywhere.
var knownSignals = []string{
	"SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGKILL",
	"SIGABRT", "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCONT", "SIGEMT", "SIGFPE",
	"SIGILL", "SIGINFO", "SIGIO", "SIGPIPE", "SIGPROF", "SIGPWR", "SIGSEGV",
	"SIGSTKFLT", "SIGSTOP", "SIGSYS", "SIGTRAP", "SIGTSTP", "SIGTTIN", "SIGTTOU",
	"SIGURG", "SIGVTALRM", "SIGWINCH", "SIGXCPU", "SIGXFSZ",
}

// signalPattern takes the other ways to write a signal, such as int or Sigint:
// patterns have no switch for upper and lower case that all understand.
func signalPattern() string {
	var p strings.Builder
	p.WriteString(`^\s*([Ss][Ii][Gg])?(`)
	for i, name := range knownSignals {
		if i > 0 {
			p.WriteByte('|')
		}
		for _, r := range strings.TrimPrefix(name, "SIG") {
			if lower := unicode.ToLower(r); lower != r {
				fmt.Fprintf(&p, "[%c%c]", r, lower)
			} else {
				p.WriteRune(r)
			}
		}
	}
	p.WriteString(`)\s*$`)
	return p.String()
}

// takes is what values a key takes, by its kind.
func (n *node) takes() *jsonSchema {
	switch n.kind {
	case kindTable, kindProbe, kindDaemon:
		return n.table()
	case kindProcesses:
		return &jsonSchema{Type: jsonTypes{"object"}, Additional: n.any.process(), MinProperties: 1, PropertyNames: &jsonSchema{Pattern: goodName.String()}}
	case kindEnv:
		value := &jsonSchema{Type: jsonTypes{"string", "boolean", "number"}}
		name := &jsonSchema{Pattern: variablePattern, Not: &jsonSchema{Const: cookie}}
		return &jsonSchema{Type: jsonTypes{"object"}, Additional: value, PropertyNames: name}
	case kindHeaders:
		return &jsonSchema{Type: jsonTypes{"object"}, Additional: matching(headerPattern), PropertyNames: &jsonSchema{Pattern: headerName.String()}}
	case kindDepends:
		return &jsonSchema{Type: jsonTypes{"array", "object"}, Items: nonEmpty(), Additional: n.any.json()}
	case kindDependency:
		return &jsonSchema{AnyOf: []*jsonSchema{words(manager.ConditionNames()), n.table()}}
	case kindWatch:
		s := n.table()
		s.Type, s.MinLength, s.Items = jsonTypes{"string", "array", "object"}, 1, nonEmpty()
		return s
	case kindShell:
		return &jsonSchema{Type: jsonTypes{"array"}, Items: &jsonSchema{Type: jsonTypes{"string"}}, MinItems: 1}
	case kindCommand:
		return &jsonSchema{Type: jsonTypes{"string", "array"}, Pattern: somethingPattern, Items: &jsonSchema{Type: jsonTypes{"string"}}, MinItems: 1}
	case kindPaths, kindPatterns:
		return &jsonSchema{Type: jsonTypes{"string", "array"}, MinLength: 1, Items: nonEmpty()}
	case kindNames:
		return &jsonSchema{Type: jsonTypes{"array"}, Items: matching(goodName.String())}
	case kindBindings:
		return bindingsSchema()
	case kindBool:
		return &jsonSchema{Type: jsonTypes{"boolean"}}
	case kindInt:
		return n.number("integer")
	case kindCodes:
		return &jsonSchema{Type: jsonTypes{"array"}, Items: n.number("integer")}
	case kindPort:
		return &jsonSchema{AnyOf: []*jsonSchema{n.number("integer"), words([]string{portAuto})}}
	case kindSize:
		s := n.number("integer", "string")
		s.Pattern = sizePattern
		return s
	case kindSignal:
		return &jsonSchema{AnyOf: []*jsonSchema{words(knownSignals), matching(signalPattern())}}
	default:
		return n.text()
	}
}

// bindingsSchema has the names of the actions. What is a key, the loader knows.
func bindingsSchema() *jsonSchema {
	s := &jsonSchema{Type: jsonTypes{"object"}, Additional: false}
	for action, e := range keymap.Entries() {
		if keymap.Action(action) == keymap.NoAction {
			continue
		}
		keys := &jsonSchema{Description: e.What, Type: jsonTypes{"string", "array"}, MinLength: 1, Items: nonEmpty()}
		s.Properties = append(s.Properties, jsonProperty{e.Name, keys})
	}
	return s
}

// text is a string: one of a few words, or one that means something.
func (n *node) text() *jsonSchema {
	switch n.kind {
	case kindCondition:
		return words(manager.ConditionNames())
	case kindRestart:
		return words(manager.RestartNames())
	case kindPolicy:
		return words(processcontrol.LimitPolicyNames())
	case kindExitOn:
		return words(manager.ExitOnNames())
	case kindReload:
		return words(reloadNames())
	case kindTheme:
		return words(theme.Names())
	case kindNotify:
		return words(alert.Names())
	case kindBackground:
		return words(theme.Backgrounds())
	case kindText:
		return matching(textPattern)
	case kindDuration:
		return matching(durationPattern)
	case kindPercent:
		return matching(percentText.String())
	case kindCron:
		return matching(cronPattern)
	case kindAddress:
		return matching(addressPattern)
	case kindGRPC:
		return matching(grpcPattern)
	case kindURL:
		return matching(urlPattern)
	default: // kindKeys, kindPath, kindRegexp
		return nonEmpty()
	}
}

// number is a number within the bounds of its key, if it is one.
func (n *node) number(types ...string) *jsonSchema {
	least := n.least
	return &jsonSchema{Type: types, Minimum: &least, Maximum: n.most, MultipleOf: n.unit}
}

func matching(pattern string) *jsonSchema {
	return &jsonSchema{Type: jsonTypes{"string"}, Pattern: pattern}
}

func nonEmpty() *jsonSchema { return &jsonSchema{Type: jsonTypes{"string"}, MinLength: 1} }
