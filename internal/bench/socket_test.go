//go:build linux

package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tend/internal/remote/client"
	"tend/internal/remote/wire"
)

// named is a configuration whose session is called bench.
func named(config string) string { return "name = \"bench\"\n" + config }

// socket is where that session answers.
func socket() string { return filepath.Join(runtimeDir(), "tend", "bench.sock") }

// runtimeDir is the XDG_RUNTIME_DIR of all sessions.
func runtimeDir() string { return filepath.Join(filepath.Dir(binary), "run") }

// BenchmarkState asks for the state of ten processes, each time as a new program
// would, and has tend ps do so.
func BenchmarkState(b *testing.B) {
	s := open(b, named(stack(10, "sleep", false)))
	s.settled(10)
	for range b.N {
		const asked, programs = 1000, 20
		cpu, _ := s.use()
		var each []float64
		for range asked {
			began := time.Now()
			c := client.New(socket())
			if _, err := c.State(b.Context()); err != nil {
				b.Fatal(err)
			}
			c.Close()
			each = append(each, time.Since(began).Seconds()*1e3)
		}
		used, _ := s.use()
		var ps, none []float64
		for range programs {
			ps = append(ps, s.program("ps", "--session", "bench"))
			none = append(none, s.program("version"))
		}
		b.ReportMetric(median(each), "ms")
		b.ReportMetric(each[len(each)*99/100], "p99-ms") // median has sorted them
		b.ReportMetric((used-cpu)*1e3/asked, "cpu-ms")
		b.ReportMetric(median(ps), "ps-ms")
		b.ReportMetric(median(none), "version-ms")
	}
	b.ReportMetric(0, "ns/op")
	s.quit()
}

// program runs tend with arguments, and returns how many milliseconds that took.
func (s *session) program(args ...string) float64 {
	s.b.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+runtimeDir())
	began := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		s.b.Fatalf("%v: %s", err, out)
	}
	return time.Since(began).Seconds() * 1e3
}

// BenchmarkStreams is the CPU that tend uses in a second while one process floods a
// terminal and five start anew all the time: with nobody there, with a client that
// follows what changes, with one that follows all lines, and with one that has
// stopped reading them.
func BenchmarkStreams(b *testing.B) {
	var config strings.Builder
	config.WriteString(named(stack(1, "flood", true)))
	for i := range 5 {
		fmt.Fprintf(&config, "[processes.again%d]\ncommand = 'sleep 0.05'\nrestart = 'always'\nbackoff = { initial = '10ms', max = '10ms', give_up = 0 }\n", i)
	}
	s := open(b, config.String())
	for {
		if c := client.New(socket()); c != nil {
			_, err := c.State(b.Context())
			c.Close()
			if err == nil {
				break
			}
		}
		time.Sleep(time.Millisecond) // nobody tells when it listens
	}
	for range b.N {
		b.ReportMetric(s.beside(func(context.Context, *client.Client) {}), "alone-cpu")
		changes := 0
		b.ReportMetric(s.beside(func(ctx context.Context, c *client.Client) {
			_ = c.Follow(ctx, 0, func(*wire.Change) error { changes++; return nil })
		}), "events-cpu")
		b.ReportMetric(float64(changes)/span.Seconds(), "events/s")
		var lines, missed int64
		b.ReportMetric(s.beside(func(ctx context.Context, c *client.Client) {
			_ = c.Logs(ctx, client.LogOptions{Follow: true}, func(_ *wire.LogLine, m *wire.Missed) error {
				lines++
				if m != nil {
					missed += m.Lines
				}
				return nil
			})
		}), "lines-cpu")
		b.ReportMetric(float64(lines)/span.Seconds(), "lines/s")
		b.ReportMetric(float64(missed)/span.Seconds(), "missed/s")
		b.ReportMetric(s.beside(func(ctx context.Context, _ *client.Client) { s.stall(ctx) }), "stalled-cpu")
	}
	b.ReportMetric(0, "ns/op")
	s.quit()
}

// span is how long is measured.
const span = 4 * time.Second

// beside returns what tend uses of a CPU while somebody else is there.
func (s *session) beside(visit func(context.Context, *client.Client)) float64 {
	s.b.Helper()
	ctx, cancel := context.WithTimeout(s.b.Context(), span)
	defer cancel()
	c := client.New(socket())
	defer c.Close()
	var beside sync.WaitGroup
	before, _ := s.use()
	began := time.Now()
	beside.Go(func() { visit(ctx, c) })
	<-ctx.Done()
	after, _ := s.use()
	took := time.Since(began)
	beside.Wait()
	return (after - before) / took.Seconds()
}

// stall asks for all lines and does not read them.
func (s *session) stall(ctx context.Context) {
	conn, err := net.Dial("unix", socket())
	if err == nil {
		_, err = fmt.Fprint(conn, "GET /v1/logs/stream?follow=true HTTP/1.1\r\nHost: x\r\n\r\n")
		<-ctx.Done()
		err = errors.Join(err, conn.Close())
	}
	if err != nil {
		s.b.Error(err)
	}
}
