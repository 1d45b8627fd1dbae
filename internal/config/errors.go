package config

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNotFound is what errors.Is finds when there is no configuration.
var ErrNotFound = errors.New("no configuration found")

// Problem is one thing that is wrong with a configuration.
type Problem struct {
	File string // as the user named it
	Line int    // 0 if it concerns the whole file
	Path string // the table it is in, such as processes.api.stop; empty at the top
	Text string // what is wrong, and what to do; one line
	// Suggestion is what was probably meant, as it is written in TOML.
	Suggestion string
}

// Error is the problem in one line, which editors and terminals can follow to
// its place.
func (p Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
	}
	b.WriteString(": ")
	if p.Path != "" {
		b.WriteString(p.Path + ": ")
	}
	b.WriteString(p.Text)
	if p.Suggestion != "" {
		fmt.Fprintf(&b, " (did you mean %s?)", p.Suggestion)
	}
	return b.String()
}

// Errors is all that is wrong with a configuration, in order of position.
type Errors []Problem

// Error has one line for each problem.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, p := range e {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives errors.As each Problem.
func (e Errors) Unwrap() []error {
	errs := make([]error, len(e))
	for i, p := range e {
		errs[i] = p
	}
	return errs
}

// Note is a remark about a configuration that is right.
type Note struct {
	File string
	Line int
	Path string
	Text string
}

// String is the note in one line.
func (n Note) String() string {
	return Problem{File: n.File, Line: n.Line, Path: n.Path, Text: n.Text}.Error()
}

// NotFoundError says that neither a folder nor those above it hold a
// configuration.
type NotFoundError struct {
	Dir  string // where the search began
	Root string // where it ended
}

func (e *NotFoundError) Error() string {
	return fmt.Sprintf("there is no %s in %s, nor in any folder above it up to %s",
		FileName, show(e.Dir), show(e.Root))
}

// Is makes the error an ErrNotFound.
func (e *NotFoundError) Is(target error) bool { return target == ErrNotFound }
