// Package goal tells how far a process is from how somebody wants it to be. It is
// the one answer to what counts as ready, for all who wait.
package goal

import (
	"slices"

	"tend/manager"
	"tend/processcontrol"
)

// Goal is how somebody wants a process to be.
type Goal uint8

const (
	Ready   Goal = iota // its probe says yes; without one, it runs, or ran and ended well
	Running             // it runs, ready or not
	Done                // it has ended by itself, and well
	Exited              // it has ended by itself
	Stopped             // nothing of it is left, and it comes back by nothing but its schedule
)

var names = [...]string{Ready: "ready", Running: "running", Done: "done", Exited: "exited", Stopped: "stopped"}

// Names are those of all goals, in their order.
func Names() []string { return names[:] }

// Parse reads the name of a goal, and reports false if there is none of that name.
func Parse(name string) (Goal, bool) {
	i := slices.Index(names[:], name)
	return Goal(max(i, 0)), i >= 0
}

// String returns its name.
func (g Goal) String() string { return names[g] }

// Met reports whether a process is so.
func (g Goal) Met(v *manager.ProcessView) bool {
	switch g {
	case Ready:
		return v.Ready || !v.HasProbe && doneWell(v)
	case Running:
		return v.State == processcontrol.Running
	case Done:
		return doneWell(v)
	case Exited:
		return v.State == processcontrol.Exited && !Coming(v)
	default:
		return !v.State.Alive() && !Coming(v)
	}
}

// doneWell reports whether its last run ended by itself and well.
func doneWell(v *manager.ProcessView) bool {
	return v.Status == manager.Done || v.Status == manager.Scheduled && v.State == processcontrol.Exited && v.Problem == ""
}

// Coming reports whether a process that is at rest starts as soon as it can.
func Coming(v *manager.ProcessView) bool {
	switch v.Status {
	case manager.Waiting, manager.Starting, manager.BackingOff:
		return true
	default:
		return false
	}
}

// Hopeless reports whether a process that is not so will not be unless somebody
// does something.
func (g Goal) Hopeless(v *manager.ProcessView) bool {
	if g == Stopped {
		return v.Status == manager.Stuck
	}
	switch v.Status {
	case manager.NotStarted, manager.Stopped, manager.Done, manager.Exited, manager.Failed, manager.GaveUp, manager.Stuck:
		return true
	case manager.Waiting:
		return slices.ContainsFunc(v.WaitingFor, func(u manager.Unmet) bool { return u.Failed })
	default:
		return false
	}
}
