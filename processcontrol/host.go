package processcontrol

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"tend/internal/logfile"
	"tend/internal/proctable"
)

// Host is what the Controls of a session share: one walker of the process
// table, the knowledge of what stems from whom, the buffers that output is read
// into and the files that it is written to, and tend's own log.
type Host struct {
	log      *slog.Logger
	table    proctable.Walker
	families *families
	sampler  *sampler
	guard    Guard // nil: nobody is told
	groups   *containment
	errands  *errands
	sockets  folder
	files    *logfile.Files
	session  LogSpec   // the file that all output goes to
	blocks   sync.Pool // *[readBlock]byte
	// stuckAfter is how long after SIGKILL a process counts as Stuck.
	stuckAfter time.Duration
	// patience is how long a process may take to become a daemon.
	patience time.Duration
}

// NewHost makes a Host that logs to log. On Linux it makes this process the
// parent of its descendants' orphans. The caller closes it. It fails with ErrUnsupported on a
// platform where tend cannot run processes.
func NewHost(log *slog.Logger) (*Host, error) {
	if !supported {
		return nil, ErrUnsupported
	}
	h := &Host{log: log, families: newFamilies(), sampler: newSampler(), errands: newErrands(), files: logfile.New(), stuckAfter: stuckAfter, patience: daemonPatience}
	if err := adoptOrphans(); err != nil {
		log.Warn("less is tracked", "err", err)
	}
	h.groups = newContainment(h.families.session, log)
	h.blocks.New = func() any { return new([readBlock]byte) }
	return h, nil
}

// LogTo has the output of all processes written to one file as well, each line
// with the name of its process. It is called before the first Control is made.
func (h *Host) LogTo(file LogSpec) { h.session = file }

// Close ends the errands that still run, sees to it that all output is in its
// files, and gives back what the Host has taken of the machine. All its Controls
// have to be closed before.
func (h *Host) Close() error {
	err := errors.Join(h.errands.close(), h.files.Close())
	h.families.nursery.close()
	if folderErr := h.sockets.remove(); folderErr != nil {
		err = errors.Join(err, fmt.Errorf("cannot remove the folder of its sockets: %w", folderErr))
	}
	if groupErr := h.leaveGroups(); groupErr != nil {
		err = errors.Join(err, fmt.Errorf("cannot remove the session's control group: %w", groupErr))
	}
	return err
}

// leaveGroups reaps what orphans are left, and removes the control groups of the
// session, which cannot be done before.
func (h *Host) leaveGroups() error {
	pause := firstLook
	for began := time.Now(); ; time.Sleep(pause) {
		if table, err := h.table.Fresh(); err == nil {
			h.families.reapOrphans(table)
		}
		err := h.groups.close()
		if err == nil || time.Since(began) > drainGrace {
			return err
		}
		pause = min(2*pause, lastLook)
	}
}

// The numbers that the handling of processes is tuned by.
const (
	// readBlock is how much output is read at once: a pipe holds 64 KiB, so
	// one call empties it.
	readBlock = 64 << 10
	// progressInterval is how often a stop that goes on says how far it is.
	progressInterval = 250 * time.Millisecond
	// stuckAfter is what Host.stuckAfter is made from: far longer than a sound
	// kernel needs, short enough to be told while one still looks.
	stuckAfter = 10 * time.Second
	// daemonPatience is what Host.patience is made from: a program that forks away
	// may end before its daemon has said who it is, but not by much.
	daemonPatience = 10 * time.Second
	// stuckLook is how often a Stuck process is looked at.
	stuckLook = time.Second
	// firstLook and lastLook bound the growing pause between looks at what a
	// process has left behind: short, since most are gone at once; not longer
	// than a person notices.
	firstLook = time.Millisecond
	lastLook  = 50 * time.Millisecond
	// typingGrace is how long a terminal may take to accept what is typed.
	typingGrace = time.Second
	// redrawPause is how long a terminal has another size, to make a program
	// draw: a program that looks later sees no change, and may draw nothing.
	redrawPause = 100 * time.Millisecond
	// drainGrace is how long output may still be read once nothing of the
	// process is left. All of it is in the kernel already, so this only runs
	// out if somebody unknown holds the other end.
	drainGrace = 2 * time.Second
)
