package tui

import (
	"time"

	"tend/manager"
)

// clock finds the next moment at which a shown word changes.
type clock struct {
	now  time.Time
	next time.Time // zero: nothing that is shown will change by itself

	figures bool // what processes use is shown
}

// at says that something changes at t.
func (c *clock) at(t time.Time) {
	if t.After(c.now) && (c.next.IsZero() || t.Before(c.next)) {
		c.next = t
	}
}

// elapsed says that the time since a moment is shown.
func (c *clock) elapsed(since time.Time) {
	if since.IsZero() {
		return
	}
	shown := sinceGrid(since, c.now)
	s := step(shown)
	c.at(since.Truncate(time.Second).Add(shown - shown%s + s))
}

// upTime says that the time since a moment is shown, if figures are: without
// them, the moment is.
func (c *clock) upTime(since time.Time) {
	if c.figures {
		c.elapsed(since)
	}
}

// everySecond says that something shown counts seconds.
func (c *clock) everySecond() { c.at(c.now.Truncate(time.Second).Add(time.Second)) }

// process says that a process is shown in a row.
func (c *clock) process(p *manager.ProcessView) {
	switch p.Status {
	case manager.Running, manager.Ready:
		c.upTime(p.StartedAt)
		if c.figures && measured(p, c.now) {
			c.at(p.Usage.At.Add(freshFor))
		}
	case manager.Stopping, manager.Killing:
		if counting(p.Stop) {
			c.everySecond()
		}
	case manager.Stuck:
		c.elapsed(p.Stop.Since)
	case manager.BackingOff:
		if untilGrid(p.RetryAt, c.now) > time.Second {
			c.everySecond()
		}
	case manager.Scheduled:
		c.nextRun(p.NextRun)
	}
}
