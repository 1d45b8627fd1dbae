package mcp_test

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"tend/internal/mcp"
	"tend/internal/remote/wire"
)

func TestWaitForSaysWhetherItIsSo(t *testing.T) {
	s := newStack(t, shop).run()
	m := connect(t, s.find, true, nil)
	for _, c := range []struct {
		process, goal string
		met           bool
		says          string
	}{
		{"web", "running", true, "Met after"},
		{"task", "done", true, "task: done"},
		{"task", "exited", true, "task: done"},
		{"task", "stopped", true, "task: done"},
		{"bad", "exited", true, "bad: exit 3"},
		{"bad", "done", false, "(it is exited, and nothing starts it)"},
		{"bad", "ready", false, "will not be by waiting"},
		{"keyed", "ready", false, "(it is not started, and nothing starts it)"},
	} {
		var out waited
		text := m.call("wait_for", args{"process": c.process, "for": c.goal}, &out)
		contains(t, text, c.says)
		if out.Met != c.met || out.TimedOut {
			t.Errorf("%s %s: %s", c.process, c.goal, text)
		}
	}
	var out waited
	contains(t, m.call("wait_for", args{"process": "web", "for": "ready", "timeout_seconds": 0}, &out), "the time was over", "web: running")
	if out.Met || !out.TimedOut {
		t.Errorf("got %+v", out)
	}
}

// waiting calls wait_for with progress, and returns once the server waits.
func waiting(t *testing.T, ctx context.Context, find mcp.Finder) (m *model, answer chan *sdk.CallToolResult, failed chan error) {
	t.Helper()
	waits := make(chan struct{})
	var once atomic.Bool
	m = connect(t, find, true, &sdk.ClientOptions{ProgressNotificationHandler: func(_ context.Context, req *sdk.ProgressNotificationClientRequest) {
		if req.Params.Message != "" && once.CompareAndSwap(false, true) {
			close(waits)
		}
	}})
	answer, failed = make(chan *sdk.CallToolResult, 1), make(chan error, 1)
	call := &sdk.CallToolParams{Name: "wait_for", Arguments: args{"process": "web", "for": "ready", "timeout_seconds": 600}}
	call.SetProgressToken("waiting")
	go func() {
		got, err := m.CallTool(ctx, call)
		answer <- got
		failed <- err
	}()
	<-waits
	m.until("web", "hello from web") // it takes signals
	return m, answer, failed
}

func TestWaitForReturnsWhenItIsSo(t *testing.T) {
	s := newStack(t, shop).run()
	m, answer, failed := waiting(t, t.Context(), s.find)
	m.call("signal", args{"process": "web", "signal": "USR1"}, nil)
	if got, err := <-answer, <-failed; err != nil || got.IsError {
		t.Fatalf("got %v, %v", got, err)
	} else {
		contains(t, textOf(got), "Met after", "web: ready")
	}
}

func TestWaitThatIsCancelledEnds(t *testing.T) {
	s := newStack(t, shop).run()
	ctx, cancel := context.WithCancel(t.Context())
	let := &letGo{}
	m, _, failed := waiting(t, ctx, let.counting(s.find))
	for let.open.Load() != 1 {
		runtime.Gosched() // the tools that were asked beside it let go on their own time
	}
	cancel()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	for let.open.Load() != 0 {
		runtime.Gosched()
	}
	m.call("list_processes", nil, nil) // the server goes on
}

// letGo counts the sessions that tools hold.
type letGo struct{ open atomic.Int64 }

func (l *letGo) counting(find mcp.Finder) mcp.Finder {
	return func(ctx context.Context) (mcp.Session, wire.Session, error) {
		s, self, err := find(ctx)
		if err != nil {
			return nil, self, err
		}
		l.open.Add(1)
		return held{s, l}, self, nil
	}
}

// held is a session that a tool holds.
type held struct {
	mcp.Session
	l *letGo
}

func (h held) Close() {
	h.Session.Close()
	h.l.open.Add(-1)
}

func TestSessionThatEndsEndsTheWait(t *testing.T) {
	s := newStack(t, shop).run()
	m, answer, failed := waiting(t, t.Context(), s.find)
	s.end()
	got, err := <-answer, <-failed
	if err != nil {
		t.Fatal(err)
	}
	if !got.IsError {
		// It was seen that the process had been stopped before the session was over.
		contains(t, textOf(got), "will not be by waiting")
	}
	m.refused("list_processes", nil)
	s.run()
	m.call("list_processes", nil, nil)
}
