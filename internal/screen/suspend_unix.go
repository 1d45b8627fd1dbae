//go:build unix

package screen

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// patience is how long it may take until this program stops, or hears that it
// has been continued.
const patience = 500 * time.Millisecond

// ErrNotSuspended is that of Suspend if this program has no shell that could
// continue it: the kernel does not stop it then.
var ErrNotSuspended = errors.New("cannot suspend: there is no shell here that could bring tend back")

// Suspend leaves the terminal, stops this program as ctrl+z does, and takes the
// terminal again once it is continued.
func (s *Screen) Suspend() error {
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	err := s.Leave()
	if err == nil {
		err = syscall.Kill(0, syscall.SIGTSTP)
	}
	if err == nil {
		err = await(continued)
	}
	if !s.regain() {
		return err
	}
	return errors.Join(err, s.Enter())
}

// regain waits until this program may change its terminal, which the kernel
// stops programs in the background for. It reports false if the program has been
// told to end before that: kill %1 in a shell has a job go on that was stopped,
// but does not give it the terminal.
func (s *Screen) regain() bool {
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	defer signal.Stop(continued)
	for !s.foreground() {
		wait := time.NewTimer(patience) // that signal may be on its way
		select {
		case told := <-s.told:
			wait.Stop()
			select {
			case s.told <- told: // for whoever asks next
			default:
			}
			return false
		case <-s.done:
			wait.Stop()
			return false
		case <-continued:
			wait.Stop()
		case <-wait.C:
			if syscall.Kill(0, syscall.SIGTTOU) != nil || await(continued) != nil {
				return true // nobody is there who could stop it, or give it the terminal
			}
		}
	}
	return true
}

// foreground reports whether a shell, if there is one, has given its terminal to
// this program.
func (s *Screen) foreground() bool {
	if s.in == nil {
		return true
	}
	group, err := unix.IoctlGetInt(int(s.in.Fd()), unix.TIOCGPGRP)
	return err != nil || group == syscall.Getpgrp()
}

// await waits until this program was stopped and continued. It waits twice: the
// first time may be over just because the program was stopped for long.
func await(continued <-chan os.Signal) error {
	for range 2 {
		select {
		case <-continued:
			return nil
		case <-time.After(patience):
		}
	}
	return ErrNotSuspended
}
