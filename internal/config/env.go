package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/joho/godotenv"
)

// maxEnvFile bounds an env file.
const maxEnvFile = 1 << 20

// cookie is the variable by which processcontrol recognises all that a process
// has started. It may be inherited, from a tend around this one, but not set.
const (
	cookie    = "TEND_COOKIE"
	cookieUse = "tend marks with it what belongs to a process"
)

// change is what a table of variables does to one of them.
type change struct {
	name  string
	text  string // may have other variables in it
	unset bool   // the variable is taken away
	lost  bool   // a mistake keeps the value away
	at    place
}

// env checks a table of variables. A number or true stands for its text.
func (c *check) env(p place, v map[string]any) []change {
	var changes []change
	for _, name := range c.order(p.key, v) {
		at := place{key: join(p.key, name)}
		switch {
		case name == "":
			c.report(at, "the name of a variable must not be empty", "")
			continue
		case strings.ContainsAny(name, "=\x00"):
			c.report(at, fmt.Sprintf("the name of a variable must not contain = or NUL, as %q does", name), "")
			continue
		case name == cookie:
			c.wrong(at, faultf("cannot be set: %s", cookieUse))
			continue
		}
		set := change{name: name, at: at}
		switch value := v[name].(type) {
		case string:
			if strings.Contains(value, "\x00") {
				c.wrong(at, faultf("must not contain a NUL character"))
				set.lost = true
			}
			set.text = value
		case bool:
			set.text, set.unset = "true", !value
		case int64, float64:
			// As it is written: 1.10 is a version, not a number.
			set.text = c.bare(at.key)
		default:
			c.wrong(at, faultf("must be a string, not %s", typeName(value)))
			set.lost = true
		}
		changes = append(changes, set)
	}
	return changes
}

// envFiles lays the files that a table names over a scope, the later over the
// earlier. Their names are filled in from the scope.
func (b *builder) envFiles(t *table, s scope) scope {
	paths := get[[]string](t, "env_file")
	vars, partial := map[string]string{}, false
	for i, path := range paths {
		at := element(join(t.path, "env_file"), i, len(paths))
		full, ok := b.expand(at, path, s)
		if ok {
			text, f := readFile(full, maxEnvFile)
			if f == nil {
				b.readAlso(full)
				read := map[string]string{}
				f = readEnv(text, read)
				maps.Copy(vars, read)
				s.files = append(slices.Clip(s.files), EnvFile{File: full, Names: slices.Sorted(maps.Keys(read)), Plain: plainEnv(text)})
			}
			if f != nil {
				b.report(at, fmt.Sprintf("env_file %s %s", shown(path, full), f.text), "")
				ok = false
			}
		}
		partial = partial || !ok
	}
	s = s.over(vars)
	s.partial = s.partial || partial
	return s
}

// readAlso notes that a file belongs to the configuration.
func (b *builder) readAlso(path string) {
	if !slices.Contains(b.files, path) {
		b.files = append(b.files, path)
	}
}

// readEnv adds the variables of text to vars.
func readEnv(text []byte, vars map[string]string) *fault {
	source := strings.TrimPrefix(string(text), "\ufeff")
	if strings.Contains(source, "\x00") {
		return faultf("is not a text of KEY=VALUE lines: it contains NUL characters")
	}
	read, err := godotenv.Unmarshal(source)
	if _, nameless := read[""]; err != nil || nameless {
		// The library's error quotes all the rest of the file, secrets
		// included, and has no line.
		return faultf("is malformed in line %d: it takes lines of KEY=VALUE", malformedLine(source))
	}
	if _, marked := read[cookie]; marked {
		return faultf("sets %s, which cannot be set: %s", cookie, cookieUse)
	}
	maps.Copy(vars, read)
	return nil
}

var plainLine = regexp.MustCompile(`^(#.*|[A-Za-z_][A-Za-z0-9_]*=[A-Za-z0-9_./:@%+,=-]*)?$`)

// plainEnv reports whether an env file has nothing in it that readers of such
// files differ about.
func plainEnv(text []byte) bool {
	for line := range strings.Lines(string(text)) {
		if !plainLine.MatchString(strings.TrimSuffix(line, "\n")) {
			return false
		}
	}
	return true
}

// malformedLine finds the line at which the first statement begins that cannot
// be read. A statement may take several lines, in quotes.
func malformedLine(source string) int {
	const longest = 200 // lines of one statement; reading on would take too long
	lines := strings.SplitAfter(source, "\n")
	start := 0
	for end := 1; end <= len(lines) && end-start < longest; end++ {
		read, err := godotenv.Unmarshal(strings.Join(lines[start:end], ""))
		if _, nameless := read[""]; err == nil && !nameless {
			start = end
		}
	}
	return min(start+1, len(lines))
}
