package proctable

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// Signal signals one process that was seen in a table. macOS has no way
// to pin a process: it is compared right before, which leaves a window of
// microseconds. That it is gone is not an error.
func Signal(seen Proc, sig syscall.Signal) error {
	now, err := ReadOne(seen.PID)
	if err != nil || now.Start != seen.Start {
		return nil
	}
	if err := unix.Kill(seen.PID, sig); err != unix.ESRCH {
		return err
	}
	return nil
}
