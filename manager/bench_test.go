//go:build unix

package manager_test

import (
	"context"
	"io"
	"log/slog"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"tend/manager"
	"tend/processcontrol"
)

const (
	large  = 1000 // processes
	rounds = 5
	idle   = 20 * time.Second
)

// hostOf is what a Manager needs of a Host.
type hostOf struct{ *processcontrol.Host }

func (h hostOf) NewControl(spec processcontrol.Spec, changed func()) manager.Control {
	return processcontrol.New(h.Host, spec, changed)
}

// BenchmarkStack starts and stops a thousand processes, and in turn as many
// with nothing but os/exec: the ratios are the price of tend.
func BenchmarkStack(b *testing.B) {
	host, err := processcontrol.NewHost(slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := host.Close(); err != nil {
			b.Error(err)
		}
	}()
	for range b.N {
		var starts, stops, bareStarts, bareStops []time.Duration
		for range rounds {
			start, stop := timeBare(b)
			bareStarts, bareStops = append(bareStarts, start), append(bareStops, stop)
			start, stop = timeStack(b, host)
			starts, stops = append(starts, start), append(stops, stop)
		}
		b.ReportMetric(ms(median(starts)), "start-ms")
		b.ReportMetric(ms(median(bareStarts)), "bare-start-ms")
		b.ReportMetric(float64(median(starts))/float64(median(bareStarts)), "start-ratio")
		b.ReportMetric(ms(median(stops)), "stop-ms")
		b.ReportMetric(ms(median(bareStops)), "bare-stop-ms")
		b.ReportMetric(float64(median(stops))/float64(median(bareStops)), "stop-ratio")
		b.ReportMetric(float64(median(starts)+median(stops))/float64(median(bareStarts)+median(bareStops)), "ratio")
	}
	b.ReportMetric(0, "ns/op")
}

// sleepers is a large stack of processes that do nothing.
func sleepers() *manager.Stack {
	stack := &manager.Stack{}
	for i := range large {
		stack.Processes = append(stack.Processes, manager.Process{
			Spec: processcontrol.Spec{
				Name: "p" + strconv.Itoa(i), Command: []string{"sleep", "1000"}, Dir: "/", Env: []string{"PATH=/bin:/usr/bin"},
				Stop: processcontrol.StopSpec{Signal: processcontrol.SIGTERM, Grace: time.Minute},
				Log:  processcontrol.LogSpec{Buffer: 64 << 10},
			},
			Autostart: true,
		})
	}
	return stack
}

func timeStack(b *testing.B, host *processcontrol.Host) (start, stop time.Duration) {
	stack := sleepers()
	runtime.GC()
	began := time.Now()
	m, err := manager.New(stack, hostOf{host}, manager.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- m.Run(context.Background()) }()
	told := m.Changes(b.Context())
	for !all(m.Snapshot(), manager.Running) {
		<-told
	}
	start = time.Since(began)
	began = time.Now()
	m.Shutdown(false)
	if err := <-ended; err != nil {
		b.Error(err)
	}
	return start, time.Since(began)
}

func all(s *manager.Snapshot, status manager.Status) bool {
	return !slices.ContainsFunc(s.Processes, func(p *manager.ProcessView) bool { return p.Status != status })
}

// timeBare does the same with os/exec alone: it reads all output, and asks and
// waits for all at once.
func timeBare(b *testing.B) (start, stop time.Duration) {
	runtime.GC()
	began := time.Now()
	commands := make([]*exec.Cmd, large)
	var reading sync.WaitGroup
	for i := range commands {
		c := exec.Command("sleep", "1000")
		c.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		for _, pipe := range []func() (io.ReadCloser, error){c.StdoutPipe, c.StderrPipe} {
			output, err := pipe()
			if err != nil {
				b.Fatal(err)
			}
			defer output.Close()
			reading.Go(func() { _, _ = io.Copy(io.Discard, output) })
		}
		if err := c.Start(); err != nil {
			b.Fatal(err)
		}
		commands[i] = c
	}
	start = time.Since(began)
	began = time.Now()
	for _, c := range commands {
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			b.Error(err)
		}
	}
	reading.Wait()
	for _, c := range commands {
		_ = c.Wait() // "terminated"
	}
	return start, time.Since(began)
}

// BenchmarkIdleStack tells what a process costs in memory, beside its output,
// and how often this program wakes up in 20 s in which nothing happens; before
// that, how often the Go runtime alone does.
func BenchmarkIdleStack(b *testing.B) {
	for range b.N {
		stack := sleepers()
		nobody := voluntary(b)
		time.Sleep(idle)
		b.ReportMetric(float64(voluntary(b)-nobody), "bare-wakeups")
		before := heap()
		real, err := processcontrol.NewHost(slog.New(slog.DiscardHandler))
		if err != nil {
			b.Fatal(err)
		}
		m, err := manager.New(stack, hostOf{real}, manager.Options{Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			b.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- m.Run(context.Background()) }()
		told := m.Changes(b.Context())
		for !all(m.Snapshot(), manager.Running) {
			<-told
		}
		b.ReportMetric(float64(heap()-before)/large/1024, "KiB/process")
		time.Sleep(time.Second) // what the start has set off comes to rest
		var woken int
		switches := voluntary(b)
		over := time.NewTimer(idle)
	wait:
		for {
			select {
			case <-told:
				woken++
			case <-over.C:
				break wait
			}
		}
		b.ReportMetric(float64(woken), "changes")
		b.ReportMetric(float64(voluntary(b)-switches), "wakeups")
		m.Shutdown(true)
		if err := <-ended; err != nil {
			b.Error(err)
		}
		if err := real.Close(); err != nil {
			b.Error(err)
		}
	}
	b.ReportMetric(0, "ns/op")
}

// heap is the memory in use: the heap, and the stacks of goroutines.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc + stats.StackInuse)
}

// voluntary is how often this process has gone to sleep so far.
func voluntary(b *testing.B) int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return usage.Nvcsw
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}
