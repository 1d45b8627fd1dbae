package server_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tend/internal/remote/client"
	"tend/internal/remote/wire"
)

// told is what a stream of lines has told.
type told struct {
	lines  []string
	missed int64
}

var errEnough = errors.New("enough")

// lines follows a stream until it ends, or until enough says so.
func lines(tb testing.TB, c *client.Client, o client.LogOptions, enough func(*told) bool) (all told, err error) {
	tb.Helper()
	err = c.Logs(tb.Context(), o, func(line *wire.LogLine, missed *wire.Missed) error {
		switch {
		case (line == nil) == (missed == nil):
			tb.Errorf("a line %v and %v missed at once", line, missed)
		case line != nil:
			all.lines = append(all.lines, line.Process+": "+line.Text)
		default:
			all.missed += missed.Lines
		}
		if enough != nil && enough(&all) {
			return errEnough
		}
		return nil
	})
	return all, err
}

func TestLinesAreThoseThatAreAskedFor(t *testing.T) {
	s, c, _ := open(t, "api", "db", "worker-1", "worker-2")
	s.say("api", "one\n")
	s.say("worker-1", "\x1b[31mTwo\x1b[0m\n")
	s.say("worker-2", "three\n")
	later := time.Now()
	for !time.Now().After(later.Add(50 * time.Millisecond)) { // lines that come together have one time
		time.Sleep(time.Millisecond)
	}
	s.say("api", "four\nfi")
	for _, test := range []struct {
		o    client.LogOptions
		want []string
	}{
		{client.LogOptions{Tail: -1}, []string{"api: one", "worker-1: \x1b[31mTwo\x1b[0m", "worker-2: three", "api: four"}},
		{client.LogOptions{Tail: 2}, []string{"worker-2: three", "api: four"}},
		{client.LogOptions{Tail: 0}, nil},
		{client.LogOptions{Tail: -1, Processes: []string{"db", "api"}}, []string{"api: one", "api: four"}},
		{client.LogOptions{Tail: -1, Processes: []string{"worker"}}, []string{"worker-1: \x1b[31mTwo\x1b[0m", "worker-2: three"}},
		{client.LogOptions{Tail: -1, Since: later}, []string{"api: four"}},
		{client.LogOptions{Tail: -1, Grep: &wire.Text{Text: "t"}}, []string{"worker-1: \x1b[31mTwo\x1b[0m", "worker-2: three"}},
		{client.LogOptions{Tail: 1, Grep: &wire.Text{Text: "^t", Regexp: true}}, []string{"worker-2: three"}},
		{client.LogOptions{Tail: -1, Grep: &wire.Text{Text: "o", Not: true}}, []string{"worker-2: three"}},
	} {
		got, err := lines(t, c, test.o, nil)
		if err != nil || !slices.Equal(got.lines, test.want) || got.missed != 0 {
			t.Errorf("%+v: %v, %q, %d missed, want %q", test.o, err, got.lines, got.missed, test.want)
		}
	}
}

func TestWhatCannotBeToldIsRefused(t *testing.T) {
	_, c, _ := open(t, "api")
	_, err := lines(t, c, client.LogOptions{Processes: []string{"api", "apl"}}, nil)
	refused(t, err, 404)
	_, err = lines(t, c, client.LogOptions{Grep: &wire.Text{Text: "(", Regexp: true}}, nil)
	refused(t, err, 400)
	for _, query := range []string{"tail=x", "tail=-1", "since=yesterday", "follow=maybe", "regexp=2", "invert=n"} {
		refused(t, c.Events(t.Context(), "/logs/stream?"+query, nil), 400)
	}
}

// TestLinesGoOnWithThoseThatJoin follows until the session is over.
func TestLinesGoOnWithThoseThatJoin(t *testing.T) {
	s, end := begin(t, "api")
	path, _ := serve(t, s)
	c := connect(t, path)
	steps := make(chan string, 10)
	done := make(chan told)
	go func() {
		all, err := lines(t, c, client.LogOptions{Tail: -1, Follow: true}, func(all *told) bool {
			steps <- all.lines[len(all.lines)-1]
			return false
		})
		if err != nil {
			t.Error(err)
		}
		done <- all
	}()
	want := func(line string) {
		t.Helper()
		if got := <-steps; got != line {
			t.Errorf("%q, want %q", got, line)
		}
	}
	s.say("api", "one\n")
	want("api: one")
	s.mu.Lock()
	s.next = stackOf("api", "db")
	s.mu.Unlock()
	if err := c.Call(t.Context(), "POST", "/reload", nil, nil); err != nil {
		t.Fatal(err)
	}
	s.say("db", "two\n")
	want("db: two")
	s.say("api", "three\n")
	want("api: three")
	s.mu.Lock()
	s.next = stackOf("db")
	s.mu.Unlock()
	if err := c.Call(t.Context(), "POST", "/reload", nil, nil); err != nil {
		t.Fatal(err)
	}
	s.say("db", "four\n")
	want("db: four")
	s.say("db", "five\n")
	end()
	if all := <-done; len(all.lines) != 5 || all.lines[4] != "db: five" {
		t.Errorf("%q", all.lines)
	}
}

// TestWhoDoesNotReadIsToldWhatItMissed stops reading, while others go on: with the
// processes, with what is asked, and with the stream of changes.
func TestWhoDoesNotReadIsToldWhatItMissed(t *testing.T) {
	s, c, path := open(t, "api", "db")
	stuck := connect(t, path)
	hold, held := make(chan struct{}), make(chan struct{})
	done := make(chan told)
	s.say("api", "first\n")
	go func() {
		first := true
		all, err := lines(t, stuck, client.LogOptions{Tail: -1, Follow: true}, func(all *told) bool {
			if first {
				first = false
				close(held)
				<-hold
			}
			return strings.HasSuffix(all.lines[max(len(all.lines)-1, 0)], "the last one")
		})
		if !errors.Is(err, errEnough) {
			t.Error(err)
		}
		done <- all
	}()
	<-held
	text := strings.Repeat(strings.Repeat("x", 99)+"\n", 1000)
	const rounds = 200 // 20 MB, of which 1 is kept
	for i := range rounds {
		s.say("api", "%s", text)
		if i%20 == 0 {
			if _, err := c.State(t.Context()); err != nil {
				t.Fatal(err)
			}
			action := []string{"stop", "start"}[i/20%2]
			if err := c.Call(t.Context(), "POST", "/command", wire.Command{Action: action, Processes: []string{"db"}}, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	s.say("api", "the last one\n")
	close(hold)
	all := <-done
	if sum := int64(len(all.lines)) + all.missed; sum != rounds*1000+2 || all.missed == 0 {
		t.Errorf("%d lines, of which %d were missed", sum, all.missed)
	}
}

// TestWhoDoesNotReadIsToldOfTheLastState is the same for states.
func TestWhoDoesNotReadIsToldOfTheLastState(t *testing.T) {
	s, end := begin(t, "api", "db")
	path, _ := serve(t, s)
	c, stuck := connect(t, path), connect(t, path)
	hold, held, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		var version, skipped, seen uint64
		var last string
		err := stuck.Follow(t.Context(), 0, func(change *wire.Change) error {
			if change == nil || change.State == nil {
				return nil
			}
			if seen++; seen == 1 {
				version = change.State.Version
				close(held)
				<-hold
			} else {
				skipped += change.State.Skipped
			}
			if got := version + seen - 1 + skipped; change.State.Version != got {
				t.Errorf("state %d after %d told and %d skipped", change.State.Version, seen, skipped)
			}
			last = change.State.Phase
			return nil
		})
		if err != nil || last != "closed" {
			t.Errorf("the last phase is %q, %v", last, err)
		}
	}()
	<-held
	for i := range 2000 {
		action := []string{"stop", "start"}[i%2]
		if err := c.Call(t.Context(), "POST", "/command", wire.Command{Action: action}, nil); err != nil {
			t.Fatal(err)
		}
	}
	close(hold)
	end()
	<-done
}

// TestALostStreamIsAnError closes the server under streams while the session goes
// on: what they told is not all.
func TestALostStreamIsAnError(t *testing.T) {
	s, _ := begin(t, "api")
	path, closed := serve(t, s)
	s.say("api", "one\n")
	c := connect(t, path)
	_, err := lines(t, c, client.LogOptions{Tail: -1, Follow: true}, func(*told) bool {
		go closed()
		return false
	})
	var lost *client.LostError
	if !errors.As(err, &lost) {
		t.Error(err)
	}
	closed()
}

func TestAStreamEndsWithItsContext(t *testing.T) {
	s, c, _ := open(t, "api")
	s.say("api", "one\n")
	ctx, cancel := context.WithCancelCause(t.Context())
	err := c.Logs(ctx, client.LogOptions{Tail: -1, Follow: true}, func(*wire.LogLine, *wire.Missed) error {
		cancel(errEnough)
		return nil
	})
	if !errors.Is(err, errEnough) {
		t.Error(err)
	}
}

func TestFiguresAreMeasuredWhileSomebodyLooks(t *testing.T) {
	s, c, _ := open(t, "api")
	for i := range 3 {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- c.Events(ctx, "/figures", func(client.Event) error { return nil }) }()
		eventually(t, fmt.Sprint("measured ", i), func() bool { return s.measured() == 1 })
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		eventually(t, fmt.Sprint("not measured any more ", i), func() bool { return s.measured() == 0 })
	}
}
