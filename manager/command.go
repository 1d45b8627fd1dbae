package manager

import "fmt"

// Action is what a user can do to processes.
type Action uint8

const (
	Start Action = iota
	Stop
	Kill
	Restart
	// FreePort ends the stranger who holds a process's port, and then starts
	// the process.
	FreePort
)

var actionNames = [...]string{Start: "start", Stop: "stop", Kill: "kill", Restart: "restart", FreePort: "free the port of"}

// String returns the action as a verb.
func (a Action) String() string { return actionNames[a] }

// Command asks for an action on some processes, or on all.
type Command struct {
	Action Action
	// Names are the processes to act on, or the names that replicas share; none
	// means the whole stack, which is started in the order of its dependencies
	// and stopped in reverse.
	Names []string
}

// String returns the command as a person would say it.
func (c Command) String() string {
	switch len(c.Names) {
	case 0:
		return c.Action.String() + " everything"
	case 1:
		return c.Action.String() + " " + c.Names[0]
	default:
		return fmt.Sprintf("%s %d processes", c.Action, len(c.Names))
	}
}
