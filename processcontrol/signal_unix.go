//go:build unix

package processcontrol

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// The signals that tend itself sends.
const (
	SIGTERM = Signal(syscall.SIGTERM)
	SIGKILL = Signal(syscall.SIGKILL)
)

func signalNumber(name string) Signal { return Signal(unix.SignalNum(name)) }
func signalName(s Signal) string      { return unix.SignalName(syscall.Signal(s)) }
