// Package proctable reads the kernel's table of processes in one walk.
//
// Everything in tend that needs to know which processes are there (who is left
// of a group, what a process tree uses) asks one Walker, so that a hundred
// questions at once cost one walk. A Table is an immutable value: what was
// there at some moment between the question and the answer.
package proctable

import (
	"errors"
	"sort"
	"time"
)

// ErrGone: there is no process with that PID.
var ErrGone = errors.New("no such process")

// Proc is one process of the machine.
type Proc struct {
	PID, PPID int
	PGID      int // process group
	SID       int // session
	// Zombie is set when the process has ended and waits to be reaped. A
	// process whose first thread ended while others go on is not one.
	Zombie bool
	// Start is when the process was started, in a unit of the platform's own.
	// Together with the PID it names a process for good.
	Start uint64
	CPU   time.Duration // used so far, all threads
	RSS   int64         // resident bytes
}

// Table is the processes of the machine, ordered by PID.
type Table struct {
	procs []Proc
}

// New makes a table from processes in any order. It takes the slice over.
func New(procs []Proc) *Table {
	sort.Slice(procs, func(i, j int) bool { return procs[i].PID < procs[j].PID })
	return &Table{procs: procs}
}

// All returns the processes ordered by PID. The slice must not be changed.
func (t *Table) All() []Proc { return t.procs }

// Find returns the process with that PID.
func (t *Table) Find(pid int) (Proc, bool) {
	i := sort.Search(len(t.procs), func(i int) bool { return t.procs[i].PID >= pid })
	if i < len(t.procs) && t.procs[i].PID == pid {
		return t.procs[i], true
	}
	return Proc{}, false
}

// Members returns the processes that live in the group or the session led by
// leader, zombies left out.
func (t *Table) Members(leader int) []Proc {
	var members []Proc
	for _, p := range t.procs {
		if (p.PGID == leader || p.SID == leader) && !p.Zombie {
			members = append(members, p)
		}
	}
	return members
}
