package config

import (
	"fmt"
	"maps"
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

// env checks a table of variables. A number or a boolean stands for its text.
func (c *check) env(p place, v map[string]any) map[string]string {
	vars := make(map[string]string, len(v))
	for _, name := range c.at.order(p.key, v) {
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
		switch value := v[name].(type) {
		case string:
			if strings.Contains(value, "\x00") {
				c.wrong(at, faultf("must not contain a NUL character"))
			}
			vars[name] = value
		case int64, float64, bool:
			// As it is written: 1.10 is a version, not a number.
			vars[name] = c.at.marks[at.key.String()].bare
		default:
			c.wrong(at, faultf("must be a string, not %s", typeName(value)))
		}
	}
	return vars
}

// environment lays variables over each other, the later over the earlier, and
// returns them as KEY=VALUE, sorted.
func environment(inherited []string, layers ...map[string]string) []string {
	all := make(map[string]string, len(inherited))
	for _, kv := range inherited {
		if name, value, ok := strings.Cut(kv, "="); ok && name != "" {
			all[name] = value
		}
	}
	for _, layer := range layers {
		maps.Copy(all, layer)
	}
	out := make([]string, 0, len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out = append(out, name+"="+all[name])
	}
	return out
}

// envFiles reads the files that a table names, the later over the earlier.
func (b *builder) envFiles(t *table) map[string]string {
	paths := get[[]string](t, "env_file")
	vars := map[string]string{}
	for i, path := range paths {
		at := place{key: join(t.path, "env_file")}
		if len(paths) > 1 {
			at = at.index(i)
		}
		full, ok := b.expand(at, path)
		if !ok {
			continue
		}
		text, f := readFile(full, maxEnvFile)
		if f == nil {
			b.files = append(b.files, full)
			f = readEnv(text, vars)
		}
		if f != nil {
			b.report(at, fmt.Sprintf("env_file %s %s", show(path), f.text), "")
		}
	}
	return vars
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
