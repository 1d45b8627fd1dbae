//go:build linux

package chaos

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"tend/internal/proctable"
)

// inShell runs tend in a shell with job control, which says when tend has been
// stopped and when it has ended, and does fg and whatever else it reads.
func inShell(t *testing.T, processes []process) *session {
	t.Helper()
	const script = `set -m; "$@"; echo "status $?"; while read -r line; do eval "$line"; echo "status $?"; done`
	s := scene{processes: processes, via: []string{"sh", "-c", script, "sh"}}.begin(t)
	shell := s.tend.PID
	s.until("tend in the shell", func() bool {
		table, err := proctable.Read()
		s.check(err)
		for _, p := range table.Children(shell) {
			s.tend = p
		}
		return s.tend.PID != shell
	})
	s.groups = s.recorded()
	s.bothHelpers()
	return s
}

// suspend presses ctrl+z, and waits until the shell has the terminal again.
func (s *session) suspend() {
	s.t.Helper()
	s.Forget()
	s.Type("\x1a")
	s.isShown("status 148")
	s.usable()
	if !s.stopped() {
		s.t.Error("tend goes on")
	}
}

// stopped reports whether tend is.
func (s *session) stopped() bool {
	s.t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.tend.PID))
	s.check(err)
	_, state, _ := strings.Cut(string(stat), ") ")
	return strings.HasPrefix(state, "T")
}

func TestSuspendAndResume(t *testing.T) {
	unmeasured(t)
	s := inShell(t, []process{{name: "asked"}, {name: "child"}})
	s.isShown("up")
	before := s.holders()
	for range 2 {
		s.suspend()
		s.ask() // the processes go on
		s.Forget()
		s.Type("fg\r")
		s.isShown("asked 1 times")
	}
	if now := s.holders(); len(now) != len(before) {
		t.Errorf("there is %v, there was %v", names(now), names(before))
	}
	s.Forget()
	s.Type("\x03")
	s.isShown("status 0")
	s.leaveShell()
}

// leaveShell ends the shell, once tend has ended.
func (s *session) leaveShell() {
	s.t.Helper()
	s.until("nothing is left", func() bool { return len(s.holders()) == 0 && !there(s.tend.PID) })
	s.usable()
	s.Type("exit 0\r")
	s.over(0)
}

func TestKilledWhileSuspended(t *testing.T) {
	unmeasured(t)
	s := inShell(t, all(leavers))
	s.suspend()
	s.signal(syscall.SIGKILL)
	s.leaveShell()
}

// TestEndedWhileSuspended: kill %1 in a shell sends a signal, and has the job go
// on so that it can take it; but the terminal is not the job's.
func TestEndedWhileSuspended(t *testing.T) {
	unmeasured(t)
	s := inShell(t, all(leavers))
	s.suspend()
	s.signal(syscall.SIGTERM)
	s.signal(syscall.SIGCONT)
	s.leaveShell()
}

// TestShellEndsWhileSuspended: the kernel tells a job that has been stopped that
// there is nobody left who could have it go on.
func TestShellEndsWhileSuspended(t *testing.T) {
	unmeasured(t)
	s := inShell(t, all(leavers))
	s.suspend()
	s.Type("exit 0\rexit 0\r") // the first time it only warns
	s.over(0)
}

// TestInTheBackground: bg does not give tend the terminal. It stops again, and
// leaves the terminal alone.
func TestInTheBackground(t *testing.T) {
	unmeasured(t)
	s := inShell(t, []process{{name: "asked"}})
	s.isShown("up")
	s.suspend()
	s.Forget()
	s.Type("bg\r")
	s.isShown("status 0")
	s.ask()
	s.until("it stops again", s.stopped)
	if drawn := s.Drawn(); strings.Contains(drawn, "\x1b[?1049h") {
		t.Errorf("it has drawn %q", drawn)
	}
	s.usable()
	s.Type("fg\r")
	s.isShown("asked 1 times")
	s.Forget()
	s.Type("\x03")
	s.isShown("status 0")
	s.leaveShell()
}

// TestStoppedFromOutside has tend stopped by a signal that it cannot handle.
func TestStoppedFromOutside(t *testing.T) {
	unmeasured(t)
	s := begin(t, []process{{name: "asked"}})
	s.isShown("up")
	s.signal(syscall.SIGSTOP)
	s.until("tend stops", s.stopped)
	s.ask()
	s.signal(syscall.SIGCONT)
	s.isShown("asked 1 times")
	s.quit(0)
}
