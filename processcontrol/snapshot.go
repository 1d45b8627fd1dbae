package processcontrol

import "time"

// Snapshot is the state of a process at one moment: a value that its reader
// owns.
type Snapshot struct {
	State      State
	Generation uint64 // of the current or last run; 0 before the first
	PID        int    // of the leader, or of the daemon that it has left, while the process is alive, else 0
	// Ready is set when the readiness probe has said yes, or when there is
	// none and the process runs; one that is to be a daemon, once it is.
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
	// Health is what the health probe and the watchdog say: the worse of it.
	// HealthErr is why, while that is no.
	Health    Health
	HealthErr error
	// Usage is what the process and its descendants use; its time is zero
	// until it has been measured.
	Usage Usage
	// Warning says which limit is about to be broken, or is broken without
	// anything being done about it; empty if none is.
	Warning string
	// Ports are the TCP ports that the process and its descendants listen on,
	// in ascending order, as last measured. The reader must not change them.
	Ports []int
	// Says is what the process last said about itself (STATUS= of
	// sd_notify(3)), one printable line; empty if nothing.
	Says string
	// FullScreen is set while it shows the alternate screen of its terminal, as
	// editors do: what it prints then are no lines.
	FullScreen bool
}

// Exit is how a process ended.
type Exit struct {
	Code   int    // exit code; -1 if a signal ended it, or if it is not known
	Signal Signal // the signal that ended it, else 0
	// Requested is set if the process ended because it was asked to.
	Requested bool
	// Violation is why tend ended it by itself; nil if it did not.
	Violation *Violation
	// Err is set if it was to go on as a daemon, and none was there.
	Err      error
	UserTime time.Duration // CPU time of the leader, or of the daemon, and the children it waited for
	SysTime  time.Duration
	MaxRSS   int64 // largest resident size in bytes
}

// Run is one generation that is over, for the history.
type Run struct {
	Generation         uint64
	StartedAt, EndedAt time.Time
	Exit               *Exit // nil if it could not be started
	Err                error // why not
}

// Violation is a broken rule that made tend end a process.
type Violation struct {
	What   string // "health", "watchdog", or the limit's name: "memory", "cpu", …
	Detail string // what was allowed and what was found, for people
	Policy LimitPolicy
}

// Error says what was broken and how.
func (v *Violation) Error() string { return v.What + ": " + v.Detail }

// Health is what the health probe says, or the watchdog. The worse is the
// greater.
type Health uint8

const (
	NoHealth  Health = iota // there is no probe, or no answer that counts yet
	Healthy                 // the last answers were yes
	Unhealthy               // the last answers were no, as often as it takes
)

// String returns the health in lower case, and nothing for NoHealth.
func (h Health) String() string {
	switch h {
	case Healthy:
		return "healthy"
	case Unhealthy:
		return "unhealthy"
	default:
		return ""
	}
}

// Success reports whether the process ended with exit code 0.
func (e *Exit) Success() bool { return e != nil && e.Code == 0 && e.Signal == 0 }

// Known reports whether it is known how the process ended. A daemon need not be
// tend's own child, and only a parent is told.
func (e *Exit) Known() bool { return e.Code >= 0 || e.Signal != 0 }
