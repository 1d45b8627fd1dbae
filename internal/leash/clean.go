package leash

import (
	"fmt"
	"io"
	"syscall"
	"time"

	"tend/internal/cgroup"
	"tend/internal/proctable"
)

const (
	// grace is how long processes have to end by themselves once tend is gone.
	grace = time.Second
	// patience is after how long of SIGKILL the helper gives up.
	patience = 10 * time.Second
	// look is how often it looks whether they have.
	look = 20 * time.Millisecond
)

// outcome is what a helper has found and done.
type outcome struct {
	found  int // processes that were there when tend had gone
	forced int // of them, how many had to be killed
	left   int // could not be killed
}

// clean ends everything that is left of the session, and returns when it is
// gone, or when the kernel does not let it go.
func (k *known) clean() (o outcome, err error) {
	asked := make(map[Process]bool)
	for began := time.Now(); ; time.Sleep(look) {
		left, known, findErr := k.find()
		if findErr != nil {
			return o, findErr
		}
		o.found = max(o.found, len(left))
		if len(left) == 0 && known {
			return o, k.removeGroups()
		}
		force := time.Since(began) > grace
		if force {
			o.forced = max(o.forced, len(left))
			if k.session.Groups != "" {
				err = cgroup.Open(k.session.Groups).Kill()
			}
		}
		if time.Since(began) > grace+patience {
			o.left = len(left)
			return o, err
		}
		for _, p := range left {
			signal := syscall.SIGKILL
			if id := (Process{p.PID, p.Start}); !force {
				if asked[id] {
					continue
				}
				asked[id] = true
				signal = k.signalOf(p)
			}
			if sendErr := proctable.Signal(p, signal); sendErr != nil {
				err = fmt.Errorf("cannot signal process %d: %w", p.PID, sendErr)
			}
		}
	}
}

func (k *known) removeGroups() error {
	if k.session.Groups == "" {
		return nil
	}
	if err := cgroup.Open(k.session.Groups).Remove(); err != nil {
		return fmt.Errorf("cannot remove the session's control group: %w", err)
	}
	return nil
}

// tell says what was done, in a line.
func (o outcome) tell(w io.Writer, err error) {
	text := "nothing of what it had started was left"
	if o.found > 0 {
		text = fmt.Sprintf("what it had left running was ended (%d processes", o.found)
		if o.forced > 0 {
			text += fmt.Sprintf(", %d of them by force", o.forced)
		}
		text += ")"
	}
	if o.left > 0 {
		text = fmt.Sprintf("%d processes that it had started could not be killed", o.left)
	}
	if err != nil {
		text += "; " + err.Error()
	}
	// Whoever could read it may be gone as well.
	_, _ = fmt.Fprintf(w, "tend was killed: %s\r\n", text)
}
