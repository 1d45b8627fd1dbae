package manager

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"tend/internal/journal"
	"tend/internal/logring"
	"tend/internal/logview"
	"tend/processcontrol"
)

// Control is what a Manager needs of a process. *processcontrol.Control is
// one. None of the methods but Close waits for anything.
type Control interface {
	Request(processcontrol.Op) (processcontrol.Answer, error)
	Snapshot() processcontrol.Snapshot
	// Reconfigure makes the next run another; the present one goes on.
	Reconfigure(processcontrol.Spec)
	Spec() processcontrol.Spec
	History() []processcontrol.Run
	Tree() ([]processcontrol.Member, error)
	Raw(from int64) processcontrol.Raw
	Type(keys []byte) error
	Signal(ctx context.Context, sig processcontrol.Signal) error
	Attend(who any, on bool) (at int64)
	Redraw()
	Output() *logring.Ring
	Resize(cols, rows int)
	Close(context.Context) error
}

// Host is what a Manager needs beside the processes. *processcontrol.Host,
// with a Control made from it, is one.
type Host interface {
	// NewControl makes the Control of one process. changed has to be called
	// after each change of its snapshot; it never blocks.
	NewControl(spec processcontrol.Spec, changed func()) Control
	// Run runs a hook to its end, which ctx and its time limit bound.
	Run(ctx context.Context, errand processcontrol.Errand) error
	// EndHolder ends the stranger who holds a port, and waits for that.
	EndHolder(ctx context.Context, taken *processcontrol.PortTakenError) error
}

// Options are how a session is to run.
type Options struct {
	// Only names the processes to start with, and with them what they depend
	// on; none means all that start by themselves.
	Only []string
	// ExitOn is for the processes that leave it open; ExitOnDefault is
	// ExitOnNever.
	ExitOn ExitOn
	// After, if not nil, is closed by the caller: nothing is started before.
	After <-chan struct{}
	Log   *slog.Logger
}

// Manager runs a stack of processes. Run is its one goroutine, which owns all that
// changes; everybody else sends it commands and reads what it has published.
type Manager struct {
	log   *slog.Logger
	host  Host
	after <-chan struct{} // nothing is started before it is closed; may be nil

	wake     chan struct{} // one slot: some member is dirty, or Touch was called
	requests chan func()   // carried out by Run, in order
	ended    chan struct{} // closed when Run returns
	snapshot atomic.Pointer[Snapshot]
	roster   atomic.Pointer[map[string]*member] // by name, for readers
	logs     *logview.Reader
	size     atomic.Pointer[termSize] // of the terminals; nil: not told yet

	// All below belongs to Run.
	core        *core
	members     []*member // one for each of the core's units
	looked      map[*unit]bool
	subscribers map[chan struct{}]struct{}
	hooks       *hooks
	watches     *watches
	chores      *chores
}

// member is a process of the stack: its Control, and whether that has to be
// looked at.
type member struct {
	control Control
	dirty   atomic.Bool
	output  *logview.Output
}

type termSize struct{ cols, rows int }

// closeGrace is how long a Control may take to close once its process is gone,
// or has turned out not to go.
const closeGrace = 2 * time.Second

// New makes the Manager of a stack. Nothing is started before Run.
func New(stack *Stack, host Host, o Options) (*Manager, error) {
	core, err := newCore(stack, o.ExitOn, rand.Float64)
	if err != nil {
		return nil, err
	}
	if err := core.autostart(o.Only, time.Now()); err != nil {
		return nil, err
	}
	m := &Manager{
		log: o.Log, host: host, after: o.After, core: core,
		wake:        make(chan struct{}, 1),
		requests:    make(chan func()),
		ended:       make(chan struct{}),
		looked:      make(map[*unit]bool),
		subscribers: make(map[chan struct{}]struct{}),
	}
	m.hooks, m.chores = newHooks(host, o.Log), newChores()
	m.watches = newWatches(o.Log, m.Touch)
	m.logs = logview.NewReader(func(name string) *logview.Output {
		if member := m.member(name); member != nil {
			return member.output
		}
		return nil
	})
	for _, u := range core.units {
		m.members = append(m.members, m.newMember(u.process.Spec))
	}
	m.publishRoster()
	m.snapshot.Store(core.view(nil, nil))
	return m, nil
}

func (m *Manager) newMember(spec processcontrol.Spec) *member {
	member := &member{}
	member.control = m.host.NewControl(spec, func() {
		member.dirty.Store(true)
		poke(m.wake)
	})
	member.output = logview.NewOutput(member.control.Output())
	return member
}

// publishRoster tells the readers which processes there are, and those how
// large their terminals are.
func (m *Manager) publishRoster() {
	roster := make(map[string]*member, len(m.members))
	for i, member := range m.members {
		roster[m.core.units[i].process.Name] = member
	}
	m.roster.Store(&roster)
	if size := m.size.Load(); size != nil {
		for _, member := range m.members {
			member.control.Resize(size.cols, size.rows)
		}
	}
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
	m.await(ctx)
	m.watches.follow(m.core.units)
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	defer timer.Stop()
	cancelled := ctx.Done()
	for {
		next := m.reconcile()
		if m.core.closed() {
			break
		}
		timer.Stop()
		if !next.IsZero() {
			timer.Reset(time.Until(next))
		}
		select {
		case <-cancelled:
			cancelled = nil
			m.core.end(true, time.Now())
		case request := <-m.requests:
			request()
		case <-m.wake:
		case <-timer.C:
		}
	}
	return m.close()
}

// await serves who asks until processes may be started.
func (m *Manager) await(ctx context.Context) {
	for waiting := m.after; waiting != nil; {
		select {
		case <-waiting:
			return
		case request := <-m.requests:
			if request(); m.core.closing {
				return
			}
		case <-ctx.Done():
			m.core.end(true, time.Now())
			return
		}
	}
}

// reconcile looks at what has changed, asks for what follows from it until
// nothing more follows, and publishes the result. It returns when to do so
// again at the latest.
func (m *Manager) reconcile() (next time.Time) {
	m.noticeFiles()
	for {
		now := time.Now()
		m.lookAtAll(now)
		operations, wake := m.core.decide(now)
		next = wake
		if len(operations) == 0 {
			break
		}
		for _, o := range operations {
			if _, err := m.members[o.unit].control.Request(o.op); err != nil {
				m.log.Error("refused", slog.String(journal.ProcessKey, m.core.units[o.unit].process.Name), "err", err)
			}
			// The answer is in the snapshot: what is decided next builds on it.
			m.look(o.unit, now)
		}
	}
	m.tell()
	m.forget()
	m.publish()
	return next
}

// lookAtAll takes in what has changed since it was last looked at.
func (m *Manager) lookAtAll(now time.Time) {
	for i, member := range m.members {
		if member.dirty.Swap(false) {
			m.look(i, now)
		}
	}
}

// look takes in the present state of a process.
func (m *Manager) look(i int, now time.Time) {
	m.core.saw(i, m.members[i].control.Snapshot(), now)
	m.looked[m.core.units[i]] = true
}

// tell writes down what the core had to say, and has the hooks run.
func (m *Manager) tell() {
	for _, n := range m.core.takeNotes() {
		var args []any
		if n.process != "" {
			args = append(args, slog.String(journal.ProcessKey, n.process))
		}
		if n.generation > 0 {
			args = append(args, journal.RunKey, n.generation)
		}
		m.log.Log(context.Background(), n.level, n.text, args...)
	}
	for _, o := range m.core.takeOccurrences() {
		m.hooks.queue(o)
	}
}

// publish makes the present state what Snapshot returns, and tells the
// subscribers.
func (m *Manager) publish() {
	m.snapshot.Store(m.core.view(m.snapshot.Load(), m.looked))
	clear(m.looked)
	for ch := range m.subscribers {
		poke(ch)
	}
}

// close waits until every Control has come to its end, and everything that
// runs beside them.
func (m *Manager) close() error {
	m.watches.close()
	m.chores.close()
	ctx, cancel := context.WithTimeout(context.Background(), closeGrace)
	defer cancel()
	var errs []error
	for _, member := range m.members {
		errs = append(errs, member.control.Close(ctx))
	}
	m.hooks.close()
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
