//go:build lockstat && linux

package processcontrol

import (
	"context"
	"io"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// deaf ignores SIGTERM: what is ignored stays so across exec.
var deaf = []string{"sh", "-c", `trap "" TERM; exec sleep 1000`}

// BenchmarkLockHold measures how long Controls hold their mutex, while 64
// goroutines do whatever can be done to 1,000 real processes, a tenth of which
// ignore SIGTERM. "naive" is what many would write, under the same load: one
// mutex a process, held from the signal to the exit. "empty" is a mutex that the
// same goroutines hold in between while they do next to nothing: what the
// machine itself makes of any hold.
func BenchmarkLockHold(b *testing.B) {
	b.Run("tend", func(b *testing.B) {
		host := benchHost(b)
		controls := make([]*Control, lockedProcesses)
		for i := range controls {
			spec := lockSpec(i)
			spec.TTY = i%10 == 5 // so that there is something to resize
			controls[i] = New(host, spec, func() {})
		}
		defer closeAll(b, controls)
		torment(b, controls, &controlLocks)
	})
	b.Run("naive", func(b *testing.B) {
		var stats lockStats
		naives := make([]*naive, lockedProcesses)
		for i := range naives {
			spec := lockSpec(i)
			naives[i] = &naive{spec: spec, mu: lock{stats: &stats}}
		}
		defer each(naives, func(n *naive) { _ = n.Kill(context.Background()) })
		torment(b, naives, &stats)
	})
}

const (
	lockedProcesses = 1000
	lockCallers     = 64
	lockTime        = 10 * time.Second
)

func lockSpec(i int) Spec {
	if i%10 == 0 {
		return benchSpec("p"+strconv.Itoa(i), deaf)
	}
	return benchSpec("p"+strconv.Itoa(i), obedient)
}

// operated is what can be done to a process.
type operated interface {
	Start(context.Context) (Answer, error)
	Stop(context.Context) error
	Kill(context.Context) error
	Restart(context.Context) error
	Snapshot() Snapshot
	Resize(cols, rows int)
}

// torment starts all processes, does random things to them for a while, and
// reports how their locks have been held meanwhile.
func torment[P operated](b *testing.B, processes []P, stats *lockStats) {
	each(processes, func(p P) {
		if _, err := p.Start(b.Context()); err != nil {
			b.Error(err)
		}
	})
	for range b.N {
		var empty lockStats
		stats.reset()
		ctx, cancel := context.WithTimeout(b.Context(), lockTime)
		var callers sync.WaitGroup
		for n := range uint64(lockCallers) {
			callers.Go(func() {
				random := rand.New(rand.NewPCG(1, n))
				nothing, done := lock{stats: &empty}, 0
				for ctx.Err() == nil {
					nothing.Lock()
					done++
					nothing.Unlock()
					p := processes[random.IntN(len(processes))]
					switch random.IntN(16) {
					case 0, 1, 2, 3:
						_, _ = p.Start(ctx) // refused or not: the lock was held
					case 4, 5:
						_ = p.Stop(ctx)
					case 6:
						_ = p.Kill(ctx)
					case 7, 8:
						_ = p.Restart(ctx)
					case 9, 10, 11:
						p.Resize(80+random.IntN(100), 24)
					default:
						benchmarkedState = p.Snapshot().State
					}
				}
			})
		}
		callers.Wait()
		cancel()
		stats.report(b, "")
		empty.report(b, "empty-")
	}
	b.ReportMetric(0, "ns/op")
}

func (s *lockStats) report(b *testing.B, of string) {
	for _, h := range []struct {
		name string
		*histogram
	}{{"wall", &s.wall}, {"cpu", &s.cpu}, {"wait", &s.wait}} {
		b.Logf("%-10s p50 %-10s p99 %-10s p99.9 %-10s max %-10s of %d",
			of+h.name, h.quantile(.5), h.quantile(.99), h.quantile(.999), h.max(), h.count())
	}
	micro := func(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
	b.ReportMetric(micro(s.wall.quantile(.999)), of+"wall-p99.9-µs")
	b.ReportMetric(micro(s.wall.max()), of+"wall-max-µs")
	b.ReportMetric(micro(s.cpu.quantile(.999)), of+"cpu-p99.9-µs")
	b.ReportMetric(micro(s.cpu.max()), of+"cpu-max-µs")
}

// naive is a process behind one mutex.
type naive struct {
	spec Spec

	mu    lock
	cmd   *exec.Cmd
	ended chan struct{}
	size  termSize
}

func (n *naive) Start(context.Context) (Answer, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return Accepted, n.start()
}

func (n *naive) start() error {
	if n.cmd != nil {
		return nil
	}
	cmd := exec.Command(n.spec.Command[0], n.spec.Command[1:]...)
	cmd.Env, cmd.Dir = n.spec.Env, n.spec.Dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	output, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = io.Copy(io.Discard, output)
		_ = cmd.Wait()
	}()
	n.cmd, n.ended = cmd, ended
	return nil
}

func (n *naive) Stop(context.Context) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.stop(syscall.SIGTERM)
	return nil
}

func (n *naive) Kill(context.Context) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.stop(syscall.SIGKILL)
	return nil
}

func (n *naive) stop(signal syscall.Signal) {
	if n.cmd == nil {
		return
	}
	_ = syscall.Kill(-n.cmd.Process.Pid, signal)
	select {
	case <-n.ended:
	case <-time.After(n.spec.Stop.Grace):
		_ = syscall.Kill(-n.cmd.Process.Pid, syscall.SIGKILL)
		<-n.ended
	}
	n.cmd = nil
}

func (n *naive) Restart(context.Context) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.stop(syscall.SIGTERM)
	return n.start()
}

func (n *naive) Snapshot() Snapshot {
	n.mu.Lock()
	defer n.mu.Unlock()
	s := Snapshot{State: Idle}
	if n.cmd != nil {
		s.State, s.PID = Running, n.cmd.Process.Pid
	}
	return s
}

func (n *naive) Resize(cols, rows int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.size = termSize{cols, rows}
}

// TestHistogram: what it says is not more than 5 % off.
func TestHistogram(t *testing.T) {
	var h histogram
	for d := range time.Duration(100_000) {
		h.add(d)
	}
	for _, q := range []float64{.001, .5, .99, .999} {
		want := q * 100_000
		if got := float64(h.quantile(q)); got < want || got > 1.05*want {
			t.Errorf("quantile %v: %v, want %v", q, got, want)
		}
	}
	if h.max() != 99_999 || h.count() != 100_000 {
		t.Error(h.max(), h.count())
	}
	h.add(1 << 62)
	if h.max() != 1<<62 {
		t.Error(h.max())
	}
}
