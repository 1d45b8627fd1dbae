package manager

import (
	"fmt"

	"tend/processcontrol"
)

// Raw returns what a process has printed to its terminal from a position on, as
// it came: see [processcontrol.Control.Raw]. It fails if there is no such
// process.
func (m *Manager) Raw(name string, from int64) (processcontrol.Raw, error) {
	member := m.member(name)
	if member == nil {
		return processcontrol.Raw{}, fmt.Errorf("cannot attach to %s: %w", name, &UnknownError{Name: name})
	}
	return member.control.Raw(from), nil
}

// Type types into the terminal of a process. It may have to wait for a second.
func (m *Manager) Type(name string, keys []byte) error {
	member := m.member(name)
	if member == nil {
		return fmt.Errorf("cannot type into %s: %w", name, &UnknownError{Name: name})
	}
	return member.control.Type(keys)
}

// Attend says whether somebody answers what a process asks its terminal: see
// [processcontrol.Control.Attend].
func (m *Manager) Attend(name string, who any, on bool) (at int64, err error) {
	member := m.member(name)
	if member == nil {
		return 0, fmt.Errorf("cannot attach to %s: %w", name, &UnknownError{Name: name})
	}
	return member.control.Attend(who, on), nil
}

// Redraw makes a process draw its screen anew: see
// [processcontrol.Control.Redraw].
func (m *Manager) Redraw(name string) {
	if member := m.member(name); member != nil {
		member.control.Redraw()
	}
}
