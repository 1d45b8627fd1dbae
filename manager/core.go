package manager

import (
	"fmt"
	"slices"
	"time"

	"tend/processcontrol"
)

// core decides. It knows the stack, what was last seen of each process and
// what the user wants, and turns that into operations. It does no I/O, reads no
// clock and is used by one goroutine.
type core struct {
	stack   *Stack
	graph   *graph
	units   []unit
	jitter  func() float64 // from 0 to 1
	closing bool           // the session ends
	force   bool           // and not gracefully
}

// operation is what is to be asked of one process.
type operation struct {
	unit int
	op   processcontrol.Op
}

func newCore(stack *Stack, jitter func() float64) (*core, error) {
	g, err := newGraph(stack.Processes)
	if err != nil {
		return nil, err
	}
	return &core{stack: stack, graph: g, units: make([]unit, len(stack.Processes)), jitter: jitter}, nil
}

// autostart makes the processes named run, with everything they depend on; no
// names mean all that start with the stack.
func (c *core) autostart(names []string) error {
	if len(names) > 0 {
		return c.wish(Command{Action: Start, Names: names})
	}
	for i, p := range c.stack.Processes {
		if p.Autostart {
			c.want(i)
		}
	}
	return nil
}

// wish takes in what the user asks for. Nothing of it happens if any part of
// it is impossible.
func (c *core) wish(cmd Command) error {
	if c.closing {
		return fmt.Errorf("cannot %s: the session is ending", cmd)
	}
	targets, err := c.targets(cmd)
	if err != nil {
		return err
	}
	whole := len(cmd.Names) == 0
	for _, i := range targets {
		c.apply(cmd.Action, i, whole)
	}
	return nil
}

// targets returns the positions of the processes that a command is about.
func (c *core) targets(cmd Command) ([]int, error) {
	var targets []int
	if len(cmd.Names) == 0 {
		for i, p := range c.stack.Processes {
			// Starting everything is not starting what is meant to be started
			// by hand.
			if cmd.Action != Start || p.Autostart {
				targets = append(targets, i)
			}
		}
		return targets, nil
	}
	for _, name := range cmd.Names {
		i, ok := c.graph.index[name]
		if !ok {
			return nil, fmt.Errorf("cannot %s: there is no process %q", cmd, name)
		}
		if c.units[i].seen.State == processcontrol.Stuck && (cmd.Action == Start || cmd.Action == Restart) {
			return nil, fmt.Errorf("cannot %s %s: %w", cmd.Action, name, processcontrol.ErrStuck)
		}
		targets = append(targets, i)
	}
	return targets, nil
}

func (c *core) apply(action Action, i int, whole bool) {
	u := &c.units[i]
	switch action {
	case Start:
		if u.seen.State != processcontrol.Running {
			c.want(i)
		}
	case Stop:
		u.unwant(whole)
	case Kill:
		u.unwant(false)
		if !u.atRest() {
			u.killAsked = killWanted
			u.stopAsked = u.seen.Generation // killing is more than stopping
		}
	case Restart:
		switch {
		case u.atRest() && whole && !u.wanted:
			// What does not run is not started by restarting everything.
		case u.atRest():
			c.want(i)
		default:
			u.want()
			u.cycle, u.ordered = !u.ending(), whole
		}
	}
}

// killWanted stands in unit.killAsked until the kill has been asked for.
const killWanted = ^uint64(0)

// want makes a process run, and what it needs and does not run.
func (c *core) want(i int) {
	u := &c.units[i]
	if u.wanted && !u.cycle && u.restarts.at.IsZero() && u.seen.State.Alive() {
		return
	}
	u.want()
	for _, n := range c.graph.needs[i] {
		on := &c.units[n.on]
		if !on.meets(n.condition) && !on.wanted {
			c.want(n.on)
		}
	}
}

// end begins the end of the session.
func (c *core) end(force bool) {
	c.closing = true
	c.force = c.force || force
	for i := range c.units {
		c.units[i].unwant(true)
	}
}

// closed reports whether the session has ended: nothing is left but what the
// kernel does not let go.
func (c *core) closed() bool {
	return c.closing && !slices.ContainsFunc(c.units, func(u unit) bool {
		return u.seen.State.Alive() && u.seen.State != processcontrol.Stuck
	})
}

// saw takes in a new snapshot of a process.
func (c *core) saw(i int, s processcontrol.Snapshot, now time.Time) {
	u := &c.units[i]
	u.seen = s
	if u.atRest() && s.Generation > u.handled {
		u.ended(&c.stack.Processes[i], now, c.jitter())
	}
	if u.atRest() {
		u.cycle = false
	}
}

// decide returns what is to be asked of which process now, and when to decide
// again even if nothing happens (zero: not before something does).
func (c *core) decide(now time.Time) (operations []operation, wake time.Time) {
	for i := range c.units {
		u := &c.units[i]
		if u.atRest() {
			switch {
			case !u.wanted:
			case u.restarts.at.After(now):
				if wake.IsZero() || u.restarts.at.Before(wake) {
					wake = u.restarts.at
				}
			case c.startable(i):
				operations = append(operations, operation{i, processcontrol.OpStart})
			}
			continue
		}
		if op, ok := c.ending(i); ok {
			operations = append(operations, operation{i, op})
		}
	}
	return operations, wake
}

// startable reports whether everything that the process depends on is as it
// has to be.
func (c *core) startable(i int) bool {
	for _, n := range c.graph.needs[i] {
		if on := &c.units[n.on]; on.cycle || !on.meets(n.condition) {
			return false
		}
	}
	return true
}

// ending returns what has to be asked of a process that is there but not
// wanted, or wanted anew.
func (c *core) ending(i int) (processcontrol.Op, bool) {
	u := &c.units[i]
	generation := u.seen.Generation
	if u.killAsked == killWanted || c.force && u.killAsked != generation {
		u.killAsked = generation
		return processcontrol.OpKill, true
	}
	if u.wanted && !u.cycle || u.stopAsked == generation || u.ordered && c.needed(i) {
		return 0, false
	}
	u.stopAsked = generation
	return processcontrol.OpStop, true
}

// needed reports whether something that depends on the process is still to
// end before it.
func (c *core) needed(i int) bool {
	return slices.ContainsFunc(c.graph.dependents[i], func(d int) bool {
		u := &c.units[d]
		return u.seen.State.Alive() && u.seen.State != processcontrol.Stuck && (!u.wanted || u.cycle)
	})
}
