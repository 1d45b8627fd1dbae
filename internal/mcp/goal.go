package mcp

import (
	"fmt"

	"tend/manager"
	"tend/processcontrol"
)

// goal is what a process is waited for to be.
type goal string

const (
	goalRunning goal = "running"
	goalReady   goal = "ready"
	goalDone    goal = "done"
	goalExited  goal = "exited"
	goalStopped goal = "stopped"
	// goalUp is what a start is for: ready, or done with it.
	goalUp goal = "ready, or done"
)

// goals are those that can be asked for.
func goals() []any {
	return []any{string(goalReady), string(goalRunning), string(goalDone), string(goalExited), string(goalStopped)}
}

// verdict is how far a process is from a goal.
type verdict uint8

const (
	stillOpen verdict = iota
	met               // it is there
	hopeless          // it does not get there unless somebody does something
)

// aim is a goal, and what has been asked for to get there.
type aim struct {
	goal goal
	// asked is set if a start has just been asked for: only runs after the
	// generation old count.
	asked bool
	old   uint64
}

// judge says how far a process is from a goal.
func (a aim) judge(v *manager.ProcessView) (verdict, string) {
	fresh := !a.asked || v.Generation > a.old
	up := v.State == processcontrol.Running && fresh
	done := v.Status == manager.Done && fresh
	ended := done || fresh && (v.Status == manager.Exited || v.Status == manager.GaveUp && v.Exit != nil)
	switch {
	case a.goal == goalStopped:
		return judgeStopped(v)
	case a.goal == goalRunning && up,
		(a.goal == goalReady || a.goal == goalUp) && up && v.Ready,
		(a.goal == goalDone || a.goal == goalUp) && done,
		a.goal == goalExited && ended:
		if up && a.goal != goalRunning && !v.HasProbe {
			return met, "it has no readiness probe: that it runs is all that is known"
		}
		return met, ""
	}
	for _, u := range v.WaitingFor {
		if u.Failed {
			return hopeless, fmt.Sprintf("it waits for %s, which is %s", u.Name, u.Why)
		}
	}
	switch v.Status {
	case manager.NotStarted, manager.Stopped, manager.Done, manager.Exited, manager.Failed, manager.GaveUp, manager.Stuck:
		if fresh {
			return hopeless, "it is " + v.Status.String() + ", and nothing starts it"
		}
	}
	return stillOpen, ""
}

// judgeStopped: nothing of the process is there, nor on its way.
func judgeStopped(v *manager.ProcessView) (verdict, string) {
	switch v.Status {
	case manager.NotStarted, manager.Stopped, manager.Done, manager.Exited, manager.Failed, manager.GaveUp, manager.Scheduled:
		return met, ""
	case manager.Stuck:
		return hopeless, "the kernel does not let it go"
	default:
		return stillOpen, ""
	}
}
