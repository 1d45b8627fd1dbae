package processcontrol

import (
	"syscall"

	"tend/internal/cgroup"
)

// cloneInto is never called: there are no control groups on macOS.
func cloneInto(*syscall.SysProcAttr, *cgroup.Group) {}

// dieWithParent does nothing: macOS has nothing of the kind.
func dieWithParent(*syscall.SysProcAttr) {}
