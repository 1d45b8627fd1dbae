//go:build linux || darwin

package processcontrol

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tend/internal/logring"
)

// listener keeps what a process prints to its foreground.
type listener struct {
	mu   sync.Mutex
	seen [3][]byte // by stream
}

func (l *listener) print(stream logring.Stream, block []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen[stream] = append(l.seen[stream], block...)
	return nil
}

func (l *listener) of(stream logring.Stream) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.seen[stream])
}

func TestForegroundSeesEveryByte(t *testing.T) {
	var l listener
	s := spec(t, "binary")
	s.Foreground = &Foreground{Print: l.print}
	c := control(t, s)
	c.runs(t)
	var want []byte
	for i := range 256 {
		for j := range 256 {
			want = append(want, byte(i), byte(j), 'm')
		}
	}
	if got := l.of(logring.Stdout); got != string(want) {
		t.Errorf("it has seen %d bytes, want %d, or others", len(got), len(want))
	}
	if got := l.of(logring.Stderr); got != "" {
		t.Errorf("as standard error it has seen %q", got)
	}
}

// A reader may be slower than drain is patient. All that was printed is in the
// kernel, and nobody else has a claim to it.
func TestForegroundThatTakesItsTimeSeesEveryByte(t *testing.T) {
	const size = 60_000 // a pipe holds 64 KiB
	var l listener
	hold := make(chan struct{})
	s := spec(t, "bytes 60000 x")
	s.Foreground = &Foreground{Print: func(stream logring.Stream, block []byte) error {
		<-hold
		return l.print(stream, block)
	}}
	c := control(t, s)
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.until(t, "the end of the process", func(s Snapshot) bool { return s.State == Killing })
	time.Sleep(drainGrace + drainGrace/4) // this is what it is about
	close(hold)
	c.untilState(t, Exited)
	if got := l.of(logring.Stdout); got != strings.Repeat("x", size) {
		t.Errorf("it has seen %d bytes of %d", len(got), size)
	}
	for _, line := range c.Output().Read(1, 1<<20).Lines {
		if strings.Contains(line.Text, "cut off") {
			t.Errorf("it is told that %q", line.Text)
		}
	}
}

func TestProcessFindsItsOutputClosedWhenItsForegroundHasGone(t *testing.T) {
	s := spec(t, "bytes 10000000 x")
	gone := 0
	s.Foreground = &Foreground{Print: func(logring.Stream, []byte) error { gone++; return errors.New("broken pipe") }}
	c := control(t, s)
	if exit := c.runs(t).Exit; exit.Signal != Signal(syscall.SIGPIPE) {
		t.Errorf("it ended with %v", exit)
	}
	if gone != 1 {
		t.Errorf("nobody was told %d times", gone)
	}
}

func TestProcessReadsTheInputOfItsForeground(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	var l listener
	s := spec(t, "stdin")
	s.Foreground = &Foreground{Input: read, Print: l.print}
	c := control(t, s)
	if _, err := write.WriteString("hello\n"); err != nil {
		t.Fatal(err)
	}
	defer write.Close()
	c.runs(t)
	if got := l.of(logring.Stdout); !strings.HasPrefix(got, `read "hello\n" <nil>`) {
		t.Errorf("it says %q", got)
	}
}

func TestForegroundTypesAsLongAsItTakes(t *testing.T) {
	var l listener
	s := spec(t, "console")
	s.TTY, s.Foreground = true, &Foreground{Print: l.print}
	c := control(t, s)
	if err := s.Foreground.Type(t.Context(), []byte("x")); !errors.Is(err, errNotThere) {
		t.Errorf("before there is a process: %v", err)
	}
	c.up(t)
	text := bytes.Repeat([]byte("some words\r"), 20_000) // far more than a terminal holds
	if err := s.Foreground.Type(t.Context(), append(text, "quit\r"...)); err != nil {
		t.Fatal(err)
	}
	if s := c.untilState(t, Exited); s.Exit.Code != 6 {
		t.Errorf("it ended with %v", s.Exit)
	}
	if got := l.of(logring.Stdout); !strings.HasPrefix(got, "up\r\n") {
		t.Errorf("it printed %.20q", got)
	}
	if err := s.Foreground.Type(t.Context(), []byte("x")); !errors.Is(err, errNotThere) {
		t.Errorf("after its end: %v", err)
	}
}

func TestForegroundThatNobodyReadsFromCanBeLeft(t *testing.T) {
	s := spec(t, "wait")
	s.TTY, s.Foreground = true, &Foreground{Print: func(logring.Stream, []byte) error { return nil }}
	c := control(t, s)
	c.up(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	left := errors.New("left")
	typed := make(chan error, 1)
	go func() { typed <- s.Foreground.Type(ctx, bytes.Repeat([]byte("some words\r"), 20_000)) }()
	cancel(left)
	if err := <-typed; !errors.Is(err, left) {
		t.Error(err)
	}
}
