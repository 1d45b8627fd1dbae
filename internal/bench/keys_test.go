//go:build linux

package bench

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tend/internal/tendtest"
)

const presses = 100

// full is a line that is printed only after the buffer of a process has had to
// drop its first ones: the number is more than 8 MiB of lines away from the
// first.
var full = regexp.MustCompile(`\b1000[1-9]\d{4} |\b100[1-9]\d{5} |\b10[1-9]\d{6} |\b1[1-9]\d{7} `)

// BenchmarkKeys measures how long a key takes until the screen shows its
// effect: the selection goes from process to process, and their output with it.
func BenchmarkKeys(b *testing.B) {
	const idle = "[processes.p%d]\ncommand = 'exec sleep 1000'\n"
	var quiet strings.Builder
	for i := range 4 {
		fmt.Fprintf(&quiet, idle, i)
	}
	for _, test := range []struct {
		name   string
		config string
		floods bool
	}{
		{"Idle", quiet.String(), false},
		{"FloodingTerminals", stack(4, "flood", true), true},
		{"FloodingPipes", stack(4, "flood", false), true},
	} {
		b.Run(test.name, func(b *testing.B) {
			for range b.N {
				s := open(b, test.config)
				s.settled(4)
				if test.floods {
					s.Until(full)
				}
				keys(b, s)
				s.quit()
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkKeysOfVisitors measures the same on a screen that shows the session of
// another process.
func BenchmarkKeysOfVisitors(b *testing.B) {
	for _, test := range []struct {
		name string
		tty  bool
	}{{"FloodingTerminals", true}, {"FloodingPipes", false}} {
		b.Run(test.name, func(b *testing.B) {
			for range b.N {
				s := attach(b, stack(4, "flood", test.tty))
				s.Until(full)
				keys(b, s)
				s.quit()
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func keys(b *testing.B, s *session) {
	var times []time.Duration
	at, step, key := 0, 1, "j"
	for range presses {
		if at+step < 0 || at+step > 3 {
			step, key = -step, map[string]string{"j": "k", "k": "j"}[key]
		}
		at += step
		times = append(times, s.press(key, fmt.Sprintf("│ p%d ", at)))
		// What is measured is a person's key, which comes at any moment between
		// two frames, and not one that answers a frame.
		time.Sleep(time.Duration(rand.Int64N(int64(60 * time.Millisecond))))
	}
	slices.Sort(times)
	b.ReportMetric(ms(times[len(times)/2]), "p50-ms")
	b.ReportMetric(ms(times[len(times)*99/100-1]), "p99-ms")
	b.ReportMetric(ms(times[len(times)-1]), "max-ms")
}

// BenchmarkFloodWithoutEnd measures what 20 s of it leave in memory: the time
// that passes is what is measured.
func BenchmarkFloodWithoutEnd(b *testing.B) {
	for range b.N {
		s := open(b, stack(4, "flood", false))
		s.settled(4)
		time.Sleep(5 * time.Second)
		early := s.memory("VmRSS")
		time.Sleep(15 * time.Second)
		b.ReportMetric(early, "MiB-after-5s")
		b.ReportMetric(s.memory("VmRSS"), "MiB-after-20s")
		cpu, peak := s.use()
		b.ReportMetric(cpu, "cpu-s")
		b.ReportMetric(peak, "MiB-peak")
		s.quit()
	}
	b.ReportMetric(0, "ns/op")
}

// BenchmarkIdleScreen counts what is drawn in 20 s in which nothing happens and
// no figures are shown: the time that passes is what is measured.
func BenchmarkIdleScreen(b *testing.B) {
	for range b.N {
		s := open(b, "[processes.p0]\ncommand = 'exec sleep 1000'\n")
		s.settled(1)
		s.press("p", "only what has a limit is measured")
		s.Forget()
		s.Until(tendtest.Text("? help")) // the notice has gone, the keys are back
		before, woken := s.Bytes(), s.wakeups()
		cpu, _ := s.use()
		time.Sleep(20 * time.Second)
		after, _ := s.use()
		b.ReportMetric(float64(s.Bytes()-before), "bytes")
		b.ReportMetric(s.wakeups()-woken, "wakeups")
		b.ReportMetric(after-cpu, "cpu-s")
		s.quit()
	}
	b.ReportMetric(0, "ns/op")
}
