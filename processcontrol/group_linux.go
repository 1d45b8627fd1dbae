package processcontrol

import (
	"syscall"

	"tend/internal/cgroup"
)

// cloneInto makes the child a member of the group from its first instruction.
func cloneInto(attr *syscall.SysProcAttr, g *cgroup.Group) {
	attr.UseCgroupFD, attr.CgroupFD = true, g.FD()
}
