package processcontrol

import (
	"context"
	"fmt"
	"regexp"

	"tend/internal/logring"
)

// logProbe says yes if a line has matched since it was last asked: as a health
// probe it is a heartbeat.
type logProbe struct {
	ring    *logring.Ring
	pattern *regexp.Regexp
	next    int64 // number of the first line not looked at
}

func (p *logProbe) ask(context.Context) error {
	beat := false
	for {
		next, found := p.ring.Match(p.next, p.pattern)
		p.next = next
		if !found {
			break
		}
		beat = true
	}
	if !beat {
		return fmt.Errorf("no line matches %q", p.pattern)
	}
	return nil
}

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
