package processcontrol

import (
	"errors"
	"fmt"
)

// What a caller may want to tell apart with errors.Is.
var (
	// ErrStuck: SIGKILL was sent and the kernel has not let the process go.
	ErrStuck = errors.New("the kernel does not let the old process go; kill tries again")
	// ErrClosed: the Control has been closed.
	ErrClosed = errors.New("tend is ending")
	// ErrSuperseded: another operation came later and won.
	ErrSuperseded = errors.New("another operation came in between")
	// ErrUnsupported: tend cannot run processes on this platform.
	ErrUnsupported = errors.New("tend runs processes on Linux and macOS only")

	errImpossible = errors.New("impossible event")
)

// OpError says which operation failed, on which process and which of its
// generations.
type OpError struct {
	Op         string // "start", "stop", "kill", "restart"
	Process    string
	Generation uint64
	Err        error
}

// Error reads as a sentence from the outside in.
func (e *OpError) Error() string {
	if e.Generation == 0 {
		return fmt.Sprintf("cannot %s %s: %v", e.Op, e.Process, e.Err)
	}
	return fmt.Sprintf("cannot %s %s (run %d): %v", e.Op, e.Process, e.Generation, e.Err)
}

// Unwrap returns the cause.
func (e *OpError) Unwrap() error { return e.Err }
