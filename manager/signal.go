package manager

import (
	"context"
	"errors"
	"fmt"

	"tend/processcontrol"
)

// Signal sends a signal to a process and everything that stems from it: see
// [processcontrol.Control.Signal]. It fails if there is no such process, or it
// does not run. Replicas that share the name all get it.
func (m *Manager) Signal(ctx context.Context, name string, sig processcontrol.Signal) error {
	named := []string{name}
	if m.member(name) == nil {
		named = nil
		for _, v := range m.Snapshot().Processes {
			if v.Family == name && !v.Retired {
				named = append(named, v.Name)
			}
		}
	}
	var errs []error
	for _, name := range named {
		if member := m.member(name); member != nil {
			errs = append(errs, member.control.Signal(ctx, sig))
		}
	}
	if len(errs) == 0 {
		return fmt.Errorf("cannot send %s to %s: %w", sig, name, &UnknownError{Name: name})
	}
	return errors.Join(errs...)
}
