package manager

import "time"

// clockLook is how often it is looked whether somebody has set the clock, or the
// machine has slept: a timer counts neither. The times of a schedule are those
// on the wall.
const clockLook = 10 * time.Second

// after returns the first time after now. A schedule that counts from the start
// is about durations, which the clock on the wall has nothing to do with.
func (s *Schedule) after(now time.Time) time.Time {
	next := s.Next(now)
	if !s.AtOnce {
		next = next.Round(0) // without what the monotonic clock said
	}
	return next
}

// wake returns when to look at a process again that is due at a time.
func (s *Schedule) wake(due, now time.Time) time.Time {
	if look := now.Add(clockLook); !s.AtOnce && due.After(look) {
		return look
	}
	return due
}

// arm makes the schedule of a process count, if it has one.
func (c *core) arm(i int, now time.Time) {
	u := c.units[i]
	schedule := u.process.Schedule
	if schedule == nil || u.armed {
		return
	}
	u.armed = true
	u.due, u.looked = schedule.after(now), now.Round(0)
	if schedule.AtOnce {
		c.want(i)
	}
}

// tick starts a process whose time has come. One that is still there, or about
// to be, is left to itself: runs never overlap.
func (c *core) tick(i int, now time.Time) {
	u := c.units[i]
	schedule := u.process.Schedule
	if u.due.IsZero() {
		return
	}
	setBack := u.looked.After(now.Round(0))
	u.looked = now.Round(0)
	if u.due.After(now) {
		if setBack && !schedule.AtOnce {
			u.due = schedule.after(now)
		}
		return
	}
	u.due = schedule.after(now)
	if u.wanted || !u.atRest() {
		c.note(u, "its time has come, but the last run is not over: left out")
		return
	}
	c.want(i)
}
