package processcontrol

import (
	"log/slog"
	"slices"
	"syscall"
	"time"

	"tend/internal/cgroup"
	"tend/internal/proctable"
)

// kin is a process that tend has started, and everything that stems from it.
// It is the one thing by which tend signals processes. The leader stays
// unreaped for as long as anything is signalled, so that its PID and group can
// belong to nobody else.
type kin struct {
	host    *Host
	log     *slog.Logger // says whose it is
	process *process
	start   uint64        // of the process, in the table's unit; for the Guard
	cookie  string        // marks everything that it starts
	group   *cgroup.Group // holds everything that it starts; nil where there are none
	pursuit proctable.Pursuit
	heir    proctable.Proc // the daemon in its place, unreaped where it is tend's to reap; none if its PID is 0
}

// spawn starts what spec describes, with own added to its environment, and in a
// control group of its own where there are such. Name and number tell it from
// everything else of this session.
func (k *kin) spawn(spec *Spec, own []string, name string, number uint64, w wiring, size termSize) error {
	families, groups, hard := k.host.families, k.host.groups, &spec.Limits.Hard
	k.cookie = families.cookie(name, number)
	group, err := groups.group(name, number, hard)
	if err != nil {
		return err
	}
	process, err := families.spawn(spec, own, k.cookie, group, w, size)
	if err != nil && group != nil {
		groups.retire(group)
		if hard.grouped() {
			return err
		}
		// It may be the group that is refused, and not the process.
		group = nil
		inGroup := err
		if process, err = families.spawn(spec, own, k.cookie, nil, w, size); err == nil {
			groups.give(inGroup)
		}
	}
	k.process, k.group = process, group
	if err == nil {
		k.born(spec.Stop.Signal)
	}
	return err
}

// kill is the one way in which tend kills what it has started: the whole group,
// and whatever else stems from it. It returns how many processes were there after
// the group had been signalled.
func (k *kin) kill() (left int, known bool) {
	if err := k.process.signalGroup(SIGKILL); err != nil {
		k.complain("cannot signal", "signal", SIGKILL, "err", err)
	}
	if k.group != nil {
		if err := k.group.Kill(); err != nil {
			k.complain("cannot kill the control group", "err", err)
		}
	}
	members, known := k.members()
	for _, p := range members {
		if p.PGID != k.process.pid {
			k.signalOne(p, SIGKILL)
		}
	}
	if _, err := k.pursuit.After(members, known, k.marked); err != nil {
		k.complain("cannot kill", "err", err)
	}
	return len(members), known
}

// marked reports whether a process says itself that it belongs to it.
func (k *kin) marked(p proctable.Proc) bool {
	if p.PGID == k.process.pid || p.SID == k.process.pid {
		return true
	}
	entry, _ := proctable.EnvironEntry(p.PID, k.cookie)
	return entry == k.cookie
}

// signalOne signals a process that is not in the group.
func (k *kin) signalOne(p proctable.Proc, sig Signal) {
	if err := proctable.Signal(p, syscall.Signal(sig)); err != nil {
		k.complain("cannot signal", "signal", sig, "pid", p.PID, "err", err)
	}
}

// extinguish sends SIGKILL until nothing is left. It returns how many it found
// beside the leader, and ErrStuck if some of it did not go in time.
func (k *kin) extinguish() (others int, err error) {
	began := time.Now()
	pause := firstLook
	exited := k.process.exited
	select {
	case <-exited:
		exited = nil // as most do by themselves: one look is enough then
	default:
	}
	for {
		left, known := k.kill()
		if exited == nil {
			others = max(others, left)
		}
		if exited == nil && known && left == 0 {
			return others, nil
		}
		if time.Since(began) > k.host.stuckAfter {
			return others, ErrStuck
		}
		look := time.NewTimer(pause)
		select {
		case <-exited:
			exited, pause = nil, firstLook
		case <-look.C:
			pause = min(2*pause, lastLook)
		}
		look.Stop()
	}
}

// survivors counts what is left. known is false if the process table could not
// be read.
func (k *kin) survivors() (left int, known bool) {
	// While its control group is populated there is no need to look further.
	if k.group != nil {
		if pids, err := k.group.PIDs(); err == nil && len(pids) > 0 {
			return len(pids), true
		}
	}
	members, known := k.members()
	return len(members), known
}

// members looks up what is left. known is false if there may be more: the
// process table could not be read, or an orphan not be asked whose it is.
func (k *kin) members() (members []proctable.Proc, known bool) {
	table, err := k.host.table.Fresh()
	if err != nil {
		k.complain("cannot tell what is left", "err", err)
		return nil, false
	}
	k.host.families.reapOrphans(table)
	strays, told := k.host.families.strays(table, k.cookie)
	family := table.Family(k.process.pid, k.belongs(table, strays))
	count := len(family)
	members = proctable.Current(family)
	// Whoever ended since may have started somebody just before.
	return members, told && !table.Partial() && len(members) == count
}

// belongs returns a test for processes that belong to it, though neither their
// group nor their session nor their parents say so.
func (k *kin) belongs(table *proctable.Table, strays []int) func(proctable.Proc) bool {
	pids := strays
	if k.group != nil {
		contained, err := k.group.PIDs()
		if err != nil {
			k.complain("cannot tell what is in the control group", "err", err)
		}
		pids = append(pids, contained...)
	}
	heir := 0
	if p, there := table.Find(k.heir.PID); there && same(p, k.heir) {
		heir = p.PID // the group and the session of that number are its own
	}
	return func(p proctable.Proc) bool {
		return slices.Contains(pids, p.PID) || heir != 0 && (p.PID == heir || p.PGID == heir || p.SID == heir)
	}
}

// bury collects the leader's exit status. Nothing is signalled after this: the
// PID is no longer ours.
func (k *kin) bury() (*Exit, error) {
	exit, err := k.process.reap()
	k.host.families.reaped(k.process)
	k.died()
	return exit, err
}

// leave removes its control group. Nothing may be left.
func (k *kin) leave() {
	if k.group != nil {
		k.host.groups.retire(k.group)
	}
}

// complain logs an error.
func (k *kin) complain(message string, args ...any) { k.log.Error(message, args...) }
