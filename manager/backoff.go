package manager

import "time"

// Delay is how long the attempt-th restart in a row waits, counted from 1:
// Initial, doubled for each further attempt, at most Max. jitter, from 0 to 1,
// spreads processes that fail together over the last quarter of the wait.
func (b Backoff) Delay(attempt int, jitter float64) time.Duration {
	delay := b.Initial
	for range attempt - 1 {
		// Compared before it is doubled, so that it cannot overflow.
		if delay > b.Max/2 {
			delay = b.Max
			break
		}
		delay *= 2
	}
	delay = min(delay, b.Max)
	return delay - time.Duration(jitter*float64(delay)/4)
}

// restarts is what the law remembers of one process.
type restarts struct {
	attempt int         // restarts in a row without a healthy run
	at      time.Time   // when the next start is due; zero if none is
	recent  []time.Time // restarts within the window, if so many are too many
	total   int         // since the user last started the process
	gaveUp  bool
}

// next decides what follows a run that ended at now and lasted ran: the time
// of the next start, or giving up.
func (r restarts) next(b Backoff, ran time.Duration, now time.Time, jitter float64) restarts {
	if ran > b.Max {
		r.attempt = 0
	}
	if b.GiveUp > 0 { // else nobody counts them
		recent := make([]time.Time, 0, len(r.recent)+1)
		for _, t := range r.recent {
			if now.Sub(t) < b.Within {
				recent = append(recent, t)
			}
		}
		r.recent = recent
		if len(recent) >= b.GiveUp {
			r.gaveUp, r.at = true, time.Time{}
			return r
		}
		r.recent = append(r.recent, now)
	}
	r.attempt++
	r.total++
	r.at = now.Add(b.Delay(r.attempt, jitter))
	return r
}
