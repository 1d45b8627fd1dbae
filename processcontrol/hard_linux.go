package processcontrol

import (
	"fmt"

	"golang.org/x/sys/unix"
)

const countsOpenFiles = true

// checkOpenFiles reports whether a process may have that many files open.
func checkOpenFiles(n int) error {
	var own unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &own); err != nil {
		return fmt.Errorf("open files cannot be limited here: %w", err)
	}
	if uint64(n) > own.Max {
		return fmt.Errorf("open files are limited to %d here (see ulimit -Hn), which cannot be raised to %d", own.Max, n)
	}
	return nil
}

// apply sets the limits on a process that has just been exec'ed. What it
// starts from then on inherits them.
func (h *HardLimits) apply(pid int) error {
	if h.OpenFiles == 0 {
		return nil
	}
	n := uint64(h.OpenFiles)
	if err := unix.Prlimit(pid, unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: n, Max: n}, nil); err != nil && err != unix.ESRCH {
		return fmt.Errorf("cannot limit its open files to %d: %w", n, err)
	}
	return nil
}
