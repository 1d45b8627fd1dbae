// Package proctable reads the kernel's table of processes in one walk.
//
// Everything in tend that needs to know which processes are there (who is left
// of a group, what a process tree uses) asks one Walker, so that a hundred
// questions at once cost one walk. A Table is an immutable value: what was
// there at some moment between the question and the answer.
package proctable

import (
	"errors"
	"slices"
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

	ran time.Duration // CPU to the nanosecond, for Reread; 0 if it is not known
}

// Table is the processes of the machine, ordered by PID.
type Table struct {
	procs    []Proc
	byParent []Proc // the same, ordered by PPID
	partial  bool   // see Partial
	turn     int    // which rows Reread has to read in any case
}

// New makes a table from processes in any order. It takes the slice over.
func New(procs []Proc) *Table {
	slices.SortFunc(procs, func(a, b Proc) int { return a.PID - b.PID })
	byParent := slices.Clone(procs)
	slices.SortStableFunc(byParent, func(a, b Proc) int { return a.PPID - b.PPID })
	return &Table{procs: procs, byParent: byParent}
}

// Partial reports that processes were started faster than the table could be
// read, so that some may be missing. Otherwise none is missing that was started
// by one that the table does not show alive.
func (t *Table) Partial() bool { return t.partial }

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

// Family returns what stems from leader, zombies left out: everything in its
// group or session, everything that stray picks out, and all descendants of
// those. Whoever has a parent in the family belongs to it, whatever group or
// session it has made for itself.
func (t *Table) Family(leader int, stray func(Proc) bool) []Proc {
	var family []Proc
	in := make(map[int]bool)
	for _, p := range t.procs {
		if p.PGID == leader || p.SID == leader || stray(p) {
			family = append(family, p)
			in[p.PID] = true
		}
	}
	for i := 0; i < len(family); i++ {
		for _, p := range t.Children(family[i].PID) {
			if !in[p.PID] {
				family = append(family, p)
				in[p.PID] = true
			}
		}
	}
	return slices.DeleteFunc(family, func(p Proc) bool { return p.Zombie })
}

// Children returns the processes whose parent has that PID.
func (t *Table) Children(pid int) []Proc {
	i := sort.Search(len(t.byParent), func(i int) bool { return t.byParent[i].PPID >= pid })
	j := i
	for j < len(t.byParent) && t.byParent[j].PPID == pid {
		j++
	}
	return t.byParent[i:j]
}

// Current reads processes of a table anew, and leaves out those that have
// ended since. The slice is the caller's, and changed.
func Current(procs []Proc) []Proc {
	return slices.DeleteFunc(procs, func(p Proc) bool {
		now, err := ReadOne(p.PID)
		return err == ErrGone || err == nil && (now.Zombie || now.Start != p.Start)
	})
}
