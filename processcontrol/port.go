package processcontrol

import "fmt"

// PortTakenError says that a process cannot be started since somebody else
// listens on its port.
type PortTakenError struct {
	Port int
	// PID and Command say who, Started is when that process began, in the
	// kernel's own units: with the PID it names the process for good. The PID
	// is 0 if it could not be found out.
	PID     int
	Command string
	Started uint64
}

// Error reads as a sentence.
func (e *PortTakenError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("port %d is taken already, by a process that cannot be seen from here", e.Port)
	}
	return fmt.Sprintf("port %d is taken already, by %s (pid %d)", e.Port, e.Command, e.PID)
}
