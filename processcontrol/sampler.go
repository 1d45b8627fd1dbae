package processcontrol

import (
	"context"
	"sync"
	"time"

	"tend/internal/proctable"
)

// sampleInterval is how often processes are measured.
const sampleInterval = time.Second

// sampler measures all processes of a Host together: one walk of the process
// table per tick, and none while nobody looks and nothing is limited.
type sampler struct {
	mu      sync.Mutex
	gauges  map[int]*gauge // by the leader's PID
	limited int            // how many of them have limits
	lookers int            // who looks at the figures
	wake    chan struct{}  // one slot: the above has changed

	ports ports // belongs to the goroutine that measures
}

// gauge is what is measured of one run. But for its first fields it belongs to
// the sampler's goroutine.
type gauge struct {
	run    *run
	leader int
	limits *Limits

	meter    cpuMeter
	breaches breaches
	ports    []int // replaced, never changed
}

func newSampler() *sampler {
	return &sampler{gauges: make(map[int]*gauge), wake: make(chan struct{}, 1), ports: newPorts()}
}

// Sample measures processes until ctx ends. It sleeps while nobody looks and
// nothing is limited. Limits are only kept while it runs.
func (h *Host) Sample(ctx context.Context) {
	s := h.sampler
	tick := time.NewTicker(sampleInterval)
	defer tick.Stop()
	for {
		var next <-chan time.Time
		if s.wanted() {
			next = tick.C
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
			if next == nil && s.wanted() {
				h.measure() // whoever begins to look wants to see something
				tick.Reset(sampleInterval)
			}
		case <-next:
			h.measure()
		}
	}
}

// Measure has what processes use measured for somebody who looks at it, until stop
// is called; further calls of that do nothing. It never waits.
func (h *Host) Measure() (stop func()) {
	h.sampler.look(+1)
	return sync.OnceFunc(func() { h.sampler.look(-1) })
}

func (s *sampler) look(n int) {
	s.mu.Lock()
	s.lookers += n
	s.mu.Unlock()
	s.nudge()
}

func (s *sampler) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// wanted reports whether there is anything to measure.
func (s *sampler) wanted() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.gauges) > 0 && (s.lookers > 0 || s.limited > 0)
}

// add makes a run one of those that are measured, until the function returned
// is called.
func (s *sampler) add(r *run) (remove func()) {
	g := &gauge{run: r, leader: r.process.pid, limits: &r.spec.Limits, breaches: make(breaches)}
	limited := 0
	if g.limits.any() {
		limited = 1
	}
	s.mu.Lock()
	s.gauges[g.leader] = g
	s.limited += limited
	s.mu.Unlock()
	s.nudge()
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.gauges, g.leader)
		s.limited -= limited
	}
}

// due returns the gauges that are to be read now, by leader, and whether
// somebody looks at them.
func (s *sampler) due() (due map[int]*gauge, looking bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	due = make(map[int]*gauge, len(s.gauges))
	for pid, g := range s.gauges {
		if s.lookers > 0 || g.limits.any() {
			due[pid] = g
		}
	}
	return due, s.lookers > 0
}

// measure reads all gauges that are due, with one walk of the process table.
func (h *Host) measure() {
	due, looking := h.sampler.due()
	table, err := h.table.Fresh()
	if err != nil {
		h.log.Error("cannot measure", "err", err)
		return
	}
	h.families.reapOrphans(table)
	now := time.Now()
	members := make(map[*gauge][]proctable.Proc, len(due))
	for _, owned := range h.families.owners(table, due) {
		members[owned.gauge] = append(members[owned.gauge], owned.proc)
	}
	if looking {
		h.findPorts(now, members)
	}
	// Everything is recorded before anybody is told, so that whoever listens
	// is woken for all of it and not for each.
	for _, g := range due {
		g.read(now, members[g])
	}
	for _, g := range due {
		g.run.control.changed()
	}
}

// read takes in what the members of the run's family use.
func (g *gauge) read(now time.Time, members []proctable.Proc) {
	r := g.run
	u := Usage{At: now, Processes: len(members)}
	cpu := make(map[strayID]time.Duration, len(members))
	for _, p := range members {
		proctable.Complete(&p)
		u.Memory += p.RSS
		cpu[strayID{p.PID, p.Start}] = p.CPU
		if g.limits.OpenFiles > 0 {
			n, err := proctable.OpenFiles(p.PID)
			if err != nil {
				r.complain("cannot count open files", "pid", p.PID, "err", err)
			}
			u.OpenFiles += n
		}
	}
	u.CPU = g.meter.add(now, cpu)
	warning, violation := g.breaches.judge(g.limits, u, now.Sub(r.startedAt))
	r.control.noteQuietly(r, func(s *status) { s.usage, s.warning, s.ports = u, warning, g.ports })
	switch {
	case violation == nil:
	case violation.Policy == LimitLog:
		r.reportOnce(violation)
	default:
		r.control.violate(r, violation)
	}
}

// owned is a process and the gauge that it counts for.
type owned struct {
	proc  proctable.Proc
	gauge *gauge
}

// owners finds out, for all processes of a table at once, which of the gauges
// each counts for: as the daemon of one, by its session or group, by its parent,
// or, if it is an orphan, by its cookie.
func (f *families) owners(table *proctable.Table, due map[int]*gauge) []owned {
	byCookie := make(map[string]*gauge, len(due))
	for _, g := range due {
		byCookie[g.run.cookie] = g
	}
	found := make(map[int]*gauge, 2*len(due))
	for _, daemon := range f.daemons(table) {
		found[daemon.PID] = byCookie[daemon.cookie]
	}
	var ownerOf func(p proctable.Proc, depth int) *gauge
	ownerOf = func(p proctable.Proc, depth int) *gauge {
		if g, known := found[p.PID]; known {
			return g
		}
		g := due[p.SID]
		if g == nil {
			g = due[p.PGID]
		}
		if g == nil && f.orphan(p) && !p.Zombie {
			cookie, _ := f.cookieOf(p)
			g = byCookie[cookie]
		}
		if g == nil && depth < maxDepth {
			if parent, ok := table.Find(p.PPID); ok && parent.PID != p.PID {
				g = ownerOf(parent, depth+1)
			}
		}
		found[p.PID] = g
		return g
	}
	var all []owned
	for _, p := range table.All() {
		if g := ownerOf(p, 0); g != nil && !p.Zombie {
			all = append(all, owned{p, g})
		}
	}
	return all
}

// maxDepth bounds the way up from a process to the leader of its family. The
// table was not read at one moment, so that parents could form a circle.
const maxDepth = 1000

// reportOnce tells of a broken limit that nothing is done about, once a run.
func (r *run) reportOnce(v *Violation) {
	if r.reported[v.What] {
		return
	}
	if r.reported == nil {
		r.reported = make(map[string]bool)
	}
	r.reported[v.What] = true
	r.control.log.Warn("limit broken", "run", r.generation, "err", v)
}
