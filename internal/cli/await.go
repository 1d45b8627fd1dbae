package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tend/internal/goal"
	"tend/internal/remote/client"
	"tend/internal/remote/wire"
	"tend/manager"
)

// awaited is what is waited for.
type awaited struct {
	goal  goal.Goal
	names []string // processes, or what replicas share; none: all
	// before is the state from before something was asked for, nil if nothing was:
	// all are then those that this has made start or end.
	before *manager.Snapshot
	// again: only runs count that have begun since.
	again bool
	// chosen are the processes, once they are known.
	chosen []string
}

var (
	errMet  = errors.New("it is so")
	errLate = errors.New("the time is over")
)

// await returns once everything is so. The error is why it is not: it cannot be any
// more, the session has ended, or the time is over, which counts from now on; 0 is
// as long as it takes.
func await(ctx context.Context, c *client.Client, a *awaited, timeout time.Duration) error {
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, timeout, errLate)
		defer cancel()
	}
	var last *manager.Snapshot
	err := c.Follow(ctx, 0, func(change *wire.Change) error {
		if change == nil || change.State == nil {
			return nil
		}
		snapshot, err := change.State.Snapshot(last)
		if err != nil {
			return err
		}
		last = snapshot
		return a.look(snapshot)
	})
	switch {
	case errors.Is(err, errMet):
		return nil
	case errors.Is(err, errLate):
		return a.late(last, timeout)
	case err == nil:
		return fmt.Errorf("the session has ended, and not everything is %s", a.goal)
	default:
		return err
	}
}

// look returns errMet if everything is so, and another error if something will not
// be.
func (a *awaited) look(s *manager.Snapshot) error {
	if a.chosen == nil {
		if err := a.choose(s); err != nil {
			return err
		}
	}
	met := true
	for _, name := range a.chosen {
		v := viewOf(s, name)
		switch {
		case v == nil && a.goal != goal.Stopped:
			return fmt.Errorf("%s is not %s, and will not be: it has left the configuration", name, a.goal)
		case v == nil || a.met(v):
		case a.goal.Hopeless(v):
			return &unreachableError{a.goal, v}
		default:
			met = false
		}
	}
	if met {
		return errMet
	}
	return nil
}

// met reports whether a process is as it is waited for.
func (a *awaited) met(v *manager.ProcessView) bool {
	if a.again {
		if old := viewOf(a.before, v.Name); old != nil && v.Generation <= old.Generation {
			return false
		}
	}
	return a.goal.Met(v)
}

// choose finds out which processes are meant.
func (a *awaited) choose(s *manager.Snapshot) error {
	if len(a.names) > 0 {
		views, err := chosen(s, a.names)
		if err != nil {
			return fmt.Errorf("cannot wait: %w", err)
		}
		for _, v := range views {
			a.chosen = append(a.chosen, v.Name)
		}
		return nil
	}
	a.chosen = []string{}
	for _, v := range s.Processes {
		if old := viewOf(a.before, v.Name); old == nil || !old.State.Alive() && v.Generation == old.Generation && !v.State.Alive() && !goal.Coming(v) {
			continue // this has not been asked of it
		}
		a.chosen = append(a.chosen, v.Name)
	}
	return nil
}

// late says how everything is that is not so in time.
func (a *awaited) late(s *manager.Snapshot, timeout time.Duration) error {
	if s == nil {
		return fmt.Errorf("the session has not said how its processes are within %s", timeout)
	}
	var how []string
	for _, name := range a.chosen {
		if v := viewOf(s, name); v != nil && !a.met(v) {
			how = append(how, v.Name+": "+condition(v))
		}
	}
	return fmt.Errorf("not %s within %s: %s", a.goal, timeout, strings.Join(how, "; "))
}

// viewOf returns the process of that name; nil if there is none.
func viewOf(s *manager.Snapshot, name string) *manager.ProcessView {
	if i := slices.IndexFunc(s.Processes, func(v *manager.ProcessView) bool { return v.Name == name }); i >= 0 {
		return s.Processes[i]
	}
	return nil
}

// chosen returns the processes that were named, by their own name or that which
// replicas share, each once.
func chosen(s *manager.Snapshot, names []string) (views []*manager.ProcessView, err error) {
	for _, name := range names {
		found := false
		for _, v := range s.Processes {
			if v.Name != name && v.Family != name {
				continue
			}
			found = true
			if !slices.Contains(views, v) {
				views = append(views, v)
			}
		}
		if !found {
			return nil, &manager.UnknownError{Name: name}
		}
	}
	return views, nil
}
