package processcontrol

import (
	"crypto/rand"
	"fmt"
	"os"
	"sync"

	"tend/internal/cgroup"
	"tend/internal/proctable"
)

// cookieVar is the variable in the environment of every child that says whose
// it is. It is inherited, so that what forks away and changes its session is
// still recognised.
const cookieVar = "TEND_COOKIE"

// families knows the processes that tend has started itself, and recognises
// what has left them.
type families struct {
	session string // the first part of every cookie of this session

	mu       sync.Mutex
	leaders  map[int]bool // children that somebody will reap
	spawning int          // children that are being started, not among leaders yet
	strays   map[strayID]string
}

// strayID names a process for good.
type strayID struct {
	pid   int
	start uint64
}

func newFamilies() *families {
	return &families{session: rand.Text(), leaders: make(map[int]bool), strays: make(map[strayID]string)}
}

// cookie is what marks everything that a generation of a process starts.
func (f *families) cookie(process string, generation uint64) string {
	return fmt.Sprintf("%s=%s:%s:%d", cookieVar, f.session, process, generation)
}

// spawn starts a process as spec says, in the group if there is one, with the
// cookie in its environment, and remembers that it is somebody's to reap.
func (f *families) spawn(spec Spec, cookie string, g *cgroup.Group, w wiring, size termSize) (*process, error) {
	spec.Env = append(spec.Env[:len(spec.Env):len(spec.Env)], cookie)
	f.count(1)
	defer f.count(-1)
	p, err := spawn(&spec, g, w, size)
	if err == nil {
		f.mu.Lock()
		f.leaders[p.pid] = true
		f.mu.Unlock()
	}
	return p, err
}

func (f *families) count(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.spawning += n
}

// reaped forgets a process that spawn has started.
func (f *families) reaped(p *process) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.leaders, p.pid)
}

// strayOf returns a test for processes that have left the family marked with
// the cookie: their parents are gone, so that they have become ours, and only
// their environment says where they come from.
func (f *families) strayOf(cookie string) func(proctable.Proc) bool {
	return func(p proctable.Proc) bool {
		if p.Zombie || !f.orphan(p) {
			return false
		}
		return f.cookieOf(p) == cookie
	}
}

// orphan reports whether the process has been handed to whoever takes in
// orphans, and is none of those that tend has started itself.
func (f *families) orphan(p proctable.Proc) bool {
	if p.PPID != foster() {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return !f.leaders[p.PID]
}

// cookieOf returns the cookie in the environment of an orphan, read once in
// its life. It is empty if there is none of this session.
func (f *families) cookieOf(p proctable.Proc) string {
	id := strayID{p.PID, p.Start}
	f.mu.Lock()
	cookie, known := f.strays[id]
	f.mu.Unlock()
	if known {
		return cookie
	}
	cookie = environEntry(p.PID, cookieVar+"="+f.session+":")
	f.mu.Lock()
	f.strays[id] = cookie
	f.mu.Unlock()
	return cookie
}

// reapOrphans collects the exit status of orphans that have ended, one by one
// and by PID: waiting for any child would steal the children of others.
func (f *families) reapOrphans(table *proctable.Table) {
	for _, p := range table.Children(os.Getpid()) {
		if p.Zombie && f.abandoned(p) {
			reapOrphan(p.PID)
		}
	}
}

// abandoned reports whether a child that has ended is nobody's to reap. While
// a child is being started it cannot be told; there will be another time.
func (f *families) abandoned(p proctable.Proc) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.spawning > 0 || f.leaders[p.PID] {
		return false
	}
	delete(f.strays, strayID{p.PID, p.Start})
	return true
}
