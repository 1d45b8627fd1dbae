package processcontrol

import (
	"syscall"

	"tend/internal/cgroup"
)

// cloneInto makes the child a member of the group from its first instruction.
func cloneInto(attr *syscall.SysProcAttr, g *cgroup.Group) {
	attr.UseCgroupFD, attr.CgroupFD = true, g.FD()
}

// dieWithParent has the child asked to end when tend ends without having ended
// it. That is the last resort: it reaches neither what the child has started nor
// a child that ignores the signal. SIGKILL would reach that, but also end what
// the leash would let come to a good end.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGTERM }
