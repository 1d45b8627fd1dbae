package wire

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"tend/manager"
	"tend/processcontrol"
)

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// list is a list that is told even if it is empty.
func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func errorOf(text string) error {
	if text == "" {
		return nil
	}
	return errors.New(text)
}

// signalOf returns a signal's name, or its number where it has none, and nothing
// for no signal.
func signalOf(s processcontrol.Signal) string {
	if s == 0 {
		return ""
	}
	if name := s.String(); strings.HasPrefix(name, "SIG") {
		return name
	}
	return strconv.Itoa(int(s))
}

func signalFrom(text string) (processcontrol.Signal, error) {
	if text == "" {
		return 0, nil
	}
	if n, err := strconv.Atoi(text); err == nil {
		return processcontrol.Signal(n), nil
	}
	return processcontrol.ParseSignal(text)
}

func dependencyOf(d manager.Dependency) Dependency {
	return Dependency{Name: d.Name, Condition: d.Condition.String(), Restart: d.Restart}
}

func (d Dependency) value() (manager.Dependency, error) {
	condition, err := parse[manager.Condition]("condition", conditionNames, d.Condition)
	return manager.Dependency{Name: d.Name, Condition: condition, Restart: d.Restart}, err
}

func usageOf(u processcontrol.Usage) *Usage {
	if u == (processcontrol.Usage{}) {
		return nil
	}
	return &Usage{u.At, u.Memory, u.CPU, u.Processes, u.OpenFiles}
}

func (u *Usage) value() processcontrol.Usage {
	if u == nil {
		return processcontrol.Usage{}
	}
	return processcontrol.Usage{At: u.At, Memory: u.Memory, CPU: u.CPU, Processes: u.Processes, OpenFiles: u.OpenFiles}
}

func exitOf(e *processcontrol.Exit) *Exit {
	if e == nil {
		return nil
	}
	out := &Exit{
		Code: e.Code, Signal: signalOf(e.Signal), Requested: e.Requested,
		UserTime: seconds(e.UserTime), SysTime: seconds(e.SysTime), MaxRSS: e.MaxRSS, Error: textOf(e.Err),
	}
	if v := e.Violation; v != nil {
		out.Violation = &Violation{v.What, v.Detail, v.Policy.String()}
	}
	return out
}

func (e *Exit) value() (*processcontrol.Exit, error) {
	if e == nil {
		return nil, nil
	}
	signal, err := signalFrom(e.Signal)
	if err != nil {
		return nil, err
	}
	out := &processcontrol.Exit{
		Code: e.Code, Signal: signal, Requested: e.Requested,
		UserTime: e.UserTime.Duration(), SysTime: e.SysTime.Duration(), MaxRSS: e.MaxRSS, Err: errorOf(e.Error),
	}
	if v := e.Violation; v != nil {
		policy, err := parse[processcontrol.LimitPolicy]("policy", policyNames, v.Policy)
		if err != nil {
			return nil, err
		}
		out.Violation = &processcontrol.Violation{What: v.What, Detail: v.Detail, Policy: policy}
	}
	return out, nil
}

func stopOf(p processcontrol.Progress) *Stop {
	if p == (processcontrol.Progress{}) {
		return nil
	}
	return &Stop{p.Phase.String(), signalOf(p.Signal), p.Means, p.Since, seconds(p.Grace), p.Survivors}
}

func (s *Stop) value() (processcontrol.Progress, error) {
	if s == nil {
		return processcontrol.Progress{}, nil
	}
	phase, err := parse[processcontrol.Phase]("phase of a stop", stopNames, s.Phase)
	signal, signalErr := signalFrom(s.Signal)
	return processcontrol.Progress{
		Phase: phase, Signal: signal, Means: s.Means, Since: s.Since, Grace: s.Grace.Duration(), Survivors: s.Survivors,
	}, errors.Join(err, signalErr)
}
