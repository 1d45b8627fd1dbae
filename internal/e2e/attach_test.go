//go:build linux

package e2e

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestSomebodyTypesIntoAFullScreenProgram attaches to a real one: tmux, in which
// a shell runs.
func TestSomebodyTypesIntoAFullScreenProgram(t *testing.T) {
	config := stack(t, fmt.Sprintf(`
[processes.screen]
command = ["tmux", "-S", %q, "-f", "/dev/null", "new-session", "sh"]
env = { TMUX = false, ENV = false }
`, filepath.Join(t.TempDir(), "inner")))
	term := open(t, 110, 24, "-c", config)
	term.row("screen", "running")
	term.keys("a")
	term.until("the screen of the program", func(screen string) bool {
		return strings.Contains(screen, "ctrl+] leaves") && (strings.Contains(screen, "│ #") || strings.Contains(screen, "│ $"))
	})
	term.keys("-l", "PS1='typed here> '")
	term.keys("Enter")
	term.until("the prompt", func(screen string) bool { return strings.Contains(screen, "│ typed here>") })
	term.keys("-l", "echo $((6*7)) ä世")
	term.keys("Enter")
	term.until("what the shell printed", func(screen string) bool { return strings.Contains(screen, "│ 42 ä世") })
	term.keys("C-b", "c") // a second window of its own
	term.until("two windows", func(screen string) bool { return strings.Contains(screen, "0:sh- 1:") })
	term.keys("C-b", "p")
	term.until("the first again", func(screen string) bool { return strings.Contains(screen, "│ 42 ä世") })
	term.keys("q") // is for the shell, and so is ctrl+c
	term.until("the key", func(screen string) bool { return strings.Contains(screen, "typed here> q") })
	term.keys("C-c")
	term.keys("C-]")
	term.until("the keys of tend", func(screen string) bool { return strings.Contains(screen, "? help") })
	term.keys("q", "y")
	term.wantExit("0")
}
