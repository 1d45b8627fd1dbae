//go:build linux || darwin

package leash

import (
	"fmt"
	"os"
	"slices"
	"syscall"

	"tend/internal/proctable"
)

// Orphans ends what has become a child of tend because its own parent has ended,
// with all that it has started, and returns how many processes that were. It is
// called when what tend has started itself has come to its end: they stem from
// that, though nothing that they have needs to say so. It takes as long as they
// need.
func (l *Leash) Orphans() (found int, err error) {
	o, err := hunt{
		find:  l.findOrphans,
		ask:   func(proctable.Proc) syscall.Signal { return syscall.SIGTERM },
		force: func() error { return nil },
	}.run()
	if err == nil && o.left > 0 {
		err = couldNotBeKilled(o.left)
	}
	return o.found, err
}

func (l *Leash) findOrphans() (left []proctable.Proc, known bool, err error) {
	table, err := proctable.Read()
	if err != nil {
		return nil, false, fmt.Errorf("cannot tell what has left tend: %w", err)
	}
	own := l.own()
	left = table.Family(nobody, func(p proctable.Proc) bool {
		return p.PPID == os.Getpid() && !slices.Contains(own, Process{p.PID, p.Start})
	})
	before := len(left)
	left = proctable.Current(left)
	return left, !table.Partial() && len(left) == before, nil
}

// own are the children that tend has started itself: the helpers, and what the
// kernel does not let go.
func (l *Leash) own() []Process {
	own := l.Helpers()
	l.mu.Lock()
	defer l.mu.Unlock()
	for leader := range l.leaders {
		own = append(own, leader)
	}
	return own
}
