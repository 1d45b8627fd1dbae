//go:build linux || darwin

package leash

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"syscall"

	"tend/internal/proctable"
)

// Orphans ends what has become a child of tend because its own parent has ended,
// with all that it has started, and returns how many processes that were. It is
// called when what tend has started itself has come to its end: they stem from
// that, though nothing that they have needs to say so. What is not to be ended
// has an entry in its environment that begins with exempt. It takes as long as
// they need.
func (l *Leash) Orphans(exempt string) (found int, err error) {
	o, err := hunt{
		find:   func() ([]proctable.Proc, bool, error) { return l.findOrphans(exempt) },
		ask:    func(proctable.Proc) syscall.Signal { return syscall.SIGTERM },
		force:  func() error { return nil },
		quarry: func(p proctable.Proc) bool { return isOrphan(p, l.own(), exempt) == yes },
	}.run()
	if err == nil && o.left > 0 {
		err = couldNotBeKilled(o.left)
	}
	return o.found, err
}

func (l *Leash) findOrphans(exempt string) (left []proctable.Proc, known bool, err error) {
	table, err := proctable.Read()
	if err != nil {
		return nil, false, fmt.Errorf("cannot tell what has left tend: %w", err)
	}
	known = !table.Partial()
	own := l.own()
	left = table.Family(nobody, func(p proctable.Proc) bool {
		is := isOrphan(p, own, exempt)
		known = known && is != unknown
		return is == yes
	})
	before := len(left)
	left = proctable.Current(left)
	return left, known && len(left) == before, nil
}

// verdict is whether a process is an orphan.
type verdict uint8

const (
	no verdict = iota
	yes
	unknown // it is just being exec'ed, or ends
)

// isOrphan tells whether a process has become tend's child that is not its own.
func isOrphan(p proctable.Proc, own []Process, exempt string) verdict {
	if p.PPID != os.Getpid() || p.Zombie || slices.Contains(own, Process{p.PID, p.Start}) {
		return no
	}
	if errors.Is(syscall.Kill(p.PID, 0), syscall.EPERM) {
		return no // it is another user by now, and beyond reach
	}
	switch entry, told := proctable.EnvironEntry(p.PID, exempt); {
	case !told:
		return unknown
	case entry == "":
		return yes
	default:
		return no
	}
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
