package tui

import (
	"fmt"
	"strings"
	"time"

	"tend/internal/alert"
	"tend/manager"
)

const (
	// alertGather is how long others are waited for that fail together.
	alertGather = 500 * time.Millisecond
	// alertPause is the least time between two alerts.
	alertPause = 5 * time.Second
	// alertNames is how many processes an alert names.
	alertNames = 4
)

// alerts tells somebody who does not look at the screen that processes have
// failed: once for each time, and once for all that fail together.
type alerts struct {
	way      alert.Way
	terminal alert.Terminal
	ring     func(sequence string) // must not wait; nil: there is nobody

	told    map[string]failing // what was last known of each process that is bad
	begun   bool               // what was there before is nothing new
	pending []string           // what to say of each that has failed
	names   []string           // theirs
	due     time.Time          // when to say it
	after   time.Time          // no sooner than this
}

// failing is one time that a process has failed, of which there may be many
// snapshots. In backoff it is a whole row of attempts, which all have failed.
type failing struct {
	status manager.Status
	since  uint64 // the run that failed, or the one before the first of the row
}

// failingOf returns in which way the process has failed, false if it has not.
func failingOf(p *manager.ProcessView) (failing, bool) {
	switch {
	case p.Status == manager.BackingOff:
		return failing{p.Status, p.Generation - uint64(p.Attempt)}, true
	case p.Status == manager.Exited && p.Exit != nil && p.Exit.Requested && p.Exit.Violation == nil:
		return failing{}, false // as it was asked to
	default:
		return failing{p.Status, p.Generation}, p.Status.Bad() || failedRun(p)
	}
}

// observe takes a new state.
func (t *alerts) observe(s *manager.Snapshot, now time.Time) {
	if t.way == alert.None {
		return
	}
	if s.Phase != manager.Up {
		t.pending, t.names, t.due = nil, nil, time.Time{} // they are all to end
		return
	}
	told := make(map[string]failing, len(t.told))
	for _, p := range s.Processes {
		f, bad := failingOf(p)
		last, known := t.told[p.Name]
		switch {
		case !bad && known && last.status == manager.BackingOff && p.Status != manager.Stopped:
			told[p.Name] = last // the row is not over because the next one runs
		case bad:
			told[p.Name] = f
			if f != last && (t.begun || now.Sub(p.EndedAt) <= noticeTime) {
				t.add(p, now)
			}
		}
	}
	t.told, t.begun = told, true
}

func (t *alerts) add(p *manager.ProcessView, now time.Time) {
	if len(t.pending) == 0 {
		t.due = now.Add(alertGather)
		if t.due.Before(t.after) {
			t.due = t.after
		}
	}
	name := plain(p.Name)
	for i := range t.names {
		if t.names[i] == name {
			t.pending[i] = name + ": " + failedWords(p) // that is what has become of it
			return
		}
	}
	t.names = append(t.names, name)
	t.pending = append(t.pending, name+": "+failedWords(p))
}

// failedWords says in which way a process has failed: nothing but words of tend,
// since what processes say may be secret.
func failedWords(p *manager.ProcessView) string {
	switch p.Status {
	case manager.Exited:
		return exitWords(p.Exit)
	case manager.BackingOff:
		if p.Exit != nil {
			return exitWords(p.Exit) + ", starts again"
		}
		return "cannot be started, is tried again"
	case manager.Failed:
		return "cannot be started"
	case manager.Scheduled:
		return strings.TrimSpace("failed " + exitIfKnown(p.Exit))
	default:
		return p.Status.String()
	}
}

// say tells what there is to tell, if it is time.
func (t *alerts) say(stack string, now time.Time) {
	if len(t.pending) == 0 || now.Before(t.due) {
		return
	}
	text := t.pending[0]
	if n := len(t.names); n > 1 {
		text = fmt.Sprintf("%d processes failed: %s", n, strings.Join(t.names[:min(n, alertNames)], ", "))
		if n > alertNames {
			text += ", …"
		}
	}
	t.pending, t.names, t.due = nil, nil, time.Time{}
	t.after = now.Add(alertPause)
	if t.ring != nil {
		t.ring(t.terminal.Sequence(t.way, "tend · "+stack, text))
	}
}

// tell says to the clock when there is something to tell.
func (t *alerts) tell(c *clock) {
	if len(t.pending) > 0 {
		c.at(t.due)
	}
}
