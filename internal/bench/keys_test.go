//go:build linux

package bench

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

const presses = 100

// flooding is a stack of processes that print without end.
func flooding(count int, tty bool) string {
	var config strings.Builder
	for i := range count {
		fmt.Fprintf(&config, "[processes.p%d]\ncommand = [%q]\nenv = { %s = \"flood\" }\ntty = %t\n", i, self, roleVar, tty)
	}
	return config.String()
}

// BenchmarkKeys measures how long a key takes until the screen shows its
// effect: the selection goes from process to process, and their output with it.
func BenchmarkKeys(b *testing.B) {
	for _, test := range []struct {
		name   string
		config string
	}{
		{"Idle", "[processes]\np0 = { command = 'exec sleep 1000' }\np1 = { command = 'exec sleep 1000' }\n" +
			"p2 = { command = 'exec sleep 1000' }\np3 = { command = 'exec sleep 1000' }\n"},
		{"FloodingTerminals", flooding(4, true)},
		{"FloodingPipes", flooding(4, false)},
	} {
		b.Run(test.name, func(b *testing.B) {
			for range b.N {
				keys(b, test.config)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func keys(b *testing.B, config string) {
	term := open(b, config)
	defer term.quit()
	term.until("│ p0 ")
	time.Sleep(time.Second) // the rings fill
	var times []time.Duration
	at, step, key := 0, 1, "j"
	for range presses {
		if at+step < 0 || at+step > 3 {
			step, key = -step, map[string]string{"j": "k", "k": "j"}[key]
		}
		at += step
		times = append(times, term.press(key, fmt.Sprintf("│ p%d ", at)))
		time.Sleep(30 * time.Millisecond) // as a person would, and no multiple of a frame
	}
	slices.Sort(times)
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	b.ReportMetric(ms(times[len(times)/2]), "p50-ms")
	b.ReportMetric(ms(times[len(times)*99/100-1]), "p99-ms")
	b.ReportMetric(ms(times[len(times)-1]), "max-ms")
}

// BenchmarkFloodWithoutEnd measures what 20 s of it leave in memory.
func BenchmarkFloodWithoutEnd(b *testing.B) {
	for range b.N {
		term := open(b, flooding(4, false))
		time.Sleep(5 * time.Second)
		early := term.memory("VmRSS")
		time.Sleep(15 * time.Second)
		b.ReportMetric(early, "MiB-after-5s")
		b.ReportMetric(term.memory("VmRSS"), "MiB-after-20s")
		cpu, peak := term.use()
		b.ReportMetric(cpu, "cpu-s")
		b.ReportMetric(peak, "MiB-peak")
		term.quit()
	}
	b.ReportMetric(0, "ns/op")
}

// BenchmarkIdleScreen counts what is drawn in 20 s in which nothing happens and
// no figures are shown.
func BenchmarkIdleScreen(b *testing.B) {
	for range b.N {
		term := open(b, "[processes.p0]\ncommand = 'exec sleep 1000'\n")
		term.until("│ p0 ")
		term.press("p", "figures")
		time.Sleep(5 * time.Second) // the notice goes
		before := term.drawn()
		cpu, _ := term.use()
		time.Sleep(20 * time.Second)
		after, _ := term.use()
		b.ReportMetric(float64(term.drawn()-before), "bytes")
		b.ReportMetric(after-cpu, "cpu-s")
		term.quit()
	}
	b.ReportMetric(0, "ns/op")
}
