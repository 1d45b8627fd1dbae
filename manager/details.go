package manager

import (
	"fmt"

	"tend/processcontrol"
)

// Details is what there is to know of a process beside its ProcessView.
type Details struct {
	Spec     processcontrol.Spec     // of the next run; what is in it must not be changed
	Snapshot processcontrol.Snapshot // what its probes said last, among others
	History  []processcontrol.Run    // the last runs that are over, oldest first
	Tree     []processcontrol.Member // what it consists of now
}

// Details returns what there is to know of a process. It reads the process
// table, which takes milliseconds, and may be called from any goroutine. It
// fails if there is no such process, or the table cannot be read; what is known
// all the same comes with that error.
func (m *Manager) Details(name string) (Details, error) {
	member := m.member(name)
	if member == nil {
		return Details{}, fmt.Errorf("cannot tell more of %s: %w", name, &UnknownError{Name: name})
	}
	c := member.control
	tree, err := c.Tree()
	return Details{Spec: c.Spec(), Snapshot: c.Snapshot(), History: c.History(), Tree: tree}, err
}

// History returns the last runs of a process that are over, oldest first; nothing
// if there is no such process. The caller must not change it.
func (m *Manager) History(name string) []processcontrol.Run {
	if member := m.member(name); member != nil {
		return member.control.History()
	}
	return nil
}
