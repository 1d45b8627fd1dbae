package processcontrol

import "time"

// Snapshot is the state of a process at one moment: a value that its reader
// owns.
type Snapshot struct {
	State      State
	Generation uint64 // of the current or last run; 0 before the first
	PID        int    // of the leader while the process is alive, else 0
	// Ready is set when the readiness probe has said yes, or when there is
	// none and the process runs.
	Ready bool
	// Queued is set while a start is remembered until the old generation is
	// gone.
	Queued bool
	// StartedAt is when the current or last generation was started, EndedAt
	// when it was gone.
	StartedAt, EndedAt time.Time
	// Exit is how the last generation ended; nil before that and while a new
	// one is there.
	Exit *Exit
	// Stop is how far the termination is; its phase is NoPhase if there is
	// none.
	Stop Progress
	// Err is why the last start failed, or why the process is Stuck.
	Err error
	// ProbeErr is the readiness probe's last answer while that is no.
	ProbeErr error
}

// Exit is how a process ended.
type Exit struct {
	Code   int    // exit code; -1 if a signal ended it
	Signal Signal // the signal that ended it, else 0
	// Requested is set if the process ended because it was asked to.
	Requested bool
	UserTime  time.Duration // CPU time of the leader and the children it waited for
	SysTime   time.Duration
	MaxRSS    int64 // largest resident size in bytes
}

// Success reports whether the process ended with exit code 0.
func (e *Exit) Success() bool { return e != nil && e.Code == 0 && e.Signal == 0 }
