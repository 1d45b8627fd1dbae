package tui

import (
	"fmt"
	"strings"
	"time"

	"tend/manager"
)

// titleFacts is what the title of the output says beside the name and the
// status, most important first.
func titleFacts(p *manager.ProcessView, now time.Time) []string {
	var facts []string
	if p.PID > 0 {
		facts = append(facts, fmt.Sprintf("pid %d", p.PID))
	}
	if p.Generation > 0 {
		facts = append(facts, fmt.Sprintf("run %d", p.Generation))
	}
	switch p.Status {
	case manager.Starting, manager.Running, manager.Ready, manager.Stopping, manager.Killing, manager.Stuck:
		if !p.StartedAt.IsZero() {
			facts = append(facts, "up "+shortDuration(sinceGrid(p.StartedAt, now)))
		}
	default:
		if p.Exit != nil && !p.Exit.Success() && p.Status != manager.Exited {
			facts = append(facts, exitWords(p.Exit))
		}
		if !p.EndedAt.IsZero() {
			facts = append(facts, shortDuration(sinceGrid(p.EndedAt, now))+" ago")
		}
	}
	if p.Restarts > 0 {
		facts = append(facts, count(p.Restarts, "restart", "restarts"))
	}
	return facts
}

// tellTitle says to the clock what the title shows.
func tellTitle(c *clock, p *manager.ProcessView) {
	switch p.Status {
	case manager.Starting, manager.Running, manager.Ready, manager.Stopping, manager.Killing, manager.Stuck:
		c.elapsed(p.StartedAt)
	default:
		c.elapsed(p.EndedAt)
	}
	c.process(p) // the list may not be on the screen, the status is
}

// leastCommand is the cells below which the command is not worth showing.
const leastCommand = 10

// drawTitle draws the line over the output: who it is from, and how that is.
func drawTitle(st *styles, p *manager.ProcessView, focused bool, width int, now time.Time) string {
	l := newLine(width)
	on := &st.bar
	if focused {
		l.add(on.of(accent), "▌")
	} else {
		l.space(on.of(text), logsGutter)
	}
	if p == nil {
		return l.fill(on.of(text))
	}
	look := faceOf(p)
	nameTone := text
	if focused {
		nameTone = accent
	}
	name := plain(p.Name)
	status := forms(p, now)
	if p.Status == manager.Running || p.Status == manager.Ready {
		status = status[len(status)-1:] // how long it is up is one of the facts
	}
	room := l.left - min(textWidth(name), l.left) - 2
	f := fitForm(status, room-2)
	l.add(on.strong(nameTone), name).space(on.of(text), 2)
	l.add(on.of(look.tone), look.glyph).space(on.of(text), 1)
	l.add(on.of(wordsTone(look.tone)), f.words)
	if f.right != "" {
		l.space(on.of(text), 1).add(on.of(dim), f.right)
	}
	for _, fact := range titleFacts(p, now) {
		if textWidth(fact)+3 > l.left {
			break
		}
		l.add(on.of(faint), " · ").add(on.of(dim), fact)
	}
	if command := plain(p.Command); command != "" && l.left >= leastCommand+3 {
		l.space(on.of(text), 3).add(on.of(dim), shorten(command, l.left-1))
	}
	return l.fill(on.of(text))
}

// emptyWords says why there is no output.
func emptyWords(p *manager.ProcessView, now time.Time) string {
	start := ": press " + keys[Start].Help().Key
	switch p.Status {
	case manager.NotStarted:
		return "not started" + start
	case manager.Waiting:
		return forms(p, now)[0].words
	case manager.Starting:
		return "starting"
	case manager.Running, manager.Ready:
		return "no output yet"
	case manager.Stopped:
		return "stopped without output"
	case manager.Done, manager.Exited:
		return "ended without output"
	case manager.Failed:
		return "could not be started" + start + " to try again"
	case manager.BackingOff:
		return "will be started again in " + shortDuration(untilGrid(p.RetryAt, now))
	case manager.GaveUp:
		return fmt.Sprintf("gave up after %s%s to try again", count(p.Restarts, "restart", "restarts"), start)
	default:
		return "no output"
	}
}

// drawProblem draws what went wrong, in one line.
func drawProblem(st *styles, p *manager.ProcessView, width int) string {
	t, glyph := bad, "✗ "
	if !p.Status.Bad() {
		t, glyph = warn, "! "
	}
	return newLine(width).space(st.base.of(text), logsGutter).
		add(st.base.of(t), glyph+strings.TrimSpace(plain(p.Problem))).fill(st.base.of(text))
}

// drawUnseen draws the line that says that one is not at the end.
func drawUnseen(st *styles, unseen int64, width int) string {
	words := "▼ paused"
	switch {
	case unseen == 1:
		words = "▼ 1 new line"
	case unseen > 1:
		words = fmt.Sprintf("▼ %d new lines", unseen)
	}
	t := dim
	if unseen > 0 {
		t = accent
	}
	on := &st.selected
	return newLine(width).space(on.of(text), logsGutter).
		add(on.strong(t), words).
		add(on.of(dim), " · "+keys[Follow].Help().Key+" to follow").fill(on.of(text))
}

// drawLogs draws the whole pane: title, what went wrong, output.
func drawLogs(st *styles, l *logs, p *manager.ProcessView, focused bool, area rect, now time.Time) []string {
	out := make([]string, 0, area.h)
	out = append(out, drawTitle(st, p, focused, area.w, now))
	if p != nil && p.Problem != "" {
		out = append(out, drawProblem(st, p, area.w))
	}
	say := func(t tone, words string) {
		out = append(out, newLine(area.w).space(st.base.of(text), logsGutter).add(st.base.of(t), words).fill(st.base.of(text)))
	}
	switch {
	case p == nil:
	case l.err != nil:
		say(bad, "✗ "+plain(l.err.Error()))
	case len(l.rows) == 0 && !l.reader().paused:
		say(dim, emptyWords(p, now))
	default:
		for _, r := range l.rows {
			out = append(out, r.text)
		}
	}
	if p != nil && l.reader().paused {
		for len(out) < area.h-1 {
			out = append(out, blank(area.w))
		}
		out = append(out[:max(0, area.h-1)], drawUnseen(st, l.unseen(), area.w))
	}
	for len(out) < area.h {
		out = append(out, blank(area.w))
	}
	return out[:area.h]
}
