//go:build linux

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"tend/manager"
)

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
	first.until("the terminal as it was", func(s string) bool { return strings.Contains(s, "this screen was killed; the session goes on") })

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
	from.close()
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
	closed.close()
	gone(t, screen)

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
