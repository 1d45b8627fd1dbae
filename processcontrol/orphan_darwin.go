package processcontrol

import (
	"bytes"

	"golang.org/x/sys/unix"
)

// foster is the PID that takes in orphans: launchd's. macOS has no way to
// become their parent.
func foster() int { return 1 }

func adoptOrphans() error { return nil }

// reapOrphan does nothing: launchd reaps orphans.
func reapOrphan(int) {}

// environEntry returns the entry of a process's environment that begins with
// prefix, or nothing if there is none or it may not be read.
func environEntry(pid int, prefix string) (entry string, told bool) {
	args, err := unix.SysctlRaw("kern.procargs2", pid)
	if err != nil {
		return "", true
	}
	for entry := range bytes.SplitSeq(args, []byte{0}) {
		if bytes.HasPrefix(entry, []byte(prefix)) {
			return string(entry), true
		}
	}
	return "", true
}
