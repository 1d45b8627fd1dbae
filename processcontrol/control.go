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
	spec    Spec
	host    *Host
	log     *slog.Logger
	ring    *logring.Ring
	changed func()

	mu     lock // held for microseconds: see doc.go
	m      machine
	run    *run // the current generation; nil when nothing of it is left
	status status
	past   []Run // the last runs, oldest first; replaced, never changed
	size   termSize
	closed bool

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
	violation          *Violation
	usage              Usage
	warning            string
}

// termSize is the size of a terminal in cells.
type termSize struct{ cols, rows int }

// New makes a Control for spec. Nothing is started. changed is called after
// each change of the snapshot, from any goroutine and with no lock held; it
// must not block.
func New(host *Host, spec Spec, changed func()) *Control {
	c := &Control{
		spec: spec, host: host, changed: changed,
		log:  host.log.With("process", spec.Name),
		ring: logring.New(spec.Log.Buffer),
		size: termSize{cols: 80, rows: 24},
	}
	c.publish(newBlank(c, eventCount))
	return c
}

// Spec returns what the Control was made for.
func (c *Control) Spec() Spec { return c.spec }

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
// and waits until nothing of it is left and no goroutine of the Control runs.
// If ctx ends first, what is left is reported as ErrStuck.
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

// request plans an operation under the lock and hands it over outside it. The
// run is the one that the operation is about.
func (c *Control) request(op Op) (Answer, pursuit, error) {
	b := newBlank(c, opEvents[op])
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return Already, pursuit{}, c.failure(op, 0, ErrClosed)
	}
	effect, answer, r, err := c.plan(opEvents[op], b)
	generation := c.m.generation
	c.mu.Unlock()
	if err != nil {
		return answer, pursuit{}, c.failure(op, generation, err)
	}

	if effect == terminate || effect == kill {
		r.asked.Store(true)
	}
	c.perform(effect, r.run)
	c.changed()
	return answer, r, nil
}

// blank is what a step under the lock may have to fill in. It is made before
// the lock is taken: whoever allocates may have to help the garbage collector
// first.
type blank struct {
	snapshot *Snapshot
	run      *run  // only if the event may launch one
	past     []Run // only if the event may end a run
}

func newBlank(c *Control, e event) blank {
	b := blank{snapshot: new(Snapshot)}
	switch e {
	case askStart, askRestart:
		b.run = newRun(c)
	case sawGone, sawFailure:
		b.run, b.past = newRun(c), make([]Run, 0, historySize)
	}
	return b
}

// plan is a step that somebody asks for, taken under the lock.
func (c *Control) plan(e event, b blank) (effect, Answer, pursuit, error) {
	m, effect, answer, err := c.m.step(e)
	if err != nil {
		return noEffect, answer, pursuit{}, err
	}
	if c.m.state == Stuck && effect == kill {
		c.run.stuck = make(chan struct{}) // a new attempt, with an outcome of its own
	}
	c.m = m
	r := c.prepare(effect, b)
	c.publish(b)
	return effect, answer, r, nil
}

// prepare takes, under the lock, the references that the effect and those who
// wait for it work on.
func (c *Control) prepare(e effect, b blank) pursuit {
	switch e {
	case launch:
		c.run = b.run
		c.run.generation = c.m.generation
		c.runs.Add(1)
		c.status = status{startedAt: time.Now()}
	case terminate, kill:
		if c.status.stop.Phase == NoPhase {
			c.status.stop = Progress{Phase: Requested, Since: time.Now(), Grace: c.spec.Stop.Grace}
		}
	}
	if c.run == nil {
		return pursuit{}
	}
	return pursuit{run: c.run, stuck: c.run.stuck}
}

// perform carries an effect out, with no lock held.
func (c *Control) perform(e effect, r *run) {
	switch e {
	case launch:
		go r.live()
	case terminate:
		r.askToEnd()
	case kill:
		r.makeEnd()
	}
}

// observe takes in what a run has met: it is recorded if the run is still the
// current one, and dropped otherwise. record changes what the snapshots show,
// under the lock.
func (c *Control) observe(r *run, e event, record func(*status)) {
	b := newBlank(c, e)
	c.mu.Lock()
	if c.run != r {
		c.mu.Unlock()
		c.dropped.Add(1)
		return
	}
	m, effect, _, err := c.m.step(e)
	var next *run
	var stuck chan struct{}
	if err == nil {
		if m.state == Stuck && c.m.state != Stuck {
			stuck = r.stuck
		}
		c.m = m
		record(&c.status)
		if !m.state.Alive() || effect == launch {
			c.run = nil
			c.remember(r.generation, b)
		}
		if effect == launch {
			next = c.prepare(effect, b).run
			r.successor = next
		}
	}
	c.publish(b)
	c.mu.Unlock()

	if err != nil {
		c.log.Error("lost track of the process", "run", r.generation, "err", err)
	}
	if stuck != nil {
		close(stuck)
	}
	if next != nil {
		c.perform(effect, next)
	}
	c.changed()
}

// historySize is how many runs that are over are remembered.
const historySize = 20

// remember adds the run that has just come to its end to the history.
func (c *Control) remember(generation uint64, b blank) {
	s := &c.status
	past := append(b.past, c.past[max(0, len(c.past)-historySize+1):]...)
	c.past = append(past, Run{Generation: generation, StartedAt: s.startedAt, EndedAt: s.endedAt, Exit: s.exit, Err: s.err})
}

// violate ends a run that broke a rule, unless it is on its way out already:
// then the violation comes too late and is dropped. It reports which it was.
func (c *Control) violate(r *run, v *Violation) bool {
	e := sawViolation
	if v.Policy == LimitKill {
		e = sawOutrage
	}
	b := newBlank(c, e)
	c.mu.Lock()
	m, effect, _, err := c.m.step(e)
	if c.run != r || err != nil {
		c.mu.Unlock()
		c.dropped.Add(1)
		return false
	}
	c.m = m
	c.status.violation = v
	c.prepare(effect, b)
	c.publish(b)
	c.mu.Unlock()

	c.log.Warn("ending it", "run", r.generation, "err", v)
	c.perform(effect, r)
	c.changed()
	return true
}

// note records something that changes no state, and tells of it.
func (c *Control) note(r *run, record func(*status)) {
	if c.noteQuietly(r, record) {
		c.changed()
	}
}

// noteQuietly records something that changes no state, and reports whether the
// run is still the current one. It is for the caller to call changed.
func (c *Control) noteQuietly(r *run, record func(*status)) (current bool) {
	b := newBlank(c, eventCount)
	c.mu.Lock()
	current = c.run == r
	if current {
		record(&c.status)
		c.publish(b)
	}
	c.mu.Unlock()
	if !current {
		c.dropped.Add(1)
	}
	return current
}

// publish makes the present state what Snapshot returns. It is called with the
// lock held, so that snapshots follow each other in order.
func (c *Control) publish(b blank) {
	s := &c.status
	*b.snapshot = Snapshot{
		State: c.m.state, Generation: c.m.generation, Queued: c.m.queued,
		PID: s.pid, Ready: s.ready && c.m.state == Running,
		StartedAt: s.startedAt, EndedAt: s.endedAt,
		Exit: s.exit, Stop: s.stop, Err: s.err, ProbeErr: s.probeErr,
		Health: s.health, HealthErr: s.healthErr, Usage: s.usage, Warning: s.warning,
	}
	c.snapshot.Store(b.snapshot)
}

func (c *Control) failure(op Op, generation uint64, err error) error {
	return &OpError{Op: op.String(), Process: c.spec.Name, Generation: generation, Err: err}
}
