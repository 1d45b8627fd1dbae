package tui

import (
	"fmt"
	"time"

	"tend/manager"
)

// leastBar and mostBar bound the bars of the shutdown panel, in cells: what is
// shorter says nothing, what is longer is none the clearer.
const (
	leastBar = 6
	mostBar  = 24
)

// The cells of the panel's columns, with the gap before them where there is one.
const (
	endingLead = 3 + 1 + 1 // the glyph
	// titleCells is where the bar of the title begins: those below it begin
	// there, too, where there is room for that.
	titleCells = 1 + len("Killing what is left") + 2
	turnCells  = len("waits for its turn")
	leftCells  = 2 + len("99 left")
	pidCells   = 2 + len("pid 4194304")
)

// endingColumns are the cells that each part of a row gets, 0 if it is left out.
type endingColumns struct{ name, bar, words, time, left, pid int }

// barAt is where the bars begin.
func (c endingColumns) barAt() int { return endingLead + c.name + 2 }

// widen takes in what the columns have to hold.
func (e *ending) widen(left []*manager.ProcessView, now time.Time) {
	for _, p := range left {
		e.nameCells = max(e.nameCells, textWidth(plain(p.Name)))
		if words, took := lastWords(p, now); took != "" {
			e.wordCells = max(e.wordCells, textWidth(words))
			e.timeCells = max(e.timeCells, textWidth(took))
		}
	}
}

// columns shares out the width. What is least missed gives way first: the PID,
// how many are left, and then the bar.
func (e *ending) columns(width int) endingColumns {
	c := endingColumns{name: min(e.nameCells, width/4), words: max(e.wordCells, len("SIGTERM")), time: max(e.timeCells, len("10s/10s"))}
	room := width - c.barAt() - c.words - 2 - c.time - 1
	if wide := max(0, turnCells-c.words-2-c.time); room >= leastBar+2+wide+leftCells {
		c.time += wide // what has no time reaches over both
		room -= wide
		c.left = leftCells
		room -= leftCells
		if room >= leastBar+2+pidCells {
			c.pid = pidCells
			room -= pidCells
		}
	}
	if shift := titleCells - c.barAt(); shift > 0 && room-shift >= leastBar+2 {
		c.name += shift
		room -= shift
	}
	if room >= leastBar+2 {
		c.bar = min(room-2, mostBar)
	}
	return c
}

// drawLeftOver says of one process how its end goes.
func drawLeftOver(st *styles, p *manager.ProcessView, c endingColumns, width int, now time.Time) string {
	on := &st.base
	look := faceOf(p)
	words, took := lastWords(p, now)
	name := shorten(plain(p.Name), c.name)
	l := newLine(width).space(on.of(text), 3).add(on.of(look.tone), look.glyph).space(on.of(text), 1)
	l.add(on.of(text), name).space(on.of(text), c.name-textWidth(name)+2)
	if c.bar > 0 {
		used, of := graceUsed(p, now)
		l.gauge(st, look.tone, used, of, c.bar).space(on.of(text), 2)
	}
	rest := c.words + 2 + c.time
	if took == "" {
		words = shorten(words, rest)
		l.add(on.of(wordsTone(look.tone)), words)
		rest -= textWidth(words)
	} else {
		l.add(on.of(wordsTone(look.tone)), words).space(on.of(text), c.words-textWidth(words)+2).add(on.of(text), took)
		rest = c.time - textWidth(took)
	}
	l.space(on.of(text), rest)
	if n := p.Stop.Survivors; c.left > 0 {
		left := ""
		if n > 0 && took != "" {
			left = fmt.Sprintf("%d left", n)
		}
		l.space(on.of(text), 2).add(on.of(dim), left).space(on.of(text), c.left-2-textWidth(left))
	}
	if c.pid > 0 && p.PID > 0 {
		l.space(on.of(text), 2).add(on.of(dim), fmt.Sprintf("pid %d", p.PID))
	}
	return l.fill(on.of(text))
}

// lastWords says how the end of a process goes: by what it was asked last, and
// since when, of how long it may take; or else only what is going on.
func lastWords(p *manager.ProcessView, now time.Time) (words, took string) {
	elapsed := shortDuration(sinceGrid(p.Stop.Since, now))
	switch p.Status {
	case manager.Stuck:
		return p.Status.String(), elapsed
	case manager.Killing:
		forms := killingForms(p.Stop, now)
		if words = forms[len(forms)-1].words; !counting(p.Stop) {
			return words, ""
		}
		return words, elapsed
	case manager.Stopping:
		forms := stoppingForms(p.Stop, now)
		if !counting(p.Stop) {
			return forms[len(forms)-1].words, ""
		}
		if p.Stop.Grace > 0 {
			elapsed += "/" + shortDuration(p.Stop.Grace)
		}
		return stopMeans(p.Stop), elapsed
	}
	if len(p.StopsAfter) > 0 {
		return "waits for " + andMore(plain(p.StopsAfter[0]), p.StopsAfter), ""
	}
	return "waits for its turn", ""
}

// graceUsed says how much of its grace period a process has used; all of it once
// it is being killed. It is 0 of 0 while none runs.
func graceUsed(p *manager.ProcessView, now time.Time) (used, of int) {
	switch {
	case p.Status == manager.Stuck, p.Status == manager.Killing && counting(p.Stop):
		return 1, 1
	case p.Status == manager.Stopping && counting(p.Stop) && p.Stop.Grace > 0:
		return int(sinceGrid(p.Stop.Since, now) / time.Millisecond), int(p.Stop.Grace / time.Millisecond)
	default:
		return 0, 0
	}
}

// allForced reports whether there is nobody left whom anything is waited for.
func allForced(left []*manager.ProcessView) bool {
	for _, p := range left {
		if p.Status != manager.Killing && p.Status != manager.Stuck {
			return false
		}
	}
	return len(left) > 0
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
