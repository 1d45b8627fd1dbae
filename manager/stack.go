package manager

import (
	"fmt"
	"time"

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
}

// Process is one process of a stack.
type Process struct {
	processcontrol.Spec
	// Display is the command as the user wrote it.
	Display   string
	DependsOn []Dependency
	Restart   RestartPolicy
	Backoff   Backoff
	Group     string
	// Autostart is whether the process starts with the stack.
	Autostart bool
}

// Dependency is a condition that another process has to meet first.
type Dependency struct {
	Name      string
	Condition Condition
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
