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
}

// observe takes a new state.
func (e *ending) observe(s *manager.Snapshot, now time.Time) {
	if s.Phase == manager.Up {
		return
	}
	if e.since.IsZero() {
		e.since = now
	}
	e.total = max(e.total, activeCount(s.Processes))
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

// draw draws the panel: a bar, what ended the session, who is still there, a
// rule.
func (e *ending) draw(st *styles, s *manager.Snapshot, area rect, now time.Time) []string {
	if area.h <= 0 {
		return nil
	}
	left := leftOver(s.Processes)
	out := make([]string, 0, area.h)
	out = append(out, e.drawBar(st, len(left), area.w, now))

	room := area.h - 2
	if s.Outcome != nil {
		out = append(out, drawOutcome(st, s, area.w))
		room--
	}

	longest := 0
	for _, p := range left {
		longest = max(longest, textWidth(plain(p.Name)))
	}
	nameWidth := min(longest, area.w/3)
	for i, p := range left {
		if i >= room {
			break
		}
		if i == room-1 && room > 1 && len(left) > room {
			more := fmt.Sprintf("   … and %d more", len(left)-i)
			out = append(out, newLine(area.w).add(st.base.of(dim), more).fill(st.base.of(text)))
			break
		}
		out = append(out, drawLeftOver(st, p, nameWidth, area.w, now))
	}
	for len(out) < area.h-1 {
		out = append(out, blank(area.w))
	}
	if len(out) < area.h {
		faint := st.base.of(faint)
		out = append(out, faint.open+strings.Repeat("─", area.w)+faint.close)
	}
	return out[:area.h]
}

// drawBar says how much is gone, in words and as a bar between them.
func (e *ending) drawBar(st *styles, left, width int, now time.Time) string {
	const widestBar = 40
	on := &st.base
	gone := max(0, e.total-left)
	title := "Stopping everything"
	words := fmt.Sprintf("%d of %d gone · %s", gone, e.total, shortDuration(sinceGrid(e.since, now)))
	l := newLine(width).space(on.of(text), 1).add(on.strong(text), title).space(on.of(text), 2)
	bar := max(0, min(widestBar, l.left-textWidth(words)-3))
	if bar >= 4 {
		done := bar
		if e.total > 0 {
			done = bar * gone / e.total
		}
		l.add(on.of(accent), strings.Repeat("━", done)).add(on.of(faint), strings.Repeat("╌", bar-done)).space(on.of(text), 2)
	}
	return l.add(on.of(dim), words).fill(on.of(text))
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

// drawLeftOver says of one process how its end goes.
func drawLeftOver(st *styles, p *manager.ProcessView, nameWidth, width int, now time.Time) string {
	on := &st.base
	look := faceOf(p)
	name := shorten(plain(p.Name), nameWidth)
	l := newLine(width).space(on.of(text), 3).add(on.of(look.tone), look.glyph).space(on.of(text), 1)
	l.add(on.of(text), name).space(on.of(text), nameWidth-textWidth(name)+2)
	words := "waits for its turn"
	if s := p.Status; s == manager.Stopping || s == manager.Killing || s == manager.Stuck {
		words = fitForm(forms(p, true, now), l.left-1).words
	}
	l.add(on.of(wordsTone(look.tone)), words)
	if since := p.Stop.Since; p.Status != manager.Stopping && !since.IsZero() {
		if long := "for " + shortDuration(sinceGrid(since, now)); textWidth(long)+3 <= l.left {
			l.add(on.of(faint), " · ").add(on.of(dim), long)
		}
	}
	if pid := fmt.Sprintf("pid %d", p.PID); p.PID > 0 && textWidth(pid)+3 <= l.left {
		l.add(on.of(faint), " · ").add(on.of(dim), pid)
	}
	return l.fill(on.of(text))
}

// leftOver returns the processes that are still there: first those that do not
// want to go.
func leftOver(ps []*manager.ProcessView) []*manager.ProcessView {
	var out []*manager.ProcessView
	for _, pass := range [][]manager.Status{
		{manager.Stuck}, {manager.Killing}, {manager.Stopping},
		{manager.Starting, manager.Running, manager.Ready},
	} {
		for i := range ps {
			for _, s := range pass {
				if ps[i].Status == s {
					out = append(out, ps[i])
				}
			}
		}
	}
	return out
}

// tell says to the clock what the panel shows.
func (e *ending) tell(c *clock, s *manager.Snapshot) {
	if s.Phase != manager.Up {
		c.everySecond() // how long it takes
	}
}
