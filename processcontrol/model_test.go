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
	"runtime/pprof"
	"sync"
	"sync/atomic"
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
			host.Measure()
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

func newModel(t *testing.T, host *Host, seed uint64) *model {
	m := &model{t: t, seed: seed, dir: t.TempDir(), host: host}
	random := rand.New(rand.NewPCG(seed, 0))
	for i := range 3 {
		m.processes = append(m.processes, m.invent(random, fmt.Sprintf("seed%d-%d", seed, i)))
	}
	return m
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
