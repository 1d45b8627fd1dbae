//go:build linux

package chaos

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"tend/internal/proctable"
)

// session is tend in a terminal, with a stack of leavers.
type session struct {
	t        testing.TB
	cmd      *exec.Cmd
	terminal *os.File // our side
	side     *os.File // tend's side: as long as it is open, the modes can be read
	before   unix.Termios
	lock     string // everything that was started has it open

	mu    sync.Mutex
	drawn []byte
	done  chan struct{} // closed when there is no more to be read
}

// patience only bounds what has failed.
const patience = 60 * time.Second

// begin starts tend, and returns when all of its processes run.
func begin(t testing.TB, processes []string, args ...string) *session {
	t.Helper()
	dir := t.TempDir()
	s := &session{t: t, lock: filepath.Join(dir, "lock"), done: make(chan struct{})}
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
	var err error
	if s.terminal, s.side, err = pty.Open(); err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(s.terminal, &pty.Winsize{Rows: 30, Cols: 100}); err != nil {
		t.Fatal(err)
	}
	s.before = *s.modes()
	s.cmd = exec.Command(binary, append([]string{"-c", file}, args...)...)
	s.cmd.Env = append(os.Environ(), "TERM=xterm-256color", "XDG_RUNTIME_DIR="+runtimeDir)
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = s.side, s.side, s.side
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go s.read()
	t.Cleanup(s.end)
	s.until("all processes", func() bool { return s.allUp(processes) })
	return s
}

// What tend asks a terminal, and what one says: its background, and where the
// cursor is.
var (
	questions = regexp.MustCompile("\x1b\\]11;\\?|\x1b\\[6n")
	answers   = map[string]string{"\x1b]11;?": "\x1b]11;rgb:1616/1616/1e1e\x1b\\", "\x1b[6n": "\x1b[1;1R"}
)

// read takes what tend draws, and answers what it asks.
func (s *session) read() {
	defer close(s.done)
	buf := make([]byte, 64<<10)
	for {
		n, err := s.terminal.Read(buf)
		if err != nil {
			return
		}
		for _, question := range questions.FindAllString(string(buf[:n]), -1) {
			_, _ = s.terminal.WriteString(answers[question])
		}
		s.mu.Lock()
		s.drawn = append(s.drawn, buf[:n]...)
		s.mu.Unlock()
	}
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

func (s *session) screen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.drawn)
}

// end takes away what a failed test has left.
func (s *session) end() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	_ = s.side.Close()
	_ = s.terminal.Close()
	<-s.done
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
			s.t.Fatalf("never: %s; there is %v\n%s", what, names(s.holders()), s.screen())
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
func (s *session) helpers() (pids []int) {
	table, err := proctable.Read()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, p := range table.Children(s.cmd.Process.Pid) {
		if name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", p.PID)); err == nil && string(name) == "leash\n" && !p.Zombie {
			pids = append(pids, p.PID)
		}
	}
	return pids
}

// modes are those of the terminal now.
func (s *session) modes() *unix.Termios {
	modes, err := unix.IoctlGetTermios(int(s.side.Fd()), unix.TCGETS)
	if err != nil {
		s.t.Fatal(err)
	}
	return modes
}

// usable says what is wrong with the terminal, if anything is.
func (s *session) usable() string {
	screen := s.screen()
	switch {
	case *s.modes() != s.before:
		return "its modes are others"
	case strings.LastIndex(screen, "\x1b[?1049h") > strings.LastIndex(screen, "\x1b[?1049l"):
		return "it shows the alternate screen"
	case strings.LastIndex(screen, "\x1b[?25l") > strings.LastIndex(screen, "\x1b[?25h"):
		return "it has no cursor"
	}
	return ""
}
