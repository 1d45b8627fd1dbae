package manager

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"tend/internal/logring"
	"tend/processcontrol"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fake is a process without a process: a test says what becomes of it.
type fake struct {
	name    string
	ring    *logring.Ring
	changed func()
	diary   *diary
	rig     *rig

	mu       sync.Mutex
	snapshot processcontrol.Snapshot
	// obeys: a stop ends it at once.
	obeys bool
	// ready: it is ready as soon as it runs.
	ready bool
}

// diary is what happened in the whole stack, in order.
type diary struct {
	mu      sync.Mutex
	entries []string
}

func (j *diary) add(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, fmt.Sprintf(format, args...))
}

func (j *diary) all() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]string(nil), j.entries...)
}

func (f *fake) Request(op processcontrol.Op) (processcontrol.Answer, error) {
	f.diary.add("%s %s", op, f.name)
	if f.rig.asked != nil {
		f.rig.asked(f.name, op)
	}
	f.set(func(s *processcontrol.Snapshot) {
		switch {
		case op == processcontrol.OpStart && !s.State.Alive():
			*s = processcontrol.Snapshot{
				State: processcontrol.Running, Generation: s.Generation + 1, PID: 1,
				Ready: f.ready, StartedAt: time.Now(),
			}
		case op == processcontrol.OpStop && s.State == processcontrol.Running:
			s.State = processcontrol.Stopping
			s.Stop = processcontrol.Progress{Phase: processcontrol.Signalled, Signal: processcontrol.SIGTERM}
		case op == processcontrol.OpKill && s.State.Alive():
			s.State = processcontrol.Killing
			s.Stop = processcontrol.Progress{Phase: processcontrol.Killed, Signal: processcontrol.SIGKILL}
		}
		if f.obeys && (s.State == processcontrol.Stopping || s.State == processcontrol.Killing) {
			f.rest(s, processcontrol.Idle, &processcontrol.Exit{Requested: true})
		}
	})
	return processcontrol.Accepted, nil
}

func (f *fake) rest(s *processcontrol.Snapshot, state processcontrol.State, exit *processcontrol.Exit) {
	f.diary.add("gone %s", f.name)
	s.State, s.Exit, s.EndedAt, s.Ready, s.PID = state, exit, time.Now(), false, 0
	s.Stop = processcontrol.Progress{}
}

func (f *fake) set(change func(*processcontrol.Snapshot)) {
	f.mu.Lock()
	change(&f.snapshot)
	f.mu.Unlock()
	f.changed()
}

// exits ends the process by itself.
func (f *fake) exits(code int) {
	f.set(func(s *processcontrol.Snapshot) { f.rest(s, processcontrol.Exited, &processcontrol.Exit{Code: code}) })
}

// goes ends a process that was asked to.
func (f *fake) goes() {
	f.set(func(s *processcontrol.Snapshot) {
		f.rest(s, processcontrol.Idle, &processcontrol.Exit{Requested: true})
	})
}

func (f *fake) becomesReady() { f.set(func(s *processcontrol.Snapshot) { s.Ready = true }) }

func (f *fake) Snapshot() processcontrol.Snapshot {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.snapshot
}

func (f *fake) Output() *logring.Ring { return f.ring }
func (f *fake) Resize(int, int)       {}

// What a screen asks for is not asked for here.
func (f *fake) Spec() processcontrol.Spec              { return processcontrol.Spec{Name: f.name} }
func (f *fake) History() []processcontrol.Run          { return nil }
func (f *fake) Tree() ([]processcontrol.Member, error) { return nil, nil }

func (f *fake) Raw(int64) processcontrol.Raw { return processcontrol.Raw{} }
func (f *fake) Type([]byte) error            { return nil }
func (f *fake) Attend(any, bool) int64       { return 0 }
func (f *fake) Redraw()                      {}

func (f *fake) Signal(context.Context, processcontrol.Signal) error { return nil }

// Reconfigure is written down, so that tests see for which run it counts.
func (f *fake) Reconfigure(spec processcontrol.Spec) { f.diary.add("reconfigure %s", f.name) }

func (f *fake) Close(context.Context) error { return nil }

// rig is a manager that runs on fakes inside a synctest bubble.
type rig struct {
	*Manager
	t     *testing.T
	fakes map[string]*fake
	diary *diary

	hook     func(context.Context, processcontrol.Errand) error
	notFreed error // what EndHolder says
	// asked is told of every request, before it has an effect.
	asked func(name string, op processcontrol.Op)
}

// process describes a process of a test's stack; its options are functions.
func process(name string, options ...func(*Process)) Process {
	p := Process{Spec: processcontrol.Spec{Name: name}, Autostart: true, Backoff: DefaultBackoff}
	for _, o := range options {
		o(&p)
	}
	return p
}

func after(name string, c Condition) func(*Process) {
	return func(p *Process) { p.DependsOn = append(p.DependsOn, Dependency{Name: name, Condition: c}) }
}

func probed(p *Process) { p.Ready = &processcontrol.Probe{TCP: "localhost:1"} }

func restarting(r RestartPolicy) func(*Process) { return func(p *Process) { p.Restart = r } }

// NewControl makes a fake.
func (r *rig) NewControl(spec processcontrol.Spec, changed func()) Control {
	f := &fake{
		name: spec.Name, ring: logring.New(64 << 10), changed: changed, diary: r.diary, rig: r,
		obeys: true, ready: spec.Ready == nil,
	}
	if old := r.fakes[spec.Name]; old != nil && old.Snapshot().State.Alive() {
		r.t.Errorf("a second %s is made beside a live one", spec.Name)
	}
	r.fakes[spec.Name] = f
	return f
}

// Run is a hook that does what the test says, and nothing if it says nothing.
func (r *rig) Run(ctx context.Context, e processcontrol.Errand) error {
	if r.hook == nil {
		return nil
	}
	return r.hook(ctx, e)
}

// EndHolder frees a port.
func (r *rig) EndHolder(_ context.Context, taken *processcontrol.PortTakenError) error {
	r.diary.add("freed %d", taken.Port)
	return r.notFreed
}

// withRig runs a test against a manager of the processes, with a fake clock.
func withRig(t *testing.T, processes []Process, test func(*rig)) {
	t.Helper()
	withStack(t, processes, nil, test)
}

// withStack is withRig for a stack that is more than its processes.
func withStack(t *testing.T, processes []Process, configure func(*Stack), test func(*rig)) {
	t.Helper()
	stack := &Stack{Name: "test", Processes: processes}
	if configure != nil {
		configure(stack)
	}
	synctest.Test(t, func(t *testing.T) { inBubble(t, stack, nil, test) })
}

// inBubble is withRig for a session that begins with some processes only.
func inBubble(t *testing.T, stack *Stack, only []string, test func(*rig)) {
	r := &rig{t: t, fakes: make(map[string]*fake), diary: &diary{}}
	m, err := New(stack, r, Options{Only: only, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	r.Manager = m
	ended := make(chan error, 1)
	go func() { ended <- m.Run(context.Background()) }()
	synctest.Wait()
	test(r)
	for _, f := range r.fakes {
		f.mu.Lock()
		f.obeys = true
		f.mu.Unlock()
	}
	m.Shutdown(true)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// status returns what is shown for a process once everything has settled.
func (r *rig) status(name string) Status { return r.view(name).Status }

func (r *rig) view(name string) *ProcessView {
	r.t.Helper()
	synctest.Wait()
	for _, v := range r.Snapshot().Processes {
		if v.Name == name {
			return v
		}
	}
	r.t.Fatalf("no process %q", name)
	return nil
}

func (r *rig) do(action Action, names ...string) {
	r.t.Helper()
	if err := r.Do(r.t.Context(), Command{Action: action, Names: names}); err != nil {
		r.t.Fatal(err)
	}
	synctest.Wait()
}

func (r *rig) wantStatus(name string, want Status) {
	r.t.Helper()
	if got := r.status(name); got != want {
		r.t.Fatalf("%s is %s, want %s", name, got, want)
	}
}

// inRun does something in Run's goroutine, which looks at nothing meanwhile.
func (r *rig) inRun(f func()) {
	r.Manager.do(r.t.Context(), f)
	synctest.Wait()
}
