package processcontrol

// This file is the last of an operation's three steps: what a run has met is
// recorded under the lock, if the run is still the current one.

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
	healthErr := s.healthErr
	if s.watchdogErr != nil {
		healthErr = s.watchdogErr
	}
	*b.snapshot = Snapshot{
		State: c.m.state, Generation: c.m.generation, Queued: c.m.queued,
		PID: s.pid, Ready: s.ready && c.m.state == Running,
		StartedAt: s.startedAt, EndedAt: s.endedAt,
		Exit: s.exit, Stop: s.stop, Err: s.err, ProbeErr: s.probeErr,
		Health: max(s.health, s.watchdog), HealthErr: healthErr, Usage: s.usage, Warning: s.warning,
		Ports: s.ports, Says: s.says, FullScreen: s.fullScreen && c.m.state.Alive(),
	}
	c.snapshot.Store(b.snapshot)
}
