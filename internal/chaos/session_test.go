//go:build linux

package chaos

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tend/internal/proctable"
	"tend/internal/tendtest"
)

// session is tend in a terminal, with a stack of leavers.
type session struct {
	*tendtest.Terminal
	t      testing.TB
	cmd    *exec.Cmd
	before unix.Termios
	lock   string // everything that was started has it open
}

// patience only bounds what has failed.
const patience = 60 * time.Second

// begin starts tend, and returns when all of its processes run.
func begin(t testing.TB, processes []string, args ...string) *session {
	t.Helper()
	dir := t.TempDir()
	s := &session{t: t, lock: filepath.Join(dir, "lock"), Terminal: tendtest.Open(t, 100, 30)}
	if err := os.WriteFile(s.lock, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var config strings.Builder
	for _, name := range processes {
		fmt.Fprintf(&config, "[processes.%s]\ncommand = [%q]\nenv = { %s = %q }\nstop = { grace = \"300ms\" }\n",
			strings.ReplaceAll(name, " ", "-"), self, roleVar, name+"|"+s.lock)
	}
	file := filepath.Join(dir, "tend.toml")
	if err := os.WriteFile(file, []byte(config.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s.before = *s.modes()
	s.cmd = exec.Command(binary, append([]string{"-c", file}, args...)...)
	s.cmd.Env = append(os.Environ(), "TERM=xterm-256color", "XDG_RUNTIME_DIR="+runtimeDir)
	s.Start(s.cmd)
	t.Cleanup(s.end)
	s.until("all processes", func() bool { return s.allUp(processes) })
	return s
}

// allUp reports whether all of them are there, with what they start.
func (s *session) allUp(processes []string) bool {
	want := 0
	for _, name := range processes {
		switch name {
		case "ignores":
			want++
		case "hopper":
			want++ // what hops is not in every look
		default:
			want += 2
		}
	}
	return len(s.holders()) >= want
}

// end takes away what a failed test has left.
func (s *session) end() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	for range 100 {
		for _, p := range s.holders() {
			_ = proctable.Signal(p, syscall.SIGKILL)
		}
	}
}

// until waits for a condition.
func (s *session) until(what string, holds func() bool) {
	s.t.Helper()
	for began := time.Now(); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > patience {
			s.t.Fatalf("never: %s; there is %v\n%s", what, names(s.holders()), s.Drawn())
		}
	}
}

// holders are the processes that have the lock of this session open: all that
// it has started, however they have changed since.
func (s *session) holders() (all []proctable.Proc) {
	table, err := proctable.Read()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, p := range table.All() {
		folder := fmt.Sprintf("/proc/%d/fd/", p.PID)
		entries, err := os.ReadDir(folder)
		if err != nil || p.Zombie {
			continue
		}
		for _, e := range entries {
			if target, err := os.Readlink(folder + e.Name()); err == nil && target == s.lock {
				all = append(all, p)
				break
			}
		}
	}
	return all
}

func names(all []proctable.Proc) (texts []string) {
	for _, p := range all {
		role, _ := proctable.EnvironEntry(p.PID, roleVar+"=")
		texts = append(texts, fmt.Sprintf("%d %q %s", p.PID, proctable.Command(p.PID), role))
	}
	return texts
}

// helpers are the helpers of this tend.
func (s *session) helpers() []int { return tendtest.Helpers(s.t, s.cmd.Process.Pid) }

// modes are those of the terminal now.
func (s *session) modes() *unix.Termios {
	modes, err := unix.IoctlGetTermios(int(s.Side.Fd()), unix.TCGETS)
	if err != nil {
		s.t.Fatal(err)
	}
	return modes
}

// usable says what is wrong with the terminal, if anything is.
func (s *session) usable() string {
	drawn := s.Drawn()
	switch {
	case *s.modes() != s.before:
		return "its modes are others"
	case strings.LastIndex(drawn, "\x1b[?1049h") > strings.LastIndex(drawn, "\x1b[?1049l"):
		return "it shows the alternate screen"
	case strings.LastIndex(drawn, "\x1b[?25l") > strings.LastIndex(drawn, "\x1b[?25h"):
		return "it has no cursor"
	}
	return ""
}
