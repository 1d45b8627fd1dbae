package processcontrol

import "golang.org/x/sys/unix"

// widePipe is how much the pipe of a process holds that has once filled it, in
// bytes. With the 64 KiB that it is born with, such a process and its reader
// wait for each other in turn. Others keep theirs: there is a limit for all
// pipes of a user together (pipe(7), pipe-user-pages-soft).
const widePipe = 256 << 10

// widen makes a pipe hold more. If it may not, it stays as it is.
func widen(fd uintptr) { _, _ = unix.FcntlInt(fd, unix.F_SETPIPE_SZ, widePipe) }
