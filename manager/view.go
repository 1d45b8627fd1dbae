package manager

import (
	"time"

	"tend/processcontrol"
)

// view makes the snapshot that the screen draws. changed are the units that
// have been looked at since the last one: what last shows of the others, and
// cannot have become something else, is taken over.
func (c *core) view(last *Snapshot, changed map[*unit]bool) *Snapshot {
	s := &Snapshot{
		Name: c.stack.Name, Source: c.stack.Source, Outcome: c.outcome,
		Processes: make([]*ProcessView, len(c.units)),
	}
	if last != nil {
		s.Version = last.Version + 1
	}
	switch {
	case c.closed():
		s.Phase = Closed
	case c.closing:
		s.Phase = Closing
	}
	hopes := make(hopes)
	for i, u := range c.units {
		// What waits shows how others are, before its start and before its end.
		waits := u.atRest() && u.wanted || u.ordered && c.isToEnd(i)
		if !changed[u] && last != nil && i < len(last.Processes) && !waits && last.Processes[i].of == u.stamp() {
			s.Processes[i] = last.Processes[i]
			continue
		}
		s.Processes[i] = c.viewOf(i, hopes)
	}
	return s
}

// stamp is what a view of a unit follows from, beside its process's snapshot
// and, while it waits, other units.
type stamp struct {
	unit                     *unit
	process                  *Process
	wanted, stopped, retired bool
	cycle, gaveUp, armed     bool
	due                      time.Time
	restarts                 int
}

func (u *unit) stamp() stamp {
	return stamp{
		unit: u, process: u.process, wanted: u.wanted, stopped: u.stopped, retired: u.retired,
		cycle: u.cycle, gaveUp: u.restarts.gaveUp, armed: u.armed, due: u.due, restarts: u.restarts.total,
	}
}

func (c *core) viewOf(i int, hopes hopes) *ProcessView {
	u := c.units[i]
	p, seen := u.process, &u.seen
	v := &ProcessView{
		of:   u.stamp(),
		Name: p.Name, Family: p.Family, Group: p.Group, Command: p.Display, TTY: p.TTY,
		Status: c.status(i), Restarts: u.restarts.total, Retired: u.retired,
		State: seen.State, Generation: seen.Generation, PID: seen.PID,
		Ready: seen.Ready, HasProbe: p.Ready != nil,
		Queued:    u.comingBack(),
		StartedAt: seen.StartedAt, EndedAt: seen.EndedAt,
		Exit: seen.Exit, Stop: seen.Stop, DependsOn: p.DependsOn,
		Health: seen.Health, Usage: seen.Usage, Warning: seen.Warning,
		Ports: seen.Ports, Says: seen.Says, FullScreen: seen.FullScreen, PortTaken: u.portTaken(),
	}
	if u.armed {
		v.NextRun = u.due
	}
	switch v.Status {
	case Waiting:
		v.WaitingFor = c.unmet(i, hopes)
	case BackingOff:
		v.RetryAt, v.Attempt = u.restarts.at, u.restarts.attempt
		v.Problem = u.lastProblem()
	case GaveUp:
		v.Problem = u.gaveUp()
	case Scheduled:
		if u.failed() {
			v.Problem = u.lastProblem()
		}
	case Failed, Exited, Stuck:
		v.Problem = u.lastProblem()
	case Running, Ready:
		v.StopsAfter = c.stopsAfter(i)
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
	u := c.units[i]
	switch u.seen.State {
	case processcontrol.Starting:
		return Starting
	case processcontrol.Running:
		if u.seen.Ready && u.process.Ready != nil {
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
	case u.armed:
		return Scheduled
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
func (c *core) unmet(i int, hopes hopes) []Unmet {
	var unmet []Unmet
	for k, n := range c.graph.needs[i] {
		on := c.units[n.on]
		if c.met(n) {
			continue
		}
		m := Unmet{Dependency: c.units[i].process.DependsOn[k]}
		if c.hopeless(n.on, hopes) {
			m.Failed, m.Why = true, c.status(n.on).String()
			if on.seen.State == processcontrol.Exited && !on.stopped {
				m.Why = on.seen.Exit.String()
			}
		}
		unmet = append(unmet, m)
	}
	return unmet
}

// stopsAfter names what has to end before a process that is to end is asked to.
func (c *core) stopsAfter(i int) (names []string) {
	if u := c.units[i]; !u.ordered || !c.isToEnd(i) {
		return nil
	}
	for _, d := range c.graph.dependents[i] {
		if c.isToEnd(d) {
			names = append(names, c.units[d].process.Name)
		}
	}
	return names
}

// hopes remembers, for one view, which units are hopeless.
type hopes map[int]bool

// hopeless reports whether a process that does not meet a condition will not
// do so by itself.
func (c *core) hopeless(i int, known hopes) bool {
	if is, ok := known[i]; ok {
		return is
	}
	u := c.units[i]
	is := u.atRest() && !u.wanted && !u.armed
	if u.atRest() && u.wanted {
		for _, n := range c.graph.needs[i] {
			if !c.met(n) && c.hopeless(n.on, known) {
				is = true
				break
			}
		}
	}
	known[i] = is
	return is
}
