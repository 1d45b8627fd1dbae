package processcontrol

import (
	"log/slog"
	"sync"
	"time"

	"tend/internal/proctable"
)

// Host is what the Controls of a session share: one walker of the process
// table, the knowledge of what stems from whom, the buffers that output is read
// into, and tend's own log.
type Host struct {
	log      *slog.Logger
	table    proctable.Walker
	families *families
	sampler  *sampler
	blocks   sync.Pool // *[readBlock]byte
}

// NewHost makes a Host that logs to log. On Linux it makes this process the
// parent of its descendants' orphans. It fails with ErrUnsupported on a
// platform where tend cannot run processes.
func NewHost(log *slog.Logger) (*Host, error) {
	if !supported {
		return nil, ErrUnsupported
	}
	h := &Host{log: log, families: newFamilies(), sampler: newSampler()}
	if err := adoptOrphans(); err != nil {
		log.Warn("less is tracked", "err", err)
	}
	h.blocks.New = func() any { return new([readBlock]byte) }
	return h, nil
}

// The numbers that the handling of processes is tuned by.
const (
	// readBlock is how much output is read at once: a pipe holds 64 KiB, so
	// one call empties it.
	readBlock = 64 << 10
	// progressInterval is how often a stop that goes on says how far it is.
	progressInterval = 250 * time.Millisecond
	// stuckAfter is how long after SIGKILL a process counts as Stuck.
	stuckAfter = 10 * time.Second
	// stuckLook is how often a Stuck process is looked at.
	stuckLook = time.Second
	// firstLook and lastLook bound the growing pause between looks at what a
	// process has left behind: short, since most are gone at once; not longer
	// than a person notices.
	firstLook = time.Millisecond
	lastLook  = 50 * time.Millisecond
	// typingGrace is how long a terminal may take to accept what is typed.
	typingGrace = time.Second
	// drainGrace is how long output may still be read once nothing of the
	// process is left. All of it is in the kernel already, so this only runs
	// out if somebody unknown holds the other end.
	drainGrace = 2 * time.Second
)
