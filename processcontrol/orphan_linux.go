package processcontrol

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// foster is the PID that takes in orphans: tend itself, see adoptOrphans.
func foster() int { return os.Getpid() }

// adoptOrphans makes tend the parent of every descendant whose own parent has
// ended, so that none gets out of sight (prctl(2), PR_SET_CHILD_SUBREAPER).
func adoptOrphans() error {
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("cannot keep track of processes that daemonise: %w", err)
	}
	return nil
}

// reapOrphan collects the exit status of one orphan that has ended. That
// somebody else was faster is fine.
func reapOrphan(pid int) {
	_, _ = unix.Wait4(pid, nil, unix.WNOHANG, nil)
}
