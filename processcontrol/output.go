package processcontrol

import (
	"errors"
	"os"

	"tend/internal/logring"
)

// wiring is what a process's standard input and output are connected to.
type wiring uint8

const (
	onPipes    wiring = iota // input /dev/null, a pipe for each output
	onPipe                   // input /dev/null, one pipe for both outputs
	onTerminal               // a terminal of its own
)

// output is our end of something that a process writes to.
type output struct {
	file     *os.File
	stream   logring.Stream
	terminal bool
	wide     bool // it is a pipe that was made larger, or could not be
}

// isDeadline reports whether reading ended because it was given a deadline.
func (*output) isDeadline(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }
