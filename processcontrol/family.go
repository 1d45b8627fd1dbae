package processcontrol

import (
	"crypto/rand"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"

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
	nursery *nursery

	census atomic.Pointer[census]          // the newest
	buried atomic.Pointer[proctable.Table] // the newest whose orphans have been reaped

	mu       sync.Mutex
	leaders  map[int]string     // children that somebody will reap, and their cookies
	spawning int                // children that are being started, not among leaders yet
	cookies  map[strayID]string // of orphans, as far as they have been asked
	adopted  map[strayID]bool   // orphans that somebody will reap: see adopt
	ended    map[strayID]bool   // children that had ended in the last table, and may be somebody's
}

// strayID names a process for good.
type strayID struct {
	pid   int
	start uint64
}

func newFamilies() *families {
	return &families{session: rand.Text(), nursery: newNursery(), leaders: make(map[int]string), cookies: make(map[strayID]string), adopted: make(map[strayID]bool)}
}

// cookie is what marks everything that a generation of a process starts.
func (f *families) cookie(process string, generation uint64) string {
	return fmt.Sprintf("%s%s:%d", f.mark(), process, generation)
}

// nameIn returns whose cookie it is: the process that cookie was called with.
func (f *families) nameIn(cookie string) string {
	name := strings.TrimPrefix(cookie, f.mark())
	return name[:max(strings.LastIndexByte(name, ':'), 0)]
}

// mark is how every cookie of this session begins.
func (f *families) mark() string { return cookieVar + "=" + f.session + ":" }

// spawn starts a process as spec says, in the group if there is one, with its
// cookie and what else is its own in its environment, and remembers that it is
// somebody's to reap.
func (f *families) spawn(spec *Spec, own []string, cookie string, g *cgroup.Group, w wiring, size termSize) (*process, error) {
	marked := *spec
	marked.Env = append(environment(spec.Env, own), cookie)
	f.count(1)
	defer f.count(-1)
	var p *process
	err := ErrClosed
	f.nursery.do(func() { p, err = spawn(&marked, g, w, size) })
	if err == nil {
		f.mu.Lock()
		f.leaders[p.pid] = cookie
		f.mu.Unlock()
	}
	return p, err
}

// environment is what a process is given: everything but what is tend's own to
// say, and that. What manages tend itself is none of the process's business: it
// must not be told that a child is ready.
func environment(given, own []string) []string {
	env := make([]string, 0, len(given)+len(own))
	for _, entry := range given {
		name, _, _ := strings.Cut(entry, "=")
		switch name {
		case cookieVar, notifyVar, watchdogVar, watchdogPIDVar:
		default:
			env = append(env, entry)
		}
	}
	return append(env, own...)
}

// The variables of sd_notify(3) and sd_watchdog_enabled(3).
const (
	notifyVar      = "NOTIFY_SOCKET"
	watchdogVar    = "WATCHDOG_USEC"
	watchdogPIDVar = "WATCHDOG_PID"
)

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

// strays returns the processes in a table that have left the family marked with
// the cookie: their parents are gone, so that they have become ours, and only
// their environment says where they come from. If told is false there is an
// orphan that cannot be asked at this moment, since it is just ending or being
// exec'ed. What it has started may be nobody's in this table, and show up as an
// orphan in the next one.
func (f *families) strays(table *proctable.Table, cookie string) (pids []int, told bool) {
	told = true
	for _, p := range f.orphans(table) {
		its, known := f.cookieOf(p)
		if its == cookie {
			pids = append(pids, p.PID)
		}
		told = told && known
	}
	return pids, told
}

// orphans returns the orphans in a table that have not ended. A thousand runs
// that end at once ask for the same table: it is gone through once.
func (f *families) orphans(table *proctable.Table) []proctable.Proc {
	if last := f.census.Load(); last != nil && last.table == table {
		return last.orphans
	}
	children := table.Children(foster())
	found := &census{table: table}
	f.mu.Lock()
	for _, p := range children {
		if !p.Zombie && f.leaders[p.PID] == "" {
			found.orphans = append(found.orphans, p)
		}
	}
	f.mu.Unlock()
	f.census.Store(found)
	return found.orphans
}

// census is what orphans has found in a table.
type census struct {
	table   *proctable.Table
	orphans []proctable.Proc
}

// orphan reports whether the process has been handed to whoever takes in
// orphans, and is none of those that tend has started itself.
func (f *families) orphan(p proctable.Proc) bool {
	if p.PPID != foster() {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.leaders[p.PID] == ""
}

// ownerOf returns the cookie of the run or the errand that a process belongs to,
// or nothing if it belongs to none of this session.
func (f *families) ownerOf(p proctable.Proc) (cookie string) {
	f.mu.Lock()
	cookie = f.leaders[p.SID]
	if cookie == "" {
		cookie = f.leaders[p.PGID]
	}
	if cookie == "" {
		cookie = f.cookies[strayID{p.PID, p.Start}]
	}
	f.mu.Unlock()
	if cookie == "" {
		cookie, _ = proctable.EnvironEntry(p.PID, f.mark())
	}
	return cookie
}

// cookieOf returns the cookie in the environment of an orphan, read once in
// its life. It is empty if there is none of this session, or if told is false
// and it cannot be asked now.
func (f *families) cookieOf(p proctable.Proc) (cookie string, told bool) {
	id := strayID{p.PID, p.Start}
	f.mu.Lock()
	cookie, told = f.cookies[id]
	f.mu.Unlock()
	if told {
		return cookie, true
	}
	if cookie, told = proctable.EnvironEntry(p.PID, f.mark()); told {
		f.mu.Lock()
		f.cookies[id] = cookie
		f.mu.Unlock()
	}
	return cookie, told
}

// reapOrphans collects the exit status of orphans that have ended, one by one
// and by PID: waiting for any child would steal the children of others.
func (f *families) reapOrphans(table *proctable.Table) {
	if f.buried.Swap(table) == table {
		return // somebody has, and whoever has ended since is in the next one
	}
	var ended []strayID
	for _, p := range table.Children(os.Getpid()) {
		if p.Zombie {
			ended = append(ended, strayID{p.PID, p.Start})
		}
	}
	for _, id := range f.abandoned(ended) {
		reapOrphan(id.pid)
	}
	f.forget(table)
}

// forget forgets what those had in their environment who are gone: also those
// that were taken for orphans while they were just being started. Who comes after
// the table was read is asked again.
func (f *families) forget(table *proctable.Table) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id := range f.cookies {
		if p, there := table.Find(id.pid); (!there || p.Start != id.start) && !f.adopted[id] {
			delete(f.cookies, id)
		}
	}
}

// abandoned returns which of the children that have ended are nobody's to reap.
// Of an orphan that was never asked where it comes from this shows in the next
// table only: others than families start children too, an editor for example,
// and reap them as soon as they have ended. While a child of ours is being started
// it cannot be told; there will be another time.
func (f *families) abandoned(ended []strayID) (nobodys []strayID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.spawning > 0 {
		return nil
	}
	before := f.ended
	f.ended = make(map[strayID]bool, len(ended))
	for _, id := range ended {
		cookie := f.cookies[id]
		switch {
		case f.leaders[id.pid] != "", f.adopted[id]:
		case cookie != "", before[id]:
			delete(f.cookies, id)
			nobodys = append(nobodys, id)
		default:
			f.ended[id] = true
		}
	}
	return nobodys
}
