//go:build linux

package bench

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/creack/pty"
)

const rounds = 5

// flood compares the time that processes take to print lines under tend with
// that which they take when somebody reads and does nothing else.
func flood(b *testing.B, processes, lines, block int, tty bool) {
	for range b.N {
		var bare, tend, cpu, peak []float64
		for range rounds {
			bare = append(bare, floodBare(b, processes, lines, block, tty))
			seconds, used, memory := floodTend(b, processes, lines, block, tty)
			tend, cpu, peak = append(tend, seconds), append(cpu, used), append(peak, memory)
		}
		b.ReportMetric(median(tend), "s")
		b.ReportMetric(median(bare), "bare-s")
		b.ReportMetric(median(tend)/median(bare), "ratio")
		b.ReportMetric(median(cpu), "cpu-s")
		b.ReportMetric(median(peak), "MiB")
	}
	b.ReportMetric(0, "ns/op")
}

func BenchmarkOnePipe(b *testing.B)       { flood(b, 1, 2_000_000, usual, false) }
func BenchmarkOnePipeLarge(b *testing.B)  { flood(b, 1, 2_000_000, large, false) }
func BenchmarkOneTerminal(b *testing.B)   { flood(b, 1, 2_000_000, usual, true) }
func BenchmarkTenPipes(b *testing.B)      { flood(b, 10, 200_000, usual, false) }
func BenchmarkTenPipesLarge(b *testing.B) { flood(b, 10, 200_000, large, false) }
func BenchmarkTenTerminals(b *testing.B)  { flood(b, 10, 200_000, usual, true) }

func floodTend(b *testing.B, processes, lines, block int, tty bool) (seconds, cpu, peak float64) {
	b.Helper()
	dir := b.TempDir()
	start := filepath.Join(dir, "go")
	var config strings.Builder
	var files []string
	for i := range processes {
		file := filepath.Join(dir, fmt.Sprint(i))
		files = append(files, file)
		fmt.Fprintf(&config, "[processes.p%d]\ncommand = [%q]\nenv = { %s = %q }\ntty = %t\n", i, self, roleVar, print(lines, file, start, block), tty)
	}
	term := open(b, config.String())
	defer term.quit()
	begin(b, start)
	seconds = await(b, files)
	term.until(fmt.Sprint(100_000_000 + lines - 1)) // nothing is left to be read
	cpu, peak = term.use()
	return seconds, cpu, peak
}

// floodBare has the output read in blocks of 64 KiB, and forgotten: from a pipe
// that is what cat >/dev/null does.
func floodBare(b *testing.B, processes, lines, block int, tty bool) float64 {
	b.Helper()
	dir := b.TempDir()
	start := filepath.Join(dir, "go")
	var files []string
	var reading sync.WaitGroup
	for i := range processes {
		file := filepath.Join(dir, fmt.Sprint(i))
		files = append(files, file)
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), roleVar+"="+print(lines, file, start, block))
		var output io.ReadCloser
		var err error
		if tty {
			output, err = pty.Start(cmd)
		} else if output, err = cmd.StdoutPipe(); err == nil {
			err = cmd.Start()
		}
		if err != nil {
			b.Fatal(err)
		}
		reading.Go(func() {
			buf := make([]byte, 64<<10)
			for {
				if _, err := output.Read(buf); err != nil {
					break
				}
			}
			_ = cmd.Wait()
			_ = output.Close()
		})
	}
	begin(b, start)
	reading.Wait()
	return await(b, files)
}
