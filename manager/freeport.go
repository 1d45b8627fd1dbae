package manager

import (
	"context"
	"fmt"
	"log/slog"

	"tend/internal/journal"
	"tend/processcontrol"
)

// freePorts ends whoever holds the ports of the processes, and then starts
// these.
func (m *Manager) freePorts(cmd Command) error {
	targets, err := m.core.targets(cmd)
	if err != nil {
		return err
	}
	for _, i := range targets {
		if m.core.units[i].portTaken() == nil {
			return fmt.Errorf("cannot free the port of %s: that is not what keeps it from starting", m.core.units[i].process.Name)
		}
	}
	for _, i := range targets {
		m.freePort(m.core.units[i], m.core.units[i].portTaken())
	}
	return nil
}

func (m *Manager) freePort(u *unit, taken *processcontrol.PortTakenError) {
	name, wishes := u.process.Name, u.wishes
	log := m.log.With(slog.String(journal.ProcessKey, name))
	log.Warn(fmt.Sprintf("ending %s (pid %d), which listens on port %d", taken.Command, taken.PID, taken.Port))
	m.chores.begin(func(ctx context.Context) {
		if err := m.host.EndHolder(ctx, taken); err != nil {
			log.Error(fmt.Sprintf("cannot free port %d", taken.Port), "err", err)
			return
		}
		m.do(ctx, func() {
			if u.wishes != wishes {
				return // the user has said something else meanwhile
			}
			err := m.wish(Command{Action: Start, Names: []string{name}})
			if err != nil {
				log.Error("port freed in vain", "err", err)
			}
		})
	})
}
