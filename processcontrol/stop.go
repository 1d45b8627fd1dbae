package processcontrol

import (
	"context"
	"errors"
	"fmt"
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

// request asks the process to end, as its stop setting says. A stop command
// runs beside that, until it ends or ctx does; failed, which has to have a slot
// for it, receives its error.
func (r *run) request(ctx context.Context, failed chan<- error) error {
	stop := &r.spec.Stop
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
		r.signal(stop.Signal)
		return nil
	}
}

// insist sends the stop signal in place of what has failed.
func (r *run) insist(cause error) {
	stop := &r.spec.Stop
	r.complain(fmt.Sprintf("%s failed, sending %s instead", stop.means(), stop.Signal), "err", cause)
	r.signal(stop.Signal)
	r.control.note(r, func(s *status) { s.stop.Signal, s.stop.Means = stop.Signal, stop.Signal.String() })
}

var errNoTerminal = errors.New("it has no terminal to type into")
