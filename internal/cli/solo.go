package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"
	"time"

	"tend/internal/foreground"
	"tend/internal/goal"
	"tend/internal/logview"
	"tend/manager"
	"tend/processcontrol"
)

// silence is how long nothing is said of what a process in the foreground waits
// for.
const silence = 2 * time.Second

// showSolo hands the terminal to the one process that the session is there for,
// until the session has ended. The exit code is that of the process, and else the
// error.
func (s *session) showSolo(sys *System, o *solo) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	place := o.place
	place.FollowSize(s.Resize)
	var lines *linePrinter
	if o.logs {
		lines = newLinePrinter(s, returning{place}, isTerminal(place.Err) && useColour(sys))
		lines.but = o.name
	}
	changes, output := s.Changes(ctx), make(chan struct{}, 1)
	watched := make(map[string]bool)
	waiting := notice{w: place.Err, after: time.NewTimer(silence), mute: !isTerminal(place.Err)}
	defer waiting.after.Stop()
	var seen logview.Horizon
	var blocked *failedError
	var errs []error
	for {
		snapshot := s.Snapshot()
		if lines != nil {
			s.watchLogs(ctx, snapshot, watched, output)
			errs = append(errs, lines.print(snapshot, seen.Next(time.Now())))
		}
		v := viewOf(snapshot, o.name)
		if v.PID != 0 {
			errs = append(errs, place.Take())
		} else if !v.State.Alive() {
			errs = append(errs, place.GiveBack())
		}
		if snapshot.Phase == manager.Closed {
			break
		}
		if snapshot.Phase == manager.Up {
			waiting.tell(v)
			switch {
			case v.Status == manager.Waiting && goal.Ready.Hopeless(v):
				blocked = &failedError{what: fmt.Sprintf("%s was not started", o.name), culprits: culprits(snapshot, v)}
				s.Shutdown(false)
				continue
			case v.Status == manager.Stopped: // by somebody else
				s.Shutdown(false)
				continue
			}
		}
		select {
		case <-output:
		case <-changes:
		case <-waiting.after.C:
			waiting.due = true
		case <-s.Ended():
			s.Shutdown(false) // the last snapshot says Closed by now
		}
	}
	errs = append(errs, place.GiveBack())
	if lines != nil {
		errs = append(errs, lines.print(s.Snapshot(), seen.All()))
	}
	if blocked != nil {
		errs = append(errs, blocked.tell(place.Err, s.Logs))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if blocked != nil {
		return exitCode(exitFailed)
	}
	return s.epilogue(place.Err, o.name)
}

// epilogue says how the process has ended, where that is not plain from what it
// printed, and returns the exit code that follows if the session has none.
func (s *session) epilogue(w io.Writer, name string) error {
	snapshot := s.Snapshot()
	v := viewOf(snapshot, name)
	if s.signal.Load() == 0 {
		switch {
		case v.Generation == 0:
			return fmt.Errorf("%s was not started: the session was ended before", name)
		case v.Exit == nil || v.Exit.Signal != 0 || v.Exit.Violation != nil || v.Exit.Err != nil:
			if _, err := fmt.Fprintf(w, "tend: %s: %s\n", name, reasonOf(v)); err != nil {
				return err
			}
		}
	}
	if snapshot.Outcome == nil {
		return exitCode(v.ExitCode())
	}
	return nil
}

// passOn sends the process a signal that has been sent to tend. It has its grace
// period to end by that, after which something comes from the channel; nil if no
// process is there to be told.
func (o *solo) passOn(s *session, number syscall.Signal) (grace <-chan time.Time) {
	if v := viewOf(s.Snapshot(), o.name); v == nil || v.State != processcontrol.Running {
		return nil
	}
	patience := o.spec.Stop.Grace
	if patience == 0 {
		patience = processcontrol.DefaultGrace
	}
	// One that is just ending hears nothing, and the next signal may be on its way.
	ctx, cancel := context.WithTimeout(context.Background(), sameSignal)
	defer cancel()
	if err := s.Signal(ctx, o.name, processcontrol.Signal(number)); err != nil {
		return nil
	}
	return time.After(patience)
}

// notice says what a process waits for, once it has done so for a while.
type notice struct {
	w     io.Writer
	after *time.Timer
	mute  bool // nobody looks
	due   bool
	said  string
}

// tell says it, unless it was the last thing said.
func (n *notice) tell(v *manager.ProcessView) {
	if !n.due || n.mute || v.Status != manager.Waiting {
		return
	}
	text := ""
	for i, u := range v.WaitingFor {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%s (%s)", u.Name, u.Condition)
	}
	if text != n.said {
		n.said = text
		fmt.Fprintf(n.w, "tend: %s waits for %s\n", v.Name, text) // without it nothing is lost
	}
}

// returning writes lines to a terminal as it has to be done while it is the
// process's.
type returning struct{ place *foreground.Foreground }

func (r returning) Write(p []byte) (int, error) {
	text := p
	if r.place.Raw() {
		text = bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))
	}
	if _, err := r.place.Err.Write(text); err != nil {
		return 0, err
	}
	return len(p), nil
}
