package logview

import "time"

// Horizon is up to which time of lines they are told. It never falls behind
// the clock on the wall, nor behind the time that has passed: what a process has
// printed before that clock was set back is not kept until it comes there again.
type Horizon struct {
	at   time.Time // on the wall
	read time.Time // when it was
}

// Next returns the horizon as it is now.
func (h *Horizon) Next(now time.Time) time.Time {
	if h.read.IsZero() {
		h.read = now
	}
	h.advance(now.Sub(h.read), now) // by the monotonic clock
	h.read = now
	return h.at
}

func (h *Horizon) advance(passed time.Duration, wall time.Time) {
	if h.at = h.at.Add(passed).Round(0); h.at.Before(wall) {
		h.at = wall.Round(0)
	}
}

// All is a horizon behind which there is nothing.
func (h *Horizon) All() time.Time { return h.at.AddDate(100, 0, 0) }
