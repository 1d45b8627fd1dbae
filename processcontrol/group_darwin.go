package processcontrol

import (
	"syscall"

	"golang.org/x/sys/unix"

	"tend/internal/cgroup"
	"tend/internal/proctable"
)

// cloneInto is never called: there are no control groups on macOS.
func cloneInto(*syscall.SysProcAttr, *cgroup.Group) {}

// signalProcess signals one process that was seen in a table. macOS has no way
// to pin a process: it is compared right before, which leaves a window of
// microseconds. That it is gone is not an error.
func signalProcess(seen proctable.Proc, sig Signal) error {
	now, err := proctable.ReadOne(seen.PID)
	if err != nil || now.Start != seen.Start {
		return nil
	}
	if err := unix.Kill(seen.PID, unix.Signal(sig)); err != unix.ESRCH {
		return err
	}
	return nil
}
