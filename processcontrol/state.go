package processcontrol

import "fmt"

// State is what is observed of a process. What is desired of it is kept apart.
type State uint8

const (
	// Idle: never started, or stopped and gone. Nothing of it is left.
	Idle State = iota
	// Starting: fork and exec are on their way.
	Starting
	// Running: the process has been exec'ed.
	Running
	// Stopping: the stop signal was sent, the grace period runs.
	Stopping
	// Killing: SIGKILL was sent to everything that the process left.
	Killing
	// Stuck: the kernel did not let it go in time. Start is refused.
	Stuck
	// Exited: ended by itself, and gone.
	Exited
	// Failed: could not be started.
	Failed

	stateCount
)

var stateNames = [stateCount]string{
	Idle: "idle", Starting: "starting", Running: "running", Stopping: "stopping",
	Killing: "killing", Stuck: "stuck", Exited: "exited", Failed: "failed",
}

// String returns the state in lower case, as it is shown.
func (s State) String() string {
	if s < stateCount {
		return stateNames[s]
	}
	return fmt.Sprintf("State(%d)", uint8(s))
}

// Alive reports whether something of the process may still be there: a new
// generation must not start yet.
func (s State) Alive() bool {
	switch s {
	case Starting, Running, Stopping, Killing, Stuck:
		return true
	default:
		return false
	}
}

// MarshalText writes the state as String does.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (s *State) UnmarshalText(b []byte) error {
	for i, name := range stateNames {
		if name == string(b) {
			*s = State(i)
			return nil
		}
	}
	return fmt.Errorf("unknown process state %q", b)
}
