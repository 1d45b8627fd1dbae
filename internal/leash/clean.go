package leash

import (
	"errors"
	"fmt"
	"io"
	"os"
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
	o, err = hunt{find: k.find, ask: k.signalOf, force: k.killGroups, quarry: k.marked}.run()
	if err == nil && o.left == 0 {
		err = k.removeGroups()
	}
	return o, err
}

// hunt ends processes: those that are found, until none is.
type hunt struct {
	// find returns what is left; known is false if there may be more.
	find  func() (left []proctable.Proc, known bool, err error)
	ask   func(proctable.Proc) syscall.Signal // by which it is asked to end
	force func() error                        // what to do beside SIGKILL
	// quarry tells at a glance that a process is one of those, where it can.
	quarry func(proctable.Proc) bool
}

func (h hunt) run() (o outcome, err error) {
	asked := make(map[Process]bool)
	var pursuit proctable.Pursuit
	for began := time.Now(); ; time.Sleep(look) {
		left, known, findErr := h.find() // what fails now may work soon
		o.found = max(o.found, len(left))
		if len(left) == 0 && known {
			return o, nil
		}
		force := time.Since(began) > grace
		if force {
			o.forced = max(o.forced, len(left))
			err = h.force()
		}
		if time.Since(began) > grace+patience {
			if o.left = len(left); findErr == nil && err == nil && o.left == 0 {
				err = errors.New("it cannot be told whether anything is left: processes start others all the time")
			}
			return o, errors.Join(findErr, err)
		}
		for _, p := range left {
			signal := syscall.SIGKILL
			if id := (Process{p.PID, p.Start}); !force {
				if asked[id] {
					continue
				}
				asked[id] = true
				signal = h.ask(p)
			}
			if sendErr := proctable.Signal(p, signal); sendErr != nil {
				err = fmt.Errorf("cannot signal process %d: %w", p.PID, sendErr)
			}
		}
		if force {
			if _, chaseErr := pursuit.After(left, known, h.quarry); chaseErr != nil {
				err = chaseErr
			}
		}
	}
}

// killGroups kills what is in the control groups of the session, what forks at
// this moment included.
func (k *known) killGroups() error {
	if k.session.Groups == "" {
		return nil
	}
	return cgroup.Open(k.session.Groups).Kill()
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

// tell says what was done, in a line or two.
func (o outcome) tell(w io.Writer, crash string, err error) {
	text := "nothing of what it had started was left"
	if o.found > 0 {
		text = "what it had left running has been ended: " + processes(o.found)
		if o.forced > 0 {
			text += fmt.Sprintf(", %d by force", o.forced)
		}
	}
	if o.left > 0 {
		text = processes(o.left) + " that it had started could not be killed"
	}
	if err != nil {
		text += "; " + err.Error()
	}
	how := "was killed"
	if info, err := os.Stat(crash); err == nil && info.Size() > 0 {
		how = "crashed"
		text += "\r\nWhat went wrong is in " + crash
	}
	// Whoever could read it may be gone as well.
	_, _ = fmt.Fprintf(w, "tend %s: %s\r\n", how, text)
}

func processes(n int) string {
	if n == 1 {
		return "1 process"
	}
	return fmt.Sprintf("%d processes", n)
}

// Clean ends what a session has left behind that was killed, and returns how
// many processes that were. It takes as long as they need.
func Clean(s Session) (found int, err error) {
	k := known{session: s}
	o, err := k.clean()
	if err == nil && o.left > 0 {
		err = couldNotBeKilled(o.left)
	}
	return o.found, err
}

func couldNotBeKilled(n int) error { return fmt.Errorf("%s could not be killed", processes(n)) }
