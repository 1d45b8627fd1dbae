//go:build unix

package processcontrol

import (
	"strconv"
	"syscall"
	"testing"
	"time"

	"tend/internal/proctable"
)

// BenchmarkSampleTick measures the CPU time of one tick of the sampling of 500
// processes that have one or two children each: while all of them sleep, and as
// if every process of the machine had run since the last tick.
func BenchmarkSampleTick(b *testing.B) {
	const processes = 500
	host := benchHost(b)
	controls := make([]*Control, processes)
	for i := range controls {
		script := "sleep 1000 & echo up; wait"
		if i%2 == 0 {
			script = "sleep 1000 & " + script
		}
		controls[i] = New(host, benchSpec("p"+strconv.Itoa(i), []string{"sh", "-c", script}), func() {})
	}
	defer closeAll(b, controls)
	host.Measure()
	each(controls, func(c *Control) {
		up := &watched{Control: c, changes: make(chan struct{}, 1)}
		up.up(b)
	})
	host.measure() // the first one meets everybody for the first time
	tree := 0
	for _, c := range controls {
		tree += c.Snapshot().Usage.Processes
	}
	if tree != processes*5/2 {
		b.Fatalf("%d processes are measured", tree)
	}

	b.Run("asleep", func(b *testing.B) { benchmarkTick(b, host.measure) })
	b.Run("awake", func(b *testing.B) {
		benchmarkTick(b, func() {
			host.table = proctable.Walker{} // knows nobody, so that all are read
			host.measure()
		})
	})
}

func benchmarkTick(b *testing.B, tick func()) {
	b.ReportAllocs()
	before, ticks := cpuTime(b), 0
	for b.Loop() {
		tick()
		ticks++
	}
	b.ReportMetric(milliseconds(cpuTime(b)-before)/float64(ticks), "cpu-ms/tick")
}

// cpuTime is what this process has used so far.
func cpuTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
