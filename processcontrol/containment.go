package processcontrol

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"tend/internal/cgroup"
)

// containment is the control groups of a session: one for each run, where the
// machine offers it. Nothing escapes from those. Without, families do what can
// be done.
type containment struct {
	log     *slog.Logger
	session *cgroup.Session // nil: there are no control groups here

	mu     sync.Mutex
	broken bool            // it was offered, but does not work
	left   []*cgroup.Group // could not be removed yet
}

// newContainment makes the group of the session, if it can.
func newContainment(id string, log *slog.Logger) *containment {
	c := &containment{log: log}
	place, err := cgroup.Find()
	if err == nil {
		c.session, err = place.Session(id, cgroup.Limits{Memory: 1, CPU: 1, Processes: 1})
	}
	if err != nil && !errors.Is(err, cgroup.ErrNone) {
		log.Warn("processes are not contained by control groups", "err", err)
	}
	return c
}

// group makes the group of a run. It is nil, without an error, where there are
// no groups and the limits need none.
func (c *containment) group(name string, generation uint64, hard *HardLimits) (*cgroup.Group, error) {
	limits := cgroup.Limits{Memory: hard.Memory, CPU: hard.CPU, Processes: hard.Processes}
	c.mu.Lock()
	usable := c.session != nil && !c.broken
	c.mu.Unlock()
	var g *cgroup.Group
	err := cgroup.ErrNone
	if usable {
		g, err = c.session.Group(fmt.Sprintf("%s.%d", name, generation), limits)
	}
	switch {
	case err == nil:
		return g, nil
	case hard.grouped():
		return nil, fmt.Errorf("cannot set its hard limits: %w", err)
	case usable:
		c.give(err)
	}
	return nil, nil
}

// give gives control groups up for this session, and says so once.
func (c *containment) give(err error) {
	c.mu.Lock()
	again := c.broken
	c.broken = true
	c.mu.Unlock()
	if !again {
		c.log.Warn("processes are not contained by control groups", "err", err)
	}
}

// retire removes the group of a run that is over, and those that could not be
// removed before: a group is busy while a zombie in it has not been reaped.
func (c *containment) retire(g *cgroup.Group) {
	c.mu.Lock()
	groups := append(c.left, g)
	c.left = nil
	c.mu.Unlock()
	var busy []*cgroup.Group
	for _, g := range groups {
		if g != nil && g.Close() != nil {
			busy = append(busy, g)
		}
	}
	c.mu.Lock()
	c.left = append(c.left, busy...)
	c.mu.Unlock()
}

// close removes the session's group, once all runs are over. It may be called
// again until it succeeds.
func (c *containment) close() error {
	if c.session == nil {
		return nil
	}
	c.retire(nil)
	return c.session.Remove()
}
