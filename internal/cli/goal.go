package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tend/internal/goal"
	"tend/manager"
	"tend/tui"
)

// goalDescriptions are what is offered to who types.
var goalDescriptions = []cobra.Completion{
	goal.Ready:   cobra.CompletionWithDesc("ready", "its readiness probe says yes; without one, it runs"),
	goal.Running: cobra.CompletionWithDesc("running", "it runs, ready or not"),
	goal.Done:    cobra.CompletionWithDesc("done", "it has ended by itself, and well"),
	goal.Exited:  cobra.CompletionWithDesc("exited", "it has ended by itself, with whatever exit code"),
	goal.Stopped: cobra.CompletionWithDesc("stopped", "nothing of it is left"),
}

// parseGoal reads the name of a goal.
func parseGoal(name string) (goal.Goal, error) {
	g, ok := goal.Parse(name)
	if !ok {
		return 0, usageError{fmt.Errorf("no process can be waited for to be %q: say --for with one of %s", name, strings.Join(goal.Names(), ", "))}
	}
	return g, nil
}

// unreachableError: a process will not be as somebody waits for.
type unreachableError struct {
	goal goal.Goal
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
