package tui

import (
	"time"

	"tend/manager"
)

// soon is how near the next run of a schedule has to be for the time until then
// to say more than the time of day.
const soon = time.Hour

// failedRun reports whether the process is at rest until its next run, and the
// last one has failed: what is scheduled may be broken all the same.
func failedRun(p *manager.ProcessView) bool {
	return p.Status == manager.Scheduled && p.Problem != ""
}

// nextWords says when the next run is, in at most nine cells: "in 25s", "14:00",
// "Mo 14:00", "3 Apr", "Apr 2027".
func nextWords(next, now time.Time) string {
	next = next.In(now.Location())
	switch wait := untilGrid(next, now); {
	case wait < soon:
		return "in " + shortDuration(wait)
	case next.Before(midnight(now, 1)):
		return next.Format("15:04")
	case next.Before(midnight(now, 7)):
		return next.Format("Mon")[:2] + next.Format(" 15:04")
	case next.Before(now.AddDate(0, 11, 0)):
		return next.Format("2 Jan")
	default:
		return next.Format("Jan 2006")
	}
}

// midnight is the beginning of the day that comes so many days after now.
func midnight(now time.Time, days int) time.Time {
	year, month, d := now.Date()
	return time.Date(year, month, d+days, 0, 0, 0, 0, now.Location())
}

// scheduledForms says when a process runs next, and before that, if its last
// run failed, that it did.
func scheduledForms(p *manager.ProcessView, now time.Time) []form {
	word := p.Status.String()
	next, when := "", ""
	if !p.NextRun.IsZero() {
		when = nextWords(p.NextRun, now)
		next = "next " + when
	}
	switch failed := manager.Failed.String(); {
	case failedRun(p) && next == "":
		return []form{{failed, exitIfKnown(p.Exit)}, {failed, ""}}
	case failedRun(p):
		out := []form{{failed + " · " + next, ""}, {failed, when}, {failed, ""}}
		if how := exitIfKnown(p.Exit); how != "" {
			out = append([]form{{failed + " (" + how + ") · " + next, ""}}, out...)
		}
		return out
	case next == "": // its schedule has come to its end
		return []form{{word, ""}}
	default:
		return []form{{next, ""}, {when, ""}}
	}
}

// nextRun says that the time of the next run is shown.
func (c *clock) nextRun(next time.Time) {
	if next.IsZero() {
		return
	}
	wait := untilGrid(next, c.now)
	if wait >= soon {
		c.at(next.Truncate(time.Second).Add(time.Second - soon)) // then it is a time to wait
		c.at(midnight(c.now, 1))                                 // then the day is called otherwise
		return
	}
	c.countdown(next)
}

// countdown says that the time until a moment is shown.
func (c *clock) countdown(until time.Time) {
	shown := untilGrid(until, c.now)
	if shown <= time.Second {
		return // it stays at that
	}
	lowest := shown - shown%step(shown) // that is written the same
	c.at(until.Truncate(time.Second).Add(time.Second - lowest))
}
