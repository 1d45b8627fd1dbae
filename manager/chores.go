package manager

import (
	"context"
	"sync"
)

// chores are things that take their time and that nothing waits for but the
// end of the session.
type chores struct {
	ctx    context.Context
	cancel context.CancelFunc
	all    sync.WaitGroup
}

func newChores() *chores {
	c := &chores{}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	return c
}

// begin does something beside everything else. It has to end soon after its
// context.
func (c *chores) begin(do func(ctx context.Context)) { c.all.Go(func() { do(c.ctx) }) }

// close cuts short what is still going on, and waits for it.
func (c *chores) close() {
	c.cancel()
	c.all.Wait()
}
