package processcontrol

import (
	"context"
	"log/slog"
	"os"
	"slices"
	"sync"
	"testing"
	"time"
)

// The benchmarks run real programs that are as small as can be: a test binary
// is too heavy to be started a thousand times.
var (
	obedient = []string{"sleep", "1000"}
)

// benchSpec describes a small process.
func benchSpec(name string, command []string) Spec {
	return Spec{
		Name: name, Command: command, Dir: os.TempDir(),
		Env:  append(os.Environ(), testCookieVar+"="+cookie),
		Stop: StopSpec{Signal: SIGTERM, Grace: 200 * time.Millisecond},
		Log:  LogSpec{Buffer: 64 << 10},
	}
}

// benchHost makes a Host that logs nothing.
func benchHost(b *testing.B) *Host {
	b.Helper()
	host, err := NewHost(slog.New(slog.DiscardHandler))
	if err != nil {
		b.Skip(err)
	}
	return host
}

// closeAll ends all processes.
func closeAll(b *testing.B, controls []*Control) {
	b.Helper()
	each(controls, func(c *Control) {
		if err := c.Close(context.Background()); err != nil {
			b.Error(err)
		}
	})
}

// each calls f for all of them at once, and waits.
func each[T any](all []T, f func(T)) {
	var calls sync.WaitGroup
	for _, one := range all {
		calls.Go(func() { f(one) })
	}
	calls.Wait()
}

// median returns the one in the middle.
func median(durations []time.Duration) time.Duration {
	slices.Sort(durations)
	return durations[len(durations)/2]
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
