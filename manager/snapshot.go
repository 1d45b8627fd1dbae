package manager

import (
	"time"

	"tend/processcontrol"
)

// Snapshot is the whole stack at one moment: a value that its reader may keep
// and must not change.
type Snapshot struct {
	// Version counts the snapshots of a session.
	Version uint64
	Name    string
	Source  string
	Phase   Phase
	// Outcome is which process ended the session; nil if none did.
	Outcome *Outcome
	// Processes are in the order of their definition. Snapshots share them.
	Processes []*ProcessView
}

// Phase is what the stack as a whole is doing.
type Phase uint8

const (
	Up      Phase = iota // the session goes on
	Closing              // everything is being stopped, tend ends after that
	Closed               // nothing is left
)

// ProcessView is one process as it is to be shown.
type ProcessView struct {
	of stamp // what it was made from

	Name string
	// Family is the name that it shares with its replicas, else its own.
	Family  string
	Group   string
	Command string // as the user wrote it
	TTY     bool
	// Status is the one word for it: the state of the process, or what the
	// stack adds to it.
	Status Status
	// WaitingFor names the dependencies not met yet, while Status is Waiting.
	WaitingFor []Unmet
	// RetryAt is when the next start is due, and Attempt which in a row that
	// is, while Status is BackingOff.
	RetryAt time.Time
	Attempt int
	// Restarts counts the generations after the first that tend started by
	// itself since the user last did.
	Restarts int
	// Problem says in one line what went wrong, if something did.
	Problem string

	State      processcontrol.State
	Generation uint64
	PID        int
	Ready      bool
	HasProbe   bool // Ready comes from a readiness probe
	Queued     bool // starts again once the present generation is gone
	StartedAt  time.Time
	EndedAt    time.Time
	Exit       *processcontrol.Exit
	Stop       processcontrol.Progress
	DependsOn  []Dependency
	// StopsAfter names what has to end before it is asked to end itself, while
	// it runs.
	StopsAfter []string
	// Health is what the health probe says; Usage what the process and its
	// descendants use, its time zero until that has been measured; Warning
	// which limit is about to be broken, or is.
	Health  processcontrol.Health
	Usage   processcontrol.Usage
	Warning string
	// Ports are the TCP ports that it listens on, Says what it said last about
	// itself.
	Ports []int
	Says  string
	// FullScreen is set while it shows the alternate screen of its terminal.
	FullScreen bool
	// PortTaken is who holds the port because of which it could not be
	// started; nil if that was not why.
	PortTaken *processcontrol.PortTakenError
	// NextRun is when its schedule starts it; zero if nothing does.
	NextRun time.Time
	// Retired is set once it has left the configuration: it is being ended and
	// then forgotten.
	Retired bool
}

// Unmet is a dependency that a process waits for.
type Unmet struct {
	Dependency
	// Failed is set when the dependency cannot meet the condition unless
	// somebody does something: it failed, gave up, or was stopped.
	Failed bool
	// Why is the word for that: "failed", "stopped", "exited 1".
	Why string
}

// Status is what is shown for a process.
type Status uint8

const (
	NotStarted Status = iota // not asked for yet
	Waiting                  // for its dependencies
	Starting
	Running    // runs; not ready yet where it has a readiness probe
	Ready      // runs, and its readiness probe said yes
	Stopping   // asked to end
	Killing    // made to end
	Stuck      // the kernel does not let it go
	Stopped    // by the user
	Done       // ended by itself with exit code 0
	Exited     // ended by itself otherwise
	Failed     // could not be started
	BackingOff // will be started again at RetryAt
	GaveUp     // too many restarts; the user may start it
	Scheduled  // will be started at NextRun
)

var statusNames = [...]string{
	NotStarted: "not started", Waiting: "waiting", Starting: "starting", Running: "running", Ready: "ready",
	Stopping: "stopping", Killing: "killing", Stuck: "stuck", Stopped: "stopped", Done: "done",
	Exited: "exited", Failed: "failed", BackingOff: "backoff", GaveUp: "gave up",
	Scheduled: "scheduled",
}

// String returns the status as it is shown.
func (s Status) String() string { return statusNames[s] }

// Active reports whether something of the process is there or on its way.
func (s Status) Active() bool {
	switch s {
	case Starting, Running, Ready, Stopping, Killing, Stuck:
		return true
	default:
		return false
	}
}

// Bad reports whether the status asks for somebody's attention.
func (s Status) Bad() bool {
	switch s {
	case Exited, Failed, GaveUp, Stuck, BackingOff:
		return true
	default:
		return false
	}
}
