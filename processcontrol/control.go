package processcontrol

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"tend/internal/logring"
)

// Op is an operation on a process.
type Op uint8

const (
	OpStart Op = iota
	OpStop
	OpKill
	OpRestart
)

var opEvents = [...]event{OpStart: askStart, OpStop: askStop, OpKill: askKill, OpRestart: askRestart}

// String returns the operation as a verb.
func (o Op) String() string { return opEvents[o].String() }

// Control owns one process through all its runs. All its methods may be called
// from any goroutine; none but those that take a context waits for anything.
type Control struct {
	name    string
	host    *Host
	log     *slog.Logger
	ring    *logring.Ring
	changed func()

	mu     lock  // held for microseconds: see doc.go
	spec   *Spec // of the next run; replaced, never changed
	m      machine
	run    *run // the current generation; nil when nothing of it is left
	status status
	past   []Run // the last runs, oldest first; replaced, never changed
	size   termSize
	closed bool

	raw      rawTail
	outlets  atomic.Pointer[outlets] // nil: the output goes nowhere but into the ring
	snapshot atomic.Pointer[Snapshot]
	dropped  atomic.Uint64 // observations of generations that are over
	runs     sync.WaitGroup
}

// status is what a Control remembers beside the machine, for its snapshots.
type status struct {
	pid                int
	ready              bool
	startedAt, endedAt time.Time
	exit               *Exit
	stop               Progress
	err, probeErr      error
	health             Health
	healthErr          error
	watchdog           Health
	watchdogErr        error
	violation          *Violation
	usage              Usage
	warning            string
	ports              []int
	says               string
	fullScreen         bool
}

// termSize is the size of a terminal in cells.
type termSize struct{ cols, rows int }

// another returns a size that differs from it by a row.
func (s termSize) another() termSize {
	if s.rows > 1 {
		return termSize{cols: s.cols, rows: s.rows - 1}
	}
	return termSize{cols: s.cols, rows: s.rows + 1}
}

// New makes a Control for spec. Nothing is started. changed is called after
// each change of the snapshot, from any goroutine and with no lock held; it
// must not block.
func New(host *Host, spec Spec, changed func()) *Control {
	c := &Control{
		name: spec.Name, spec: &spec, host: host, changed: changed,
		log:  host.log.With("process", spec.Name),
		ring: logring.New(host.ringLimit(&spec.Log)),
		size: termSize{cols: 80, rows: 24},
	}
	c.publish(newBlank(c, eventCount))
	c.openOutlets(&spec.Log)
	return c
}

// Output returns the output of all generations. The ring lives as long as the
// Control.
func (c *Control) Output() *logring.Ring { return c.ring }

// Snapshot returns the present state. It never waits and allocates nothing.
func (c *Control) Snapshot() Snapshot { return *c.snapshot.Load() }

// History returns the last runs that are over, oldest first. The caller must
// not change it.
func (c *Control) History() []Run {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.past
}

// Request asks for an operation and returns what it comes to, without waiting
// for its end.
func (c *Control) Request(op Op) (Answer, error) {
	answer, _, err := c.request(op)
	return answer, err
}

// pursuit is what an operation's caller waits for: a run, and the attempt at
// ending it that is under way.
type pursuit struct {
	*run
	stuck <-chan struct{}
}

// Start starts the process, and waits until it has been exec'ed or could not
// be. If the old generation is still ending, the start is remembered, the
// answer is Queued, and Start does not wait. A cancelled context ends the wait
// and nothing else: the process does not belong to it.
func (c *Control) Start(ctx context.Context) (Answer, error) {
	answer, r, err := c.request(OpStart)
	if err != nil || answer != Accepted {
		return answer, err
	}
	return answer, c.awaitExec(ctx, OpStart, r.run)
}

// Stop asks the process to end, and waits until nothing of it is left. Several
// stops at once are one. A cancelled context ends the wait, not the stop. If
// the process does not go, the error is ErrStuck.
func (c *Control) Stop(ctx context.Context) error { return c.end(ctx, OpStop) }

// Kill makes the process end at once, and waits until nothing of it is left.
// It cuts the grace period of a stop short.
func (c *Control) Kill(ctx context.Context) error { return c.end(ctx, OpKill) }

// Restart stops the process, starts it when the old generation is gone, and
// waits until it has been exec'ed. Several restarts at once are one. If a stop
// comes in between, the error is ErrSuperseded.
func (c *Control) Restart(ctx context.Context) error {
	answer, r, err := c.request(OpRestart)
	if err != nil {
		return err
	}
	if answer == Queued {
		if err := c.awaitGone(ctx, OpRestart, r); err != nil {
			return err
		}
		if r.successor == nil {
			return c.failure(OpRestart, r.generation, ErrSuperseded)
		}
		return c.awaitExec(ctx, OpRestart, r.successor)
	}
	return c.awaitExec(ctx, OpRestart, r.run)
}

// Close kills the process if it is there, refuses all operations from then on,
// and waits until nothing of it is left, no goroutine of the Control runs, and
// its output is in its files. If ctx ends first, what is left is reported as
// ErrStuck. A disk that is not done by then, or does nothing, is waited for by
// Host.Close.
func (c *Control) Close(ctx context.Context) error {
	b := newBlank(c, askKill)
	c.mu.Lock()
	c.closed = true
	effect, _, r, _ := c.plan(askKill, b)
	c.mu.Unlock()
	if r.run != nil {
		r.asked.Store(true)
	}
	c.perform(effect, r.run)
	defer c.closeOutlets(ctx)
	if r.run != nil {
		if err := c.awaitGone(ctx, OpKill, r); err != nil {
			return err
		}
	}
	c.runs.Wait()
	return nil
}

// Resize tells the process's terminal how large it is shown, now and in later
// generations.
func (c *Control) Resize(cols, rows int) {
	size := termSize{cols: cols, rows: rows}
	c.mu.Lock()
	same := c.size == size
	c.size = size
	r := c.run
	c.mu.Unlock()
	if r != nil && !same {
		r.resize()
	}
}

// newestSize is the size that the process's terminal ought to have.
func (c *Control) newestSize() termSize {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.size
}

func (c *Control) failure(op Op, generation uint64, err error) error {
	return &OpError{Op: op.String(), Process: c.name, Generation: generation, Err: err}
}
