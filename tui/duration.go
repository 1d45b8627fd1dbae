package tui

import (
	"fmt"
	"time"
)

// All times are shown on the grid of whole seconds of the clock: everything
// that counts on the screen counts at the same moment, so that the screen moves
// at most once a second, and as one.

// sinceGrid is the time from since to now as it is shown.
func sinceGrid(since, now time.Time) time.Duration {
	return max(0, now.Truncate(time.Second).Sub(since.Truncate(time.Second)))
}

// untilGrid is the time from now to until as it is shown: never less than a
// second, because what is due has not happened yet as long as it is shown.
func untilGrid(until, now time.Time) time.Duration {
	return max(time.Second, until.Truncate(time.Second).Sub(now.Truncate(time.Second)))
}

const day = 24 * time.Hour

// shortDuration writes a duration in at most five cells: 42s, 5m, 2h05m, 3d04h,
// 120d.
func shortDuration(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < day:
		return fmt.Sprintf("%dh%02dm", d/time.Hour, d%time.Hour/time.Minute)
	case d < 100*day:
		return fmt.Sprintf("%dd%02dh", d/day, d%day/time.Hour)
	default:
		return fmt.Sprintf("%dd", d/day)
	}
}

// step is how long it takes for shortDuration to write something else.
func step(d time.Duration) time.Duration {
	switch {
	case d < time.Minute:
		return time.Second
	case d < day:
		return time.Minute
	case d < 100*day:
		return time.Hour
	default:
		return day
	}
}

// ordinal writes 1st, 2nd, 3rd, 4th.
func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return fmt.Sprintf("%d%s", n, suffix)
}

// count writes a number and its noun: 1 process, 3 processes.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// clockTime writes when something was, in at most six cells: the time of the
// day, or for what is older than a day the date.
func clockTime(t, now time.Time) string {
	if now.Sub(t) >= day {
		return t.Format("2 Jan")
	}
	return t.Format("15:04")
}
