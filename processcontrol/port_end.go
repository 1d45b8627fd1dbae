package processcontrol

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"syscall"
	"time"

	"tend/internal/proctable"
)

// EndHolder ends the process that holds a port, as a failed start has told, and
// returns once the port is free or ctx has ended. It asks it with SIGTERM first,
// and kills it if it does not give the port free in time. It signals that very
// process and no other: none that has got its PID since, none that has the port
// by now, and none of this session, which are to be stopped instead.
func (h *Host) EndHolder(ctx context.Context, e *PortTakenError) error {
	return h.endHolder(ctx, e, holderGrace)
}

// holderGrace is how long somebody else's process has to give its port free:
// long enough for what shuts down properly, and somebody waits for it.
const holderGrace = 5 * time.Second

func (h *Host) endHolder(ctx context.Context, e *PortTakenError, grace time.Duration) error {
	cannot := func(err error) error { return fmt.Errorf("cannot free port %d: %w", e.Port, err) }
	taken, listeners := listening(e.Port)
	if !taken {
		return nil
	}
	holder := proctable.Proc{PID: e.PID, Start: e.Started}
	holders := h.holders(listeners)
	holds := slices.ContainsFunc(holders, func(p proctable.Proc) bool { return same(p, holder) })
	switch {
	case e.Owner != "":
		return cannot(fmt.Errorf("process %s of this stack has it", e.Owner))
	case e.PID == 0:
		return cannot(errors.New("it cannot be seen from here who has it"))
	case e.PID == os.Getpid():
		return cannot(errors.New("it is tend itself that has it"))
	case len(holders) > 0 && !holds:
		return cannot(fmt.Errorf("it has changed hands: %w", h.describe(e.Port, listeners, holders)))
	}
	if owner := h.families.ownerOf(current(holder)); owner != "" {
		return cannot(fmt.Errorf("process %s of this stack has it", h.families.nameIn(owner)))
	}
	h.log.Info("ending the process that holds a port", "port", e.Port, "pid", e.PID, "command", e.Command)
	if err := endProcess(holder, SIGTERM); err != nil {
		return cannot(err)
	}
	if err := h.awaitFree(ctx, e.Port, holder, grace); err != nil {
		return cannot(err)
	}
	return nil
}

// awaitFree waits until nobody listens on the port. After the grace period it
// kills the holder; if the port is taken even when that is gone, it says by
// whom.
func (h *Host) awaitFree(ctx context.Context, port int, holder proctable.Proc, grace time.Duration) error {
	patience := time.NewTimer(grace)
	defer patience.Stop()
	killed := false
	for wait := firstLook; ; wait = min(2*wait, lastLook) {
		gone := killed && !same(current(holder), holder) // before the port is looked at
		taken, listeners := listening(port)
		if !taken {
			return nil
		}
		if gone {
			return fmt.Errorf("process %d has ended, and now: %w", holder.PID, h.describe(port, listeners, h.holders(listeners)))
		}
		look := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			look.Stop()
			return fmt.Errorf("process %d has not given it free: %w", holder.PID, context.Cause(ctx))
		case <-patience.C:
			killed = true
			if err := endProcess(holder, SIGKILL); err != nil {
				return err
			}
		case <-look.C:
		}
		look.Stop()
	}
}

// endProcess signals a process that is not tend's own.
func endProcess(p proctable.Proc, sig Signal) error {
	err := proctable.Signal(p, syscall.Signal(sig))
	if errors.Is(err, fs.ErrPermission) { // EPERM
		return fmt.Errorf("process %d may not be ended: it belongs to another user", p.PID)
	}
	if err != nil {
		return fmt.Errorf("cannot send %s to process %d: %w", sig, p.PID, err)
	}
	return nil
}

// current is the process that has that PID now; none if it has ended.
func current(p proctable.Proc) proctable.Proc {
	now, err := proctable.ReadOne(p.PID)
	if err != nil || now.Zombie {
		return proctable.Proc{}
	}
	return now
}

// same reports whether the two are one process.
func same(a, b proctable.Proc) bool { return a.PID == b.PID && a.Start == b.Start }
