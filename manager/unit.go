package manager

import (
	"slices"
	"time"

	"tend/processcontrol"
)

// unit is what the stack knows of one process: its last snapshot, and what is
// wanted of it.
type unit struct {
	process *Process
	// retired: the process is no part of the stack any more, and is forgotten
	// once nothing of it is left.
	retired bool
	seen    processcontrol.Snapshot
	// wanted: it is to run, now or as soon as its dependencies allow.
	wanted bool
	// cycle: another run is to follow the one that is there, however that ends.
	cycle bool
	// ordered: its stop waits until everything that depends on it is gone.
	ordered bool
	// stopped: the user ended it, or called off what was to come.
	stopped bool
	// wishes counts what the user has asked of it.
	wishes uint64
	// handled is the last generation whose end has been dealt with.
	handled uint64
	// stopAsked and killAsked are the generations that were last asked to end,
	// so that each is asked once.
	stopAsked, killAsked uint64
	restarts             restarts
	// armed: the schedule counts, and due is its next time.
	armed bool
	due   time.Time
	// looked is what the clock on the wall showed when due was last looked at.
	looked time.Time
}

// atRest reports whether nothing of the process is there, so that it may be
// started.
func (u *unit) atRest() bool { return !u.seen.State.Alive() }

// ending reports whether the process is on its way out.
func (u *unit) ending() bool {
	return u.seen.State == processcontrol.Stopping || u.seen.State == processcontrol.Killing
}

// leaving reports whether the present run is on its way out, or has been asked
// to be, so that only the next one can be what somebody asks for now.
func (u *unit) leaving() bool {
	return u.ending() || u.seen.State == processcontrol.Stuck || u.seen.State.Alive() && u.stopAsked == u.seen.Generation
}

// comingBack reports whether another run follows the present one: somebody has
// asked for it, or the run is on its way out and the restart policy may.
func (u *unit) comingBack() bool {
	return u.cycle || u.ending() && u.wanted && u.process.Restart != RestartNever
}

// want makes the unit run as soon as its dependencies allow, as the user's
// wish: what went wrong before is forgotten.
func (u *unit) want() {
	u.wanted, u.cycle, u.ordered, u.stopped = true, u.leaving(), false, false
	u.restarts = restarts{}
}

// recycle makes the unit end once, after everything that is to end before it,
// and run again.
func (u *unit) recycle() {
	u.want()
	u.cycle, u.ordered = !u.atRest(), true
}

// unwant makes the unit end, and calls off every start to come.
func (u *unit) unwant(ordered bool) {
	if u.wanted || u.armed || u.seen.State.Alive() {
		u.stopped = true
	}
	u.wanted, u.cycle, u.ordered, u.armed = false, false, ordered, false
	u.restarts.at = time.Time{}
}

// ended deals with the end of a generation: it comes to rest, or a restart is
// due.
func (u *unit) ended(now time.Time, jitter float64) {
	u.handled = u.seen.Generation
	if u.killAsked == killWanted {
		u.killAsked = u.handled // it has come too late, and is not for the next run
	}
	again := u.cycle
	u.cycle = false
	if !u.wanted || again || u.seen.State == processcontrol.Idle {
		// Nobody asks how it ended. A restart may have been asked for just as it
		// ended by itself: then too it starts again at once.
		return
	}
	if !u.comesBack() {
		u.wanted = false
		return
	}
	u.restarts = u.restarts.next(u.process.Backoff, u.seen.EndedAt.Sub(u.seen.StartedAt), now, jitter)
	if u.restarts.gaveUp {
		u.wanted = false
	}
}

// comesBack reports whether a process that ended by itself is to be started
// again. Where tend ended it because a rule was broken, the rule says so.
func (u *unit) comesBack() bool {
	if exit := u.seen.Exit; exit != nil && exit.Violation != nil {
		return exit.Violation.Policy == processcontrol.LimitRestart
	}
	return u.process.Restart.applies(u.failed())
}

// failed reports whether the last generation ended as it should not.
func (u *unit) failed() bool {
	return u.seen.State == processcontrol.Failed ||
		u.seen.State == processcontrol.Exited && !u.done()
}

// done reports whether the last generation ended by itself and well.
func (u *unit) done() bool {
	exit := u.seen.Exit
	return u.seen.State == processcontrol.Exited && exit.Violation == nil &&
		(exit.Success() || exit.Signal == 0 && slices.Contains(u.process.SuccessCodes, exit.Code))
}

// applies reports whether a process that ended is started again.
func (r RestartPolicy) applies(failed bool) bool {
	return r == RestartAlways || r == RestartOnFailure && failed
}

// meets reports whether the unit is what a dependent waits for. What has ended
// and is about to run again is not done yet.
func (u *unit) meets(c Condition) bool {
	if u.wanted && u.atRest() {
		return false
	}
	switch c {
	case OnReady:
		return u.seen.Ready
	case OnDone:
		return u.done()
	case OnExited:
		return u.seen.State == processcontrol.Exited
	default:
		return u.seen.State == processcontrol.Running || u.done()
	}
}
