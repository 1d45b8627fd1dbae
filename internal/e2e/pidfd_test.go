//go:build linux

package e2e

import (
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

func pidfd(pid int) (int, error) {
	fd, err := unix.PidfdOpen(pid, 0)
	if err == unix.ESRCH {
		err = syscall.ESRCH
	}
	return fd, err
}

// ends reports whether the process behind the pidfd ends in time.
func ends(fd int, within time.Duration) bool {
	deadline := time.Now().Add(within)
	for {
		left := time.Until(deadline)
		if left <= 0 {
			return false
		}
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, int(left.Milliseconds())+1)
		if n > 0 || err != nil && err != unix.EINTR {
			return n > 0
		}
	}
}
