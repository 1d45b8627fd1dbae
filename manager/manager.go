package manager

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"tend/internal/journal"
	"tend/internal/logring"
	"tend/processcontrol"
)

// Control is what a Manager needs of a process. *processcontrol.Control is
// one. None of the methods but Close waits for anything.
type Control interface {
	Request(processcontrol.Op) (processcontrol.Answer, error)
	Snapshot() processcontrol.Snapshot
	Output() *logring.Ring
	Resize(cols, rows int)
	Close(context.Context) error
}

// NewControl makes the Control of one process. changed has to be called after
// each change of its snapshot; it never blocks.
type NewControl func(spec processcontrol.Spec, changed func()) Control

// Manager runs a stack. Run is its one goroutine, which owns all that changes;
// everybody else sends it commands and reads what it has published.
type Manager struct {
	log      *slog.Logger
	stack    *Stack
	index    map[string]int
	controls []Control
	dirty    []atomic.Bool // by position: the control has changed since it was looked at

	wake     chan struct{} // one slot: some control is dirty, or Touch was called
	requests chan func()   // carried out by Run, in order
	ended    chan struct{} // closed when Run returns
	snapshot atomic.Pointer[Snapshot]

	// All below belongs to Run.
	core        *core
	subscribers map[chan struct{}]struct{}
}

// closeGrace is how long a Control may take to close once its process is gone,
// or has turned out not to go.
const closeGrace = 2 * time.Second

// New makes the Manager of a stack. Nothing is started before Run. only names
// the processes to start with, and with them what they depend on; none means
// all that start by themselves.
func New(stack *Stack, only []string, newControl NewControl, log *slog.Logger) (*Manager, error) {
	core, err := newCore(stack, rand.Float64)
	if err != nil {
		return nil, err
	}
	if err := core.autostart(only); err != nil {
		return nil, err
	}
	m := &Manager{
		log: log, stack: stack, index: core.graph.index, core: core,
		dirty:       make([]atomic.Bool, len(stack.Processes)),
		wake:        make(chan struct{}, 1),
		requests:    make(chan func()),
		ended:       make(chan struct{}),
		subscribers: make(map[chan struct{}]struct{}),
	}
	for i, p := range stack.Processes {
		m.controls = append(m.controls, newControl(p.Spec, func() {
			m.dirty[i].Store(true)
			poke(m.wake)
		}))
	}
	m.snapshot.Store(core.view())
	return m, nil
}

// poke leaves a mark in a channel of one slot, unless there is one already.
func poke(ch chan<- struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}

// Run starts the stack, does what it is told, and returns once a shutdown has
// ended everything. The end of ctx forces a shutdown. What the kernel did not
// let go is the error.
func (m *Manager) Run(ctx context.Context) error {
	defer close(m.ended)
	retry := time.NewTimer(time.Hour)
	retry.Stop()
	defer retry.Stop()
	cancelled := ctx.Done()
	for {
		next := m.reconcile()
		if m.core.closed() {
			break
		}
		if !next.IsZero() {
			retry.Reset(time.Until(next))
		}
		select {
		case <-cancelled:
			cancelled = nil
			m.core.end(true)
		case request := <-m.requests:
			request()
		case <-m.wake:
		case <-retry.C:
		}
	}
	return m.close()
}

// reconcile looks at what has changed, asks for what follows from it until
// nothing more follows, and publishes the result. It returns when to do so
// again at the latest.
func (m *Manager) reconcile() (next time.Time) {
	for {
		now := time.Now()
		for i := range m.dirty {
			if m.dirty[i].Swap(false) {
				m.look(i, now)
			}
		}
		operations, wake := m.core.decide(now)
		next = wake
		if len(operations) == 0 {
			break
		}
		for _, o := range operations {
			if _, err := m.controls[o.unit].Request(o.op); err != nil {
				m.log.Error("refused", slog.String(journal.ProcessKey, m.stack.Processes[o.unit].Name), "err", err)
			}
			// The answer is in the snapshot: what is decided next builds on it.
			m.look(o.unit, now)
		}
	}
	m.publish()
	return next
}

// look takes in the present state of a process.
func (m *Manager) look(i int, now time.Time) {
	before := m.core.units[i].restarts
	m.core.saw(i, m.controls[i].Snapshot(), now)
	after := m.core.units[i].restarts
	log := m.log.With(slog.String(journal.ProcessKey, m.stack.Processes[i].Name))
	switch {
	case after.gaveUp && !before.gaveUp:
		log.Error(m.core.viewOf(i).Problem)
	case after.total > before.total:
		log.Warn(fmt.Sprintf("%s; restart %d in %s", m.core.units[i].lastProblem(), after.attempt, after.at.Sub(now).Round(100*time.Millisecond)),
			journal.RunKey, m.core.units[i].seen.Generation)
	}
}

// publish makes the present state what Snapshot returns, and tells the
// subscribers.
func (m *Manager) publish() {
	m.snapshot.Store(m.core.view())
	for ch := range m.subscribers {
		poke(ch)
	}
}

// close waits until every Control has come to its end.
func (m *Manager) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeGrace)
	defer cancel()
	var errs []error
	for _, control := range m.controls {
		errs = append(errs, control.Close(ctx))
	}
	return errors.Join(errs...)
}

// Ended is closed when Run has returned.
func (m *Manager) Ended() <-chan struct{} { return m.ended }

// do has Run carry out a function, and waits for that. It reports false if Run
// has returned or ctx has ended first.
func (m *Manager) do(ctx context.Context, f func()) bool {
	done := make(chan struct{})
	request := func() { defer close(done); f() }
	select {
	case m.requests <- request:
		<-done // Run never waits for anything, so neither does this
		return true
	case <-m.ended:
		return false
	case <-ctx.Done():
		return false
	}
}
