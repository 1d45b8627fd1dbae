//go:build unix

package processcontrol

import (
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/creack/pty"
)

// BenchmarkStartToExec measures the time from the first start to the last
// exec of 500 processes, and of as many that os/exec (for terminals:
// creack/pty) starts without tend, in turn. The ratio is the price of tend.
func BenchmarkStartToExec(b *testing.B) {
	b.Run("pipes", func(b *testing.B) { benchmarkStart(b, false, startBare) })
	b.Run("terminals", func(b *testing.B) { benchmarkStart(b, true, startBareOnTerminal) })
}

const (
	startedAtOnce = 500
	startRounds   = 9
)

func benchmarkStart(b *testing.B, tty bool, bare func() (*exec.Cmd, *os.File, error)) {
	host := benchHost(b)
	for range b.N {
		var ours, theirs []time.Duration
		for range startRounds {
			ours = append(ours, timeControls(b, host, tty))
			theirs = append(theirs, timeBare(b, bare))
		}
		b.ReportMetric(milliseconds(median(ours)), "ms")
		b.ReportMetric(milliseconds(median(theirs)), "bare-ms")
		b.ReportMetric(float64(median(ours))/float64(median(theirs)), "ratio")
	}
	b.ReportMetric(0, "ns/op")
}

// timeControls starts processes as tend does.
func timeControls(b *testing.B, host *Host, tty bool) time.Duration {
	controls := make([]*Control, startedAtOnce)
	for i := range controls {
		spec := benchSpec("p"+strconv.Itoa(i), obedient)
		spec.TTY = tty
		controls[i] = New(host, spec, func() {})
	}
	defer closeAll(b, controls)
	runtime.GC()
	began := time.Now()
	each(controls, func(c *Control) {
		if _, err := c.Start(b.Context()); err != nil {
			b.Error(err)
		}
	})
	return time.Since(began)
}

// timeBare starts processes as anybody would.
func timeBare(b *testing.B, start func() (*exec.Cmd, *os.File, error)) time.Duration {
	commands := make([]*exec.Cmd, startedAtOnce)
	places := make([]int, startedAtOnce)
	outputs := make([]*os.File, startedAtOnce)
	for i := range places {
		places[i] = i
	}
	defer each(places, func(i int) {
		if commands[i] == nil {
			return
		}
		_ = commands[i].Process.Kill()
		_ = commands[i].Wait() // "killed"
		_ = outputs[i].Close()
	})
	runtime.GC()
	began := time.Now()
	each(places, func(i int) {
		command, output, err := start()
		if err != nil {
			b.Error(err)
			return
		}
		commands[i], outputs[i] = command, output
		go func() { _, _ = io.Copy(io.Discard, output) }() // until the process is gone
	})
	return time.Since(began)
}

func startBare() (*exec.Cmd, *os.File, error) {
	command := bareCommand()
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	return command, output.(*os.File), command.Start()
}

func startBareOnTerminal() (*exec.Cmd, *os.File, error) {
	command := bareCommand()
	output, err := pty.Start(command)
	return command, output, err
}

func bareCommand() *exec.Cmd {
	command := exec.Command(obedient[0], obedient[1:]...)
	command.Env = append(os.Environ(), testCookieVar+"="+cookie)
	return command
}
