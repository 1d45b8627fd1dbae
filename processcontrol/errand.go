package processcontrol

import "time"

// Errand is a command that runs beside a process, for it, and for a bounded
// time: a hook.
type Errand struct {
	// Process and Name say whose it is and what, for errors and logs:
	// "api", "hook ready".
	Process, Name string
	Command       []string // argument vector
	Dir           string   // absolute working folder
	Env           []string // complete environment, as KEY=VALUE
	Timeout       time.Duration
}
