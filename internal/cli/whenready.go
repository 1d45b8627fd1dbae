package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tend/internal/remote/client"
	"tend/manager"
	"tend/tui"
)

var errEndedEarly = errors.New("the session has ended before everything was ready")

// untilReady shows a session in the background until everything is ready that was
// to start; without a terminal it waits for that.
func untilReady(sys *System, from *source, session *begun, show showing) error {
	ctx, stop := untilSignal(context.Background())
	defer stop()
	c, self, err := answering(ctx, session.Socket)
	if isNobody(err) {
		err = errEndedEarly
	}
	if err != nil {
		return fmt.Errorf("%w (its log is %s)", err, session.Log)
	}
	if show.screen && isTerminal(sys.Stdin) && isTerminal(sys.Stdout) {
		v := &visit{sys: sys, which: from.flag(), client: c, self: self, ascii: show.ascii, enough: allReady}
		stop() // the screen has its own
		return v.show(context.Background())
	}
	stack, err := client.Attach(ctx, c)
	if err != nil {
		c.Close()
		return err
	}
	defer stack.Close()
	for changes := stack.Changes(ctx); ; {
		s := stack.Snapshot()
		switch {
		case stack.Err() != nil:
			return &lostError{self, stack.Err()}
		case s.Phase != manager.Up, someFailed(s):
			return notReady(s)
		case allReady(s):
			goesOn(sys, from.flag(), self)
			return nil
		}
		select {
		case <-changes:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// standing is how far a process is on its way to what was asked of it.
type standing uint8

const (
	onItsWay standing = iota
	arrived           // ready, done, or not asked for
	failed            // and nothing will come of it unless somebody does something
)

// standingOf is that of a process.
func standingOf(v *manager.ProcessView) standing {
	switch v.Status {
	case manager.Ready, manager.Done, manager.NotStarted, manager.Stopped, manager.Scheduled:
		return arrived
	case manager.Running:
		if v.HasProbe {
			return onItsWay
		}
		return arrived
	case manager.Exited, manager.Failed, manager.GaveUp, manager.Stuck:
		return failed
	default: // what waits for something that has failed is not what has
		return onItsWay
	}
}

// allReady reports whether everything is there that was to start.
func allReady(s *manager.Snapshot) bool {
	for _, v := range s.Processes {
		if standingOf(v) != arrived {
			return false
		}
	}
	return true
}

// someFailed reports whether there will not be everything.
func someFailed(s *manager.Snapshot) bool {
	for _, v := range s.Processes {
		if standingOf(v) == failed {
			return true
		}
	}
	return false
}

// notReady is what is not there that was to start.
func notReady(s *manager.Snapshot) error {
	if s.Phase != manager.Up {
		return errEndedEarly
	}
	var missing []string
	for _, v := range s.Processes {
		if standingOf(v) == arrived {
			continue
		}
		text := v.Name + ": " + tui.Describe(v, time.Now()).Words
		if v.Problem != "" {
			text += ", " + v.Problem
		}
		missing = append(missing, text)
	}
	return errors.New("not everything is ready, and the session goes on without:\n  " + strings.Join(missing, "\n  "))
}
