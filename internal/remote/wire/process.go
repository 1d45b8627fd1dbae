package wire

import (
	"errors"
	"time"

	"tend/manager"
	"tend/processcontrol"
)

// Process is one process of the stack.
type Process struct {
	Name string `json:"name"`
	// Family is the name that it shares with its replicas, else its own.
	Family  string `json:"family"`
	Group   string `json:"group,omitempty"`
	Command string `json:"command"` // as the configuration has it
	TTY     bool   `json:"tty,omitempty"`
	// Status is the one word for it, as `tend ps` shows it.
	Status     string  `json:"status"`
	WaitingFor []Unmet `json:"waiting_for,omitempty"` // while it is "waiting"
	// RetryAt is when the next start is due, and Attempt which in a row that is,
	// while it is "backoff".
	RetryAt  *time.Time `json:"retry_at,omitempty"`
	Attempt  int        `json:"attempt,omitempty"`
	Restarts int        `json:"restarts"` // by tend, since the user last started it
	// Problem says in one line what went wrong, if something did.
	Problem string `json:"problem,omitempty"`

	// State is what is there of it, whatever the stack adds to that.
	State      string       `json:"state"`
	Generation uint64       `json:"generation"` // of the current or last run; 0 before the first
	PID        int          `json:"pid,omitempty"`
	Ready      bool         `json:"ready"`
	HasProbe   bool         `json:"has_probe,omitempty"` // ready comes from a readiness probe
	Queued     bool         `json:"queued,omitempty"`    // starts again once the present run is gone
	StartedAt  *time.Time   `json:"started_at,omitempty"`
	EndedAt    *time.Time   `json:"ended_at,omitempty"`
	Exit       *Exit        `json:"exit,omitempty"`
	Stop       *Stop        `json:"stop,omitempty"`        // while it is being stopped
	StopsAfter []string     `json:"stops_after,omitempty"` // what has to end before it is asked to
	DependsOn  []Dependency `json:"depends_on,omitempty"`
	// Health is "healthy" or "unhealthy"; empty without a probe, and before it
	// has answered.
	Health  string `json:"health,omitempty"`
	Usage   *Usage `json:"usage,omitempty"`   // as last measured
	Warning string `json:"warning,omitempty"` // which limit is about to be broken, or is
	Ports   []int  `json:"ports,omitempty"`   // TCP ports that it listens on
	Says    string `json:"says,omitempty"`    // what it said last about itself
	// FullScreen is set while it shows the alternate screen of its terminal, as
	// editors do: what it prints then are no lines.
	FullScreen bool `json:"full_screen,omitempty"`
	// PortTaken is who holds the port because of which it could not be started.
	PortTaken *PortTaken `json:"port_taken,omitempty"`
	NextRun   *time.Time `json:"next_run,omitempty"` // by its schedule
	// Retired is set once it has left the configuration, while it is being ended.
	Retired bool `json:"retired,omitempty"`
}

// Dependency is a condition that another process has to meet first.
type Dependency struct {
	Name      string `json:"name"`
	Condition string `json:"condition"` // "started", "ready", "done" or "exited"
	Restart   bool   `json:"restart,omitempty"`
}

// Unmet is a dependency that a process waits for.
type Unmet struct {
	Dependency
	// Failed is set when it cannot be met unless somebody does something, and Why
	// is the word for that.
	Failed bool   `json:"failed,omitempty"`
	Why    string `json:"why,omitempty"`
}

// Exit is how a process ended.
type Exit struct {
	Code      int     `json:"code"`                // -1 if a signal ended it, or if it is not known
	Signal    string  `json:"signal,omitempty"`    // the one that ended it, "SIGKILL"
	Requested bool    `json:"requested,omitempty"` // it was asked to
	UserTime  Seconds `json:"user_time"`
	SysTime   Seconds `json:"sys_time"`
	MaxRSS    int64   `json:"max_rss"` // bytes
	// Violation is why tend ended it by itself.
	Violation *Violation `json:"violation,omitempty"`
	Error     string     `json:"error,omitempty"` // why no daemon was there
}

// Violation is a broken rule that made tend end a process.
type Violation struct {
	What   string `json:"what"`
	Detail string `json:"detail"`
	Policy string `json:"policy"`
}

// Stop is how far a termination is.
type Stop struct {
	Phase     string    `json:"phase"`
	Signal    string    `json:"signal,omitempty"` // the last one sent
	Means     string    `json:"means,omitempty"`  // how it was asked last
	Since     time.Time `json:"since"`
	Grace     Seconds   `json:"grace"`
	Survivors int       `json:"survivors"`
}

// Usage is what a process and its descendants use.
type Usage struct {
	At        time.Time `json:"at"`
	Memory    int64     `json:"memory"` // resident bytes
	CPU       float64   `json:"cpu"`    // percent of one core
	Processes int       `json:"processes"`
	OpenFiles int       `json:"open_files,omitempty"`
}

// PortTaken is who holds a port.
type PortTaken struct {
	Port    int    `json:"port"`
	PID     int    `json:"pid,omitempty"`
	Command string `json:"command,omitempty"`
	Started uint64 `json:"started,omitempty"` // in the kernel's own unit
	Owner   string `json:"owner,omitempty"`   // process of this session
	User    string `json:"user,omitempty"`
}

var (
	statusNames    = namesOf(manager.Scheduled)
	stateNames     = namesOf(processcontrol.Failed)
	conditionNames = namesOf(manager.OnExited)
	stopNames      = namesOf(processcontrol.Gone)
	healthNames    = namesOf(processcontrol.Unhealthy)
	policyNames    = namesOf(processcontrol.LimitKill)
)

// ProcessOf returns a process as it is told.
func ProcessOf(v *manager.ProcessView) Process {
	p := Process{
		Name: v.Name, Family: v.Family, Group: v.Group, Command: v.Command, TTY: v.TTY,
		Status: v.Status.String(), RetryAt: moment(v.RetryAt), Attempt: v.Attempt, Restarts: v.Restarts, Problem: v.Problem,
		State: v.State.String(), Generation: v.Generation, PID: v.PID, Ready: v.Ready, HasProbe: v.HasProbe, Queued: v.Queued,
		StartedAt: moment(v.StartedAt), EndedAt: moment(v.EndedAt), Exit: exitOf(v.Exit), Stop: stopOf(v.Stop),
		Health: v.Health.String(), Warning: v.Warning, Ports: v.Ports, Says: v.Says, FullScreen: v.FullScreen, StopsAfter: v.StopsAfter,
		NextRun: moment(v.NextRun), Retired: v.Retired, Usage: usageOf(v.Usage),
	}
	for _, u := range v.WaitingFor {
		p.WaitingFor = append(p.WaitingFor, Unmet{dependencyOf(u.Dependency), u.Failed, u.Why})
	}
	for _, d := range v.DependsOn {
		p.DependsOn = append(p.DependsOn, dependencyOf(d))
	}
	if t := v.PortTaken; t != nil {
		p.PortTaken = &PortTaken{t.Port, t.PID, t.Command, t.Started, t.Owner, t.User}
	}
	return p
}

// View returns it as the manager has it. It fails if there is a word in it that
// this version of tend does not know.
func (p *Process) View() (*manager.ProcessView, error) {
	v := &manager.ProcessView{
		Name: p.Name, Family: p.Family, Group: p.Group, Command: p.Command, TTY: p.TTY,
		RetryAt: timeOf(p.RetryAt), Attempt: p.Attempt, Restarts: p.Restarts, Problem: p.Problem,
		Generation: p.Generation, PID: p.PID, Ready: p.Ready, HasProbe: p.HasProbe, Queued: p.Queued,
		StartedAt: timeOf(p.StartedAt), EndedAt: timeOf(p.EndedAt),
		Warning: p.Warning, Ports: p.Ports, Says: p.Says, FullScreen: p.FullScreen, StopsAfter: p.StopsAfter,
		NextRun: timeOf(p.NextRun), Retired: p.Retired, Usage: p.Usage.value(),
	}
	var errs [5]error
	v.Status, errs[0] = parse[manager.Status]("status", statusNames, p.Status)
	v.State, errs[1] = parse[processcontrol.State]("state", stateNames, p.State)
	v.Health, errs[2] = parse[processcontrol.Health]("health", healthNames, p.Health)
	v.Exit, errs[3] = p.Exit.value()
	v.Stop, errs[4] = p.Stop.value()
	for _, u := range p.WaitingFor {
		d, err := u.value()
		if err != nil {
			return nil, err
		}
		v.WaitingFor = append(v.WaitingFor, manager.Unmet{Dependency: d, Failed: u.Failed, Why: u.Why})
	}
	for _, d := range p.DependsOn {
		dependency, err := d.value()
		if err != nil {
			return nil, err
		}
		v.DependsOn = append(v.DependsOn, dependency)
	}
	if t := p.PortTaken; t != nil {
		v.PortTaken = &processcontrol.PortTakenError{Port: t.Port, PID: t.PID, Command: t.Command, Started: t.Started, Owner: t.Owner, User: t.User}
	}
	return v, errors.Join(errs[:]...)
}
