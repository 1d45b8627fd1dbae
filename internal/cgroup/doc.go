// Package cgroup keeps what a process starts in a control group of its own
// (cgroup v2), where the machine lets it: nothing can leave such a group by
// forking, changing its session or clearing its environment, all of it can be
// killed with one write, and the kernel can bound what it uses together.
//
// Find looks for a folder of the hierarchy in which groups may be made. It
// changes nothing. A Session is a group for all groups of one session of tend,
// a Group is for one run of one process. Each is a folder; who made it removes
// it once nothing is left inside.
//
// See cgroups(7) and the kernel's cgroup-v2 document.
package cgroup

import "errors"

// ErrNone: there is no cgroup v2 hierarchy here in which tend may make groups.
var ErrNone = errors.New("no writable cgroup v2")

// Limits are bounds that the kernel enforces on a group as a whole. Zero means
// no bound.
type Limits struct {
	Memory    int64   // bytes; beyond them processes of the group are killed
	CPU       float64 // percent of one core; beyond them they wait
	Processes int     // and threads; beyond them fork fails
}

// controllers lists the controllers that the limits need.
func (l Limits) controllers() []string {
	var names []string
	if l.Memory > 0 {
		names = append(names, "memory")
	}
	if l.CPU > 0 {
		names = append(names, "cpu")
	}
	if l.Processes > 0 {
		names = append(names, "pids")
	}
	return names
}
