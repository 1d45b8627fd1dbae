package screen

import (
	"fmt"
	"io"
	"strings"
)

// paint writes what is to be written.
func (s *Screen) paint() {
	var c canvas
	failed := false
	fail := func(err error) {
		if err != nil && !failed {
			failed = true
			s.o.Failed(err)
		}
	}
	for {
		select {
		case <-s.done:
			return
		case text := <-s.asides:
			// Leave says first that others have the terminal, and then waits for
			// its turn here: they have not got it yet.
			if !s.isAway() {
				fail(s.put(text))
			}
		case r := <-s.requests:
			text := r.text
			if r.written == nil {
				text = c.frame(r.text, s.began())
			}
			err := s.put(text)
			if r.written != nil {
				r.written <- err
				continue
			}
			s.drawn()
			fail(err)
		}
	}
}

// put writes text in one piece.
func (s *Screen) put(text string) error {
	if _, err := io.WriteString(s.o.Out, text); err != nil {
		return fmt.Errorf("cannot draw on the terminal: %w", err)
	}
	return nil
}

// isAway reports whether somebody else has the terminal.
func (s *Screen) isAway() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.away
}

// began reports whether a frame has to be drawn whole.
func (s *Screen) began() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	forget := s.forget
	s.forget = false
	return forget
}

// drawn says that a frame has been drawn.
func (s *Screen) drawn() {
	s.mu.Lock()
	s.drawing = false
	wanted := s.wanted
	s.mu.Unlock()
	if wanted {
		s.putOff()
	}
}

// canvas is what the terminal shows.
type canvas struct{ lines []string }

// A terminal that knows them shows what is between these at once; all others
// ignore them.
const (
	hold    = "\x1b[?2026h"
	release = "\x1b[?2026l"
)

// frame returns what makes the terminal show a frame: the lines that have
// changed, or all of them.
func (c *canvas) frame(text string, whole bool) string {
	lines := strings.Split(text, "\n")
	var b strings.Builder
	if whole = whole || len(lines) != len(c.lines); whole {
		b.WriteString("\x1b[2J")
	}
	for i, line := range lines {
		if whole || line != c.lines[i] {
			fmt.Fprintf(&b, "\x1b[%dH%s", i+1, line)
		}
	}
	c.lines = lines
	if b.Len() == 0 {
		return ""
	}
	return hold + b.String() + release
}
