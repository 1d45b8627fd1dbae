package processcontrol

import (
	"context"
	"regexp"
)

// awaitLine waits for a complete line of this generation that matches. It
// wakes up only when there is new output. Its error is that of ctx.
func (r *run) awaitLine(ctx context.Context, pattern *regexp.Regexp) error {
	ring := r.control.ring
	changed := make(chan struct{}, 1)
	defer ring.Watch(changed)()
	next := r.firstOut
	for {
		var found bool
		if next, found = ring.Match(next, pattern); found {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
