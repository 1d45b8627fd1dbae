//go:build linux || darwin

package trust

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Exposed returns why others could have changed a file, whose path is absolute:
// they own it, anybody may write it, or anybody may put another in its place.
// It is empty if they could not, or if that cannot be told. Groups are trusted.
func Exposed(path string) (why string) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return ""
	}
	var info unix.Stat_t
	if unix.Stat(real, &info) != nil {
		return ""
	}
	switch {
	case info.Uid != 0 && int(info.Uid) != os.Getuid():
		return fmt.Sprintf("%s belongs to another user (uid %d)", real, info.Uid)
	case info.Mode&unix.S_IWOTH != 0:
		return fmt.Sprintf("anybody may write %s: take that away with chmod o-w", real)
	}
	for dir := filepath.Dir(real); ; dir = filepath.Dir(dir) {
		// Where only its owner may remove a file, nobody can replace it.
		if unix.Stat(dir, &info) == nil && info.Mode&unix.S_IWOTH != 0 && info.Mode&unix.S_ISVTX == 0 {
			return fmt.Sprintf("anybody may replace %s: take that away with chmod o-w %s", real, dir)
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}
