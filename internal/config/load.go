package config

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"tend/manager"
)

// FileName is what a configuration is called.
const FileName = "tend.toml"

// maxSize bounds a configuration.
const maxSize = 4 << 20

// Config is a configuration that was read and found right.
type Config struct {
	Stack manager.Stack
	// Notes are about keys that are right but have no effect in this
	// version, in order of position.
	Notes []Note
	// Files are all that was read, absolute: the configuration itself and
	// its env files. When one of them changes, so may the stack.
	Files []string
	// Dir is the absolute folder that relative paths start from.
	Dir string
	// AutoReload is set if the session is to read the configuration again
	// whenever one of the Files changes.
	AutoReload bool
}

// Load reads and checks a configuration. Relative paths in it start from the
// file's folder. The processes inherit environ, which is os.Environ() but in
// tests. An error is of type Errors.
func Load(path string, environ []string) (*Config, error) {
	text, f := readFile(path, maxSize)
	if f != nil {
		return nil, Errors{{File: show(path), Text: "this configuration " + f.text}}
	}
	cfg, err := Parse(path, text, filepath.Dir(path), environ)
	if err != nil {
		return nil, err
	}
	if abs, err := filepath.Abs(path); err == nil {
		cfg.Files = append([]string{abs}, cfg.Files...)
	}
	return cfg, nil
}

// Parse is Load for a text in memory: base is the folder that relative paths
// start from, and name is what errors call the text.
func Parse(name string, text []byte, base string, environ []string) (*Config, error) {
	name = show(name)
	abs, err := filepath.Abs(base)
	if err != nil {
		return nil, Errors{{File: name, Text: fmt.Sprintf("the folder %s cannot be found: %s", show(base), cause(err))}}
	}
	if len(text) > maxSize {
		return nil, Errors{{File: name, Text: "this configuration " + tooLarge(maxSize).text}}
	}
	at := locate(string(text))
	if at.tooDeep > 0 {
		return nil, Errors{{File: name, Line: at.tooDeep, Text: fmt.Sprintf("keys and lists nest more than %d deep here, which no configuration does", maxDepth)}}
	}
	var raw map[string]any
	if _, err := toml.Decode(string(text), &raw); err != nil {
		return nil, Errors{malformed(name, string(text), at, err)}
	}
	b := &builder{check: &check{file: name, at: at}, base: abs, environ: environ}
	b.overlooked(raw)
	stack := b.stack(b.table(tree(), nil, raw))
	if len(b.problems) > 0 {
		return nil, b.problems.sorted()
	}
	slices.SortStableFunc(b.notes, func(a, b Note) int { return cmp.Compare(a.Line, b.Line) })
	return &Config{Stack: stack, Notes: b.notes, Files: b.files, Dir: abs, AutoReload: b.autoReload}, nil
}

// malformed is the problem of a text that is not TOML.
func malformed(name, text string, at *positions, err error) Problem {
	var parse toml.ParseError
	if !errors.As(err, &parse) {
		return Problem{File: name, Line: 1, Text: "this is not TOML: " + oneLine(err.Error())}
	}
	line := parseLine(text, parse.Position)
	for _, t := range at.twice {
		if t.line == line {
			return t.problem(name)
		}
	}
	return Problem{File: name, Line: line, Text: "this is not TOML: " + oneLine(parse.Message)}
}

// overlooked reports what the decoder drops without a word: the value of a key
// that is a table already, by a key such as stop.grace. Within lists a key may
// well be there twice.
func (b *builder) overlooked(raw map[string]any) {
	for _, t := range b.at.twice {
		var value any = raw
		for _, part := range t.key {
			table, _ := value.(map[string]any)
			value = table[part]
		}
		if _, kept := value.(map[string]any); kept {
			b.problems = append(b.problems, t.problem(b.file))
		}
	}
}

func (t twice) problem(file string) Problem {
	return Problem{File: file, Line: t.line, Path: t.key[:len(t.key)-1].String(),
		Text: fmt.Sprintf("%s is defined twice: first in line %d, and again here", t.key[len(t.key)-1:], t.first)}
}

// parseLine is the line of a syntax error. The line that the decoder counts is
// one off where a line ends too early; where the error begins is right, but
// for a string of several lines, which begins before the error.
func parseLine(text string, at toml.Position) int {
	text = withoutBOM(text)
	start := min(max(at.Start, 0), len(text))
	line := strings.Count(text[:start], "\n") + 1
	if before := text[:start]; strings.HasSuffix(before, `"""`) || strings.HasSuffix(before, "'''") {
		line = max(line, at.Line)
	}
	return min(line, strings.Count(text, "\n")+1)
}

// oneLine makes the decoder's message the end of a sentence.
func oneLine(message string) string {
	return strings.TrimSuffix(strings.Join(strings.Fields(message), " "), ".")
}

// Find returns the configuration in dir or in the nearest folder above it, as
// the working folder of this process sees it. Without one, the error is an
// ErrNotFound that says where it looked.
func Find(dir string) (string, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find %s from %s: %w", FileName, show(dir), err)
	}
	for at := start; ; at = filepath.Dir(at) {
		path := filepath.Join(at, FileName)
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return seenFromHere(path), nil
		}
		if at == filepath.Dir(at) {
			return "", &NotFoundError{Dir: start, Root: at}
		}
	}
}

// seenFromHere is the relative path where that is shorter.
func seenFromHere(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(here, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}
