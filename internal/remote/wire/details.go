package wire

import (
	"errors"
	"time"

	"tend/manager"
	"tend/processcontrol"
)

// Details is what there is to know of a process beside Process.
type Details struct {
	Spec    Spec     `json:"spec"` // of the next run
	Now     Now      `json:"now"`
	History []Run    `json:"history,omitempty"` // runs that are over, oldest first
	Tree    []Member `json:"tree,omitempty"`    // the processes that it consists of
	// Error says what could not be found out.
	Error string `json:"error,omitempty"`
}

// Now is how a process is, as far as Process does not say it.
type Now struct {
	State      string     `json:"state"`
	Generation uint64     `json:"generation"`
	PID        int        `json:"pid,omitempty"`
	Ready      bool       `json:"ready"`
	Queued     bool       `json:"queued,omitempty"`
	StartedAt  *time.Time `json:"started_at,omitempty"`
	EndedAt    *time.Time `json:"ended_at,omitempty"`
	Exit       *Exit      `json:"exit,omitempty"`
	Stop       *Stop      `json:"stop,omitempty"`
	Error      string     `json:"error,omitempty"` // why the last start failed, or why it is stuck
	// ProbeError and HealthError are the last answers of the probes while they
	// are no.
	ProbeError  string `json:"probe_error,omitempty"`
	Health      string `json:"health,omitempty"`
	HealthError string `json:"health_error,omitempty"`
	Usage       *Usage `json:"usage,omitempty"`
	Warning     string `json:"warning,omitempty"`
	Ports       []int  `json:"ports,omitempty"`
	Says        string `json:"says,omitempty"`
	FullScreen  bool   `json:"full_screen,omitempty"`
}

// Run is a run that is over.
type Run struct {
	Generation uint64     `json:"generation"`
	StartedAt  *time.Time `json:"started_at,omitempty"`
	EndedAt    *time.Time `json:"ended_at,omitempty"`
	Exit       *Exit      `json:"exit,omitempty"`
	Error      string     `json:"error,omitempty"` // why it could not be started
}

// Member is one of the processes that a process consists of.
type Member struct {
	PID     int      `json:"pid"`
	Parent  int      `json:"parent"`
	Command []string `json:"command"`
	Memory  int64    `json:"memory"` // resident bytes
	CPU     Seconds  `json:"cpu"`
	Zombie  bool     `json:"zombie,omitempty"`
}

// DetailsOf returns details as they are told. The error is what came with them.
func DetailsOf(d manager.Details, err error) Details {
	out := Details{Spec: specOf(&d.Spec), Now: nowOf(&d.Snapshot), Error: textOf(err)}
	for _, r := range d.History {
		out.History = append(out.History, Run{r.Generation, moment(r.StartedAt), moment(r.EndedAt), exitOf(r.Exit), textOf(r.Err)})
	}
	for _, m := range d.Tree {
		out.Tree = append(out.Tree, Member{m.PID, m.PPID, list(m.Command), m.Memory, seconds(m.CPU), m.Zombie})
	}
	return out
}

// Value returns them as the manager has them, with the error that came with
// them. It fails if there is a word in them that this version of tend does not
// know.
func (d *Details) Value() (out manager.Details, err error) {
	var specErr, nowErr error
	out.Spec, specErr = d.Spec.value()
	out.Snapshot, nowErr = d.Now.value()
	if err := errors.Join(specErr, nowErr); err != nil {
		return manager.Details{}, err
	}
	for _, r := range d.History {
		exit, err := r.Exit.value()
		if err != nil {
			return manager.Details{}, err
		}
		out.History = append(out.History, processcontrol.Run{
			Generation: r.Generation, StartedAt: timeOf(r.StartedAt), EndedAt: timeOf(r.EndedAt), Exit: exit, Err: errorOf(r.Error),
		})
	}
	for _, m := range d.Tree {
		out.Tree = append(out.Tree, processcontrol.Member{
			PID: m.PID, PPID: m.Parent, Command: m.Command, Memory: m.Memory, CPU: m.CPU.Duration(), Zombie: m.Zombie,
		})
	}
	return out, errorOf(d.Error)
}

func nowOf(s *processcontrol.Snapshot) Now {
	return Now{
		State: s.State.String(), Generation: s.Generation, PID: s.PID, Ready: s.Ready, Queued: s.Queued,
		StartedAt: moment(s.StartedAt), EndedAt: moment(s.EndedAt), Exit: exitOf(s.Exit), Stop: stopOf(s.Stop),
		Error: textOf(s.Err), ProbeError: textOf(s.ProbeErr), Health: s.Health.String(), HealthError: textOf(s.HealthErr),
		Usage: usageOf(s.Usage), Warning: s.Warning, Ports: s.Ports, Says: s.Says, FullScreen: s.FullScreen,
	}
}

func (n *Now) value() (processcontrol.Snapshot, error) {
	s := processcontrol.Snapshot{
		Generation: n.Generation, PID: n.PID, Ready: n.Ready, Queued: n.Queued,
		StartedAt: timeOf(n.StartedAt), EndedAt: timeOf(n.EndedAt),
		Err: errorOf(n.Error), ProbeErr: errorOf(n.ProbeError), HealthErr: errorOf(n.HealthError),
		Usage: n.Usage.value(), Warning: n.Warning, Ports: n.Ports, Says: n.Says, FullScreen: n.FullScreen,
	}
	var errs [4]error
	s.State, errs[0] = parse[processcontrol.State]("state", stateNames, n.State)
	s.Health, errs[1] = parse[processcontrol.Health]("health", healthNames, n.Health)
	s.Exit, errs[2] = n.Exit.value()
	s.Stop, errs[3] = n.Stop.value()
	return s, errors.Join(errs[:]...)
}
