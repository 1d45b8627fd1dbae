package cli

import (
	"fmt"
	"log/slog"

	"tend/internal/config"
	"tend/internal/goal"
	"tend/internal/journal"
	"tend/manager"
)

// until has the end of one process, and nothing else that is well, end a session.
func until(stack *manager.Stack, name string) error {
	at, err := find(stack, name)
	if err != nil {
		return usageError{fmt.Errorf("cannot go on until %s ends: %w", name, err)}
	}
	for i := range stack.Processes {
		if p := &stack.Processes[i]; p.ExitOn == manager.ExitOnDone {
			p.ExitOn = manager.ExitOnDefault
		}
	}
	p := &stack.Processes[at]
	once(p)
	p.Autostart = true
	return nil
}

// loadUntil has a configuration, whenever it is read, be one that ends with the
// process.
func loadUntil(load func() (*config.Config, error), name string) func() (*config.Config, error) {
	return func() (*config.Config, error) {
		cfg, err := load()
		if err != nil {
			return nil, err
		}
		if err := until(&cfg.Stack, name); err != nil {
			return nil, err
		}
		return cfg, nil
	}
}

// inVain ends the session if the process until whose end it is to go on cannot be
// started any more, and reports whether it did.
func (s *session) inVain(snapshot *manager.Snapshot) bool {
	v := viewOf(snapshot, s.until)
	if v == nil || v.Status != manager.Waiting || !goal.Ready.Hopeless(v) {
		return false
	}
	e := &failedError{what: "was not started", culprits: culprits(snapshot, v)}
	s.log.Error(e.Error(), slog.String(journal.ProcessKey, v.Name))
	s.Shutdown(false)
	return true
}

// codeOfOutcome is the exit code of a session that the end of a process has ended.
// With until, one other than 1 is that of the process that was waited for.
func (s *session) codeOfOutcome(o *manager.Outcome) int {
	if s.until != "" && o.Process != s.until {
		return min(o.Code, exitFailed)
	}
	return o.Code
}
