package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"tend/internal/logring"
	"tend/internal/logview"
	"tend/internal/remote/client"
	"tend/internal/remote/wire"
	"tend/manager"
)

var allNames = []string{"api", "db", "web", "worker-1", "worker-2"}

// visitor does things at random, as one of several.
type visitor struct {
	t     *testing.T
	r     *rand.Rand
	s     *session
	path  string
	stack *client.Stack
}

// TestManyTalkToOneSessionAtRandom has clients and screens come, ask, command, read,
// search and go, while processes print, join and leave.
func TestManyTalkToOneSessionAtRandom(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { atRandom(t, seed) })
	}
}

func atRandom(t *testing.T, seed uint64) {
	s, end := begin(t, allNames...)
	path, closed := serve(t, s)
	stack, err := client.Attach(t.Context(), connect(t, path))
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())
	for i := range uint64(3) {
		v := &visitor{t: t, r: rand.New(rand.NewPCG(seed, i)), s: s, path: path, stack: stack}
		all.Go(func() { v.visit(i == 2) })
	}
	var beside sync.WaitGroup
	beside.Go(func() { watchVersions(ctx, t, stack) })
	done := make(chan struct{})
	go func() {
		defer close(done)
		all.Wait()
	}()
	goOn(s, rand.New(rand.NewPCG(seed, 99)), done)
	same(t, s, stack)
	cancel()
	end()
	<-stack.Over()
	if err := stack.Err(); err != nil {
		t.Error(err)
	}
	same(t, s, stack)
	stack.Close()
	beside.Wait()
	closed()
	if n := s.measured(); n != 0 {
		t.Errorf("%d still have it measured", n)
	}
}

// goOn has processes print, join and leave until all are done.
func goOn(s *session, r *rand.Rand, done <-chan struct{}) {
	for i := 0; ; i++ {
		s.mu.Lock()
		s.next = stackOf(allNames[:2+r.IntN(4)]...)
		s.mu.Unlock()
		if i%20 == 0 {
			_, _ = s.Reload(context.Background()) // one that was asked for may be in progress
		}
		s.say(allNames[r.IntN(len(allNames))], "%s", strings.Repeat(fmt.Sprintf("line %d of some length\n", r.IntN(50)), 1+r.IntN(200)))
		select {
		case <-done:
			return
		case <-time.After(time.Millisecond):
		}
	}
}

// same waits until a screen has the state that the session has.
func same(t *testing.T, s *session, stack *client.Stack) {
	t.Helper()
	text := func(s *manager.Snapshot) []byte {
		text, err := json.Marshal(wire.StateOf(s, nil))
		if err != nil {
			t.Error(err)
		}
		return text
	}
	eventually(t, "the screen shows the state", func() bool { return bytes.Equal(text(s.Snapshot()), text(stack.Snapshot())) })
}

// watchVersions wants the states of a screen to go forward.
func watchVersions(ctx context.Context, t *testing.T, stack *client.Stack) {
	changes := stack.Changes(ctx)
	for last := uint64(0); ; {
		select {
		case <-changes:
		case <-ctx.Done():
			return
		}
		now := stack.Snapshot()
		if now.Version < last {
			t.Errorf("state %d after %d", now.Version, last)
		}
		last = now.Version
		for i := 1; i < len(stack.Journal(50)); i++ {
			if j := stack.Journal(50); j[i].Number != j[i-1].Number+1 {
				break // it goes on meanwhile
			}
		}
	}
}

// visit does some things, with the screen or with a client of its own.
func (v *visitor) visit(screen bool) {
	c := client.New(v.path)
	defer func() { c.Close() }()
	for range 120 {
		ctx, cancel := context.WithCancel(v.t.Context())
		hurried := v.r.IntN(5) == 0
		if hurried {
			go cancel() // some time meanwhile
		}
		var err error
		if screen {
			err = v.look(ctx)
		} else {
			err = v.ask(ctx, c)
		}
		if err != nil && !(hurried && errors.Is(err, context.Canceled)) && !v.mayBeRefused(err) {
			v.t.Errorf("%v", err)
		}
		cancel()
		if v.r.IntN(10) == 0 {
			c.Close()
			c = client.New(v.path)
		}
	}
}

// mayBeRefused: a reload may have taken the process away; and a screen does not
// wait for long on a busy machine.
func (v *visitor) mayBeRefused(err error) bool {
	if strings.Contains(err.Error(), "has not said anything for a while") {
		return true
	}
	var refused *client.RefusedError
	return errors.As(err, &refused) && (refused.Status == 404 || refused.Status == 409)
}

func (v *visitor) name() string { return allNames[v.r.IntN(len(allNames))] }

func (v *visitor) command() manager.Command {
	c := manager.Command{Action: []manager.Action{manager.Start, manager.Stop, manager.Kill, manager.Restart}[v.r.IntN(4)]}
	for range v.r.IntN(3) {
		c.Names = append(c.Names, v.name())
	}
	return c
}

// ask asks one thing as a script does.
func (v *visitor) ask(ctx context.Context, c *client.Client) error {
	switch v.r.IntN(7) {
	case 0:
		_, err := c.State(ctx)
		return err
	case 1:
		return c.Call(ctx, "POST", "/command", wire.CommandOf(v.command()), nil)
	case 2:
		return c.Call(ctx, "POST", "/reload", nil, nil)
	case 3:
		return c.Call(ctx, "GET", "/journal", nil, &wire.Journal{})
	case 4:
		n := v.r.IntN(20)
		err := c.Follow(ctx, n, func(*wire.Change) error {
			if n--; n < 0 {
				return errEnough
			}
			return c.Call(ctx, "POST", "/command", wire.CommandOf(v.command()), nil)
		})
		if errors.Is(err, errEnough) {
			return nil
		}
		return err
	default:
		return v.followLines(ctx, c)
	}
}

// followLines wants no line to be told twice, and none to be left out unsaid.
func (v *visitor) followLines(ctx context.Context, c *client.Client) error {
	o := client.LogOptions{Tail: v.r.IntN(300) - 1, Follow: v.r.IntN(2) == 0}
	if v.r.IntN(2) == 0 {
		o.Processes = []string{v.name(), v.name()}
	}
	enough := v.r.IntN(2000)
	next := make(map[string]int64)
	err := c.Logs(ctx, o, func(line *wire.LogLine, missed *wire.Missed) error {
		if enough--; enough < 0 {
			return errEnough
		}
		if missed != nil {
			if next[missed.Process] > 0 {
				next[missed.Process] += missed.Lines
			}
			return nil
		}
		// Who leaves and returns counts from 1 again.
		if want := next[line.Process]; want > 0 && line.Number != want && line.Number != 1 {
			v.t.Errorf("%s: line %d, and not %d", line.Process, line.Number, want)
		}
		next[line.Process] = line.Number + 1
		if v.r.IntN(50) == 0 {
			v.s.say("api", "while it is read\n")
		}
		if o.Follow && v.r.IntN(500) == 0 {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// look does one thing as a screen does.
func (v *visitor) look(ctx context.Context) error {
	view := logview.View{Names: []string{"api", "db"}}
	filter := logring.Query{Text: fmt.Sprint(v.r.IntN(10))}
	switch v.r.IntN(11) {
	case 0:
		return v.stack.Do(ctx, v.command())
	case 1:
		page, err := v.stack.Logs(logview.Query{View: view, Back: true, Count: 50})
		for i := 1; i < len(page.Lines); i++ {
			a, b := page.Lines[i-1].Position(), page.Lines[i].Position()
			if !page.Lines[i].Partial && view.Compare(a, b) >= 0 {
				v.t.Errorf("%+v before %+v", a, b)
			}
		}
		return err
	case 2:
		view.Filter = filter
		if err := v.stack.ScanLogs(ctx, logview.Scan{Names: view.Names, Texts: []logring.Query{filter}}); err != nil {
			return err
		}
		_, err := v.stack.Logs(logview.Query{View: view, Count: 20})
		return err
	case 3:
		_, err := v.stack.SearchLogs(logview.Search{View: view, Text: filter})
		return err
	case 4:
		return v.stack.WriteLogs(ctx, io.Discard, logview.Extract{View: view})
	case 5:
		_, err := v.stack.Details(v.name())
		return err
	case 6:
		_, err := v.stack.Raw(v.name(), 0)
		return err
	case 7:
		return v.stack.Type(v.name(), []byte("typed\n"))
	case 8:
		v.stack.Resize(80+v.r.IntN(10), 25)
		v.stack.Look(v.r.IntN(2) == 0)
		return nil
	case 9:
		changes := v.stack.LogChanges(ctx, "api")
		<-changes
		return nil
	default:
		_, err := v.stack.Reload(ctx)
		return err
	}
}
