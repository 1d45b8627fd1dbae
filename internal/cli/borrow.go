package cli

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"tend/internal/config"
	"tend/internal/goal"
	"tend/internal/remote/client"
	"tend/manager"
	"tend/processcontrol"
)

// borrow makes a configuration that of a session beside the one that runs, for one
// process. What the process depends on is that session's as far as it has been
// started there, and borrow waits for it; the rest is started here, and ends here.
// The other session has the record and the files.
func borrow(ctx context.Context, sys *System, from *source, cfg *config.Config, name string) error {
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
	own, needs := apart(cfg.Stack.Processes, stack.Snapshot(), name)
	cfg.Stack.Name += "-" + name
	cfg.Stack.Processes = own
	cfg.Files, cfg.Log = nil, processcontrol.LogSpec{}
	return lent(ctx, sys, stack, needs)
}

// apart tells what is to run here for a process from what runs in another session:
// the processes that are to run here, which depend on one another alone, and what
// the others have to be before.
func apart(all []manager.Process, there *manager.Snapshot, name string) (here []manager.Process, needs []manager.Dependency) {
	at := make(map[string]int, len(all))
	for i := range all {
		at[all[i].Name] = i
	}
	ours := make(map[string]bool)
	var take func(name string)
	take = func(name string) {
		if ours[name] {
			return
		}
		ours[name] = true
		for _, d := range all[at[name]].DependsOn {
			if v := viewOf(there, d.Name); v == nil || v.Status == manager.NotStarted || v.Status == manager.Stopped {
				take(d.Name)
			} else if !slices.Contains(needs, d) {
				needs = append(needs, d)
			}
		}
	}
	take(name)
	for _, p := range all {
		if ours[p.Name] {
			p.Log.File = ""
			p.DependsOn = slices.DeleteFunc(slices.Clone(p.DependsOn), func(d manager.Dependency) bool { return !ours[d.Name] })
			here = append(here, p)
		}
	}
	return here, needs
}

// lent waits until the other session meets the conditions.
func lent(ctx context.Context, sys *System, stack *client.Stack, needs []manager.Dependency) error {
	told := !looksAtErrors(sys)
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
		if !told {
			told = true
			fmt.Fprintf(sys.Stderr, "tend: waits for %s in the session that runs\n", wordsFor(late))
		}
		select {
		case <-changes:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// looksAtErrors reports whether a person sees what is written to standard error.
func looksAtErrors(sys *System) bool {
	file, ok := sys.Stderr.(*os.File)
	return ok && isTerminal(file)
}

// unmetOf tells who does not meet its condition yet, and because of whom one never
// will by itself.
func unmetOf(s *manager.Snapshot, needs []manager.Dependency) (late, failed []*manager.ProcessView) {
	for _, d := range needs {
		v := viewOf(s, d.Name)
		switch {
		case v == nil:
			failed = append(failed, &manager.ProcessView{Name: d.Name, Problem: "it has left the configuration"})
		case meets(v, d.Condition):
		case goal.Ready.Hopeless(v):
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
