package manager

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// replacement is what a new stack changes.
type replacement struct {
	// from has, for each unit, its position before, or -1 if it is new.
	from []int
	// changed are the positions of those that run with other settings from
	// the next run on.
	changed []int
	summary string
}

// replace puts another stack in place of the present one. What is new starts,
// what is gone ends, what has changed is restarted, and the rest never notices.
// If the stack is impossible, nothing happens.
func (c *core) replace(stack *Stack, now time.Time) (replacement, error) {
	if c.closing {
		return replacement{}, fmt.Errorf("cannot reload: the session is ending")
	}
	before := make(map[string]int, len(c.units))
	for i, u := range c.units {
		before[u.process.Name] = i
	}
	var r replacement
	var units []*unit
	var fresh, altered []int
	for _, p := range stack.pointers() {
		at := len(units)
		i, known := before[p.Name]
		if !known {
			r.from = append(r.from, -1)
			units = append(units, &unit{process: p})
			fresh = append(fresh, at)
			continue
		}
		delete(before, p.Name)
		r.from = append(r.from, i)
		units = append(units, c.units[i])
		if !reflect.DeepEqual(c.units[i].process.Spec, p.Spec) {
			r.changed = append(r.changed, at)
		} else if c.units[i].process.Schedule.differs(p.Schedule) {
			altered = append(altered, at)
		}
	}
	var gone []int
	for i, u := range c.units {
		if _, left := before[u.process.Name]; left {
			gone = append(gone, len(units))
			r.from = append(r.from, i)
			units = append(units, u)
		}
	}
	processes := stack.pointers()
	if _, err := newGraph(processes); err != nil {
		return replacement{}, fmt.Errorf("cannot reload: %w", err)
	}

	c.stack, c.units = stack, units
	var back []int // left the stack in an earlier reload, and have returned
	for i, p := range processes {
		u := units[i]
		if u.retired {
			u.retired = false
			back = append(back, i)
		}
		u.process = p
	}
	for _, i := range gone {
		units[i].retired = true
		c.prune(units[i])
	}
	if err := c.connect(); err != nil {
		// Nothing depends on the retired but others of them: there is no circle
		// that neither the old stack nor the new one has.
		return replacement{}, fmt.Errorf("cannot reload: %w", err)
	}
	for _, i := range gone {
		units[i].unwant(true)
	}
	for i, u := range units {
		if u.wanted && u.atRest() {
			c.wantNew(i)
		}
	}
	for _, i := range append(fresh, back...) {
		c.begin(i, now)
	}
	for _, i := range r.changed {
		c.anew(i, now)
	}
	for _, i := range altered {
		c.rearm(i, now)
	}
	r.summary = r.summarise(units, fresh, gone)
	return r, nil
}

// prune leaves a retired unit those of its dependencies that are still there,
// so that it ends before them.
func (c *core) prune(u *unit) {
	there := make(map[string]bool, len(c.units))
	for _, other := range c.units {
		there[other.process.Name] = true
	}
	p := *u.process
	p.DependsOn = slices.DeleteFunc(slices.Clone(p.DependsOn), func(d Dependency) bool { return !there[d.Name] })
	u.process = &p
}

// anew lets a process begin with its new settings: at once if it is there or
// has ended by itself, and not if the user has stopped it or not started it.
func (c *core) anew(i int, now time.Time) {
	u := c.units[i]
	armed := u.armed
	switch {
	case u.stopped:
	case u.wanted && u.atRest():
		u.want() // what kept it waiting may be what has changed
	case !u.atRest():
		u.recycle() // a reload starts nothing that the user has stopped
		c.wantNew(i)
		c.recycleDependents(i)
	case u.seen.Generation > 0 && !armed:
		c.want(i)
	}
	c.rearm(i, now)
}

// wantNew makes run what a process needs and has never been asked for.
func (c *core) wantNew(i int) {
	for _, n := range c.graph.needs[i] {
		if on := c.units[n.on]; !on.wanted && !on.stopped && on.seen.Generation == 0 {
			c.want(n.on)
		}
	}
}

// rearm lets a schedule begin anew after it has changed, if the old one
// counted.
func (c *core) rearm(i int, now time.Time) {
	u := c.units[i]
	if !u.armed && (u.stopped || !u.process.Autostart || c.limited) {
		return
	}
	u.armed, u.due = u.process.Schedule != nil, time.Time{}
	if u.armed {
		u.due, u.looked = u.process.Schedule.after(now), now.Round(0)
	}
}

// differs reports whether two schedules are not the same.
func (s *Schedule) differs(other *Schedule) bool {
	return (s == nil) != (other == nil) || s != nil && s.Text != other.Text
}

// forgettable returns the positions of the retired of which nothing is left.
func (c *core) forgettable() (gone []int) {
	for i, u := range c.units {
		if u.retired && u.atRest() {
			gone = append(gone, i)
		}
	}
	return gone
}

// forget drops those units for good.
func (c *core) forget(gone []int) {
	kept := make([]*unit, 0, len(c.units))
	for i, u := range c.units {
		if !slices.Contains(gone, i) {
			kept = append(kept, u)
		}
	}
	c.units = kept
	for _, u := range kept {
		if u.retired {
			c.prune(u)
		}
	}
	if err := c.connect(); err != nil {
		c.note(nil, "%v", err) // it cannot be: a part of what had no circle
	}
}

// summarise says what has changed, for people.
func (r *replacement) summarise(units []*unit, fresh, gone []int) string {
	var parts []string
	for _, part := range []struct {
		what string
		at   []int
	}{{"new", fresh}, {"changed", r.changed}, {"gone", gone}} {
		if len(part.at) == 0 {
			continue
		}
		names := make([]string, len(part.at))
		for k, i := range part.at {
			names[k] = units[i].process.Name
		}
		parts = append(parts, part.what+": "+strings.Join(names, ", "))
	}
	if len(parts) == 0 {
		return "nothing that runs has changed"
	}
	return strings.Join(parts, "; ")
}
