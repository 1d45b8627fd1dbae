package screen

import "time"

// There are at most 60 frames in any second: the first ones at once, the others
// evenly.
const (
	perSecond = 57
	atOnce    = 3

	interval = time.Second / perSecond
	slack    = (atOnce - 1) * interval
)

// pace decides when there may be a frame. It is the generic cell rate algorithm
// of ATM, https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm.
type pace struct {
	// next is when the next frame would come if all came evenly.
	next time.Time
}

// wait returns how long it takes until there may be a frame.
func (p *pace) wait(now time.Time) time.Duration { return max(p.next.Add(-slack).Sub(now), 0) }

// take takes a frame.
func (p *pace) take(now time.Time) {
	if p.next.Before(now) {
		p.next = now
	}
	p.next = p.next.Add(interval)
}

// keepPace tells when there is time for a frame that was put off.
func (s *Screen) keepPace() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-s.done:
			return
		case <-s.late:
			if wait, free := s.untilDue(); free {
				timer.Reset(wait)
			} // else it is looked after again when it is free
		case <-timer.C:
			if s.takeWanted() {
				s.o.Wanted()
			}
		}
	}
}

// untilDue returns how long it takes until there may be a frame, and whether
// there could be one then as things are.
func (s *Screen) untilDue() (wait time.Duration, free bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pace.wait(time.Now()), !s.away && !s.drawing
}

// takeWanted reports whether a frame that was put off can be drawn now. It is
// asked for once.
func (s *Screen) takeWanted() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.wanted && !s.away && !s.drawing
	if now {
		s.wanted = false
	}
	return now
}
