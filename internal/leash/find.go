package leash

import (
	"fmt"
	"os"
	"slices"
	"syscall"

	"tend/internal/cgroup"
	"tend/internal/proctable"
)

// find returns everything that is left of a session: what is in the group or the
// session of one that tend has started, what has its mark in its environment,
// what is in its control groups, and all descendants of those. Known is false
// if there may be more.
func (k *known) find() (left []proctable.Proc, known bool, err error) {
	table, err := proctable.Read()
	if err != nil {
		return nil, false, fmt.Errorf("cannot tell what tend has left behind: %w", err)
	}
	known = !table.Partial()
	belongs := make(map[int]bool)
	if k.session.Groups != "" {
		contained, err := cgroup.Open(k.session.Groups).PIDs()
		known = known && err == nil
		for _, pid := range contained {
			belongs[pid] = true
		}
	}
	for _, p := range table.All() {
		if entry, told := proctable.EnvironEntry(p.PID, k.session.Mark); entry != "" {
			belongs[p.PID] = true
		} else if !told && !p.Zombie && p.PGID != 0 && k.adoptable(p) { // the kernel's own have none
			known = false // it is just being exec'ed, or ends
		}
	}
	seen := make(map[int]bool)
	add := func(family []proctable.Proc) {
		for _, p := range family {
			if !seen[p.PID] {
				seen[p.PID] = true
				left = append(left, p)
			}
		}
	}
	add(table.Family(nobody, func(p proctable.Proc) bool { return belongs[p.PID] }))
	for _, leader := range k.leaders {
		if p, there := table.Find(leader.PID); there && p.Start != leader.Start {
			continue // somebody else's number now
		}
		// A daemon leads neither a group nor a session where it forked twice.
		add(table.Family(leader.PID, func(p proctable.Proc) bool { return p.PID == leader.PID }))
	}
	before := len(left)
	left = proctable.Current(left)
	return left, known && len(left) == before, err
}

// adoptable reports whether a process of which its environment says nothing may be
// one of the session, though none of that is its parent: then its own has ended,
// and whoever takes in tend's orphans has taken in this helper too. Strangers who
// come and go all the time are not.
func (k *known) adoptable(p proctable.Proc) bool {
	return k.tend == 0 || p.PPID == k.tend || p.PPID == os.Getppid()
}

// marked reports whether the environment of a process says that it belongs to the
// session.
func (k *known) marked(p proctable.Proc) bool {
	entry, _ := proctable.EnvironEntry(p.PID, k.session.Mark)
	return entry != ""
}

// nobody is no process, and no group.
const nobody = -1

// signalOf returns the signal that asks a process to end.
func (k *known) signalOf(p proctable.Proc) syscall.Signal {
	for _, leader := range k.leaders {
		if leader.Signal != 0 && slices.Contains([]int{p.PID, p.PGID, p.SID}, leader.PID) {
			return syscall.Signal(leader.Signal)
		}
	}
	return syscall.SIGTERM
}
