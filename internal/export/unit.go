package export

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// unit is the text of a systemd unit.
type unit struct{ strings.Builder }

func (u *unit) comment(format string, args ...any) {
	fmt.Fprintf(u, "# "+format+"\n", args...)
}

func (u *unit) section(name string) { fmt.Fprintf(u, "\n[%s]\n", name) }

// set writes a setting. Its value is as the unit is to have it.
func (u *unit) set(key, value string) { fmt.Fprintf(u, "%s=%s\n", key, value) }

// specifiers escapes what systemd would fill in, in every setting.
func specifiers(s string) string { return strings.ReplaceAll(s, "%", "%%") }

// unitWord is a word as systemd.syntax(7) has it: in quotes, unless it needs
// none.
func unitWord(s string) string {
	plain := s != ""
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			plain = false
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == '\n':
			plain = false
			b.WriteString(`\n`)
		case c == '\t':
			plain = false
			b.WriteString(`\t`)
		case c < ' ' || c == 0x7f:
			plain = false
			fmt.Fprintf(&b, `\x%02x`, c)
		case c == ' ' || c == '\'' || c == ';' || c == '#':
			plain = false
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	text := specifiers(b.String())
	if plain {
		return text
	}
	return `"` + text + `"`
}

// unitCommand is a command line as ExecStart takes it. The program is looked up
// as tend does: in the PATH of the process or, with a slash in its name, from
// its working folder.
func unitCommand(argv []string, dir string) string {
	argv = locate(argv, dir)
	words := []string{unitWord(argv[0])} // in which $ is nothing special
	for _, arg := range argv[1:] {
		words = append(words, unitWord(strings.ReplaceAll(arg, "$", "$$")))
	}
	return strings.Join(words, " ")
}

// locate makes the first word of a command absolute.
func locate(argv []string, dir string) []string {
	switch program := argv[0]; {
	case strings.HasPrefix(program, "/"):
		return argv
	case strings.Contains(program, "/"):
		return append([]string{strings.TrimSuffix(dir, "/") + "/" + strings.TrimPrefix(program, "./")}, argv[1:]...)
	case program == "sh":
		return append([]string{"/bin/sh"}, argv[1:]...)
	case strings.HasPrefix(program, "-") || strings.Contains(program, "="): // which env would take for something else
		return append([]string{"/bin/sh", "-c", `exec "$0" "$@"`}, argv...)
	default:
		return append([]string{"/usr/bin/env"}, argv...)
	}
}

// script is a line for the shell as a command line.
func script(line string) string { return unitCommand([]string{"/bin/sh", "-c", line}, "") }

// span is a duration as systemd.time(7) has it.
func span(d time.Duration) string {
	switch {
	case d%time.Second == 0:
		return strconv.FormatInt(int64(d/time.Second), 10) + "s"
	case d%time.Millisecond == 0:
		return strconv.FormatInt(int64(d/time.Millisecond), 10) + "ms"
	}
	return strconv.FormatInt(max(d.Microseconds(), 1), 10) + "us"
}

// bytesIn is a size in the largest unit of 1024 that needs no fraction, which is
// written as in units.
func bytesIn(n int64, units ...string) string {
	i := 0
	for ; i < len(units)-1 && n%1024 == 0 && n > 0; i++ {
		n /= 1024
	}
	return strconv.FormatInt(n, 10) + units[i]
}

// percent is a share of one core.
func percent(p float64) string {
	return strconv.FormatFloat(math.Round(p*100)/100, 'f', -1, 64) + "%"
}
