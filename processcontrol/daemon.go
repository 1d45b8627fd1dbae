package processcontrol

import (
	"fmt"
	"slices"
	"time"

	"tend/internal/proctable"
)

// Daemon says that a process is meant to fork away, as servers of the old school
// do: it ends well, and what it has left behind is what was to be started. From
// then on that is what the run watches, shows and asks to end. It is a process
// of the run like any other, and ends with it.
type Daemon struct {
	// PIDFile is the absolute path of the file in which the daemon says which
	// process it is. It is believed only of a process that belongs to the run. If
	// the daemon ends, the one that the file names by then takes its place.
	//
	// Without a file, the daemon is the oldest process that is left, and the run
	// lasts as long as anything of it is left.
	PIDFile string
	// SuccessCodes are the exit codes, beside 0, with which the process has ended
	// well.
	SuccessCodes []int
}

// Check reports why a daemon cannot be followed on this platform.
func (d *Daemon) Check() error {
	if !supported {
		return fmt.Errorf("a daemon cannot be followed here: %w", ErrUnsupported)
	}
	return nil
}

// fine reports whether an exit code is one of success.
func (d *Daemon) fine(code int) bool { return code == 0 || slices.Contains(d.SuccessCodes, code) }

// vigil is a watch over a process that tend has not started itself: over the
// daemon, in the leader's place. The leader stays unreaped all the same: its PID
// and its group are the run's.
type vigil struct {
	ended <-chan struct{} // closed once the process has ended
	// end ends the vigil, and returns how the process has ended; its code is -1
	// if that cannot be told, at most so long from now. Nothing is signalled after
	// this: the PID is nobody's.
	end func(patience time.Duration) *Exit
}

// over reports whether there is nothing to watch, or not any more.
func (v *vigil) over() bool {
	if v == nil {
		return true
	}
	select {
	case <-v.ended:
		return true
	default:
		return false
	}
}

// forkedAway reports whether the leader, which has ended, is one that was to
// leave a daemon behind, and may have.
func (r *run) forkedAway() bool {
	d := r.spec.Daemon
	return d != nil && d.fine(r.process.code())
}

// follow goes on where await ends: the leader has ended well, and the daemon is
// what is there now, or will be in a moment.
func (r *run) follow() (asked bool) {
	var ended <-chan struct{} // nil while no daemon is watched
	deadline := time.Now().Add(r.host.patience)
	s := search{run: r}
	look := time.NewTimer(0)
	defer look.Stop()
	pause := firstLook
	for {
		select {
		case <-r.end:
			if r.vigil.over() { // one may have come since the last look
				if p, none := r.seek(); none == nil {
					r.adopt(p)
				}
			}
			return true
		case <-r.killNow:
			return false
		case p := <-r.passing:
			r.pass(p)
		case <-r.resized:
			r.process.resize(r.control.newestSize())
		case <-ended:
			ended, deadline, pause = nil, time.Now().Add(r.host.patience), firstLook
			look.Reset(0)
		case <-look.C:
			p, none := s.look()
			switch {
			case none == nil && r.adopt(p):
				ended = r.vigil.ended
			case none != nil && none.final || time.Now().After(deadline):
				r.missing(none)
				r.control.observe(r, sawExit, func(*status) {})
				return false
			default:
				look.Reset(pause)
				pause = min(2*pause, lastLook)
			}
		}
	}
}

// adopt makes a process the one that the run watches. It reports false if that
// has ended.
func (r *run) adopt(p proctable.Proc) bool {
	families := r.host.families
	// Before anything else, so that nobody reaps it: how it ends is for the run.
	families.adopt(p, r.cookie)
	v, there := watchOther(p)
	if !there {
		families.disown(p)
		return false
	}
	first := r.vigil == nil
	r.release(0)
	r.vigil, r.heir = &v, p
	r.heirBorn(r.spec.Stop.Signal)
	r.log.Info(fmt.Sprintf("has left a daemon, pid %d", p.PID))
	unasked := r.spec.Ready == nil
	r.control.note(r, func(s *status) { s.pid, s.ready = p.PID, s.ready || unasked })
	if first {
		close(r.forked)
	}
	return true
}

// release ends the watch over the daemon, if there is one. It has ended, and may
// take so long until it is tend's to reap.
func (r *run) release(patience time.Duration) {
	if r.vigil == nil {
		return
	}
	exit := r.vigil.end(patience)
	r.heirDied()
	r.host.families.disown(r.heir)
	// A file says who has taken whose place, and then only the last one counts.
	// Without it, several that end are one daemon that falls to pieces, and the
	// first of them that has failed tells more than those that follow it.
	if r.left == nil || r.spec.Daemon.PIDFile != "" || r.spec.Daemon.fine(r.left.Code) {
		r.left = exit
	}
}

// missing records why a run ends that was to go on as a daemon, if there never
// was one.
func (r *run) missing(none *absence) {
	if r.vigil != nil {
		return
	}
	if none == nil {
		none = &absence{why: "what is left ends as soon as it is found", hint: hintFork}
	}
	r.lost = none.explain(r.host.patience)
}

// adoption is how long it may take until an orphan whose parent is just ending is
// tend's.
const adoption = 100 * time.Millisecond

// outcome is how the run has ended whose leader has ended so.
func (r *run) outcome(leader *Exit) *Exit {
	r.release(adoption)
	switch {
	case r.lost != nil:
		lost := *leader
		lost.Code, lost.Err = -1, r.lost
		return &lost
	case r.left != nil:
		return r.left
	default:
		return leader
	}
}

// pollOther waits until a process has ended, where the kernel does not tell, or
// until over is closed.
func pollOther(p proctable.Proc, over <-chan struct{}) {
	tick := time.NewTicker(progressInterval)
	defer tick.Stop()
	for {
		now, err := proctable.ReadOne(p.PID)
		if err == proctable.ErrGone || err == nil && (now.Zombie || now.Start != p.Start) {
			return
		}
		select {
		case <-tick.C:
		case <-over:
			return
		}
	}
}
