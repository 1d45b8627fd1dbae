package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"
)

// maxSize bounds a file of a configuration.
const maxSize = 4 << 20

// document is one text, decoded: what it says, and where.
type document struct {
	file string // as the user named it
	raw  map[string]any
	at   *positions
}

// decode reads a text as TOML. The document is nil if that cannot be done.
func decode(file string, text []byte) (*document, Errors) {
	if len(text) > maxSize {
		return nil, Errors{{File: file, Text: "this configuration " + tooLarge(maxSize).text}}
	}
	d := &document{file: file, at: locate(string(text))}
	if line := d.at.tooDeep; line > 0 {
		return nil, Errors{{File: file, Line: line, Text: fmt.Sprintf("keys and lists nest more than %d deep here, which no configuration does", maxDepth)}}
	}
	if _, err := toml.Decode(string(text), &d.raw); err != nil {
		return nil, Errors{d.malformed(string(text), err)}
	}
	return d, d.overlooked()
}

// malformed is the problem of a text that is not TOML.
func (d *document) malformed(text string, err error) Problem {
	var parse toml.ParseError
	if !errors.As(err, &parse) {
		return Problem{File: d.file, Line: 1, Text: "this is not TOML: " + oneLine(err.Error())}
	}
	line := parseLine(text, parse.Position)
	for _, t := range d.at.twice {
		if t.line == line {
			return t.problem(d.file)
		}
	}
	return Problem{File: d.file, Line: line, Text: "this is not TOML: " + oneLine(parse.Message)}
}

// overlooked reports what the decoder drops without a word: the value of a key
// that is a table already, by a key such as stop.grace. Within lists a key may
// well be there twice.
func (d *document) overlooked() Errors {
	var problems Errors
	for _, t := range d.at.twice {
		var value any = d.raw
		for _, part := range t.key {
			table, _ := value.(map[string]any)
			value = table[part]
		}
		if _, kept := value.(map[string]any); kept {
			problems = append(problems, t.problem(d.file))
		}
	}
	return problems
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
