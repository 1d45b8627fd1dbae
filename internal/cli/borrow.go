package cli

import (
	"context"
	"fmt"
	"strings"

	"tend/internal/remote/client"
	"tend/manager"
)

// borrow waits until the session that runs meets the conditions of a process that
// is to run beside it. What has not been started there is; what has been stopped
// there, or has failed, is an error.
func borrow(ctx context.Context, sys *System, from *source, needs []manager.Dependency) error {
	if len(needs) == 0 {
		return nil
	}
	c, _, err := (&target{sys: sys, from: from}).reach(ctx)
	if err != nil {
		return err
	}
	stack, err := client.Attach(ctx, c)
	if err != nil {
		c.Close()
		return err
	}
	defer stack.Close()
	if names := asleep(stack.Snapshot(), needs); len(names) > 0 {
		fmt.Fprintf(sys.Stderr, "tend: starting %s in the session that runs\n", joined(names))
		if err := stack.Do(ctx, manager.Command{Action: manager.Start, Names: names}); err != nil {
			return err
		}
	}
	for changes := stack.Changes(ctx); ; {
		s := stack.Snapshot()
		late, failed := unmetOf(s, needs)
		switch {
		case len(failed) > 0:
			e := &failedError{what: "the session that runs does not have what is needed", culprits: failed}
			if err := e.tell(sys.Stderr, stack.Logs); err != nil {
				return err
			}
			return exitCode(exitFailed)
		case len(late) == 0:
			return nil
		case s.Phase != manager.Up:
			return fmt.Errorf("the session that ran was ended before %s", wordsFor(late))
		}
		select {
		case <-changes:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// asleep are the needs that nobody has asked for in the session.
func asleep(s *manager.Snapshot, needs []manager.Dependency) (names []string) {
	for _, d := range needs {
		if v := viewOf(s, d.Name); v != nil && v.Status == manager.NotStarted {
			names = append(names, d.Name)
		}
	}
	return names
}

// unmetOf tells who does not meet its condition yet, and because of whom one never
// will by itself.
func unmetOf(s *manager.Snapshot, needs []manager.Dependency) (late, failed []*manager.ProcessView) {
	for _, d := range needs {
		v := viewOf(s, d.Name)
		switch {
		case v == nil: // the session has read another configuration
			failed = append(failed, &manager.ProcessView{Name: d.Name, Problem: "that session has no such process; “tend reload” makes it read the configuration again"})
		case meets(v, d.Condition):
		case hopeless(v) || v.Status == manager.Done:
			failed = append(failed, culprits(s, v)...)
		default:
			late = append(late, v)
		}
	}
	return late, unique(failed)
}

// meets reports whether a process is what a dependent waits for.
func meets(v *manager.ProcessView, c manager.Condition) bool {
	switch c {
	case manager.OnReady:
		return v.Ready
	case manager.OnDone:
		return v.Status == manager.Done
	case manager.OnExited:
		return v.Status == manager.Done || v.Status == manager.Exited || v.Status == manager.GaveUp
	default:
		return v.Status == manager.Running || v.Status == manager.Ready || v.Status == manager.Done
	}
}

func joined(names []string) string { return strings.Join(names, ", ") }
