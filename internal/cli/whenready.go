package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tend/internal/remote/client"
	"tend/internal/remote/wire"
	"tend/manager"
	"tend/tui"
)

var errEndedEarly = errors.New("the session has ended before everything was ready")

// untilReady shows a session in the background until everything is ready that was
// to start; without a terminal it waits for that.
func (d *detaching) untilReady(sys *System, from *source, session *begun, show showing) error {
	ctx, stop := untilSignal(context.Background())
	defer stop()
	c, self, err := answering(ctx, session.Socket)
	if isNobody(err) {
		err = errEndedEarly
	}
	if err != nil {
		return fmt.Errorf("%w (its log is %s)", err, session.Log)
	}
	if !d.wait && show.screen && isTerminal(sys.Stdin) && isTerminal(sys.Stdout) {
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
	return d.await(ctx, sys, from, stack, self)
}

// await waits until everything is ready that was to start.
func (d *detaching) await(ctx context.Context, sys *System, from *source, stack *client.Stack, self wire.Session) error {
	if d.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, d.timeout, fmt.Errorf("not everything is ready after %s", d.timeout))
		defer cancel()
	}
	err := awaitReady(ctx, stack.Changes(ctx), stack.Snapshot, toStart(stack.Snapshot()))
	var failed *failedError
	switch {
	case stack.Err() != nil:
		return &lostError{self, stack.Err()}
	case errors.As(err, &failed):
		err := failed.tell(sys.Stderr, stack.Logs)
		if stack.Snapshot().Phase != manager.Up {
			return errors.Join(err, errEndedEarly)
		}
		fmt.Fprintf(sys.Stderr, "tend: the session goes on: “tend down%s” ends it\n", from.flag())
		return errors.Join(err, exitCode(exitFailed))
	case err != nil:
		return err
	}
	goesOn(sys, from.flag(), self)
	return nil
}

// toStart are the names of those that were to start.
func toStart(s *manager.Snapshot) (names []string) {
	for _, v := range s.Processes {
		if v.Status != manager.NotStarted {
			names = append(names, v.Name)
		}
	}
	return names
}

// arrived reports whether a process is where it was to be: it is ready, or was not
// asked for, or has been stopped by somebody meanwhile.
func arrived(v *manager.ProcessView) bool {
	return v.Status == manager.NotStarted || v.Status == manager.Stopped || isReady(v)
}

// allReady reports whether everything is there that was to start.
func allReady(s *manager.Snapshot) bool {
	for _, v := range s.Processes {
		if !arrived(v) {
			return false
		}
	}
	return true
}

// notReady is what is not there that was to start.
func notReady(s *manager.Snapshot) error {
	if s.Phase != manager.Up {
		return errEndedEarly
	}
	var missing []string
	for _, v := range s.Processes {
		if arrived(v) {
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
