//go:build linux

package bench

import (
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// frame is what only a whole screen has: the key at the end of its last row.
var frame = regexp.MustCompile(`\? help`)

// BenchmarkFirstFrame measures how long it takes from the exec of tend until the
// screen has been drawn, with five and with a hundred processes to start, beside
// a tend that prints its version and ends.
func BenchmarkFirstFrame(b *testing.B) {
	const rounds = 21
	for range b.N {
		var bare []float64
		for range rounds {
			began := time.Now()
			if err := exec.Command(binary, "version").Run(); err != nil {
				b.Fatal(err)
			}
			bare = append(bare, ms(time.Since(began)))
		}
		b.ReportMetric(median(bare), "version-ms")
		for _, processes := range []int{5, 100} {
			var times []float64
			for range rounds {
				began := time.Now()
				s := open(b, many(processes))
				s.Until(frame)
				times = append(times, ms(time.Since(began)))
				s.quit()
			}
			b.ReportMetric(median(times), fmt.Sprintf("p%d-ms", processes))
		}
	}
	b.ReportMetric(0, "ns/op")
}

// many is a stack of processes that do nothing.
func many(processes int) string {
	var text strings.Builder
	for i := range processes {
		fmt.Fprintf(&text, "[processes.p%d]\ncommand = ['sleep', '1000']\n", i)
	}
	return text.String()
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// BenchmarkScroll measures what a frame costs when there are many processes: the
// selection goes down the list as fast as a terminal repeats a key that is held,
// and with it the output. Late are the presses whose effect was not on the screen
// within two frames' time.
func BenchmarkScroll(b *testing.B) {
	const presses, repeat, frames = 300, 33 * time.Millisecond, 33 * time.Millisecond
	for _, processes := range []int{5, 100, 500} {
		b.Run(fmt.Sprint(processes), func(b *testing.B) {
			for range b.N {
				s := open(b, many(processes))
				s.settled(processes)
				s.press("p", "only what has a limit is measured") // without figures there is nothing else to draw
				s.Forget()
				s.Until(frame) // the notice has gone
				before, _ := s.use()
				late := 0
				var times []float64
				at, step, key := 0, 1, "j"
				for range presses {
					if at+step < 0 || at+step >= processes {
						step, key = -step, map[string]string{"j": "k", "k": "j"}[key]
					}
					at += step
					took := s.press(key, fmt.Sprintf("p%d  ● running", at))
					times = append(times, ms(took))
					if took > frames {
						late++
					}
					time.Sleep(max(0, repeat-took))
				}
				after, peak := s.use()
				b.ReportMetric((after-before)/presses*1000, "cpu-ms/frame")
				b.ReportMetric(median(times), "p50-ms")
				b.ReportMetric(float64(late), "late")
				b.ReportMetric(peak, "MiB")
				s.quit()
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}
