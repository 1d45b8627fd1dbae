package mcp

import (
	"fmt"
	"slices"

	"tend/internal/goal"
	"tend/manager"
	"tend/processcontrol"
)

// aimed is what a process is waited for to be.
type aimed string

const (
	goalRunning aimed = "running"
	goalReady   aimed = "ready"
	goalDone    aimed = "done"
	goalExited  aimed = "exited"
	goalStopped aimed = "stopped"
	// goalUp is what a start is for: ready, or done with it.
	goalUp aimed = "ready, or done"
)

// goals are those that can be asked for.
func goals() []any {
	return []any{string(goalReady), string(goalRunning), string(goalDone), string(goalExited), string(goalStopped)}
}

// verdict is how far a process is from a goal.
type verdict uint8

const (
	stillOpen verdict = iota
	isMet             // it is there
	hopeless          // it does not get there unless somebody does something
)

// aim is a goal, and what has been asked for to get there.
type aim struct {
	goal aimed
	// asked is set if a start has just been asked for: only runs after the
	// generation old count.
	asked bool
	old   uint64
}

// goals are those of package goal that this one is: one of them is enough.
func (a aimed) goals() []goal.Goal {
	switch a {
	case goalRunning:
		return []goal.Goal{goal.Running}
	case goalReady:
		return []goal.Goal{goal.Ready}
	case goalDone:
		return []goal.Goal{goal.Done}
	case goalExited:
		return []goal.Goal{goal.Exited}
	case goalStopped:
		return []goal.Goal{goal.Stopped}
	default:
		return []goal.Goal{goal.Ready, goal.Done}
	}
}

// judge says how far a process is from a goal.
func (a aim) judge(v *manager.ProcessView) (verdict, string) {
	fresh := !a.asked || v.Generation > a.old
	met := slices.ContainsFunc(a.goal.goals(), func(g goal.Goal) bool { return g.Met(v) })
	switch {
	case fresh && met && v.State == processcontrol.Running && a.goal != goalRunning && !v.HasProbe:
		return isMet, "it has no readiness probe: that it runs is all that is known"
	case fresh && met:
		return isMet, ""
	case !a.goal.goals()[0].Hopeless(v):
		return stillOpen, ""
	case a.goal == goalStopped:
		return hopeless, "the kernel does not let it go"
	}
	for _, u := range v.WaitingFor {
		if u.Failed {
			return hopeless, fmt.Sprintf("it waits for %s, which is %s", u.Name, u.Why)
		}
	}
	return hopeless, "it is " + v.Status.String() + ", and nothing starts it"
}
