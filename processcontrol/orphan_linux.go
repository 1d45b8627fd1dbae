package processcontrol

import (
	"bytes"
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

// environEntry returns the entry of a process's environment that begins with
// prefix, or nothing if there is none or it may not be read.
func environEntry(pid int, prefix string) string {
	environ, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
	if err != nil {
		return ""
	}
	for entry := range bytes.SplitSeq(environ, []byte{0}) {
		if bytes.HasPrefix(entry, []byte(prefix)) {
			return string(entry)
		}
	}
	return ""
}
