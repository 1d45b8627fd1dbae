package manager

import (
	"context"
	"fmt"
	"time"
)

// Reload puts another stack in place of the present one, and returns what that
// changes, for people: what is new starts, what is gone ends, what has changed
// is restarted, and the rest goes on with its output. If the stack is
// impossible, nothing changes. Reload returns once it has been accepted, not
// when all of it is over. The stack is the Manager's from then on.
func (m *Manager) Reload(ctx context.Context, stack *Stack) (summary string, err error) {
	if !m.do(ctx, func() { summary, err = m.replace(stack) }) {
		if ctx.Err() != nil {
			return "", fmt.Errorf("cannot reload: %w", context.Cause(ctx))
		}
		return "", fmt.Errorf("cannot reload: %w", ErrEnded)
	}
	return summary, err
}

func (m *Manager) replace(stack *Stack) (summary string, err error) {
	r, err := m.core.replace(stack, time.Now())
	if err != nil {
		return "", err
	}
	members := make([]*member, len(r.from))
	for i, from := range r.from {
		if from < 0 {
			members[i] = m.newMember(m.core.units[i].process.Spec)
		} else {
			members[i] = m.members[from]
		}
	}
	m.members = members
	for _, i := range r.changed {
		members[i].control.Reconfigure(m.core.units[i].process.Spec)
	}
	m.publishRoster()
	m.watches.follow(m.core.units)
	m.core.note(nil, "configuration read again; %s", r.summary)
	return r.summary, nil
}

// forget drops the processes that have left the stack and of which nothing is
// left.
func (m *Manager) forget() {
	gone := m.core.forgettable()
	if len(gone) == 0 {
		return
	}
	kept := make([]*member, 0, len(m.members))
	for i, member := range m.members {
		if len(gone) > 0 && gone[0] == i {
			gone = gone[1:]
			m.chores.begin(func(ctx context.Context) {
				if err := member.control.Close(ctx); err != nil {
					m.log.Error("cannot forget a process that has left the configuration", "err", err)
				}
			})
			continue
		}
		kept = append(kept, member)
	}
	m.core.forget(m.core.forgettable())
	m.members = kept
	m.publishRoster()
}
