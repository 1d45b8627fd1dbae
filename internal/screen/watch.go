package screen

import (
	"os"

	"github.com/charmbracelet/x/term"
)

// watch tells how large the terminal is, and takes it again after this program
// was stopped by somebody else: a shell has used it since.
func (s *Screen) watch() {
	signals := make(chan os.Signal, 2)
	defer notify(signals)()
	var cols, rows int
	for {
		if w, h, ok := s.size(); ok && (w != cols || h != rows) {
			cols, rows = w, h
			s.redraw()
			s.o.Resized(cols, rows)
		}
		select {
		case <-s.done:
			return
		case sig := <-signals:
			if continued(sig) && s.shown() && s.regain() && s.shown() {
				s.retake()
			}
		}
	}
}

func (s *Screen) size() (cols, rows int, ok bool) {
	if s.out == nil {
		return 0, 0, false
	}
	cols, rows, err := term.GetSize(s.out.Fd())
	return cols, rows, err == nil // it fails when the terminal is gone, as drawing does
}

func (s *Screen) shown() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.away
}

// retake makes the terminal what it was before somebody else used it. The modes
// to leave it with are still those found at first.
func (s *Screen) retake() {
	if s.in != nil {
		if _, err := term.MakeRaw(s.in.Fd()); err != nil {
			return // it is gone, and reading its keys fails too
		}
	}
	if s.write(enter) == nil {
		s.redraw()
	}
}
