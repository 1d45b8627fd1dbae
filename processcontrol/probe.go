package processcontrol

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// asker asks a process once how it is. Its error is a no, and says why. It
// must return soon after ctx has ended.
type asker interface {
	ask(ctx context.Context) error
}

// asker returns what asks the probe's question.
func (r *run) asker(p *Probe) asker {
	switch {
	case p.TCP != "":
		return tcpProbe{address: p.TCP}
	case p.HTTP != "":
		return httpProbe{url: p.HTTP, status: p.Status, body: p.Body}
	default:
		return execProbe{command: p.Exec, spec: &r.control.spec, families: r.control.host.families, cookie: r.cookie}
	}
}

// watchReadiness asks until the answer is yes often enough in a row, and
// records that. From then on the process counts as ready until it ends: what
// goes on afterwards is a matter of its health.
func (r *run) watchReadiness(ctx context.Context, p *Probe) {
	var err error
	if p.Log != nil {
		err = r.awaitLine(ctx, p.Log)
	} else {
		err = r.poll(ctx, p, r.asker(p))
	}
	if err != nil {
		return // the run is ending
	}
	r.control.log.Info("ready", "run", r.generation)
	r.control.note(r, func(s *status) { s.ready, s.probeErr = true, nil })
}

// poll asks at the probe's pace until enough answers in a row were yes. Its
// error is that of ctx.
func (r *run) poll(ctx context.Context, p *Probe, a asker) error {
	if err := pause(ctx, p.Delay); err != nil {
		return err
	}
	yes, no := 0, 0
	for {
		err := askWithin(ctx, a, p.Timeout)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil {
			if yes++; yes >= max(p.Successes, 1) {
				return nil
			}
		} else {
			yes = 0
			if no++; no == max(p.Failures, 1) {
				r.control.log.Warn("not ready", "run", r.generation, "tries", no, "err", err)
			}
			r.control.note(r, func(s *status) { s.probeErr = err })
		}
		if err := pause(ctx, p.Interval); err != nil {
			return err
		}
	}
}

// askWithin asks once and turns the end of the time for it into words.
func askWithin(ctx context.Context, a asker, timeout time.Duration) error {
	bounded, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	err := a.ask(bounded)
	if err != nil && ctx.Err() == nil && errors.Is(bounded.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("no answer within %s", timeout)
	}
	return err
}

// pause waits for d or the end of ctx, whose error it returns.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
