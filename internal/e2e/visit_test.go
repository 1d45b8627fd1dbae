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

// wantCounted checks that every number has been kept.
func (b *background) wantCounted() {
	b.t.Helper()
	page, err := b.Logs(logview.Query{View: logview.View{Names: []string{"count"}}, At: logview.Position{Number: 1}, Count: 500})
	if err != nil {
		b.t.Fatal(err)
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
	if next < 10 {
		b.t.Errorf("no more than %d numbers", next-1)
	}
}

func signal(t *testing.T, pid int, sig syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(pid, sig); err != nil {
		t.Fatal(err)
	}
}

func TestStackDoesNotNoticeThatItsScreenIsKilled(t *testing.T) {
	b, _ := detach(t, counting)
	b.until("all running", running)
	before := b.runs()

	first := b.attach()
	first.row("count", "running")
	first.until("numbers", func(s string) bool { return strings.Contains(s, "number ") && strings.Contains(s, " attached ") })
	screen := first.tendPID()
	signal(t, screen, syscall.SIGKILL)
	gone(t, screen)

	second := b.attach()
	second.row("count", "running")
	second.keys("q")
	second.wantExit("0")
	if after := b.runs(); after != before {
		t.Errorf("the runs were %s, are %s", before, after)
	}
	b.wantCounted()
	b.down()
}

func TestAllScreensSeeWhatOneDoes(t *testing.T) {
	b, _ := detach(t, counting)
	one, two := b.attach(), b.attach()
	one.row("other", "running")
	two.row("other", "running")
	one.selects(1)
	one.keys("x")
	one.row("other", "stopped")
	two.row("other", "stopped")
	two.selects(1)
	two.keys("s")
	one.row("other", "running")

	one.keys("Q")
	one.until("the question", func(s string) bool { return strings.Contains(s, "Stop them and end the session?") })
	one.keys("y")
	for _, term := range []*terminal{one, two} {
		term.wantExit("0")
		if screen := term.screen(); !strings.Contains(screen, "the session has ended") {
			t.Errorf("the screen:\n%s", screen)
		}
	}
	gone(t, b.pid)
}

func TestAVisitorSeesTheEndOfASessionWithAScreen(t *testing.T) {
	privately(t)
	config := stack(t, stubborn)
	owner := open(t, 100, 24, "-c", config)
	owner.row("stubborn", "running")
	guest := open(t, 100, 24, "attach", "-c", config)
	guest.row("stubborn", "running")
	owner.keys("q", "y")
	guest.until("the end in progress", func(s string) bool { return strings.Contains(s, "Stopping everything") })
	guest.keys("X") // kills what is left
	guest.wantExit("0")
	owner.wantExit("0")
	owner.wantNothingLeft()
}

func TestASessionThatIsKilledIsToldToItsVisitors(t *testing.T) {
	b, from := detach(t, counting)
	term := b.attach()
	term.row("count", "running")
	signal(t, b.pid, syscall.SIGKILL)
	term.wantExit("1")
	if screen := term.screen(); !strings.Contains(screen, "is gone without a goodbye") {
		t.Errorf("the screen:\n%s", screen)
	}
	nothingIn(t, from)
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

func TestAScreenAnswersWhileTheSessionDoesNot(t *testing.T) {
	b, _ := detach(t, counting)
	term := b.attach()
	term.row("count", "running")
	term.until("numbers", func(s string) bool { return strings.Contains(s, "number ") })
	signal(t, b.pid, syscall.SIGSTOP)
	term.keys("i") // asks for details
	term.until("the details", func(s string) bool { return strings.Contains(s, "count · i closes") })
	term.keys("i", "j")
	term.until("the other selected", func(s string) bool { return strings.Contains(s, "▌ ● other") })
	term.until("that it does not answer", func(s string) bool { return strings.Contains(s, "the session does not answer") })
	signal(t, b.pid, syscall.SIGCONT)
	term.until("that it does again", func(s string) bool {
		return !strings.Contains(s, "does not answer") && strings.Contains(s, "q leave")
	})
	signal(t, b.pid, syscall.SIGSTOP)
	term.keys("q")
	term.wantExit("0")
	signal(t, b.pid, syscall.SIGCONT)
	b.down()
}

func TestASessionOutlivesTheTerminalItWasDetachedFrom(t *testing.T) {
	b, from := detach(t, counting)
	b.until("all running", running)
	before := b.runs()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", b.pid))
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	if fields[3] != strconv.Itoa(b.pid) || fields[4] != "0" { // session and terminal, see proc_pid_stat(5)
		t.Errorf("its session is %s, its terminal %s", fields[3], fields[4])
	}
	from.tmux("kill-pane")
	from.tmux("-f", "/dev/null", "new-session", "-d", "sleep 1000") // for the clean-up
	term := b.attach()
	term.row("other", "running")
	if after := b.runs(); after != before {
		t.Errorf("the runs were %s, are %s", before, after)
	}
	term.keys("C-c")
	term.wantExit("0")
	b.down()
	from.wantNothingLeft()
}

func TestAVisitorHasFilesOfItsOwn(t *testing.T) {
	edited := filepath.Join(t.TempDir(), "edited")
	editor := filepath.Join(t.TempDir(), "editor")
	if err := os.WriteFile(editor, fmt.Appendf(nil, "#!/bin/sh\ncp \"$1\" %s\n", edited), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("EDITOR", editor)
	t.Setenv("VISUAL", "")
	b, _ := detach(t, "[processes.web]\ncommand = 'echo serving; exec sleep 1000'\n")
	term := b.attach()
	term.until("output", func(s string) bool { return strings.Contains(s, "│ serving") })
	term.keys("e")
	wantFile(t, edited, "serving")

	written := filepath.Join(t.TempDir(), "written")
	term.until("the screen again", func(s string) bool { return strings.Contains(s, "q leave") })
	term.keys("W")
	term.until("a prompt", func(s string) bool { return strings.Contains(s, "enter write") })
	term.keys("C-u")
	term.keys("-l", written)
	term.keys("Enter")
	wantFile(t, written, "serving")

	if err := os.WriteFile(b.config, []byte("[processes.web]\ncomand = 'x'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	term.keys("C-r")
	term.until("why it was not reloaded", func(s string) bool {
		return strings.Contains(s, "not reloaded") && strings.Contains(s, `unknown key "comand"`)
	})
	term.keys("q")
	term.wantExit("0")
	b.down()
}

func TestAVisitorsSignalsAndSocketsAreNotTheSessions(t *testing.T) {
	b, _ := detach(t, counting)
	b.until("all running", running)
	before := b.runs()
	ended, closed := b.attach(), b.attach()
	ended.row("count", "running")
	closed.row("count", "running")

	signal(t, ended.tendPID(), syscall.SIGTERM)
	ended.wantExit("143")

	screen := closed.tendPID()
	closed.tmux("kill-pane")
	gone(t, screen)
	closed.tmux("-f", "/dev/null", "new-session", "-d", "sleep 1000") // for the clean-up

	// Who is there stays when somebody removes the socket, and it comes back.
	stays := b.attach()
	stays.row("count", "running")
	socket := filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "tend", "shop.sock")
	if err := os.Remove(socket); err != nil {
		t.Fatal(err)
	}
	wantFile(t, socket, "")
	after := b.attach()
	after.row("count", "running")
	after.keys("q")
	after.wantExit("0")
	stays.row("count", "running")
	stays.keys("q")
	stays.wantExit("0")
	if now := b.runs(); now != before {
		t.Errorf("the runs were %s, are %s", before, now)
	}
	b.down()
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

func TestTheScreenLeavesOnceEverythingIsReady(t *testing.T) {
	dir := privately(t)
	b := &background{t: t, config: stack(t, `
name = "shop"
[processes.db]
command = "sleep 2; echo up; exec sleep 1000"
ready = { log = "up" }
`)}
	term := open(t, 110, 24, "up", "--detach-when-ready", "-c", b.config)
	term.row("db", "running")
	term.wantExit("0")
	if screen := term.screen(); !strings.Contains(screen, "shop runs in the background") {
		t.Errorf("the screen:\n%s", screen)
	}
	b.follow(dir)
	b.until("ready", func(s *manager.Snapshot) bool { return s.Processes[0].Status == manager.Ready })
	b.down()
}

func TestTheScreenStaysWhereSomethingFails(t *testing.T) {
	dir := privately(t)
	b := &background{t: t, config: stack(t, "name = 'shop'\n[processes.db]\ncommand = 'exit 3'\n")}
	term := open(t, 110, 24, "up", "--detach-when-ready", "-c", b.config)
	term.row("db", "exit 3")
	b.follow(dir)
	term.keys("q")
	term.wantExit("1")
	if screen := term.screen(); !strings.Contains(screen, "db: exit 3") {
		t.Errorf("the screen:\n%s", screen)
	}
	b.down()
}
