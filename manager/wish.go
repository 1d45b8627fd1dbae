package manager

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"tend/processcontrol"
)

// wish takes in what the user asks for. Nothing of it happens if any part of
// it is impossible.
func (c *core) wish(cmd Command, now time.Time) error {
	targets, err := c.targets(cmd)
	if err != nil {
		return err
	}
	whole := len(cmd.Names) == 0
	for _, i := range targets {
		c.apply(cmd.Action, i, whole, now)
	}
	return nil
}

// targets returns the positions of the processes that a command is about. It fails
// if there are none, or nothing can be done with them any more.
func (c *core) targets(cmd Command) ([]int, error) {
	if c.closing {
		return nil, fmt.Errorf("cannot %s: the session is ending", cmd)
	}
	var targets []int
	if len(cmd.Names) == 0 {
		for i, u := range c.units {
			// Starting everything is not starting what is meant to be started
			// by hand.
			if !u.retired && (cmd.Action != Start || u.process.Autostart) {
				targets = append(targets, i)
			}
		}
		return targets, nil
	}
	for _, name := range cmd.Names {
		named := c.named(name)
		if len(named) == 0 {
			return nil, fmt.Errorf("cannot %s: %w", cmd, &UnknownError{Name: name})
		}
		for _, i := range named {
			if err := c.possible(cmd.Action, c.units[i]); err != nil {
				return nil, err
			}
			if !slices.Contains(targets, i) {
				targets = append(targets, i)
			}
		}
	}
	return targets, nil
}

// named returns the process of that name or, if replicas share it, all of them.
func (c *core) named(name string) (found []int) {
	at, ok := c.graph.index[name]
	if ok && !c.units[at].retired {
		return []int{at}
	}
	for i, u := range c.units {
		if u.process.Family == name && !u.retired {
			found = append(found, i)
		}
	}
	if ok && len(found) == 0 {
		found = []int{at}
	}
	return found
}

// possible returns why an action on a process is not.
func (c *core) possible(action Action, u *unit) error {
	starting := action == Start || action == Restart
	switch {
	case starting && u.retired:
		return fmt.Errorf("cannot %s %s: it is not in the configuration any more", action, u.process.Name)
	case starting && u.seen.State == processcontrol.Stuck:
		return fmt.Errorf("cannot %s %s: %w", action, u.process.Name, processcontrol.ErrStuck)
	}
	return nil
}

func (c *core) apply(action Action, i int, whole bool, now time.Time) {
	u := c.units[i]
	u.wishes++
	switch action {
	case Start:
		c.arm(i, now)
		if !(whole && u.armed) { // starting everything is not running what has its times
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
			c.arm(i, now)
			c.want(i)
		case whole:
			u.recycle()
			c.wantNeeds(i)
		default:
			c.recycle(i)
		}
	}
}

// killWanted stands in unit.killAsked until the kill has been asked for.
const killWanted = ^uint64(0)

// touched starts a process anew since a file that it watches has changed, and
// reports whether it did. What the user has stopped, or not started yet, stays
// as it is.
func (c *core) touched(i int) bool {
	u := c.units[i]
	switch {
	case c.closing || u.retired || u.stopped || u.cycle:
		return false // or it is about to run anew anyway
	case !u.atRest():
		c.recycle(i)
	case u.seen.Generation == 0:
		return false // it has not seen the files as they were
	default:
		c.want(i)
	}
	return true
}

// portTaken returns who holds the port because of which a process could not be
// started; nil if that was not why.
func (u *unit) portTaken() *processcontrol.PortTakenError {
	var taken *processcontrol.PortTakenError
	if u.seen.State == processcontrol.Failed && errors.As(u.seen.Err, &taken) {
		return taken
	}
	return nil
}
