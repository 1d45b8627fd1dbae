package config

import (
	"slices"
	"strings"
	"unicode"

	"tend/internal/alert"
	"tend/internal/theme"
	"tend/manager"
	"tend/processcontrol"
)

// command is what to run, before the shell of the stack is known.
type command struct {
	line string   // for the shell
	argv []string // executed as it is; nil if line is set
}

// display is the command as the user wrote it.
func (c command) display() string {
	if c.argv == nil {
		return strings.TrimSpace(c.line)
	}
	words := make([]string, len(c.argv))
	for i, w := range c.argv {
		words[i] = shellWord(w)
	}
	return strings.Join(words, " ")
}

// shellWord quotes what a shell would take apart.
func shellWord(s string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("%+,-./:=@_", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// stringValue checks a string, and reads from it what its kind asks for.
func (c *check) stringValue(n *node, p place, s string) (any, bool) {
	if strings.Contains(s, "\x00") {
		c.wrong(p, faultf("must not contain a NUL character"))
		return nil, false
	}
	var v any
	var f *fault
	switch n.kind {
	case kindText:
		v, f = s, checkText(s)
	case kindKeys:
		if v = s; s == "" {
			f = faultf("must not be empty")
		}
	case kindCommand:
		v = command{line: s}
		if strings.TrimSpace(s) == "" {
			f = faultf("is empty: it takes what to run, such as \"npm start\"")
		}
	case kindPath, kindPaths, kindPatterns, kindWatch:
		switch n.kind {
		case kindPath:
			v = s
		case kindWatch:
			w := watchOf(c.table(n, p.key, nil))
			w.paths, w.at, w.brief = []string{s}, p, true
			v = w
		default:
			v = []string{s}
		}
		if s == "" {
			f = faultf("must not be empty")
		}
	case kindPort:
		v, f = parsePort(s)
	case kindDuration:
		d, bad := parseDuration(s)
		if bad == nil && !c.within(n, p, int64(d), s) {
			return nil, false
		}
		v, f = d, bad
	case kindSize:
		size, bad := parseSize(s)
		if bad == nil && !c.within(n, p, size, s) {
			return nil, false
		}
		v, f = size, bad
	case kindPercent:
		percent, bad := parsePercent(s)
		if bad == nil && !c.within(n, p, wholePercent(percent), s) {
			return nil, false
		}
		v, f = percent, bad
	case kindRegexp:
		v, f = parseRegexp(s)
	case kindCron:
		v, f = parseCron(s)
	case kindSignal:
		v, f = parseSignal(s)
	case kindAddress, kindGRPC, kindURL:
		if v = s; !hasVariables(s) { // else it is checked once they have values
			f = addressChecks[n.kind](s)
		}
	case kindCondition, kindDependency:
		f = choice(s, manager.ConditionNames())
		condition, _ := manager.ParseCondition(s)
		if v = condition; n.kind == kindDependency {
			v = dependency{condition: condition, stated: true}
		}
	case kindRestart:
		f = choice(s, manager.RestartNames())
		v, _ = manager.ParseRestart(s)
	case kindExitOn:
		f = choice(s, manager.ExitOnNames())
		v, _ = manager.ParseExitOn(s)
	case kindReload:
		v, f = s == reloadAuto, choice(s, reloadNames())
	case kindTheme:
		v, f = s, choice(s, theme.Names())
	case kindBackground:
		v, f = s, choice(s, theme.Backgrounds())
	case kindNotify:
		f = choice(s, alert.Names())
		v, _ = alert.Parse(s)
	case kindPolicy:
		names := processcontrol.LimitPolicyNames() // in the order of the constants
		f = choice(s, names)
		v = processcontrol.LimitPolicy(max(slices.Index(names, s), 0))
	default:
		return nil, c.wrongType(n, p, s)
	}
	if f != nil {
		c.wrong(p, f)
		return nil, false
	}
	return v, true
}

// choice is the fault of a word that is none of a few.
func choice(s string, names []string) *fault {
	if slices.Contains(names, s) {
		return nil
	}
	f := faultf("must be %s, not %q", oneOf(names), s)
	f.suggestion = quoteNonEmpty(nearest(s, names))
	return f
}

// checkText takes what fits in one line of a screen.
func checkText(s string) *fault {
	switch {
	case strings.TrimSpace(s) == "":
		return faultf("must not be empty")
	case strings.ContainsFunc(s, unicode.IsControl):
		return faultf("must be one line without control characters, not %q", s)
	}
	return nil
}
