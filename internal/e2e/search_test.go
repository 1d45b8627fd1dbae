//go:build linux

package e2e

import (
	"strings"
	"testing"
)

// words prints a few lines to look for, beside two that print nothing.
const words = `
[processes.words]
command = '''for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo "apple $i"; echo "pear $i"; done; exec sleep 1000'''
[processes.one]
command = "exec sleep 1000"
[processes.two]
command = "exec sleep 1000"
`

// TestSearchCopyAndMarks is what a person does who has seen something go wrong:
// looks for it, takes it out, and stops what has to do with it.
func TestSearchCopyAndMarks(t *testing.T) {
	term := open(t, 80, 24, "-c", stack(t, words))
	shows := func(what string, texts ...string) {
		t.Helper()
		term.until(what, func(s string) bool {
			for _, text := range texts {
				if !strings.Contains(s, text) {
					return false
				}
			}
			return true
		})
	}
	term.row("two", "running")
	shows("the output", "pear 12")

	term.keys("/")
	term.keys("-l", "apple 1")
	shows("as many as there are", "2/4", "▸apple 10")
	term.keys("Enter")
	term.keys("N")
	shows("the one before", "1/4")
	for _, at := range []string{"2/4", "3/4", "4/4"} {
		term.keys("n")
		shows("the next one", at)
	}
	shows("the last one", "▸apple 12")

	term.keys("v")
	shows("a line selected", "1 line selected")
	term.keys("k")
	shows("two lines", "2 lines selected")
	term.keys("y")
	shows("that they are copied", "2 lines copied")
	if got := term.tmux("show-buffer"); strings.TrimSpace(got) != "pear 11\napple 12" {
		t.Errorf("copied is %q", got)
	}

	term.keys("Escape")
	shows("the output as it was", "f to follow")
	term.keys("Tab")
	term.keys("Home")
	term.keys("j")
	term.until("the second one selected", func(s string) bool { return strings.Contains(s, "▌ ● one") })
	term.keys("Space")
	shows("a mark", "1 marked")
	term.keys("j")
	term.keys("Space")
	shows("two marks", "2 marked")
	term.keys("x")
	term.row("one", "stopped")
	term.row("two", "stopped")
	term.row("words", "running")

	term.keys("C-c")
	term.wantExit("0")
	term.wantNothingLeft()
}
