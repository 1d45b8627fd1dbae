//go:build linux

package processcontrol

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"tend/internal/proctable"
)

// observe looks at the process all the time.
func (p *modelled) observe(ctx context.Context) {
	var last Snapshot
	for ctx.Err() == nil {
		s := p.Snapshot()
		p.check(last, s)
		last = s
		select {
		case <-p.changes:
		case <-ctx.Done():
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// check looks for contradictions in a snapshot.
func (p *modelled) check(last, s Snapshot) {
	atRest := !s.State.Alive()
	for what, wrong := range map[string]bool{
		"an older generation":               s.Generation < last.Generation,
		"ready and not running":             s.Ready && s.State != Running,
		"running without a PID":             s.State == Running && s.PID == 0,
		"running and ending":                s.State == Running && s.Stop.Phase != NoPhase,
		"at rest with a PID":                atRest && s.PID != 0,
		"at rest and ending":                atRest && s.Stop.Phase != NoPhase,
		"at rest and using the machine":     atRest && s.Usage != Usage{},
		"at rest and healthy":               atRest && s.Health != NoHealth,
		"at rest and talking":               atRest && (s.Says != "" || len(s.Ports) > 0),
		"a start remembered, but no reason": s.Queued && s.State != Stopping && s.State != Killing && s.State != Stuck,
		"failed without a reason":           s.State == Failed && s.Err == nil,
		"exited without an exit":            s.State == Exited && s.Exit == nil,
		"stuck":                             s.State == Stuck,
	} {
		if wrong {
			p.model.errorf("%s: %s: %+v", p.name, what, s)
		}
	}
	if _, err := os.Stat(p.twice); err == nil {
		p.model.errorf("%s: two generations at once: %+v", p.name, s)
	}
	if atRest && p.locked() {
		if now := p.Snapshot(); now.Generation == s.Generation && now.State == s.State {
			p.model.errorf("%s: it is %s, and something of it is there: %v", p.name, s.State, p.family())
		}
	}
}

// locked reports whether something of the process holds its lock. It does not
// take the lock itself, not for a moment.
func (p *modelled) locked() bool {
	locks, err := os.ReadFile("/proc/locks")
	if err != nil {
		p.model.errorf("%v", err)
	}
	return bytes.Contains(locks, fmt.Appendf(nil, ":%d 0 EOF", p.inode))
}

// family lists the processes that say they belong to it.
func (p *modelled) family() (names []string) {
	return p.model.marked(fmt.Sprintf("%s=%s:%s:", cookieVar, p.host.families.session, p.name))
}

// marked lists the processes that have an entry in their environment that begins
// so.
func (m *model) marked(mark string) (names []string) {
	table, err := m.host.table.Fresh()
	if err != nil {
		m.errorf("%v", err)
		return nil
	}
	for _, proc := range table.All() {
		if entry, _ := proctable.EnvironEntry(proc.PID, mark); entry != "" && !proc.Zombie {
			command, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", proc.PID))
			names = append(names, fmt.Sprintf("%d %q, child of %d", proc.PID, command, proc.PPID))
		}
	}
	return names
}

// remembered checks the history.
func (p *modelled) remembered(s Snapshot) {
	history := p.History()
	sorted := slices.IsSortedFunc(history, func(a, b Run) int { return int(a.Generation) - int(b.Generation) })
	if want := min(int(s.Generation), historySize); len(history) != want || !sorted ||
		want > 0 && history[want-1].Generation != s.Generation {
		p.model.errorf("%s: after %d generations the history is %+v", p.name, s.Generation, history)
	}
	for _, r := range history {
		if r.Exit == nil && r.Err == nil || r.EndedAt.Before(r.StartedAt) {
			p.model.errorf("%s: %+v", p.name, r)
		}
	}
}
