//go:build linux || darwin

package processcontrol

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestSignalReachesTheProcessAndWhatStemsFromIt(t *testing.T) {
	c := control(t, spec(t, "obey 5"))
	if err := c.Signal(t.Context(), SIGTERM); err == nil || !strings.HasSuffix(err.Error(), "it does not run") {
		t.Errorf("never started: %v", err)
	}
	c.up(t)
	if err := c.Signal(t.Context(), SIGTERM); err != nil {
		t.Fatal(err)
	}
	if s := c.untilState(t, Exited); s.Exit.Code != 5 || s.Exit.Requested {
		t.Errorf("it ended with %+v", s.Exit)
	}
	if err := c.Signal(t.Context(), SIGTERM); err == nil || !strings.HasSuffix(err.Error(), "it does not run") {
		t.Errorf("over: %v", err)
	}

	// The parent ends with its child, which is in a group of its own.
	c = control(t, spec(t, "leave-group wait"))
	c.up(t)
	if err := c.Signal(t.Context(), SIGTERM); err != nil {
		t.Fatal(err)
	}
	c.untilState(t, Exited)
}

func TestSignalWaitsNoLongerThanItsCaller(t *testing.T) {
	c := control(t, spec(t, "ignore"))
	c.up(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Signal(ctx, SIGTERM); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
