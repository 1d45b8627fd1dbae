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
	// and standard error are pipes and standard input is /dev/null.
	TTY bool
	// Stop says how the process is asked to end.
	Stop StopSpec
	// Ready, if set, tells when the process is ready for those that depend on
	// it.
	Ready *Probe
	// Health, if set, is asked for as long as the process runs.
	Health *Probe
	// Limits bound what the process and its descendants may use.
	Limits Limits
	// Log says how much output is kept, and where.
	Log LogSpec
}

// StopSpec says how a process is asked to end, before it is made to.
type StopSpec struct {
	Signal Signal        // default SIGTERM
	Grace  time.Duration // time between the signal and SIGKILL; default 10 s
}

// Probe is a question that is asked again and again, and answered yes or no.
// Exactly one of TCP, HTTP, Exec and Log is set.
type Probe struct {
	TCP  string         // "host:port" accepts a connection
	HTTP string         // a GET of this URL answers with Status and Body
	Exec []string       // the command exits with 0
	Log  *regexp.Regexp // a line of output matches

	Status int            // HTTP status expected; 0 means 200 to 399
	Body   *regexp.Regexp // what the HTTP body has to match; nil means anything

	Delay     time.Duration // before the first question
	Interval  time.Duration // between questions
	Timeout   time.Duration // for one answer
	Successes int           // yes in a row that make a yes
	Failures  int           // no in a row that make a no
}

// Limits bound a process and its descendants taken together. Zero means no
// bound.
type Limits struct {
	Memory    int64   // resident bytes
	CPU       float64 // percent of one core
	OpenFiles int
	Processes int
	RunTime   time.Duration
	For       time.Duration // how long a bound has to be broken
	Policy    LimitPolicy
}

// LimitPolicy is what happens when a limit stays broken.
type LimitPolicy uint8

const (
	LimitLog LimitPolicy = iota
	LimitRestart
	LimitStop
	LimitKill
)

// LogSpec says how much output of a process is kept, and where.
type LogSpec struct {
	Buffer  int64  // bytes in memory
	File    string // absolute path; empty means memory only
	MaxSize int64  // bytes of File before it is rotated
	Keep    int    // rotated files to keep
}

// Defaults that suit a developer's machine.
const (
	DefaultGrace  = 10 * time.Second
	DefaultBuffer = 8 << 20

	DefaultProbeInterval = time.Second
	DefaultProbeTimeout  = 3 * time.Second
)
