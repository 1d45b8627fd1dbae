package processcontrol

import "time"

// This file is the first of an operation's three steps, and what hands it over
// to the second: plan under the lock, execute outside it.

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
		c.run.generation, c.run.spec = c.m.generation, c.spec
		c.runs.Add(1)
		c.status = status{startedAt: time.Now()}
	case terminate, kill:
		if c.status.stop.Phase == NoPhase {
			c.status.stop = Progress{Phase: Requested, Since: time.Now(), Grace: c.run.spec.Stop.Grace}
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
