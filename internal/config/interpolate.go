package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A text may have variables in it, written as the shell does:
//
//	${NAME}           the value; without one, there is no stack
//	${NAME:-default}  the default if the variable is not set, or empty
//	${NAME-default}   the default if the variable is not set
//	${NAME:?message}  the value; the message if it is not set, or empty
//	${NAME?message}   the value; the message if it is not set
//	$${               the characters ${
//
// A default may have variables in it as well. Everything else stays as it is,
// $NAME without braces too: who wants a shell gives a command as a string.

// maxNesting bounds defaults in defaults.
const maxNesting = 8

var variable = regexp.MustCompile(`^\$\{([A-Za-z_][A-Za-z0-9_]*)(:?[-?])?`)

// hasVariables reports whether a text is not what it will be.
func hasVariables(text string) bool { return strings.Contains(text, "${") }

// lookup is the value of a variable.
type lookup func(name string) (value string, set bool)

// unset is a variable that is needed and not there.
type unset struct {
	name    string
	message string // of the user, or ""
}

// interpolate puts values in the place of variables. A text that has something
// else in ${} is a fault; variables that have no value are missing.
func interpolate(text string, vars lookup) (value string, missing []unset, f *fault) {
	in := interpolation{vars: vars}
	value, _ = in.until(text, "", 0)
	return value, in.missing, in.fault
}

// interpolation is one text being read.
type interpolation struct {
	vars    lookup
	missing []unset
	fault   *fault
}

// until reads text up to the end, which is "" or "}", and returns what is
// behind that.
func (in *interpolation) until(text, end string, depth int) (value, rest string) {
	var out strings.Builder
	for text != "" {
		switch {
		case strings.HasPrefix(text, "$${"):
			out.WriteString("${")
			text = text[len("$${"):]
		case strings.HasPrefix(text, "${"):
			var v string
			v, text = in.one(text, depth)
			out.WriteString(v)
		case end != "" && strings.HasPrefix(text, end):
			return out.String(), text
		default:
			// Up to the next character that may mean something.
			n := 1 + strings.IndexAny(text[1:], "$}")
			if n == 0 {
				n = len(text)
			}
			out.WriteString(text[:n])
			text = text[n:]
		}
		if in.fault != nil {
			return "", ""
		}
	}
	return out.String(), ""
}

// one reads the variable that text begins with.
func (in *interpolation) one(text string, depth int) (value, rest string) {
	m := variable.FindStringSubmatch(text)
	if m == nil || depth == maxNesting {
		return in.refuse(text)
	}
	name, operator := m[1], m[2]
	rest = text[len(m[0]):]
	var word string
	if operator != "" {
		// What is wrong with a default that nobody needs is wrong as well,
		// but what it lacks is not missed.
		before := len(in.missing)
		word, rest = in.until(rest, "}", depth+1)
		value, set := in.vars(name)
		if set && (value != "" || operator[0] != ':') {
			in.missing, word = in.missing[:before], value
		} else if strings.HasSuffix(operator, "?") {
			in.missing = append(in.missing[:before], unset{name: name, message: word})
		}
	} else {
		value, set := in.vars(name)
		if !set {
			in.missing = append(in.missing, unset{name: name})
		}
		word = value
	}
	if in.fault != nil || !strings.HasPrefix(rest, "}") {
		return in.refuse(text)
	}
	return word, rest[1:]
}

// refuse reports what the text begins with, unless something has been already.
func (in *interpolation) refuse(text string) (value, rest string) {
	if in.fault == nil {
		const most = 24
		shown := text
		if end := strings.IndexByte(text, '}'); end >= 0 {
			shown = text[:end+1]
		}
		if runes := []rune(shown); len(runes) > most {
			shown = string(runes[:most]) + "…"
		}
		in.fault = faultf("has %s in it, which is no variable: it takes ${NAME}, ${NAME:-default} or ${NAME:?message}, and $${ for ${ itself", strconv.Quote(shown))
	}
	return "", ""
}

// sentence is what to say of a variable that is not there.
func (u unset) sentence() string {
	if u.message != "" {
		return fmt.Sprintf("needs the variable %s: %s", u.name, plainText(u.message))
	}
	return fmt.Sprintf("uses ${%s}, which is not set: set it, or say what to take instead, as in ${%s:-default}", u.name, u.name)
}
