//go:build unix

package manager

import (
	"context"
	"fmt"
	"log/slog"
	"syscall"
	"testing"
	"time"

	"tend/processcontrol"
)

// BenchmarkChange tells what a change of one process costs the manager itself
// in a stack of a thousand: noticing it, deciding what follows, and telling
// somebody who looks. The processes are made up, so that nothing else is
// measured.
func BenchmarkChange(b *testing.B) {
	stack := &Stack{}
	for i := range 1000 {
		stack.Processes = append(stack.Processes, process(fmt.Sprint("p", i)))
	}
	r := &rig{fakes: make(map[string]*fake), diary: &diary{}}
	m, err := New(stack, r, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- m.Run(context.Background()) }()
	told := m.Changes(b.Context())
	for m.Snapshot().Processes[999].Status != Running {
		<-told
	}
	before := cpuTime(b)
	for i := 0; b.Loop(); i++ {
		place := i % 1000
		ready := !m.Snapshot().Processes[place].Ready
		r.fakes[fmt.Sprint("p", place)].set(func(s *processcontrol.Snapshot) { s.Ready = ready })
		for m.Snapshot().Processes[place].Ready != ready {
			<-told
		}
	}
	b.ReportMetric(float64((cpuTime(b)-before).Microseconds())/float64(b.N), "cpu-µs/change")
	m.Shutdown(true)
	if err := <-ended; err != nil {
		b.Error(err)
	}
}

// cpuTime is the CPU time that this process has used.
func cpuTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
