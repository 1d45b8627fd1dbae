//go:build linux || darwin

package server

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// lock has one session at a time do something in a folder, until unlock is called.
// It is never held for long.
func lock(folder string) (unlock func(), err error) {
	f, err := os.Open(folder)
	if err != nil {
		return nil, err
	}
	for {
		err = unix.Flock(int(f.Fd()), unix.LOCK_EX)
		if err != unix.EINTR {
			break
		}
	}
	if err != nil {
		_ = f.Close() // nothing was written
		return nil, fmt.Errorf("cannot lock %s: %w", folder, err)
	}
	return func() { _ = f.Close() }, nil // which gives the lock back
}
