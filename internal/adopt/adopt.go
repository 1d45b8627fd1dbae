package adopt

import (
	"fmt"
	"io"
	"os"
	"slices"
	"unicode/utf8"

	"tend/internal/config"
)

// maxSize bounds a source. Those of real projects have a few kilobytes.
const maxSize = 1 << 20

// Options are what the text has to be right for.
type Options struct {
	// Dir is the folder that the tend.toml is for.
	Dir string
	// Environ is what its processes are going to inherit.
	Environ []string
	// System is the operating system for files that make differences between
	// them, as runtime.GOOS has it.
	System string
}

// Result is a tend.toml.
type Result struct {
	Text      []byte
	Processes int
	// Notes are about what the source has and the text has not, in order of
	// position. The text has them as comments.
	Notes []config.Note
}

// Read makes a tend.toml of a source. An error is of type config.Errors.
func Read(s Source, o Options) (*Result, error) {
	text, err := readFile(s.path)
	if err != nil {
		return nil, config.Errors{{File: s.Shown(), Text: err.Error()}}
	}
	return convert(s, text, o)
}

// readFile reads a file of text.
func readFile(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("this file cannot be read: %w", cause(err))
	}
	defer file.Close() // nothing was written: there is nothing to lose
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return "", fmt.Errorf("this is a folder: name a file in it")
	}
	text, err := io.ReadAll(io.LimitReader(file, maxSize+1))
	if err != nil {
		return "", fmt.Errorf("this file cannot be read: %w", cause(err))
	}
	return string(text), nil
}

// cause is an error without the path, which the sentence has already.
func cause(err error) error {
	if path, ok := err.(*os.PathError); ok {
		return path.Err
	}
	return err
}

// convert makes a tend.toml of the text of a source.
func convert(s Source, text string, o Options) (*Result, error) {
	if len(text) > maxSize {
		return nil, config.Errors{{File: s.Shown(), Text: fmt.Sprintf("this file is larger than %d MiB, which no configuration is", maxSize>>20)}}
	}
	if line, ok := notUTF8(text); ok {
		return nil, config.Errors{{File: s.Shown(), Line: line, Text: "this line is not UTF-8"}}
	}
	r := &reader{draft: draft{source: s}, options: o, budget: maxNodes}
	r.about = []string{
		fmt.Sprintf("Made of %s by tend init, and yours to change from now on.", plain(s.Name)),
		`"tend check" says whether it is right; "tend demo --print" shows every key.`,
	}
	s.kind.read(r, text)
	r.resolve(s.kind.noun)
	if len(r.problems) == 0 && len(r.processes) == 0 {
		r.wrong(1, "", "there is nothing to run in it: %s", s.kind.empty)
	}
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b config.Problem) int { return a.Line - b.Line })
		return nil, r.problems
	}
	out, err := r.settle(o)
	if err != nil {
		return nil, err
	}
	return &Result{Text: []byte(out), Processes: len(r.processes), Notes: r.notes()}, nil
}

// notUTF8 is the first line that no TOML could have.
func notUTF8(text string) (line int, found bool) {
	line = 1
	for i, r := range text {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				return line, true
			}
		}
		if r == '\n' {
			line++
		}
	}
	return 0, false
}

// notes are all remarks and what the loader has refused.
func (d *draft) notes() []config.Note {
	notes := slices.Clone(d.drops)
	for _, r := range d.remarks {
		notes = append(notes, config.Note{File: d.source.Shown(), Line: r.line, Text: plain(r.text)})
	}
	for _, p := range d.processes {
		for _, r := range p.remarks {
			notes = append(notes, config.Note{File: d.source.Shown(), Line: r.line, Path: p.path, Text: plain(r.text)})
		}
	}
	slices.SortStableFunc(notes, func(a, b config.Note) int { return a.Line - b.Line })
	return notes
}
