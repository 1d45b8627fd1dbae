package manager

import (
	"fmt"

	"tend/processcontrol"
)

// view makes the snapshot that the screen draws.
func (c *core) view() *Snapshot {
	s := &Snapshot{Name: c.stack.Name, Source: c.stack.Source, Processes: make([]ProcessView, len(c.units))}
	switch {
	case c.closed():
		s.Phase = Closed
	case c.closing:
		s.Phase = Closing
	}
	for i := range c.units {
		s.Processes[i] = c.viewOf(i)
	}
	return s
}

func (c *core) viewOf(i int) ProcessView {
	p, u := &c.stack.Processes[i], &c.units[i]
	seen := &u.seen
	v := ProcessView{
		Name: p.Name, Group: p.Group, Command: p.Display, TTY: p.TTY,
		Status: c.status(i), Restarts: u.restarts.total,
		State: seen.State, Generation: seen.Generation, PID: seen.PID,
		Ready: seen.Ready, HasProbe: p.Ready != nil,
		Queued:    u.wanted && u.ending(),
		StartedAt: seen.StartedAt, EndedAt: seen.EndedAt,
		Exit: seen.Exit, Stop: seen.Stop, DependsOn: p.DependsOn,
		Health: seen.Health, Usage: seen.Usage, Warning: seen.Warning,
	}
	switch v.Status {
	case Waiting:
		v.WaitingFor = c.unmet(i)
	case BackingOff:
		v.RetryAt, v.Attempt = u.restarts.at, u.restarts.attempt
		v.Problem = u.lastProblem()
	case GaveUp:
		v.Problem = fmt.Sprintf("gave up after %d restarts in %s; last: %s", len(u.restarts.recent), p.Backoff.Within, u.lastProblem())
	case Failed, Exited, Stuck:
		v.Problem = u.lastProblem()
	case Running, Ready:
		switch {
		case seen.ProbeErr != nil:
			v.Problem = "not ready: " + seen.ProbeErr.Error()
		case seen.Health == processcontrol.Unhealthy && seen.HealthErr != nil:
			v.Problem = "unhealthy: " + seen.HealthErr.Error()
		case seen.Warning != "":
			v.Problem = seen.Warning
		}
	}
	return v
}

func (u *unit) lastProblem() string {
	if u.seen.Err != nil {
		return u.seen.Err.Error()
	}
	return u.seen.Exit.String()
}

// status is the one word for a process: its own state while it is there, what
// the stack knows while it is not.
func (c *core) status(i int) Status {
	u := &c.units[i]
	switch u.seen.State {
	case processcontrol.Starting:
		return Starting
	case processcontrol.Running:
		if u.seen.Ready && c.stack.Processes[i].Ready != nil {
			return Ready
		}
		return Running
	case processcontrol.Stopping:
		return Stopping
	case processcontrol.Killing:
		if u.seen.Stop.Phase == processcontrol.NoPhase {
			return Stopping // it ended by itself, what it left is being cleared away
		}
		return Killing
	case processcontrol.Stuck:
		return Stuck
	}
	switch {
	case u.wanted && !u.restarts.at.IsZero() && c.startable(i):
		return BackingOff
	case u.wanted && c.startable(i):
		return Starting
	case u.wanted:
		return Waiting
	case u.restarts.gaveUp:
		return GaveUp
	case u.stopped && u.seen.Generation > 0:
		return Stopped
	case u.seen.State == processcontrol.Failed:
		return Failed
	case u.done():
		return Done
	case u.seen.State == processcontrol.Exited:
		return Exited
	case u.seen.Generation > 0:
		return Stopped
	default:
		return NotStarted
	}
}

// unmet lists what the process waits for.
func (c *core) unmet(i int) []Unmet {
	var unmet []Unmet
	for k, n := range c.graph.needs[i] {
		on := &c.units[n.on]
		if on.meets(n.condition) && !on.cycle {
			continue
		}
		m := Unmet{Dependency: c.stack.Processes[i].DependsOn[k]}
		if c.hopeless(n.on) {
			m.Failed, m.Why = true, c.status(n.on).String()
			if on.seen.State == processcontrol.Exited && !on.stopped {
				m.Why = on.seen.Exit.String()
			}
		}
		unmet = append(unmet, m)
	}
	return unmet
}

// hopeless reports whether a process that does not meet a condition will not
// do so by itself.
func (c *core) hopeless(i int) bool {
	u := &c.units[i]
	if !u.atRest() {
		return false
	}
	if !u.wanted {
		return true
	}
	for _, n := range c.graph.needs[i] {
		if on := &c.units[n.on]; !on.meets(n.condition) && c.hopeless(n.on) {
			return true
		}
	}
	return false
}
