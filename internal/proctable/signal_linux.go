package proctable

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// Signal signals one process that was seen in a table, and no other
// that may have got its PID since: it is pinned first, then compared. That it
// is gone is not an error.
func Signal(seen Proc, sig syscall.Signal) error {
	fd, err := unix.PidfdOpen(seen.PID, 0)
	if err == unix.ESRCH {
		return nil
	}
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	now, err := ReadOne(seen.PID)
	if err != nil || now.Start != seen.Start {
		return nil // it went, and somebody else may have its PID
	}
	if err := unix.PidfdSendSignal(fd, sig, nil, 0); err != unix.ESRCH {
		return err
	}
	return nil
}
