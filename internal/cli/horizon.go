package cli

import "time"

// horizon is up to which time of lines they are printed. It never falls behind
// the clock on the wall, nor behind the time that has passed: what a process has
// printed before that clock was set back is not kept until it comes there again.
type horizon struct {
	at   time.Time // on the wall
	read time.Time // when it was
}

// next returns the horizon as it is now.
func (h *horizon) next(now time.Time) time.Time {
	if h.read.IsZero() {
		h.read = now
	}
	h.advance(now.Sub(h.read), now) // by the monotonic clock
	h.read = now
	return h.at
}

func (h *horizon) advance(passed time.Duration, wall time.Time) {
	if h.at = h.at.Add(passed).Round(0); h.at.Before(wall) {
		h.at = wall.Round(0)
	}
}

// all is a horizon behind which there is nothing.
func (h *horizon) all() time.Time { return h.at.AddDate(100, 0, 0) }
