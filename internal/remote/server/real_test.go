//go:build unix

package server_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"slices"
	"testing"

	"tend/internal/journal"
	"tend/internal/remote/client"
	"tend/internal/remote/server"
	"tend/internal/remote/wire"
	"tend/manager"
	"tend/processcontrol"
)

// real is a session of real processes.
type real struct {
	*manager.Manager
	*processcontrol.Host
	journal *journal.Journal
}

func (r real) NewControl(spec processcontrol.Spec, changed func()) manager.Control {
	return processcontrol.New(r.Host, spec, changed)
}

// Run is a hook; that of the manager is Manager.Run.
func (r real) Run(ctx context.Context, e processcontrol.Errand) error { return r.Host.Run(ctx, e) }

func (r real) Journal(n int) []journal.Entry          { return r.journal.Last(n) }
func (r real) Reload(context.Context) (string, error) { return "", errNoFile }

// realProcess is a process that plays a part.
func realProcess(role string, tty bool) manager.Process {
	return manager.Process{
		Spec: processcontrol.Spec{
			Name: role, Command: []string{os.Args[0]}, Dir: "/", TTY: tty,
			Env: append(os.Environ(), roleVar+"="+role, "GORACE=atexit_sleep_ms=0"),
			Log: processcontrol.LogSpec{Buffer: 1 << 20},
		},
		Family: role, Autostart: true, Backoff: manager.DefaultBackoff,
	}
}

// TestRealProcessesOverTheSocket types into one, signals it, reads all that two
// print, and ends the session.
func TestRealProcessesOverTheSocket(t *testing.T) {
	r := real{journal: journal.New(100, nil)}
	log := slog.New(r.journal.Handler(slog.LevelInfo))
	var err error
	if r.Host, err = processcontrol.NewHost(log); err != nil {
		t.Fatal(err)
	}
	stack := &manager.Stack{Name: "real", Processes: []manager.Process{realProcess("echo", true), realProcess("count", false)}}
	if r.Manager, err = manager.New(stack, r, manager.Options{Log: log}); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- r.Manager.Run(context.Background()) }()
	path := place(t)
	listener, err := server.Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	running := server.Serve(listener, r, self, log)
	c := connect(t, path)

	counted, echoed, signalled := 0, false, false
	err = c.Logs(t.Context(), client.LogOptions{Tail: -1, Follow: true}, func(line *wire.LogLine, missed *wire.Missed) error {
		switch {
		case missed != nil:
			t.Errorf("%+v", missed)
		case line.Process == "count" && line.Stream == "stdout":
			counted++
		case line.Text == "up": // echo is there
			return c.Call(t.Context(), "POST", "/processes/echo/type", wire.Typed{Keys: []byte("hello\n")}, nil)
		case line.Text == "heard hello":
			echoed = true
			return c.Call(t.Context(), "POST", "/processes/echo/signal", wire.Signal{Signal: "HUP"}, nil)
		case line.Text == "signalled":
			signalled = true
		}
		if signalled && counted == 10_000 {
			return c.Call(t.Context(), "POST", "/shutdown", wire.Shutdown{}, nil)
		}
		return nil
	})
	if err != nil || counted != 10_000 || !echoed {
		t.Errorf("%v, %d lines counted, echoed %t", err, counted, echoed)
	}
	state, err := c.State(t.Context())
	if err != nil || state.Phase != "closed" || slices.ContainsFunc(state.Processes, func(p wire.Process) bool { return p.PID != 0 }) {
		t.Errorf("%+v, %v", state, err)
	}
	if err := errors.Join(<-ended, running.Close(), r.Host.Close()); err != nil {
		t.Error(err)
	}
}
