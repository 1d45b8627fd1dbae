package processcontrol

import (
	"syscall"

	"tend/internal/cgroup"
)

// cloneInto is never called: there are no control groups on macOS.
func cloneInto(*syscall.SysProcAttr, *cgroup.Group) {}
