package manager

import (
	"testing"
	"time"
)

// The times of a schedule are those of the clock on the wall, also when that is
// set forward or back, or the machine sleeps, of which no timer knows.
func TestScheduleFollowsTheClockOnTheWall(t *testing.T) {
	job := process("job", every(time.Hour, false))
	c, err := newCore(&Stack{Processes: []Process{job}}, ExitOnNever, func() float64 { return 0 })
	if err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
	at := func(hour, minute int) time.Time {
		return noon.Add(time.Duration(hour-12)*time.Hour + time.Duration(minute)*time.Minute)
	}
	if err := c.autostart(nil, at(12, 10)); err != nil {
		t.Fatal(err)
	}
	u := c.units[0]
	for _, look := range []struct {
		why  string
		now  time.Time
		runs bool
		due  time.Time
	}{
		{"nothing happens", at(12, 10), false, at(13, 0)},
		{"the clock is set forward, over its time", at(13, 10), true, at(14, 0)},
		{"its time comes", at(14, 0), true, at(15, 0)},
		{"the clock is set back by two hours", at(12, 30), false, at(13, 0)},
		{"its time comes again", at(13, 0), true, at(14, 0)},
	} {
		operations, wake := c.decide(look.now)
		if runs := len(operations) == 1; runs != look.runs {
			t.Errorf("%s: it runs: %t, want %t", look.why, runs, look.runs)
		}
		if !u.due.Equal(look.due) {
			t.Errorf("%s: it is due at %s, want %s", look.why, u.due, look.due)
		}
		if late := wake.Sub(look.now); late > clockLook {
			t.Errorf("%s: nobody looks at the clock before %s", look.why, late)
		}
		u.wanted = false // as if its run were over
	}
}

// What is counted from a start is a duration, and no clock on the wall changes
// that.
func TestAnIntervalDoesNotFollowTheClockOnTheWall(t *testing.T) {
	s := &Schedule{AtOnce: true, Next: func(now time.Time) time.Time { return now.Add(time.Hour) }}
	now := time.Now()
	if due := s.after(now); due.Sub(now) != time.Hour || due == due.Round(0) { // which takes that away
		t.Errorf("%s is not what the monotonic clock says", due)
	}
	if wake := s.wake(s.after(now), now); wake.Sub(now) != time.Hour {
		t.Errorf("it wakes after %s", wake.Sub(now))
	}
}
