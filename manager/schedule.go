package manager

import "time"

// arm makes the schedule of a process count, if it has one.
func (c *core) arm(i int, now time.Time) {
	u := c.units[i]
	schedule := u.process.Schedule
	if schedule == nil || u.armed {
		return
	}
	u.armed = true
	u.due = schedule.Next(now)
	if schedule.AtOnce {
		c.want(i)
	}
}

// tick starts a process whose time has come. One that is still there, or about
// to be, is left to itself: runs never overlap.
func (c *core) tick(i int, now time.Time) {
	u := c.units[i]
	if u.due.IsZero() || u.due.After(now) {
		return
	}
	u.due = u.process.Schedule.Next(now)
	if u.wanted || !u.atRest() {
		c.note(u, "its time has come, but the last run is not over: left out")
		return
	}
	c.want(i)
}
