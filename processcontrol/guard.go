package processcontrol

import "tend/internal/proctable"

// Guard is told of everything that a Host starts itself, so that it can be ended
// should tend be killed. Its methods are called from any goroutine and must not
// block.
type Guard interface {
	// Born says that a process was started, which leads a session of its own, or
	// that there is a daemon now, which may lead one.
	// Start is in the unit of package proctable, 0 if it could not be told; stop
	// is the signal that asks it to end.
	Born(pid int, start uint64, stop Signal)
	// Gone says that the process has been reaped, or that the daemon has ended.
	Gone(pid int, start uint64)
}

// GuardedBy has a Guard told of all that is started from now on. It is called
// before anything is.
func (h *Host) GuardedBy(g Guard) { h.guard = g }

// Mark returns how an entry begins that is in the environment of everything that
// the Host has started, and of nothing else.
func (h *Host) Mark() string { return h.families.mark() }

// Groups returns the folder of the control groups that everything is in which
// the Host has started, or nothing if there are none.
func (h *Host) Groups() string {
	if h.groups.session == nil {
		return ""
	}
	return h.groups.session.Dir()
}

// born tells the Guard of a process.
func (k *kin) born(stop Signal) {
	if k.host.guard == nil {
		return
	}
	if p, err := proctable.ReadOne(k.process.pid); err == nil {
		k.start = p.Start
	}
	k.host.guard.Born(k.process.pid, k.start, orTerm(stop))
}

// died tells the Guard that it has been reaped.
func (k *kin) died() {
	if k.host.guard != nil {
		k.host.guard.Gone(k.process.pid, k.start)
	}
}

// heirBorn tells the Guard of the daemon in the process's place.
func (k *kin) heirBorn(stop Signal) {
	if k.host.guard != nil {
		k.host.guard.Born(k.heir.PID, k.heir.Start, orTerm(stop))
	}
}

// heirDied tells the Guard that it has ended.
func (k *kin) heirDied() {
	if k.host.guard != nil {
		k.host.guard.Gone(k.heir.PID, k.heir.Start)
	}
}

// orTerm is the signal that asks a process to end.
func orTerm(stop Signal) Signal {
	if stop == 0 {
		return SIGTERM
	}
	return stop
}
