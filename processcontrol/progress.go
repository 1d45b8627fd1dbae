package processcontrol

import "time"

// Phase is how far a termination has come.
type Phase uint8

const (
	NoPhase   Phase = iota // nothing is being terminated
	Requested              // planned, nothing sent yet
	Signalled              // the stop signal has been sent
	Waiting                // the grace period runs
	Killed                 // SIGKILL has been sent to everything that is left
	Reaped                 // the leader's exit status has been collected
	Drained                // its output has been read to the end
	Gone                   // nothing is left
)

// String returns the phase in lower case.
func (p Phase) String() string {
	switch p {
	case Requested:
		return "requested"
	case Signalled:
		return "signalled"
	case Waiting:
		return "waiting"
	case Killed:
		return "killed"
	case Reaped:
		return "reaped"
	case Drained:
		return "drained"
	case Gone:
		return "gone"
	default:
		return ""
	}
}

// Progress tells how far a termination is. It is published about four times a
// second while one goes on.
type Progress struct {
	Phase Phase
	// Signal is the last signal sent: the stop signal, later SIGKILL; 0 while
	// the process has been asked by other means.
	Signal Signal
	// Means is how it was asked last: a signal's name, "stop command" or
	// "stop keys".
	Means string
	// Since is when the stop was requested. Elapsed time is Since to now.
	Since time.Time
	// Grace is the time from the stop signal to SIGKILL.
	Grace time.Duration
	// Survivors counts the processes of this generation that are still there.
	Survivors int
}
