package proctable

import (
	"bytes"

	"golang.org/x/sys/unix"
)

// EnvironEntry returns the entry of a process's environment that begins with
// prefix, or nothing if there is none or it may not be read. told is always
// set here.
func EnvironEntry(pid int, prefix string) (entry string, told bool) {
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
