//go:build linux || darwin

package record

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// lock locks a file until it is closed, and reports whether somebody else has.
func lock(file *os.File) (held bool, err error) {
	for {
		switch err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err {
		case nil:
			return false, nil
		case unix.EWOULDBLOCK:
			return true, nil
		case unix.EINTR:
		default:
			return false, err
		}
	}
}

// private fails if a folder is not this user's alone: who may write there could
// have put it there.
func private(dir string) error {
	var info unix.Stat_t
	if err := unix.Lstat(dir, &info); err != nil {
		return &os.PathError{Op: "look at", Path: dir, Err: err}
	}
	if info.Mode&unix.S_IFMT != unix.S_IFDIR || int(info.Uid) != os.Getuid() || info.Mode&0o077 != 0 {
		return fmt.Errorf("%s is not a folder of yours alone: remove it, or set XDG_RUNTIME_DIR", dir)
	}
	return nil
}
