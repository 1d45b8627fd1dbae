package manager

import (
	"fmt"
	"time"

	"tend/internal/filewatch"
	"tend/processcontrol"
)

// Stack is what is to be run: a checked configuration as a value.
type Stack struct {
	Name string
	// Source is where the stack comes from, for people: a file name, or what
	// was given on the command line.
	Source string
	// Processes are in the order of their definition, which is the order they
	// are shown in.
	Processes []Process
	// StopTimeout bounds the end of the session as a whole: after it, what is
	// left is killed. 0 means that only each process's own grace does.
	StopTimeout time.Duration
}

// Process is one process of a stack.
type Process struct {
	processcontrol.Spec
	// Display is the command as the user wrote it.
	Display string
	// Shell is set if the command is a line for a shell: the last element of the
	// argument vector, behind the shell and its flags.
	Shell     bool
	DependsOn []Dependency
	Restart   RestartPolicy
	Backoff   Backoff
	Group     string
	// Autostart is whether the process starts with the stack.
	Autostart bool
	// Family is the name that the process was defined under: its own or, for a
	// replica, the one that it shares with the others. Commands take either.
	Family string
	// SuccessCodes are the exit codes, beside 0, with which the process has
	// ended well.
	SuccessCodes []int
	// ExitOn says whether the end of this process ends the session.
	ExitOn ExitOn
	// Schedule, if set, starts the process again and again.
	Schedule *Schedule
	// Watch, if set, are the files whose changes start the process anew.
	Watch *filewatch.Spec
	// Hooks are commands that run when something has become of the process.
	Hooks Hooks
}

// Dependency is a condition that another process has to meet first.
type Dependency struct {
	Name      string
	Condition Condition
	// Restart makes the dependent restart whenever the process does that it
	// depends on.
	Restart bool
}

// ExitOn says which ends of a process end the session.
type ExitOn uint8

const (
	ExitOnDefault ExitOn = iota // as the session as a whole has it
	ExitOnNever                 // none
	ExitOnFailure               // one that failed for good: no restart is to come
	ExitOnDone                  // any for good, well or not
)

var exitOnNames = [...]string{ExitOnDefault: "", ExitOnNever: "never", ExitOnFailure: "failure", ExitOnDone: "done"}

// ExitOnNames lists what a configuration may say.
func ExitOnNames() []string { return exitOnNames[ExitOnNever:] }

// String returns the value as it is written in a configuration.
func (e ExitOn) String() string { return exitOnNames[e] }

// ParseExitOn is the inverse of String.
func ParseExitOn(s string) (ExitOn, error) {
	return parseName[ExitOn]("exit_on", exitOnNames[:], s)
}

// Schedule is when a process is started by itself. A time that comes while a
// run is there is left out.
type Schedule struct {
	// Text is the schedule as the user wrote it. Schedules of the same text are
	// the same.
	Text string
	// Next returns the first time after now; the zero time if there is none.
	Next func(now time.Time) time.Time
	// AtOnce is set if the first run begins with the session, and does not
	// wait for its time.
	AtOnce bool
}

// Event is what can become of a process.
type Event uint8

const (
	BecameReady  Event = iota // its readiness probe said yes, or it runs and has none
	HasFailed                 // it could not be started, or failed for good
	HasExited                 // it ended by itself, well or not
	WasStopped                // it ended because it was asked to
	IsBackingOff              // it failed and will be started again
	eventCount
)

var eventNames = [...]string{BecameReady: "ready", HasFailed: "failed", HasExited: "exited", WasStopped: "stopped", IsBackingOff: "backoff"}

// EventNames lists what a configuration may say.
func EventNames() []string { return eventNames[:] }

// String returns the event as it is written in a configuration.
func (e Event) String() string { return eventNames[e] }

// Hooks are the commands that run on events, as argument vectors; nil where
// there is none. They run one after the other, beside the process.
type Hooks struct {
	Commands [eventCount][]string
	// Timeout bounds each of them; then it is killed.
	Timeout time.Duration
}

// Condition is what a dependency has to be before its dependent starts.
type Condition uint8

const (
	OnStarted Condition = iota // it runs
	OnReady                    // its readiness probe said yes
	OnDone                     // it ended with exit code 0
	OnExited                   // it ended, with any exit code
)

var conditionNames = [...]string{OnStarted: "started", OnReady: "ready", OnDone: "done", OnExited: "exited"}

// ConditionNames lists what a configuration may say.
func ConditionNames() []string { return conditionNames[:] }

// String returns the condition as it is written in a configuration.
func (c Condition) String() string { return conditionNames[c] }

// ParseCondition is the inverse of String.
func ParseCondition(s string) (Condition, error) {
	return parseName[Condition]("condition", conditionNames[:], s)
}

// RestartPolicy is when a process that ended is started again.
type RestartPolicy uint8

const (
	RestartNever     RestartPolicy = iota
	RestartOnFailure               // exit code other than 0, a signal, a start that failed
	RestartAlways
)

var restartNames = [...]string{RestartNever: "never", RestartOnFailure: "on-failure", RestartAlways: "always"}

// RestartNames lists what a configuration may say.
func RestartNames() []string { return restartNames[:] }

// String returns the policy as it is written in a configuration.
func (r RestartPolicy) String() string { return restartNames[r] }

// ParseRestart is the inverse of String.
func ParseRestart(s string) (RestartPolicy, error) {
	return parseName[RestartPolicy]("restart policy", restartNames[:], s)
}

func parseName[T ~uint8](what string, names []string, s string) (T, error) {
	for i, name := range names {
		if name == s {
			return T(i), nil
		}
	}
	return 0, fmt.Errorf("unknown %s %q", what, s)
}

// Backoff is the law by which restarts wait. The wait doubles from Initial to
// Max, and starts anew after a run that lasted longer than Max.
type Backoff struct {
	Initial, Max time.Duration
	// GiveUp restarts within Within open the circuit: the process is left
	// alone until the user starts it. 0 means never.
	GiveUp int
	Within time.Duration
}

// DefaultBackoff is used where a configuration says nothing.
var DefaultBackoff = Backoff{Initial: 500 * time.Millisecond, Max: 30 * time.Second, GiveUp: 10, Within: 5 * time.Minute}
