package adopt

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

var bareKey = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// quoteKey is a key as TOML has it.
func quoteKey(key string) string {
	if bareKey.MatchString(key) {
		return key
	}
	if !strings.ContainsFunc(key, isControl) && strings.Contains(key, `"`) && !strings.Contains(key, "'") {
		return "'" + key + "'"
	}
	return basic(key)
}

// quote is a string as TOML has it, in the form that changes least of it: a
// person is going to read and edit it.
func quote(s string) string {
	lines := strings.Contains(s, "\n")
	seen := strings.ReplaceAll(s, "\n", "")
	if lines {
		seen = strings.ReplaceAll(seen, "\t", "")
	}
	odd := strings.ContainsFunc(seen, isControl)
	switch {
	case lines && len(strings.Trim(s, "\n")) == 0, odd:
		return basic(s) // nothing but line ends, or what nobody could see
	case lines && !strings.Contains(s, "'''") && !strings.HasSuffix(s, "'"):
		return "'''\n" + s + "'''"
	case lines:
		escaped := strings.NewReplacer(`\`, `\\`, `"""`, `""\"`).Replace(s)
		if strings.HasSuffix(escaped, `"`) && !strings.HasSuffix(escaped, `\"`) {
			escaped = strings.TrimSuffix(escaped, `"`) + `\"`
		}
		return "\"\"\"\n" + escaped + `"""`
	case strings.ContainsAny(s, `"\`) && !strings.Contains(s, "'"):
		return "'" + s + "'"
	}
	return basic(s)
}

// quoteCommand is a command for a shell, to which line ends around it are nothing.
// In a form of several lines, no quote and no backslash needs another.
func quoteCommand(s string) string {
	s = strings.Trim(s, "\n")
	long := strings.Contains(s, "\n") || strings.Contains(s, "'") && strings.ContainsAny(s, `"\`)
	if !long || strings.HasSuffix(s, `\`) {
		return quote(s)
	}
	return quote(s + "\n")
}

// quoteLine is a string in one line.
func quoteLine(s string) string {
	if strings.Contains(s, "\n") {
		return basic(s)
	}
	return quote(s)
}

// basic is the form that can hold every string.
func basic(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case isControl(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// isControl reports what TOML wants escaped, and a tab, which within a line
// nobody could tell from spaces.
func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// list is an array of strings, in one line if it is not too long for that.
func list(items []string) string {
	quoted := make([]string, len(items))
	width := 0
	for i, item := range items {
		quoted[i] = quoteLine(item)
		width += utf8.RuneCountInString(quoted[i]) + len(", ")
	}
	if width <= maxWidth {
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	return "[\n  " + strings.Join(quoted, ",\n  ") + ",\n]"
}

// comment is a text as the lines of a comment, without what a terminal would
// act upon.
func comment(text string) []string {
	var lines []string
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		lines = append(lines, strings.TrimRight("# "+plain(line), " "))
	}
	return lines
}

// plain is a text without control characters, in one line.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case isControl(r) || r >= 0x80 && r < 0xa0:
			return -1
		}
		return r
	}, s)
}
