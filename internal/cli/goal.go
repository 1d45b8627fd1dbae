package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tend/manager"
	"tend/processcontrol"
	"tend/tui"
)

// goal is how somebody wants a process to be.
type goal uint8

const (
	beReady   goal = iota // its probe says yes; without one, it runs, or ran and ended well
	beRunning             // it runs, ready or not
	beDone                // it has ended by itself, and well
	beExited              // it has ended by itself
	beStopped             // nothing of it is left, and it comes back by nothing but its schedule
)

var goalNames = []string{beReady: "ready", beRunning: "running", beDone: "done", beExited: "exited", beStopped: "stopped"}

// goalDescriptions are what is offered to who types.
var goalDescriptions = []cobra.Completion{
	beReady:   cobra.CompletionWithDesc("ready", "its readiness probe says yes; without one, it runs"),
	beRunning: cobra.CompletionWithDesc("running", "it runs, ready or not"),
	beDone:    cobra.CompletionWithDesc("done", "it has ended by itself, and well"),
	beExited:  cobra.CompletionWithDesc("exited", "it has ended by itself, with whatever exit code"),
	beStopped: cobra.CompletionWithDesc("stopped", "nothing of it is left"),
}

// parseGoal reads the name of a goal.
func parseGoal(name string) (goal, error) {
	if i := slices.Index(goalNames, name); i >= 0 {
		return goal(i), nil
	}
	return 0, usageError{fmt.Errorf("no process can be waited for to be %q: say --for with one of %s", name, strings.Join(goalNames, ", "))}
}

// String returns its name.
func (g goal) String() string { return goalNames[g] }

// met reports whether a process is so.
func (g goal) met(v *manager.ProcessView) bool {
	switch g {
	case beReady:
		return v.Ready || !v.HasProbe && doneWell(v)
	case beRunning:
		return v.State == processcontrol.Running
	case beDone:
		return doneWell(v)
	case beExited:
		return v.State == processcontrol.Exited && !coming(v)
	default:
		return !v.State.Alive() && !coming(v)
	}
}

// doneWell reports whether its last run ended by itself and well.
func doneWell(v *manager.ProcessView) bool {
	return v.Status == manager.Done || v.Status == manager.Scheduled && v.State == processcontrol.Exited && v.Problem == ""
}

// coming reports whether a process that is at rest starts as soon as it can.
func coming(v *manager.ProcessView) bool {
	switch v.Status {
	case manager.Waiting, manager.Starting, manager.BackingOff:
		return true
	default:
		return false
	}
}

// hopeless reports whether a process that is not so will not be unless somebody
// does something.
func (g goal) hopeless(v *manager.ProcessView) bool {
	if g == beStopped {
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

// unreachableError: a process will not be as somebody waits for.
type unreachableError struct {
	goal goal
	view *manager.ProcessView
}

func (e *unreachableError) Error() string {
	return fmt.Sprintf("%s is not %s, and will not be by itself: %s%s", e.view.Name, e.goal, condition(e.view), e.hint())
}

// hint says what somebody could do.
func (e *unreachableError) hint() string {
	switch e.view.Status {
	case manager.NotStarted, manager.Stopped:
		return fmt.Sprintf("; start it with “tend start %s”", e.view.Name)
	case manager.Exited, manager.Failed, manager.GaveUp:
		return fmt.Sprintf("; “tend logs %s” has what it said", e.view.Name)
	default:
		return ""
	}
}

// condition says how a process is, with why.
func condition(v *manager.ProcessView) string {
	words := tui.Describe(v, time.Now()).Words
	switch {
	case strings.HasPrefix(v.Problem, words):
		return v.Problem
	case v.Problem != "":
		return words + " (" + v.Problem + ")"
	default:
		return words
	}
}
