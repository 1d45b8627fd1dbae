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
		return httpProbe{url: p.HTTP, status: p.Status, body: p.Body, headers: p.Headers}
	case p.GRPC != "":
		return newGRPCProbe(p.GRPC)
	case p.Log != nil:
		return &logProbe{ring: r.control.ring, pattern: p.Log, next: r.firstOut}
	default:
		return execProbe{command: p.Exec, run: r}
	}
}

// watchReadiness asks until the answer is yes often enough in a row, and
// records that. From then on the process counts as ready until it ends: what
// goes on afterwards is a matter of its health. Its error is that of ctx.
func (r *run) watchReadiness(ctx context.Context) error {
	p := r.spec.Ready
	var err error
	switch {
	case p.Log != nil:
		err = r.awaitLine(ctx, p.Log)
	case p.Notify:
		err = r.awaitNotice(ctx)
	default:
		err = r.poll(ctx, p)
	}
	if err != nil {
		return err
	}
	r.control.log.Info("ready", "run", r.generation)
	r.control.note(r, func(s *status) { s.ready, s.probeErr = true, nil })
	return nil
}

// poll asks at the probe's pace until enough answers in a row were yes. Its
// error is that of ctx.
func (r *run) poll(ctx context.Context, p *Probe) error {
	a := r.asker(p)
	opinion := newOpinion(p)
	for wait := p.Delay; ; wait = p.Interval {
		if err := pause(ctx, wait); err != nil {
			return err
		}
		err := askWithin(ctx, a, p.Timeout)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		changed := opinion.hear(err == nil)
		switch {
		case opinion.health == Healthy:
			return nil
		case changed:
			r.control.log.Info("not ready", "run", r.generation, "tries", max(p.Failures, 1), "err", err)
		}
		if err != nil {
			r.control.note(r, func(s *status) { s.probeErr = err })
		}
	}
}

// watchHealth asks until ctx ends, or until the process has to be ended
// because the answer stays no.
func (r *run) watchHealth(ctx context.Context) {
	p := r.spec.Health
	if p == nil {
		return
	}
	a := r.asker(p)
	opinion := newOpinion(p)
	for wait := p.Delay; ; wait = p.Interval {
		if pause(ctx, wait) != nil {
			return
		}
		err := askWithin(ctx, a, p.Timeout)
		if ctx.Err() != nil {
			return
		}
		changed := opinion.hear(err == nil)
		if !changed && err == nil {
			continue // as before: nothing to tell anybody
		}
		r.control.note(r, func(s *status) { s.health, s.healthErr = opinion.health, err })
		if !changed {
			continue
		}
		switch {
		case opinion.health == Healthy:
			r.control.log.Info("healthy", "run", r.generation)
		case r.spec.Unhealthy == LimitLog:
			r.control.log.Warn("unhealthy", "run", r.generation, "err", err)
		default:
			r.control.violate(r, &Violation{What: "health", Detail: err.Error(), Policy: r.spec.Unhealthy})
			return
		}
	}
}

// opinion is what the answers so far amount to: it changes after enough equal
// answers in a row, and not before.
type opinion struct {
	successes, failures int // how many it takes
	yes, no             int // in a row
	health              Health
}

func newOpinion(p *Probe) *opinion {
	return &opinion{successes: max(p.Successes, 1), failures: max(p.Failures, 1)}
}

// hear takes in an answer and reports whether it changed the opinion.
func (o *opinion) hear(yes bool) (changed bool) {
	before := o.health
	if yes {
		o.yes, o.no = o.yes+1, 0
		if o.yes >= o.successes {
			o.health = Healthy
		}
	} else {
		o.yes, o.no = 0, o.no+1
		if o.no >= o.failures {
			o.health = Unhealthy
		}
	}
	return o.health != before
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
