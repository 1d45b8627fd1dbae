package proctable

import (
	"bytes"
	"encoding/binary"

	"golang.org/x/sys/unix"
)

// Command returns the arguments of a process, or, where there are none to be
// seen, its name. It is empty if the process is gone.
func Command(pid int) []string {
	// The number of arguments, the program's path, zeros, the arguments, the
	// environment: see sysctl(3), KERN_PROCARGS2.
	if all, err := unix.SysctlRaw("kern.procargs2", pid); err == nil && len(all) > 4 {
		n := int(binary.NativeEndian.Uint32(all))
		_, rest, _ := bytes.Cut(all[4:], []byte{0})
		arguments := splitArguments(bytes.TrimLeft(rest, "\x00"))
		if arguments = arguments[:min(max(n, 0), len(arguments))]; len(arguments) > 0 {
			return arguments
		}
	}
	infos, err := unix.SysctlKinfoProcSlice("kern.proc.pid", pid)
	if err != nil || len(infos) == 0 {
		return nil
	}
	return []string{unix.ByteSliceToString(infos[0].Proc.P_comm[:])}
}
