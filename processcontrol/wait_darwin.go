package processcontrol

import (
	"os"
	"time"

	"golang.org/x/sys/unix"

	"tend/internal/proctable"
)

const (
	maxRSSUnit = 1 // getrusage(2): bytes
	// onlyZombiesRefuse: killpg on a group that holds nothing but zombies is
	// EPERM on macOS.
	onlyZombiesRefuse = true
)

// watchExit returns a channel that is closed once the child has ended. It is
// not reaped by that. release must be called before the child is reaped.
func watchExit(child *os.Process) (exited <-chan struct{}, release func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for !waitKqueue(child.Pid) {
			// No descriptor was free for a queue. Look, and try again later.
			if p, err := proctable.ReadOne(child.Pid); err != nil || p.Zombie {
				return
			}
			time.Sleep(stuckLook)
		}
	}()
	return done, func() { <-done }
}

// waitKqueue waits for the process to end, and reports whether it could.
func waitKqueue(pid int) bool {
	queue, err := unix.Kqueue()
	if err != nil {
		return false
	}
	defer unix.Close(queue)
	change := unix.Kevent_t{Ident: uint64(pid), Filter: unix.EVFILT_PROC, Flags: unix.EV_ADD | unix.EV_ONESHOT, Fflags: unix.NOTE_EXIT}
	events := make([]unix.Kevent_t, 1)
	for {
		n, err := unix.Kevent(queue, []unix.Kevent_t{change}, events, nil)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return err == unix.ESRCH // it has ended already
		case n > 0:
			return true
		}
	}
}
