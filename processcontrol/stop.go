package processcontrol

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// means returns how the process is asked to end, for people.
func (s *StopSpec) means() string {
	switch {
	case len(s.Command) > 0:
		return "stop command"
	case s.Keys != "":
		return "stop keys"
	default:
		return s.Signal.String()
	}
}

// manner is how the run is to be asked to end. The stop command of a daemon is
// for the daemon: while there is none, it would reach whoever else it finds.
func (r *run) manner() StopSpec {
	stop := r.spec.Stop
	if r.spec.Daemon != nil && r.vigil == nil {
		stop.Command, stop.Keys = nil, ""
	}
	return stop
}

// request asks the process to end, as stop says. A stop command
// runs beside that, until it ends or ctx does; failed, which has to have a slot
// for it, receives its error.
func (r *run) request(ctx context.Context, stop *StopSpec, failed chan<- error) error {
	switch {
	case len(stop.Command) > 0:
		command := execProbe{command: stop.Command, run: r}
		r.monitors.Go(func() {
			if err := command.ask(ctx); err != nil && ctx.Err() == nil {
				failed <- err
			}
		})
		return nil
	case stop.Keys != "":
		return r.process.typeKeys(stop.Keys)
	default:
		r.plead(stop.Signal)
		return nil
	}
}

// insist sends the stop signal in place of what has failed.
func (r *run) insist(stop *StopSpec, cause error) {
	r.complain(fmt.Sprintf("%s failed, sending %s instead", stop.means(), stop.Signal), "err", cause)
	r.plead(stop.Signal)
	r.control.note(r, func(s *status) { s.stop.Signal, s.stop.Means = stop.Signal, stop.Signal.String() })
}

// plea is the stop signal on its way to all that belongs to a run.
type plea struct {
	signal  Signal
	reached map[strayID]bool // who has it, beside the group
	pause   time.Duration
	again   <-chan time.Time // when to look who has not got it; nil if all have
}

// plead sends the stop signal to everything that belongs to the run. Who that is
// need not be known at once: what has just forked away may have to be looked for
// again.
func (r *run) plead(sig Signal) {
	r.plea = plea{signal: sig, reached: make(map[strayID]bool), pause: firstLook}
	if err := r.process.signalGroup(sig); err != nil {
		r.complain("cannot signal", "signal", sig, "err", err)
	}
	r.pleadAgain()
}

// pleadAgain sends it to those who have not got it, and to nobody twice: that
// would mean something else to many a program.
func (r *run) pleadAgain() {
	p := &r.plea
	members, known := r.members()
	for _, m := range members {
		if id := (strayID{m.PID, m.Start}); m.PGID != r.process.pid && !p.reached[id] {
			p.reached[id] = true
			r.signalOne(m, p.signal)
		}
	}
	p.again = nil
	if !known {
		p.again = time.After(p.pause)
		p.pause = min(2*p.pause, lastLook)
	}
}

var (
	errNoTerminal = errors.New("it has no terminal: set tty = true")
	errNotThere   = errors.New("it does not run")
	errDeaf       = errors.New("it does not read what is typed")
)
