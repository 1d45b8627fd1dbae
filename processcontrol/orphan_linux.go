package processcontrol

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
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
// prefix, or nothing if there is none or it may not be read. If told is false
// it cannot be read now, but the next look will tell more: the process is
// ending, or is gone, or is just being exec'ed.
func environEntry(pid int, prefix string) (entry string, told bool) {
	process := fmt.Sprintf("/proc/%d/", pid)
	environ, told := readEnviron(process)
	if !told {
		// The first thread may have ended while others go on.
		threads, _ := os.ReadDir(process + "task")
		for _, thread := range threads {
			if environ, told = readEnviron(process + "task/" + thread.Name() + "/"); told {
				break
			}
		}
	}
	for entry := range bytes.SplitSeq(environ, []byte{0}) {
		if bytes.HasPrefix(entry, []byte(prefix)) {
			return string(entry), true
		}
	}
	return "", told
}

// readEnviron reads the environment of the process or thread whose folder it
// is. One that has an empty one has arguments at least; one that has neither
// has no memory any more, or not yet.
func readEnviron(folder string) (environ []byte, told bool) {
	environ, err := os.ReadFile(folder + "environ")
	if err != nil {
		return nil, errors.Is(err, fs.ErrPermission)
	}
	if len(environ) > 0 {
		return environ, true
	}
	arguments, err := os.ReadFile(folder + "cmdline")
	return nil, err == nil && len(arguments) > 0
}
