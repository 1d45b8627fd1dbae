package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tend/manager"
)

// ending is the panel that shows how the session ends: how far it is, and who
// is still there.
type ending struct {
	since time.Time // when the screen learned of it; zero before that
	total int       // how many there were to stop
	// asked is set once this screen has asked for the end: the snapshot may
	// not say so yet.
	asked bool
	// forced is set once it has asked for it without waiting.
	forced bool
	// What the columns have needed so far: nothing moves because one is gone.
	nameCells, wordCells, timeCells int
}

// observe takes a new state.
func (e *ending) observe(s *manager.Snapshot, now time.Time) {
	if s.Phase == manager.Up {
		return
	}
	if e.since.IsZero() {
		e.since = now
	}
	left := leftOver(s.Processes)
	e.total = max(e.total, len(left))
	e.widen(left, now)
}

// isForced reports whether nobody is waited for any more: this screen has asked
// for that, or somebody else.
func (e *ending) isForced(s *manager.Snapshot) bool {
	return e.forced || allForced(leftOver(s.Processes))
}

// rows is how high the panel wants to be, 0 if there is nothing to show. It
// does not shrink while processes go: nothing below it shall move.
func (e *ending) rows(s *manager.Snapshot) int {
	if s.Phase == manager.Up {
		return 0
	}
	rows := 2 + min(e.total, panelRows)
	if s.Outcome != nil {
		rows++
	}
	return rows
}

// draw draws the panel: a bar, what ended the session, who is still there, and
// a rule that says what forces.
func (e *ending) draw(st *styles, keys *bindings, s *manager.Snapshot, visit bool, area rect, now time.Time) []string {
	if area.h <= 0 {
		return nil
	}
	left := leftOver(s.Processes)
	cols := e.columns(area.w)
	out := make([]string, 0, area.h)
	out = append(out, e.drawTitle(st, left, cols, area.w, now))

	room := area.h - 2
	if s.Outcome != nil {
		out = append(out, drawOutcome(st, s, area.w))
		room--
	}
	for i, p := range left {
		if i >= room {
			break
		}
		if i == room-1 && room > 1 && len(left) > room {
			more := fmt.Sprintf("   … and %d more", len(left)-i)
			out = append(out, newLine(area.w).add(st.base.of(dim), more).fill(st.base.of(text)))
			break
		}
		out = append(out, drawLeftOver(st, p, cols, area.w, now))
	}
	for len(out) < area.h-1 {
		out = append(out, blank(area.w))
	}
	if len(out) < area.h {
		out = append(out, drawForces(st, keys, e.isForced(s), visit, area.w))
	}
	return out[:area.h]
}

// drawTitle says how much is gone, in words and as a bar between them, over the
// bars of those that are not.
func (e *ending) drawTitle(st *styles, left []*manager.ProcessView, cols endingColumns, width int, now time.Time) string {
	on := &st.base
	gone := max(0, e.total-len(left))
	title := "Stopping everything"
	if e.forced {
		title = "Killing what is left"
	}
	words := fmt.Sprintf("%d of %d gone · %s", gone, e.total, shortDuration(sinceGrid(e.since, now)))
	l := newLine(width).space(on.of(text), 1).add(on.strong(text), title)
	bar := min(mostBar, l.left-2-2-textWidth(words)-1)
	if at := cols.barAt(); cols.bar > 0 && at >= l.width-l.left+2 {
		l.space(on.of(text), at-2-(l.width-l.left))
		bar = min(cols.bar, l.left-2-2-textWidth(words)-1)
	}
	l.space(on.of(text), 2)
	if bar >= leastBar {
		l.gauge(st, accent, gone, e.total, bar).space(on.of(text), 2)
	}
	return l.add(on.of(dim), words).fill(on.of(text))
}

// drawForces is the rule below the panel, with the keys that end the waiting.
func drawForces(st *styles, keys *bindings, forced, visit bool, width int) string {
	on := &st.base
	l := newLine(width)
	if !forced {
		l.add(on.of(faint), "── ")
		if !visit { // there, it leaves
			l.add(on.strong(accent), keys.hint(Interrupt).key).add(on.of(dim), " or ")
		}
		l.add(on.strong(accent), keys.key(Kill)).add(on.of(dim), " kills what is left").space(on.of(text), 1)
	}
	return l.add(on.of(faint), strings.Repeat("─", l.left)).fill(on.of(text))
}

// drawOutcome says which process ended the session, and how.
func drawOutcome(st *styles, s *manager.Snapshot, width int) string {
	on := &st.base
	look := faces[manager.Done]
	if s.Outcome.Code != 0 {
		look = faces[manager.Exited]
	}
	name := shorten(plain(s.Outcome.Process), width/3)
	l := newLine(width).space(on.of(text), 3).add(on.of(look.tone), look.glyph).space(on.of(text), 1)
	l.add(on.of(text), name).space(on.of(text), 1).add(on.of(wordsTone(look.tone)), "ended the session: "+outcomeWords(s))
	return l.fill(on.of(text))
}

// outcomeWords says how that process ended, and with which code tend ends
// therefore, where that is not the same.
func outcomeWords(s *manager.Snapshot) string {
	code := fmt.Sprintf("exit %d", s.Outcome.Code)
	i := slices.IndexFunc(s.Processes, func(p *manager.ProcessView) bool { return p.Name == s.Outcome.Process })
	if i < 0 {
		return code
	}
	p := s.Processes[i]
	switch how := exitIfKnown(p.Exit); {
	case how == "" && p.Status == manager.Failed:
		return fmt.Sprintf("%s, %s", p.Status, code)
	case how == "" || how == code:
		return code
	case s.Outcome.Code == 0: // its code is one of those that mean success
		return how
	default:
		return how + ", " + code
	}
}

// tell says to the clock what the panel shows.
func (e *ending) tell(c *clock, s *manager.Snapshot) {
	if s.Phase != manager.Up {
		c.everySecond() // how long it takes
	}
}
