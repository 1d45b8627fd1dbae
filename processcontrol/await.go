package processcontrol

import (
	"context"
	"fmt"
)

// end asks for an operation that ends the process, and waits until it is gone.
func (c *Control) end(ctx context.Context, op Op) error {
	_, r, err := c.request(op)
	if err != nil || r.run == nil {
		return err
	}
	return c.awaitGone(ctx, op, r)
}

// awaitExec waits until the run has been exec'ed or could not be.
func (c *Control) awaitExec(ctx context.Context, op Op, r *run) error {
	select {
	case <-r.execed:
		if r.failed != nil {
			return c.failure(op, r.generation, r.failed)
		}
		return nil
	case <-ctx.Done():
		return c.failure(op, r.generation, fmt.Errorf("still starting: %w", context.Cause(ctx)))
	}
}

// awaitGone waits until nothing of the run is left, or it turns out that it
// does not go.
func (c *Control) awaitGone(ctx context.Context, op Op, r pursuit) error {
	select {
	case <-r.gone:
		return nil
	case <-r.stuck:
		select {
		case <-r.gone:
			return nil
		default:
			return c.failure(op, r.generation, ErrStuck)
		}
	case <-ctx.Done():
		return c.failure(op, r.generation, fmt.Errorf("still ending: %w", context.Cause(ctx)))
	}
}
