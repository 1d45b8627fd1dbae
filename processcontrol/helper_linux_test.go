package processcontrol

import "golang.org/x/sys/unix"

func dup(from, to int) { _ = unix.Dup3(from, to, 0) }
