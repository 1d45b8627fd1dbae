//go:build linux

package bench

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/creack/pty"

	"tend/internal/tendtest"
)

const rounds = 5

// flood compares the time that processes take to print lines under tend with
// that which they take when somebody reads and does nothing else.
func flood(b *testing.B, processes, lines, block int, tty bool) {
	for range b.N {
		var bare, kept, tend, cpu, peak []float64
		for range rounds {
			bare = append(bare, floodBare(b, processes, lines, block, tty))
			if !tty {
				kept = append(kept, floodKept(b, processes, lines, block))
			}
			seconds, used, memory := floodTend(b, processes, lines, block, tty)
			tend, cpu, peak = append(tend, seconds), append(cpu, used), append(peak, memory)
		}
		b.ReportMetric(median(tend), "s")
		b.ReportMetric(median(bare), "bare-s")
		b.ReportMetric(median(tend)/median(bare), "ratio")
		if !tty {
			b.ReportMetric(median(kept), "kept-s")
			b.ReportMetric(median(tend)/median(kept), "kept-ratio")
		}
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

// stack is a configuration with so many processes of one role.
func stack(count int, role string, tty bool) string {
	var config strings.Builder
	for i := range count {
		fmt.Fprintf(&config, "[processes.p%d]\ncommand = [%q]\nenv = { %s = %q }\ntty = %t\n", i, self, roleVar, role, tty)
	}
	return config.String()
}

func floodTend(b *testing.B, processes, lines, block int, tty bool) (seconds, cpu, peak float64) {
	b.Helper()
	p := newPrinters(b, processes)
	s := open(b, stack(processes, p.role(lines, block), tty))
	p.meet()
	s.settled(processes)
	seconds = p.print()
	s.Until(tendtest.Text(fmt.Sprint(firstLine + lines - 1))) // nothing is left to be read
	cpu, peak = s.use()
	s.quit()
	return seconds, cpu, peak
}

// floodBare has the output read in blocks of 64 KiB, and forgotten: from a pipe
// that is what cat >/dev/null does.
func floodBare(b *testing.B, processes, lines, block int, tty bool) float64 {
	b.Helper()
	p := newPrinters(b, processes)
	var reading sync.WaitGroup
	for range processes {
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), roleVar+"="+p.role(lines, block))
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
	p.meet()
	seconds := p.print()
	reading.Wait()
	return seconds
}

// floodKept has the output read by another program, which keeps the newest of
// each process in memory and does nothing else: it is what nobody can do without
// who wants to show that later. Its memory is new, as that of tend is.
func floodKept(b *testing.B, processes, lines, block int) float64 {
	b.Helper()
	p := newPrinters(b, processes)
	keeper := exec.Command(self)
	keeper.Env = append(os.Environ(), roleVar+"=keep "+fmt.Sprint(processes))
	var printing []*exec.Cmd
	for range processes {
		read, write, err := os.Pipe()
		if err != nil {
			b.Fatal(err)
		}
		keeper.ExtraFiles = append(keeper.ExtraFiles, read)
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), roleVar+"="+p.role(lines, block))
		cmd.Stdout = write
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		_ = write.Close()
		printing = append(printing, cmd)
	}
	ready, err := keeper.StdoutPipe()
	if err == nil {
		err = keeper.Start()
	}
	if err == nil {
		_, err = ready.Read(make([]byte, 1))
	}
	if err != nil {
		b.Fatal(err)
	}
	p.meet()
	seconds := p.print()
	for _, cmd := range append(printing, keeper) {
		_ = cmd.Wait()
	}
	for _, read := range keeper.ExtraFiles {
		_ = read.Close()
	}
	return seconds
}

// keep reads so many inherited pipes to their ends, and keeps as much of each as
// tend does.
func keep(pipes int) {
	const (
		buffer    = 8 << 20
		atOnce    = 64 << 10
		inherited = 3 // the first descriptor that is
	)
	var reading sync.WaitGroup
	for i := range pipes {
		pipe := os.NewFile(uintptr(inherited+i), "pipe")
		kept := make([]byte, buffer)
		reading.Go(func() {
			for at := 0; ; {
				n, err := pipe.Read(kept[at:min(at+atOnce, buffer)])
				if err != nil {
					return
				}
				at = (at + n) % buffer
			}
		})
	}
	fmt.Println("ready")
	reading.Wait()
}
