package manager

import (
	"slices"
	"time"

	"tend/processcontrol"
)

// core decides. It knows the stack, what was last seen of each process and
// what the user wants, and turns that into operations. It does no I/O, reads no
// clock and is used by one goroutine.
type core struct {
	stack  *Stack
	graph  *graph
	units  []*unit        // those of the stack in its order, then the retired
	jitter func() float64 // from 0 to 1
	exitOn ExitOn         // for processes that leave it open
	// limited: the session was started for some processes only, so that what
	// joins the stack later does not start by itself.
	limited bool

	closing bool      // the session ends
	force   bool      // and not gracefully
	closeBy time.Time // when it will not be gracefully any more; zero: never
	outcome *Outcome  // what ended it; nil if the user did

	// What came of it, for the log and for hooks, until it is taken.
	notes       []note
	occurrences []occurrence
}

// operation is what is to be asked of one process.
type operation struct {
	unit int
	op   processcontrol.Op
}

func newCore(stack *Stack, exitOn ExitOn, jitter func() float64) (*core, error) {
	c := &core{stack: stack, exitOn: exitOn, jitter: jitter}
	for _, p := range stack.pointers() {
		c.units = append(c.units, &unit{process: p})
	}
	return c, c.connect()
}

// connect finds out anew who depends on whom.
func (c *core) connect() error {
	processes := make([]*Process, len(c.units))
	for i, u := range c.units {
		processes[i] = u.process
	}
	g, err := newGraph(processes)
	if err == nil {
		c.graph = g
	}
	return err
}

// autostart makes the processes named run, with everything they depend on; no
// names mean all that start with the stack.
func (c *core) autostart(names []string, now time.Time) error {
	if len(names) > 0 {
		c.limited = true
		return c.wish(Command{Action: Start, Names: names}, now)
	}
	for i := range c.units {
		c.begin(i, now)
	}
	return nil
}

// begin does with a process what is to be done when it joins the session.
func (c *core) begin(i int, now time.Time) {
	u := c.units[i]
	switch {
	case !u.process.Autostart || c.limited:
	case u.process.Schedule != nil:
		c.arm(i, now)
	default:
		c.want(i)
	}
}

// want makes a process run, and what it needs and does not run.
func (c *core) want(i int) { c.wantWith(i, make(reached)) }

// wantNeeds makes run what a process needs, and what that needs.
func (c *core) wantNeeds(i int) { c.wantNeedsWith(i, make(reached)) }

// reached are the units whose needs have been looked at.
type reached map[int]bool

func (c *core) wantWith(i int, done reached) {
	u := c.units[i]
	if u.wanted && (u.cycle || !u.leaving()) && u.restarts.at.IsZero() && u.seen.State.Alive() {
		if u.cycle {
			c.wantNeedsWith(i, done)
		}
		return
	}
	u.want()
	c.wantNeedsWith(i, done)
}

func (c *core) wantNeedsWith(i int, done reached) {
	if done[i] {
		return
	}
	done[i] = true
	for _, n := range c.graph.needs[i] {
		on := c.units[n.on]
		// Where its end is waited for, one that is on its way out is what it is to be.
		late := on.leaving() && !on.cycle && (n.condition == OnStarted || n.condition == OnReady)
		switch {
		case c.met(n):
		case !on.wanted || late:
			c.wantWith(n.on, done)
		case on.atRest() || on.cycle:
			c.wantNeedsWith(n.on, done) // it waits, perhaps for something that nobody has asked for
		}
	}
}

// recycle makes a process end and run again, with what it needs: it has been
// there without that, and would not come back. Those that want to be restarted
// when it is end first.
func (c *core) recycle(i int) {
	c.units[i].recycle()
	c.wantNeeds(i)
	c.recycleDependents(i)
}

func (c *core) recycleDependents(i int) {
	for _, d := range c.graph.dependents[i] {
		u := c.units[d]
		if u.wanted && !u.cycle && u.seen.State.Alive() && c.restartsWith(d, i) {
			c.recycle(d)
		}
	}
}

// restartsWith reports whether d wants to be restarted when on is.
func (c *core) restartsWith(d, on int) bool {
	return slices.ContainsFunc(c.graph.needs[d], func(n need) bool { return n.on == on && n.restart })
}

// end begins the end of the session.
func (c *core) end(force bool, now time.Time) {
	if !c.closing && c.stack.StopTimeout > 0 {
		c.closeBy = now.Add(c.stack.StopTimeout)
	}
	c.closing = true
	c.force = c.force || force
	for _, u := range c.units {
		u.unwant(true)
	}
}

// closed reports whether the session has ended: nothing is left but what the
// kernel does not let go.
func (c *core) closed() bool {
	return c.closing && !slices.ContainsFunc(c.units, func(u *unit) bool {
		return u.seen.State.Alive() && u.seen.State != processcontrol.Stuck
	})
}

// saw takes in a new snapshot of a process.
func (c *core) saw(i int, s processcontrol.Snapshot, now time.Time) {
	u := c.units[i]
	before := u.seen
	u.seen = s
	if s.Ready && !(before.Ready && before.Generation == s.Generation) {
		c.happened(u, BecameReady)
	}
	if !u.atRest() {
		return
	}
	if s.Generation <= u.handled {
		return
	}
	wasRestarts := u.restarts
	u.ended(now, c.jitter())
	c.tellEnd(u, wasRestarts, now)
	if u.wanted && s.State != processcontrol.Idle {
		c.recycleDependents(i) // it comes back by itself
	}
	c.conclude(u, now)
}

// conclude ends the session if the process has ended for good in a way that
// is to end it.
func (c *core) conclude(u *unit, now time.Time) {
	if c.closing || u.wanted || u.armed || u.stopped || u.seen.State == processcontrol.Idle {
		return
	}
	when := u.process.ExitOn
	if when == ExitOnDefault {
		when = c.exitOn
	}
	if when == ExitOnDone || when == ExitOnFailure && u.failed() {
		c.outcome = &Outcome{Process: u.process.Name, Code: u.exitCode()}
		c.note(u, "it ends the session")
		c.end(false, now)
	}
}

// decide returns what is to be asked of which process now, and when to decide
// again even if nothing happens (zero: not before something does).
func (c *core) decide(now time.Time) (operations []operation, wake time.Time) {
	until := func(t time.Time) {
		if wake.IsZero() || t.Before(wake) {
			wake = t
		}
	}
	if !c.closeBy.IsZero() && !c.force {
		if c.closeBy.After(now) {
			until(c.closeBy)
		} else {
			c.force = true
			c.note(nil, "the session did not end within %s, killing what is left", c.stack.StopTimeout)
		}
	}
	for i, u := range c.units {
		if u.armed {
			c.tick(i, now)
			if !u.due.IsZero() {
				until(u.process.Schedule.wake(u.due, now))
			}
		}
		if !u.atRest() {
			if op, ok := c.ending(i); ok {
				operations = append(operations, operation{i, op})
			}
			continue
		}
		switch {
		case !u.wanted:
		case u.restarts.at.After(now):
			until(u.restarts.at)
		case c.startable(i):
			if u.seen.Generation > 0 {
				c.recycleDependents(i) // whoever has asked for it
			}
			operations = append(operations, operation{i, processcontrol.OpStart})
		}
	}
	return operations, wake
}

// startable reports whether everything that the process depends on is as it
// has to be.
func (c *core) startable(i int) bool {
	return !slices.ContainsFunc(c.graph.needs[i], func(n need) bool { return !c.met(n) })
}

// met reports whether what is needed is as it has to be, and stays.
func (c *core) met(n need) bool { return c.units[n.on].meets(n.condition) && !c.isToEnd(n.on) }

// ending returns what has to be asked of a process that is there but not
// wanted, or wanted anew.
func (c *core) ending(i int) (processcontrol.Op, bool) {
	u := c.units[i]
	generation := u.seen.Generation
	if u.killAsked == killWanted || c.force && u.killAsked != generation {
		u.killAsked = generation
		return processcontrol.OpKill, true
	}
	if u.wanted && (!u.cycle || u.ending()) || u.stopAsked == generation || u.ordered && c.needed(i) {
		return 0, false
	}
	u.stopAsked = generation
	return processcontrol.OpStop, true
}

// needed reports whether something that depends on the process is still to
// end before it.
func (c *core) needed(i int) bool { return slices.ContainsFunc(c.graph.dependents[i], c.isToEnd) }

// isToEnd reports whether a process is there, and is not to stay.
func (c *core) isToEnd(i int) bool {
	u := c.units[i]
	return u.seen.State.Alive() && u.seen.State != processcontrol.Stuck && (!u.wanted || u.cycle)
}
