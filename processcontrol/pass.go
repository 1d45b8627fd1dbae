package processcontrol

import (
	"context"
	"fmt"
)

// passing is a signal on its way to the goroutine that may send it.
type passing struct {
	signal Signal
	sent   chan<- int // has a slot: how many processes were there for it
}

// Signal sends a signal to the process and everything that stems from it, and
// returns once that is done. What the process makes of it is its own affair: one
// that ends by it has ended by itself. It fails if the process does not run, and
// with the context's error when that ends first.
func (c *Control) Signal(ctx context.Context, sig Signal) error {
	if err := c.pass(ctx, sig); err != nil {
		return fmt.Errorf("cannot send %s to %s: %w", sig, c.name, err)
	}
	return nil
}

func (c *Control) pass(ctx context.Context, sig Signal) error {
	c.mu.Lock()
	r := c.run
	c.mu.Unlock()
	if r == nil {
		return errNotThere
	}
	sent := make(chan int, 1)
	select {
	case r.passing <- passing{sig, sent}:
		<-sent // it is done without waiting for anybody
		return nil
	case <-r.gone:
		return errNotThere
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// pass sends a signal that somebody has asked for.
func (r *run) pass(p passing) {
	if err := r.process.signalGroup(p.signal); err != nil {
		r.complain("cannot signal", "signal", p.signal, "err", err)
	}
	members, _ := r.members()
	for _, m := range members {
		if m.PGID != r.process.pid {
			r.signalOne(m, p.signal)
		}
	}
	r.log.Info(fmt.Sprintf("%s sent, as asked", p.signal), "processes", len(members))
	p.sent <- len(members)
}
