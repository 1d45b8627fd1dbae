package processcontrol

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Errand is a command that runs beside a process, for it, and for a bounded
// time: a hook.
type Errand struct {
	// Process and Name say whose it is and what, for errors and logs:
	// "api", "hook ready".
	Process, Name string
	Command       []string      // argument vector
	Dir           string        // absolute working folder
	Env           []string      // complete environment, as KEY=VALUE
	Timeout       time.Duration // from the start to SIGKILL; 0: ctx alone bounds it
}

// errOverdue is why an errand is killed whose time is over.
var errOverdue = errors.New("its time is over")

// Run runs the errand to its end, which ctx can bring about as well as its
// Timeout and Close. It is contained like a process: by the time Run returns,
// nothing that it has started is left, daemons included. Its input is /dev/null;
// of its output, the last line is part of the error when it does not exit
// with 0.
func (h *Host) Run(ctx context.Context, e Errand) error {
	number, err := h.errands.begin()
	if err != nil {
		return fmt.Errorf("%s: %w", e.Name, err)
	}
	defer h.errands.end()
	if e.Timeout > 0 {
		bounded, cancel := context.WithTimeoutCause(ctx, e.Timeout, errOverdue)
		defer cancel()
		ctx = bounded
	}
	if err := h.runErrand(ctx, &e, number); err != nil {
		return fmt.Errorf("%s: %w", e.Name, err)
	}
	return nil
}

func (h *Host) runErrand(ctx context.Context, e *Errand, number uint64) error {
	title := titleOf(e.Command)
	if ctx.Err() != nil {
		return fmt.Errorf("%q was not started: %w", title, context.Cause(ctx))
	}
	c := &command{kin: kin{host: h, log: h.log.With("process", e.Process, "errand", e.Name)}}
	spec := &Spec{Command: e.Command, Dir: e.Dir, Env: e.Env}
	// Names of processes have no spaces in them: this is nobody else's.
	if err := c.spawn(spec, nil, e.Name+" of "+e.Process, number, onPipe, termSize{}); err != nil {
		return fmt.Errorf("cannot start %q: %w", title, err)
	}
	c.listen()
	ended := c.await(ctx, h.errands.over)
	others, err := c.extinguish()
	if err != nil {
		h.errands.abandon(c)
		return fmt.Errorf("%q was killed, in vain: %w", title, err)
	}
	if others > 0 {
		c.log.Info("ended what it had left behind", "processes", others)
	}
	exit, err := c.collect()
	c.leave()
	switch {
	case err != nil:
		return fmt.Errorf("cannot tell how %q ended: %w", title, err)
	case ended && exit.Success():
		return nil
	case ended && exit.Signal != 0:
		return c.explain(fmt.Sprintf("%q was ended by %s", title, exit.Signal))
	case ended:
		return c.explain(fmt.Sprintf("%q exited with %d", title, exit.Code))
	case errors.Is(context.Cause(ctx), errOverdue):
		return c.explain(fmt.Sprintf("%q did not end within %s and was killed", title, e.Timeout))
	case ctx.Err() != nil:
		return fmt.Errorf("%q was killed: %w", title, context.Cause(ctx))
	default:
		return fmt.Errorf("%q was killed: %w", title, ErrClosed)
	}
}

// errands keeps count of the commands that run for a Host, so that none is
// left when it is closed.
type errands struct {
	over chan struct{} // closed: all of them have to end

	mu      sync.Mutex
	closed  bool
	number  uint64 // of the last one
	running sync.WaitGroup
	stuck   []*command // SIGKILL did not help
}

func newErrands() *errands { return &errands{over: make(chan struct{})} }

// begin numbers an errand that has to be ended by a call of end.
func (e *errands) begin() (number uint64, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return 0, ErrClosed
	}
	e.running.Add(1)
	e.number++
	return e.number, nil
}

func (e *errands) end() { e.running.Done() }

// abandon keeps a command that the kernel does not let go, and with it what
// waits for its end, until close.
func (e *errands) abandon(c *command) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.stuck = append(e.stuck, c)
}

// close ends all errands and waits for that. Those that the kernel did not let
// go are looked at once more.
func (e *errands) close() error {
	e.mu.Lock()
	again := e.closed
	e.closed = true
	e.mu.Unlock()
	if !again {
		close(e.over)
	}
	e.running.Wait()
	e.mu.Lock()
	stuck := e.stuck
	e.stuck = nil
	e.mu.Unlock()
	var errs []error
	for _, c := range stuck {
		if _, err := c.extinguish(); err != nil {
			e.abandon(c)
			errs = append(errs, fmt.Errorf("process %d of an errand: %w", c.process.pid, err))
			continue
		}
		_, err := c.collect()
		errs = append(errs, err)
		c.leave()
	}
	return errors.Join(errs...)
}
