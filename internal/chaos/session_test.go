//go:build linux

package chaos

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tend/internal/proctable"
	"tend/internal/tendtest"
)

// session is tend in a terminal, with a stack of processes.
type session struct {
	*tendtest.Terminal
	scene
	t       testing.TB
	cmd     *exec.Cmd
	before  unix.Termios
	lock    string // everything that was started has it open
	config  string
	ownLog  string
	runtime string // XDG_RUNTIME_DIR
	tend    proctable.Proc
	groups  string // the folder of its control groups; empty if there are none
	waited  chan error
}

// patience only bounds what has failed.
const patience = 60 * time.Second

// onScreen waits until the screen has been drawn: what is typed before that is
// not tend's.
func (s *session) onScreen() {
	s.t.Helper()
	const frame = 1 << 10
	s.until("a screen", func() bool { return s.Bytes() > frame })
}

// find is a process that is there.
func (s *session) find(pid int) proctable.Proc {
	s.t.Helper()
	p, err := proctable.ReadOne(pid)
	s.check(err)
	return p
}

// check ends the test after an error of its own.
func (s *session) check(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// write writes a file of the test.
func (s *session) write(path, text string) {
	s.t.Helper()
	s.check(os.WriteFile(path, []byte(text), 0o600))
}

// end takes away what a failed test has left.
func (s *session) end() {
	_ = proctable.Signal(s.tend, syscall.SIGKILL)
	_ = s.cmd.Process.Kill()
	s.wait()
	for range 100 {
		for _, p := range s.holders() {
			_ = proctable.Signal(p, syscall.SIGKILL)
		}
	}
}

// wait waits until tend has ended.
func (s *session) wait() {
	s.t.Helper()
	overdue := time.NewTimer(patience)
	defer overdue.Stop()
	select {
	case err := <-s.waited:
		s.waited <- nil // for whoever asks next
		if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
			s.t.Error(err)
		}
	case <-overdue.C:
		_ = s.cmd.Process.Signal(syscall.SIGQUIT) // it says where it is
		s.t.Errorf("tend does not end; it says\n%s", s.said())
		_ = s.cmd.Process.Kill()
		s.waited <- <-s.waited
		s.t.Fatalf("on the screen:\n%s", s.shown())
	}
}

// over waits until tend has ended, fails if that was not with a code, if
// anything is left, or if the terminal cannot be used.
func (s *session) over(code int) {
	s.t.Helper()
	s.wait()
	if s.cmd.ProcessState.ExitCode() != code {
		s.t.Errorf("tend ended with %v, not with %d; it said\n%s\n%s", s.cmd.ProcessState, code, s.said(), s.shown())
	}
	s.until("nothing is left", func() bool { return len(s.holders()) == 0 })
	s.tidy()
	s.usable()
}

// tidy waits until the control groups are gone.
func (s *session) tidy() {
	s.t.Helper()
	if s.groups == "" {
		return
	}
	s.until("its control groups are gone", func() bool {
		_, err := os.Stat(s.groups)
		return errors.Is(err, fs.ErrNotExist)
	})
}

// quit has tend end as a person does.
func (s *session) quit(code int) {
	s.t.Helper()
	s.Type("\x03")
	s.over(code)
}

// until waits for a condition.
func (s *session) until(what string, holds func() bool) {
	s.t.Helper()
	pause := 10 * time.Millisecond
	if *rounds == 1 {
		pause = 30 * time.Millisecond // nothing is measured, and others want to look too
	}
	for began := time.Now(); !holds(); time.Sleep(pause) {
		if time.Since(began) > patience {
			s.t.Fatalf("never: %s; there is %v\n%s\n%s", what, names(s.holders()), s.said(), s.shown())
		}
	}
}

// shown is the end of what has been drawn, without sequences.
func (s *session) shown() string {
	drawn := s.Drawn()
	return tendtest.Plain(drawn[max(len(drawn)-8<<10, 0):])
}

// said is what tend has logged.
func (s *session) said() string {
	text, _ := os.ReadFile(s.ownLog) // none if tend has not begun
	return string(text)
}

// says waits until tend has logged all of some texts.
func (s *session) says(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		s.until("tend says "+text, func() bool { return strings.Contains(s.said(), text) })
	}
}

// isShown waits until a text has been drawn.
func (s *session) isShown(text string) {
	s.t.Helper()
	s.until("the screen shows "+text, func() bool { return strings.Contains(tendtest.Plain(s.Drawn()), text) })
}

// ask has the process that plays "asked" print a line.
func (s *session) ask() {
	s.t.Helper()
	s.hint("asked")
}

// hint sends SIGUSR1 to what plays a role.
func (s *session) hint(role string) {
	s.t.Helper()
	for _, p := range s.of(role) {
		s.check(proctable.Signal(p, syscall.SIGUSR1))
	}
}

// press selects the process in a place of the list, counted from 0, and types a
// key.
func (s *session) press(place int, key string) {
	s.t.Helper()
	s.Type("\x1b[H") // home
	s.Type(strings.Repeat("j", place) + key)
}
