package processcontrol

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// guard waits for the signs of life that the process has to give, from the
// moment on that it is ready, until ctx ends or the process has to be ended
// because they stay away. It may also say itself that it is in trouble.
func (r *run) guard(ctx context.Context, ready <-chan struct{}) {
	n, interval := r.notices, r.spec.Watchdog
	due := time.NewTimer(interval)
	due.Stop()
	defer due.Stop()
	health := NoHealth
	for {
		var trouble error
		select {
		case <-ctx.Done():
			return
		case <-ready:
			ready = nil
			due.Reset(interval)
			continue
		case <-n.beat:
		case <-n.trigger:
			trouble = errors.New("it has said WATCHDOG=trigger")
		case <-due.C:
			select {
			case <-n.beat: // it came at the last moment
			default:
				trouble = fmt.Errorf("no WATCHDOG=1 within %s", interval)
			}
		}
		if trouble == nil && ready != nil {
			select {
			case <-ready:
				ready = nil
			default:
				continue // it does not count yet
			}
		}
		if trouble == nil {
			due.Reset(interval)
		} else {
			due.Stop()
		}
		before := health
		if health = Healthy; trouble != nil {
			health = Unhealthy
		}
		if health != before && !r.reportWatchdog(health, trouble) {
			return
		}
	}
}

// reportWatchdog tells of what the watchdog has found. It reports whether the
// process goes on.
func (r *run) reportWatchdog(h Health, trouble error) (goesOn bool) {
	r.control.note(r, func(s *status) { s.watchdog, s.watchdogErr = h, trouble })
	switch {
	case h == Healthy:
		r.log.Info("gives signs of life")
	case r.spec.Unhealthy == LimitLog:
		r.log.Warn("unhealthy", "err", trouble)
	default:
		r.control.violate(r, &Violation{What: "watchdog", Detail: trouble.Error(), Policy: r.spec.Unhealthy})
		return false
	}
	return true
}
