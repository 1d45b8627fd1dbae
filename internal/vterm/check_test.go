package vterm

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// checkLines fails the test unless the lines are what Lines promises.
func checkLines(t *testing.T, e *Emulator) {
	t.Helper()
	cols, rows := e.Size()
	lines := e.Lines()
	if len(lines) != rows {
		t.Fatalf("%d lines of %d", len(lines), rows)
	}
	for y, line := range lines {
		if w := ansi.StringWidth(line); w != cols {
			t.Fatalf("line %d is %d cells wide of %d: %q", y, w, cols, line)
		}
		if w := cellsOfTUI(line); w != cols {
			t.Fatalf("line %d is %d cells wide of %d for the screen: %q", y, w, cols, line)
		}
		checkSafe(t, line)
	}
	c := e.Cursor()
	if c.X < 0 || c.Y < 0 || c.X >= cols || c.Y >= rows || c.Shape > Bar {
		t.Fatalf("the cursor is %+v of %d×%d", c, cols, rows)
	}
}

// cellsOfTUI adds up the cells as nextCell in tui/cells.go takes them off.
func cellsOfTUI(s string) (width int) {
	for s != "" {
		if s[0] == esc {
			s = s[strings.IndexByte(s, 'm')+1:]
			continue
		}
		r, n := utf8.DecodeRuneInString(s)
		cluster, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
			cluster, w = s[:n], 1
		}
		if unicode.IsMark(r) {
			w = 0
		}
		width += w
		s = s[len(cluster):]
	}
	return width
}

// checkSafe fails the test if there is anything in a line but printable text and
// SGR, or if it does not end in default colours.
func checkSafe(t *testing.T, line string) {
	t.Helper()
	styled := false
	for rest := line; rest != ""; {
		r, n := utf8.DecodeRuneInString(rest)
		switch {
		case r == esc:
			if n = strings.IndexByte(rest, 'm') + 1; n < 3 || n > 100 || rest[1] != '[' || strings.Trim(rest[2:n-1], "0123456789;:") != "" {
				t.Fatalf("a sequence that is not SGR in %q", line)
			}
			styled = rest[:n] != "\x1b[0m"
		case r == utf8.RuneError && n == 1, hidden(r), unicode.IsControl(r):
			t.Fatalf("%q is in %q", rest[:n], line)
		}
		rest = rest[n:]
	}
	if styled {
		t.Fatalf("%q ends in colours", line)
	}
}
