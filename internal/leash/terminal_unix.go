//go:build linux || darwin

package leash

import (
	"os"

	"golang.org/x/sys/unix"
)

// Terminal is the modes of a terminal.
type Terminal struct{ Modes unix.Termios }

// leave ends what a screen has switched on: mouse, focus and bracketed paste,
// the alternate screen, colours; and shows the cursor.
const leave = "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[?1049l\x1b[0m\x1b[?7h\x1b[?25h\r"

// Modes returns how the terminal is, or nil if it is none.
func Modes(f *os.File) *Terminal {
	modes, err := unix.IoctlGetTermios(int(f.Fd()), getModes)
	if err != nil {
		return nil
	}
	return &Terminal{*modes}
}

// restore gives the terminal back as it was before tend changed it.
func (t *Terminal) restore(f *os.File) {
	now, err := unix.IoctlGetTermios(int(f.Fd()), getModes)
	if err != nil {
		return // it is gone
	}
	_, _ = f.WriteString(leave)
	// A shell that was faster has given it modes of its own, in which signals
	// are made from keys: those are left alone.
	if now.Lflag&(unix.ISIG|unix.ICANON) == 0 {
		_ = unix.IoctlSetTermios(int(f.Fd()), setModes, &t.Modes)
	}
}
