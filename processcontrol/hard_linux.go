package processcontrol

import (
	"fmt"

	"golang.org/x/sys/unix"
)

const (
	countsOpenFiles = true
	limitsOpenFiles = true
)

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
