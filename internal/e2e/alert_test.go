//go:build linux

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const failing = `
[ui]
notify = "NOTIFY"
[processes.api]
command = "sleep 1; exit 3"
autostart = false
[processes.web]
command = "exec sleep 1000"
`

// somewhereElse puts another window in front of that of tend.
func (term *terminal) somewhereElse() {
	term.t.Helper()
	term.tmux("set-option", "-g", "monitor-bell", "on")
	term.tmux("new-window", "exec sleep 1000")
}

// belled reports whether a bell has come from tend's window since it was left.
func (term *terminal) belled() bool {
	term.t.Helper()
	return strings.TrimSpace(term.tmux("display-message", "-p", "-t", ":0", "#{window_bell_flag}")) == "1"
}

func TestABellFromBehindSaysThatAProcessHasFailed(t *testing.T) {
	for _, c := range []struct {
		notify string
		bell   bool
	}{{"bell", true}, {"none", false}} {
		t.Run(c.notify, func(t *testing.T) {
			t.Parallel()
			term := open(t, 80, 24, "-c", stack(t, strings.Replace(failing, "NOTIFY", c.notify, 1)))
			term.row("web", "running")
			term.keys("Home", "s")
			term.row("api", "running")
			term.somewhereElse()
			seen := func(string) bool {
				return strings.Contains(term.tmux("capture-pane", "-p", "-t", ":0"), "exit 3")
			}
			term.until("the failure", seen)
			if c.bell {
				term.until("the bell", func(string) bool { return term.belled() })
			} else if term.belled() {
				t.Error("a bell that nobody has asked for")
			}
			term.tmux("select-window", "-t", ":0")
			term.keys("C-c")
			term.wantExit("0")
		})
	}
}

func TestANotificationGoesThroughTmuxInOnePiece(t *testing.T) {
	raw := filepath.Join(t.TempDir(), "raw")
	term := open(t, 80, 24, "-c", stack(t, "name = \"shop\"\n"+strings.Replace(failing, "NOTIFY", "desktop", 1)))
	term.row("web", "running")
	term.tmux("pipe-pane", "cat >"+raw)
	term.keys("Home", "s")
	term.row("api", "exit 3")
	const want = "\x1bPtmux;\x1b\x1b]777;notify;tend · shop;api: exit 3\a\x1b\\"
	term.until("the notification", func(string) bool {
		drawn, err := os.ReadFile(raw)
		return err == nil && strings.Contains(string(drawn), want)
	})
	term.keys("C-c")
	term.wantExit("0")
}
