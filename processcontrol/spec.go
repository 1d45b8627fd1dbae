package processcontrol

import (
	"regexp"
	"time"
)

// Spec describes one process. It is a value: a Control keeps its own copy and
// never changes it.
type Spec struct {
	// Name identifies the process in snapshots, errors and logs.
	Name string
	// Command is the argument vector, executed as it is. The first element is
	// looked up in the PATH of Env.
	Command []string
	// Dir is the absolute working folder.
	Dir string
	// Env is the complete environment, as KEY=VALUE.
	Env []string
	// TTY gives the process a terminal of its own. Without it, standard output
	// and standard error are pipes and standard input is /dev/null, or that of
	// Foreground.
	TTY bool
	// Stop says how the process is asked to end.
	Stop StopSpec
	// Daemon, if set, says that the process forks away, and is to go on as what
	// it leaves behind. Without it, that is ended when the process ends.
	Daemon *Daemon
	// Ready, if set, tells when the process is ready for those that depend on
	// it.
	Ready *Probe
	// Health, if set, is asked for as long as the process runs, from the
	// moment on that it is ready.
	Health *Probe
	// Unhealthy is what happens when the answer stays no.
	Unhealthy LimitPolicy
	// Watchdog, if not 0, is how long the process may stay without saying
	// WATCHDOG=1 (sd_notify(3)) before it counts as unhealthy, from the moment
	// on that it is ready.
	Watchdog time.Duration
	// Port, if not 0, is the TCP port that the process is going to listen on.
	// While somebody else listens on it, a start fails with a PortTakenError.
	Port int
	// Limits bound what the process and its descendants may use.
	Limits Limits
	// Log says how much output is kept, and where.
	Log LogSpec
	// Foreground, if set, is who runs the process in the foreground.
	Foreground *Foreground
}

// runsCommands reports whether others than the process itself are started for
// it.
func (s *Spec) runsCommands() bool {
	return len(s.Stop.Command) > 0 || s.Ready != nil && len(s.Ready.Exec) > 0 || s.Health != nil && len(s.Health.Exec) > 0
}

// StopSpec says how a process is asked to end, before it is made to.
type StopSpec struct {
	// One of these asks it. Without a Command and Keys it is the Signal, which
	// also stands in for them when they fail. The default is SIGTERM.
	Signal  Signal
	Command []string // run as the process itself would be
	Keys    string   // typed into its terminal
	// Grace is the time it has until SIGKILL; default 10 s.
	Grace time.Duration
}

// Probe is a question that is asked again and again, and answered yes or no.
// Exactly one of TCP, HTTP, GRPC, Exec, Log and Notify is set.
type Probe struct {
	TCP  string         // "host:port" accepts a connection
	HTTP string         // a GET of this URL answers with Status and Body
	GRPC string         // "host:port" or "host:port/service" is serving, by the gRPC health protocol
	Exec []string       // the command exits with 0
	Log  *regexp.Regexp // a line of output matches
	// Notify waits for the process to say READY=1 itself (sd_notify(3)); for
	// readiness only. Nothing is asked: what follows does not apply.
	Notify bool

	Status  int               // HTTP status expected; 0 means 200 to 399
	Body    *regexp.Regexp    // what the HTTP body has to match; nil means anything
	Headers map[string]string // sent with the GET; Host sets the host asked for

	Delay     time.Duration // before the first question
	Interval  time.Duration // between questions
	Timeout   time.Duration // for one answer
	Successes int           // yes in a row that make a yes
	Failures  int           // no in a row that make a no
}

// Limits bound a process and its descendants taken together. Zero means no
// bound.
type Limits struct {
	Memory    int64         // resident bytes
	CPU       float64       // percent of one core, averaged over a few seconds
	OpenFiles int           // descriptors
	Processes int           // the process itself included
	RunTime   time.Duration // since the start; counts at once, whatever For says
	// For is how long a bound has to be broken without a break.
	For time.Duration
	// Warn is the part of a bound, from 0 to 1, from which on a warning is
	// shown; 0 means none.
	Warn   float64
	Policy LimitPolicy
	// Hard is enforced by the kernel, whatever Policy says.
	Hard HardLimits
}

// any reports whether there is a bound.
func (l *Limits) any() bool {
	return l.Memory > 0 || l.CPU > 0 || l.OpenFiles > 0 || l.Processes > 0 || l.RunTime > 0
}

// LimitPolicy is what happens when a limit stays broken, or the health bad.
type LimitPolicy uint8

const (
	LimitLog     LimitPolicy = iota // it is said, in the log and on the screen
	LimitRestart                    // the process is stopped and started again
	LimitStop                       // it is stopped
	LimitKill                       // it is killed
)

var policyNames = [...]string{LimitLog: "log", LimitRestart: "restart", LimitStop: "stop", LimitKill: "kill"}

// LimitPolicyNames lists what a configuration may say.
func LimitPolicyNames() []string { return policyNames[:] }

// String returns the policy as it is written in a configuration.
func (p LimitPolicy) String() string { return policyNames[p] }

// LogSpec says how much output of a process is kept, and where.
type LogSpec struct {
	Buffer  int64  // bytes in memory; with a file, at least 1 MiB
	File    string // absolute path; empty means memory only
	MaxSize int64  // bytes of File before it is rotated; a multiple of 1 MiB
	Keep    int    // rotated files to keep; at least 1
}

// Defaults that suit a developer's machine.
const (
	DefaultGrace  = 10 * time.Second
	DefaultBuffer = 8 << 20

	DefaultProbeInterval = time.Second
	DefaultProbeTimeout  = 3 * time.Second
)
