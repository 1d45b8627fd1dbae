//go:build unix

package screen

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"
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
	return errors.Join(err, s.Enter())
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
