//go:build linux

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tend/internal/logview"
	"tend/internal/remote/client"
	"tend/manager"
)

// counting is a process that says how far it has counted, and one that does not.
const counting = `
[processes.count]
command = '''i=0; while :; do i=$((i+1)); echo "number $i"; sleep 0.02; done'''
[processes.other]
command = "echo up; exec sleep 1000"
`

// background is a session without a terminal.
type background struct {
	t      *testing.T
	config string
	pid    int
	*client.Stack
}

// privately gives the test a folder of its own for sockets.
func privately(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "tend-e2e-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	t.Setenv("XDG_RUNTIME_DIR", dir)
	return dir
}

// detach starts a session in the background, from a terminal of its own.
func detach(t *testing.T, text string) (*background, *terminal) {
	t.Helper()
	dir := privately(t)
	b := &background{t: t, config: stack(t, "name = 'shop'\n"+text)}
	from := open(t, 100, 24, "up", "--detach", "-c", b.config)
	screen := from.until("the end of tend up", func(screen string) bool { return strings.Contains(screen, "TEND-HAS-ENDED") })
	if !strings.Contains(screen, "shop runs in the background, process ") {
		t.Fatalf("the screen:\n%s", screen)
	}
	from.wantExit("0")
	b.follow(dir)
	return b, from
}

// follow follows the session of which the socket is in the folder.
func (b *background) follow(dir string) {
	b.t.Helper()
	c := client.New(filepath.Join(dir, "tend", "shop.sock"))
	self, err := c.Session(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	if b.pid = self.PID; !self.Detached {
		b.t.Error("the session does not say that it is detached")
	}
	if b.Stack, err = client.Attach(b.t.Context(), c); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(b.Close)
}

// attach opens another terminal on the session.
func (b *background) attach() *terminal {
	b.t.Helper()
	return open(b.t, 110, 24, "attach", "-c", b.config)
}

// down ends the session.
func (b *background) down() {
	b.t.Helper()
	if out, err := exec.Command(binary, "down", "-c", b.config).CombinedOutput(); err != nil {
		b.t.Fatalf("tend down: %v\n%s", err, out)
	}
	gone(b.t, b.pid)
}

// runs are the runs of all processes, by what tells them apart.
func (b *background) runs() string {
	var all []string
	for _, v := range b.Snapshot().Processes {
		all = append(all, fmt.Sprintf("%s %d %d", v.Name, v.PID, v.Generation))
	}
	return strings.Join(all, ", ")
}

// until waits until the stack is as wanted.
func (b *background) until(what string, ok func(*manager.Snapshot) bool) {
	b.t.Helper()
	overdue := time.After(patience)
	for changes := b.Changes(b.t.Context()); !ok(b.Snapshot()); {
		select {
		case <-changes:
		case <-overdue:
			b.t.Fatalf("never %s: %s", what, b.runs())
		}
	}
}

func running(s *manager.Snapshot) bool {
	for _, v := range s.Processes {
		if v.Status != manager.Running {
			return false
		}
	}
	return true
}

// wantCounted checks that every number has been kept, once there are some.
func (b *background) wantCounted() {
	b.t.Helper()
	const some = 10
	var page logview.Page
	for printed := b.LogChanges(b.t.Context(), "count"); len(page.Lines) <= some; <-printed {
		var err error
		page, err = b.Logs(logview.Query{View: logview.View{Names: []string{"count"}}, At: logview.Position{Number: 1}, Count: 500})
		if err != nil {
			b.t.Fatal(err)
		}
	}
	next := 1
	for _, line := range page.Lines {
		if !strings.HasPrefix(line.Text, "number ") || line.Partial {
			continue
		}
		if line.Text != "number "+strconv.Itoa(next) {
			b.t.Fatalf("%q comes in the place of number %d", line.Text, next)
		}
		next++
	}
	if next < some {
		b.t.Errorf("no more than %d numbers in %+v", next-1, page)
	}
}

func signal(t *testing.T, pid int, sig syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(pid, sig); err != nil {
		t.Fatal(err)
	}
}

// nothingIn waits until nothing is left of what was started in a terminal.
func nothingIn(t *testing.T, term *terminal) {
	t.Helper()
	deadline := time.After(patience)
	for len(term.pids()) > 0 {
		select {
		case <-time.After(glance): // nobody tells who is not their parent
		case <-deadline:
			term.wantNothingLeft()
			return
		}
	}
}

// wantFile waits until a file is there and has a text.
func wantFile(t *testing.T, name, want string) {
	t.Helper()
	deadline := time.After(patience)
	for {
		_, err := os.Stat(name)
		var text []byte
		if err == nil && want != "" {
			text, err = os.ReadFile(name)
		}
		if err == nil && strings.Contains(string(text), want) {
			return
		}
		select {
		case <-time.After(glance):
		case <-deadline:
			t.Fatalf("%s is %q, %v", name, text, err)
		}
	}
}

// close closes the window that the terminal is. tmux goes on for the clean-up.
func (term *terminal) close() {
	term.t.Helper()
	term.tmux("new-session", "-d", "sleep 1000")
	term.tmux("kill-session", "-t", "0")
}
