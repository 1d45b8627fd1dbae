package processcontrol

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"os/user"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"tend/internal/proctable"
)

// PortTakenError says that a process cannot be started since somebody else
// listens on its port.
type PortTakenError struct {
	Port int
	// PID and Command say who, Started is when that process began, in the
	// kernel's own units: with the PID it names the process for good. The PID
	// is 0 if it could not be found out. Of several that listen together it is
	// the oldest.
	PID     int
	Command string
	Started uint64
	// Owner is the process of this session that it belongs to; empty if it is
	// a stranger.
	Owner string
	// User is who it belongs to, where that is all that can be told.
	User string
}

// Error reads as a sentence.
func (e *PortTakenError) Error() string {
	by := "a process that cannot be seen from here"
	switch {
	case e.Owner != "":
		by = fmt.Sprintf("process %s of this stack", e.Owner)
	case e.PID != 0:
		by = fmt.Sprintf("%s (pid %d)", e.Command, e.PID)
	case e.User != "":
		by = "a process of user " + e.User
	}
	return fmt.Sprintf("port %d is taken already, by %s", e.Port, by)
}

// checkPort fails with a PortTakenError if somebody listens on the port, on
// whatever address: which of them the process wants is not known. Nothing that
// an earlier run of the same process has held is there any more.
func (h *Host) checkPort(port int) error {
	if port == 0 {
		return nil
	}
	taken, listeners := listening(port)
	if !taken {
		return nil
	}
	return h.describe(port, listeners, h.holders(listeners))
}

// listening reports whether somebody listens on the port, and with what, as far
// as that can be seen.
func listening(port int) (taken bool, on []proctable.Listener) {
	all, _, err := proctable.Listening()
	for _, l := range all {
		if l.Port == port {
			on = append(on, l)
		}
	}
	if len(on) > 0 {
		return true, on
	}
	if err == nil && proctable.SeesAllListeners {
		return false, nil
	}
	for _, host := range []string{"127.0.0.1", "::1", ""} {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err == nil {
			_ = l.Close() // nobody has used it
		} else if errors.Is(err, syscall.EADDRINUSE) {
			return true, nil
		}
		// Why else it may not be listened on, the process will say itself.
	}
	return false, nil
}

// holders looks through all processes for those that hold the sockets, and
// returns them oldest first. Those of other users cannot be looked into.
func (h *Host) holders(listeners []proctable.Listener) (all []proctable.Proc) {
	inodes, pids := make(map[uint64]bool), make(map[int]bool)
	for _, l := range listeners {
		if l.PID != 0 {
			pids[l.PID] = true
		} else if l.Inode != 0 {
			inodes[l.Inode] = true
		}
	}
	if len(inodes) == 0 && len(pids) == 0 {
		return nil
	}
	table, err := h.table.Fresh()
	if err != nil {
		h.log.Error("cannot tell who listens", "err", err)
		return nil
	}
	wanted := func(inode uint64) bool { return inodes[inode] }
	for _, p := range table.All() {
		if pids[p.PID] || len(inodes) > 0 && len(proctable.Sockets(p.PID, wanted)) > 0 {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b proctable.Proc) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.PID, b.PID))
	})
	return all
}

// describe says who holds a port that is taken.
func (h *Host) describe(port int, listeners []proctable.Listener, holders []proctable.Proc) *PortTakenError {
	e := &PortTakenError{Port: port}
	if len(holders) > 0 {
		e.PID, e.Started = holders[0].PID, holders[0].Start
		e.Command = oneLine(strings.Join(proctable.Command(e.PID), " "), titleLength)
		e.Owner = h.families.nameIn(h.families.ownerOf(holders[0]))
		return e
	}
	for _, l := range listeners {
		if l.UID >= 0 {
			e.User = strconv.Itoa(l.UID)
			if u, err := user.LookupId(e.User); err == nil {
				e.User = u.Username
			}
		}
	}
	return e
}
