//go:build linux

package processcontrol

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

var oneSeed = flag.Uint64("seed", 0, "run TestRandomOperationsKeepTheRules with this seed only, and say all that happens")

// TestRandomOperationsKeepTheRules does random things to real processes, from
// several goroutines at once, and looks whether what must never happen does:
//
//   - two generations of one process at once: each holds a lock that everything
//     it starts inherits;
//   - a process that is called idle, exited or failed, and is not gone;
//   - an operation that does not return;
//   - an end that is not what was asked for last;
//   - goroutines, descriptors, processes or control groups left over.
//
// A seed says what is done, not when: if one fails, run it again a few times,
// with -seed.
func TestRandomOperationsKeepTheRules(t *testing.T) {
	for _, tool := range []string{"sh", "sleep", "flock", "setsid"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(err)
		}
	}
	for _, grouped := range []bool{true, false} {
		name := "with control groups"
		if !grouped {
			name = "without control groups"
		}
		t.Run(name, func(t *testing.T) {
			// There is one Host in a process: it takes in all its orphans.
			host, err := NewHost(slog.New(slog.DiscardHandler))
			if err != nil {
				t.Skip(err)
			}
			defer func() {
				if err := host.Close(); err != nil {
					t.Error(err)
				}
			}()
			if host.groups.session == nil && grouped {
				t.Skip("there are none here")
			}
			host.groups.broken = !grouped
			host.Look(true)
			newModel(t, host, 1<<32).play() // opens what stays open: the poller's descriptors
			before := openFiles(t)
			ctx, cancel := context.WithCancel(context.Background())
			var sampler sync.WaitGroup
			sampler.Go(func() {
				for pause(ctx, 20*time.Millisecond) == nil {
					host.measure() // as Sample does, and more often
				}
			})
			playModels(t, host)
			cancel()
			sampler.Wait()
			if after := openFiles(t); len(after) > len(before) {
				t.Errorf("%d descriptors are open, there were %d: %v", len(after), len(before), after)
			}
		})
	}
}

func playModels(t *testing.T, host *Host) {
	if *oneSeed != 0 {
		newModel(t, host, *oneSeed).play()
		return
	}
	seeds, players := uint64(150), 8
	if testing.Short() {
		seeds = 20
	}
	var next atomic.Uint64
	var playing sync.WaitGroup
	for range players {
		playing.Go(func() {
			for seed := next.Add(1); seed <= seeds && !t.Failed(); seed = next.Add(1) {
				newModel(t, host, seed).play()
			}
		})
	}
	playing.Wait()
}

// openFiles lists what this process has open.
func openFiles(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, e := range entries {
		if target, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil { // the folder itself is closed
			files = append(files, target)
		}
	}
	return files
}

// model is one game: a Host, its processes, and those who play with them.
type model struct {
	t         *testing.T
	seed      uint64
	dir       string
	said      lockedBuffer
	failed    atomic.Bool
	host      *Host
	processes []*modelled
}

// modelled is one process of the game.
type modelled struct {
	*watched
	model *model
	name  string
	inode uint64      // of its lock
	lock  string      // the file that it locks
	twice string      // exists if two generations were there at once
	fails atomic.Bool // it was a program that does not exist
}

// lockedBuffer keeps what a game logs until it is known whether it failed.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newModel(t *testing.T, host *Host, seed uint64) *model {
	m := &model{t: t, seed: seed, dir: t.TempDir(), host: host}
	random := rand.New(rand.NewPCG(seed, 0))
	for i := range 3 {
		m.processes = append(m.processes, m.invent(random, fmt.Sprintf("seed%d-%d", seed, i)))
	}
	return m
}

// parts are what the processes may be. Each begins with taking its lock, which
// is held until the last process that has inherited it is gone.
var parts = []struct{ name, script string }{
	{"ends at the signal", "exec sleep 1000"},
	{"ends itself at the signal", "trap 'exit 7' TERM; sleep 1000 & wait"},
	{"ignores the signal", "trap '' TERM; exec sleep 1000"},
	{"ends soon", "exec sleep 0.0%d"},
	{"fails at once", "exit 3"},
	{"leaves a child that ignores the signal", "(trap '' TERM; exec sleep 1000) & exec sleep 0.0%d"},
	{"leaves a daemon", "setsid sleep 1000 & exec sleep 0.0%d"},
	{"has a daemon", "setsid sh -c 'trap \"\" TERM; sleep 1000 & wait' & exec sleep 1000"},
	{"cannot be started", ""},
}

// invent makes up a process.
func (m *model) invent(random *rand.Rand, name string) *modelled {
	lock := filepath.Join(m.dir, name+".lock")
	if err := os.WriteFile(lock, nil, 0o600); err != nil {
		m.t.Fatal(err)
	}
	info, err := os.Stat(lock)
	if err != nil {
		m.t.Fatal(err)
	}
	p := &modelled{model: m, name: name, inode: info.Sys().(*syscall.Stat_t).Ino, lock: lock, twice: lock + ".twice"}
	p.watched = &watched{changes: make(chan struct{}, 1)}
	p.Control = New(m.host, m.imagine(random, p), func() {
		select {
		case p.changes <- struct{}{}:
		default:
		}
	})
	p.log = slog.New(slog.NewTextHandler(&m.said, nil)).With("process", name)
	return p
}

// imagine makes up what a process does.
func (m *model) imagine(random *rand.Rand, p *modelled) Spec {
	part := parts[random.IntN(len(parts))]
	script := strings.ReplaceAll(part.script, "%d", fmt.Sprint(random.IntN(10)))
	s := Spec{
		Name: p.name, Dir: m.dir, TTY: random.IntN(3) == 0,
		Command: []string{"sh", "-c", fmt.Sprintf("exec 9>>%s; flock -n 9 || : >%s\n%s", p.lock, p.twice, script)},
		Env:     append(os.Environ(), testCookieVar+"="+cookie),
		Stop:    StopSpec{Signal: SIGTERM, Grace: time.Duration(random.IntN(40)) * time.Millisecond},
		Log:     LogSpec{Buffer: 64 << 10},
	}
	if part.script == "" {
		s.Command = []string{"/nowhere/program"}
		p.fails.Store(true)
	}
	policy := LimitPolicy(random.IntN(len(policyNames)))
	switch random.IntN(10) {
	case 4:
		s.Ready = &Probe{Notify: true}
		fallthrough
	case 5:
		s.Watchdog, s.Unhealthy = time.Duration(5+random.IntN(40))*time.Millisecond, policy
	case 0:
		s.Health, s.Unhealthy = m.question(random), policy
	case 1:
		s.Ready = m.question(random)
	case 2:
		s.Limits = Limits{RunTime: 30 * time.Millisecond, Policy: policy}
	case 3:
		s.Limits = Limits{Processes: 1, Policy: policy, Warn: .8}
	}
	switch random.IntN(8) {
	case 0:
		s.Stop.Command = []string{"sh", "-c", "kill -s TERM 0; sleep 1000"} // tells itself and hangs
	case 1:
		s.Stop.Command = []string{"false"}
	case 2:
		s.Stop.Keys = "\x03"
	}
	fmt.Fprintf(&m.said, "%s %s, terminal %t, grace %s, stop command %v, keys %q, ready %+v, health %+v, watchdog %s, policy %s, limits %+v\n",
		p.name, part.name, s.TTY, s.Stop.Grace, s.Stop.Command, s.Stop.Keys, s.Ready, s.Health, s.Watchdog, policy, s.Limits)
	return s
}

// question makes up a probe; most say no.
func (m *model) question(random *rand.Rand) *Probe {
	p := Probe{
		Interval: time.Duration(5+random.IntN(20)) * time.Millisecond, Timeout: 10 * time.Second,
		Delay: time.Duration(random.IntN(10)) * time.Millisecond, Failures: 1 + random.IntN(2),
	}
	switch random.IntN(4) {
	case 0:
		p.TCP = "127.0.0.1:1" // refused
	case 1:
		p.Exec = []string{"false"}
	case 2:
		p.Exec = []string{"sh", "-c", "setsid sleep 1000 & sleep 1000"} // never answers
	case 3:
		p.Exec = []string{"true"}
	}
	return &p
}

// play is the game.
func (m *model) play() {
	over := make(chan struct{})
	go func() {
		defer close(over)
		m.rounds()
	}()
	select {
	case <-over:
	case <-time.After(time.Minute):
		var stacks bytes.Buffer
		_ = pprof.Lookup("goroutine").WriteTo(&stacks, 2)
		m.errorf("something never returned:\n%s", stacks.String())
	}
	if m.failed.Load() || *oneSeed != 0 {
		m.t.Logf("seed %d:\n%s", m.seed, m.said.String())
	}
}

func (m *model) rounds() {
	ctx, cancel := context.WithCancel(context.Background())
	var observers, players sync.WaitGroup
	for _, p := range m.processes {
		observers.Go(func() { p.observe(ctx) })
	}
	for n := range uint64(3) {
		players.Go(func() { m.operate(rand.New(rand.NewPCG(m.seed, n+1))) })
	}
	players.Wait()

	// Whoever had the last word in the turmoil, it counts.
	random := rand.New(rand.NewPCG(m.seed, 99))
	for _, p := range m.processes {
		p.mu.Lock()
		wanted := p.m.wanted
		p.mu.Unlock()
		p.settles(wanted)
	}
	// So it does when it is plain who has it.
	for _, p := range m.processes {
		op := Op(random.IntN(4))
		if _, err := p.Request(op); err != nil {
			m.errorf("%s: %s: %v", p.name, op, err)
		}
		fmt.Fprintf(&m.said, "%s is asked to %s\n", p.name, op)
		p.settles(op == OpStart || op == OpRestart)
	}
	m.close()
	cancel()
	observers.Wait()
}

func (m *model) errorf(format string, args ...any) {
	m.failed.Store(true)
	m.t.Errorf("seed %d: "+format, append([]any{m.seed}, args...)...)
}

// operate does random things.
func (m *model) operate(random *rand.Rand) {
	for range 6 + random.IntN(8) {
		p := m.processes[random.IntN(len(m.processes))]
		// Some wait to the end, some give up at once, most after a moment.
		ctx, cancel := context.Background(), func() {}
		switch random.IntN(4) {
		case 0:
		case 1:
			ctx, cancel = context.WithCancel(ctx)
			cancel()
		default:
			ctx, cancel = context.WithTimeout(ctx, time.Duration(random.IntN(30))*time.Millisecond)
		}
		var err error
		switch random.IntN(15) {
		case 0, 1, 2:
			_, err = p.Start(ctx)
		case 3:
			err = p.Stop(ctx)
		case 4:
			err = p.Kill(ctx)
		case 5, 6:
			err = p.Restart(ctx)
		case 7:
			_, err = p.Request(Op(random.IntN(4)))
		case 8:
			p.Resize(1+random.IntN(100), 1+random.IntN(100))
		case 9:
			_ = p.History()
		case 10:
			p.mu.Lock()
			r := p.run
			p.mu.Unlock()
			if r != nil {
				p.violate(r, &Violation{What: "mood", Policy: LimitPolicy(1 + random.IntN(3))})
			}
		case 11:
			_ = pause(ctx, time.Duration(random.IntN(20))*time.Millisecond)
		case 12:
			p.Reconfigure(m.imagine(random, p))
		case 13:
			p.speak(random)
		case 14:
			m.errand(ctx, random, p)
		}
		cancel()
		p.excuses(err)
	}
}

// speak says something in the name of the process, if it is to say anything.
func (p *modelled) speak(random *rand.Rand) {
	entry, _ := environEntry(p.Snapshot().PID, notifyVar+"=")
	if entry == "" {
		return
	}
	messages := []string{"READY=1", "STATUS=at work", "STATUS=\x1b[31m\xff", "WATCHDOG=1", "WATCHDOG=1\nREADY=1", "WATCHDOG=trigger", "", "\x00="}
	_ = send(strings.TrimPrefix(entry, notifyVar+"="), messages[random.IntN(len(messages))]) // it may have ended by now
}

// errand runs a command for the process, and looks that nothing of it is left.
func (m *model) errand(ctx context.Context, random *rand.Rand, p *modelled) {
	scripts := []string{"exit 0", "exit 3", "trap '' TERM; sleep 1000", "setsid sleep 1000 & exit 0", "(setsid sleep 1000 &) & sleep 0.01"}
	mark := fmt.Sprintf("TEND_TEST_ERRAND=%d-%d", m.seed, random.Uint64())
	err := m.host.Run(ctx, Errand{
		Process: p.name, Name: "errand", Command: []string{"sh", "-c", scripts[random.IntN(len(scripts))]}, Dir: m.dir,
		Env: append(os.Environ(), testCookieVar+"="+cookie, mark), Timeout: time.Duration(1+random.IntN(50)) * time.Millisecond,
	})
	fmt.Fprintf(&m.said, "%s: %v\n", p.name, err)
	if left := m.marked(mark); len(left) > 0 {
		m.errorf("an errand has left %v behind", left)
	}
}

// excuses reports an error that no operation may have.
func (p *modelled) excuses(err error) {
	var failure *OpError
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded),
		errors.Is(err, ErrSuperseded), errors.Is(err, ErrClosed):
	case errors.As(err, &failure) && p.fails.Load():
	default:
		p.model.errorf("%v", err)
	}
}

// observe looks at the process all the time.
func (p *modelled) observe(ctx context.Context) {
	var last Snapshot
	for ctx.Err() == nil {
		s := p.Snapshot()
		p.check(last, s)
		last = s
		select {
		case <-p.changes:
		case <-ctx.Done():
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// check looks for contradictions in a snapshot.
func (p *modelled) check(last, s Snapshot) {
	atRest := !s.State.Alive()
	for what, wrong := range map[string]bool{
		"an older generation":               s.Generation < last.Generation,
		"ready and not running":             s.Ready && s.State != Running,
		"running without a PID":             s.State == Running && s.PID == 0,
		"running and ending":                s.State == Running && s.Stop.Phase != NoPhase,
		"at rest with a PID":                atRest && s.PID != 0,
		"at rest and ending":                atRest && s.Stop.Phase != NoPhase,
		"at rest and using the machine":     atRest && s.Usage != Usage{},
		"at rest and healthy":               atRest && s.Health != NoHealth,
		"at rest and talking":               atRest && (s.Says != "" || len(s.Ports) > 0),
		"a start remembered, but no reason": s.Queued && s.State != Stopping && s.State != Killing && s.State != Stuck,
		"failed without a reason":           s.State == Failed && s.Err == nil,
		"exited without an exit":            s.State == Exited && s.Exit == nil,
		"stuck":                             s.State == Stuck,
	} {
		if wrong {
			p.model.errorf("%s: %s: %+v", p.name, what, s)
		}
	}
	if _, err := os.Stat(p.twice); err == nil {
		p.model.errorf("%s: two generations at once: %+v", p.name, s)
	}
	if atRest && p.locked() {
		if now := p.Snapshot(); now.Generation == s.Generation && now.State == s.State {
			p.model.errorf("%s: it is %s, and something of it is there: %v", p.name, s.State, p.family())
		}
	}
}

// locked reports whether something of the process holds its lock. It does not
// take the lock itself, not for a moment.
func (p *modelled) locked() bool {
	locks, err := os.ReadFile("/proc/locks")
	if err != nil {
		p.model.errorf("%v", err)
	}
	return bytes.Contains(locks, fmt.Appendf(nil, ":%d 0 EOF", p.inode))
}

// family lists the processes that say they belong to it.
func (p *modelled) family() (names []string) {
	return p.model.marked(fmt.Sprintf("%s=%s:%s:", cookieVar, p.host.families.session, p.name))
}

// marked lists the processes that have an entry in their environment that begins
// so.
func (m *model) marked(mark string) (names []string) {
	table, err := m.host.table.Fresh()
	if err != nil {
		m.errorf("%v", err)
		return nil
	}
	for _, proc := range table.All() {
		if entry, _ := environEntry(proc.PID, mark); entry != "" && !proc.Zombie {
			command, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", proc.PID))
			names = append(names, fmt.Sprintf("%d %q, child of %d", proc.PID, command, proc.PPID))
		}
	}
	return names
}

// settles waits until the process is as wanted, or has ended against anybody's
// will, and then looks that nothing of it is left if it is not there.
func (p *modelled) settles(wanted bool) {
	for {
		s := p.Snapshot()
		if wanted && s.State == Running || !s.State.Alive() {
			if !wanted && s.State == Exited && s.Exit == nil {
				p.model.errorf("%s: %+v", p.name, s)
			}
			break
		}
		select {
		case <-p.changes: // others take from it too
		case <-time.After(time.Millisecond):
		}
	}
	s := p.Snapshot()
	if wanted && s.State == Idle && s.Generation > 0 {
		p.model.errorf("%s: it was to run, and is idle: %+v", p.name, s)
	}
	if s.State.Alive() {
		return
	}
	if left := p.family(); len(left) > 0 && p.Snapshot().Generation == s.Generation {
		p.model.errorf("%s: it is %s, and there is %v", p.name, s.State, left)
	}
}

// close ends the game, while others still play.
func (m *model) close() {
	var players sync.WaitGroup
	players.Go(func() { m.operate(rand.New(rand.NewPCG(m.seed, 100))) })
	for _, p := range m.processes {
		players.Go(func() {
			if err := p.Close(context.Background()); err != nil {
				m.errorf("%s: %v", p.name, err)
			}
		})
	}
	players.Wait()
	for _, p := range m.processes {
		if _, err := p.Request(OpStart); !errors.Is(err, ErrClosed) {
			m.errorf("%s: start after close: %v", p.name, err)
		}
		s := p.Snapshot()
		if left := p.family(); s.State.Alive() || len(left) > 0 {
			m.errorf("%s: after close it is %s, and there is %v", p.name, s.State, left)
		}
		p.remembered(s)
	}
}

// remembered checks the history.
func (p *modelled) remembered(s Snapshot) {
	history := p.History()
	sorted := slices.IsSortedFunc(history, func(a, b Run) int { return int(a.Generation) - int(b.Generation) })
	if want := min(int(s.Generation), historySize); len(history) != want || !sorted ||
		want > 0 && history[want-1].Generation != s.Generation {
		p.model.errorf("%s: after %d generations the history is %+v", p.name, s.Generation, history)
	}
	for _, r := range history {
		if r.Exit == nil && r.Err == nil || r.EndedAt.Before(r.StartedAt) {
			p.model.errorf("%s: %+v", p.name, r)
		}
	}
}
