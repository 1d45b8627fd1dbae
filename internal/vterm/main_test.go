package vterm

import (
	"fmt"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"tend/internal/vterm/ctlseq"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// screen returns a terminal to which something was written.
func screen(cols, rows int, output ...string) *Emulator {
	e := New(cols, rows)
	for _, s := range output {
		_, _ = e.Write([]byte(s))
	}
	return e
}

// replay makes a fresh terminal show what the end of a stream shows.
func replay(e *Emulator, m ctlseq.Modes, tail []byte, whole bool) {
	modes, rest := m.Replay(tail, whole)
	e.Replay(modes)
	e.Replay(rest)
}

// shows fails the test unless the screen shows these lines, the rest of it blank.
func (e *Emulator) shows(t *testing.T, lines ...string) {
	t.Helper()
	got := strings.TrimRight(e.Plain(), "\n")
	want := strings.TrimRight(strings.Join(lines, "\n"), "\n")
	if got != want {
		t.Errorf("the screen shows\n%s\nwant\n%s", framed(got), framed(want))
	}
	checkLines(t, e)
}

// at fails the test unless the cursor is in this cell.
func (e *Emulator) at(t *testing.T, x, y int) {
	t.Helper()
	if c := e.Cursor(); c.X != x || c.Y != y {
		t.Errorf("the cursor is at %d,%d, want %d,%d", c.X, c.Y, x, y)
	}
}

func framed(s string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(s, "\n") {
		fmt.Fprintf(&b, "  |%s|\n", line)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
