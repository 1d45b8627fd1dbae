package processcontrol

import (
	"os"

	"tend/internal/proctable"
)

// This file is what families know of daemons: processes that tend has not
// started itself, and that a run has to do with by name.

// adopt makes a process one of those marked with the cookie, whatever its
// environment says by now: many a server writes what it is called over that. How
// it ends is for the caller to find out: it is not reaped before disown.
func (f *families) adopt(p proctable.Proc, cookie string) {
	id := strayID{p.PID, p.Start}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cookies[id], f.adopted[id] = cookie, true
}

// disown forgets a process that was adopted.
func (f *families) disown(p proctable.Proc) {
	id := strayID{p.PID, p.Start}
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.cookies, id)
	delete(f.adopted, id)
}

// adoptee is a process that was adopted, and by whose run.
type adoptee struct {
	proctable.Proc
	cookie string
}

// daemons returns those in a table that were adopted.
func (f *families) daemons(table *proctable.Table) (all []adoptee) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id := range f.adopted {
		if p, there := table.Find(id.pid); there && p.Start == id.start {
			all = append(all, adoptee{p, f.cookies[id]})
		}
	}
	return all
}

// nameless returns the processes in a table that stem from something that tend
// has started since then, and do not say from what: orphans that are tend's own
// children now, which it has not started, and what these have started. There are
// none where orphans become somebody else's. If told is false there may be more.
func (f *families) nameless(table *proctable.Table, since uint64) (procs []proctable.Proc, told bool) {
	if foster() != os.Getpid() {
		return nil, true
	}
	told = !table.Partial()
	roots := make(map[int]bool)
	for _, p := range f.orphans(table) {
		if p.Start < since {
			continue
		}
		cookie, known := f.cookieOf(p)
		told = told && known
		if known && cookie == "" && f.ownerOf(p) == "" {
			roots[p.PID] = true
		}
	}
	const nobody = -1
	return table.Family(nobody, func(p proctable.Proc) bool { return roots[p.PID] }), told
}
