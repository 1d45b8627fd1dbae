package tui

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tend/manager"
	"tend/processcontrol"
)

// titleFacts is what the title of the output says beside the name and the
// status, most important first.
func titleFacts(p *manager.ProcessView, figures bool, now time.Time) []string {
	var facts []string
	if !p.NextRun.IsZero() && p.Status != manager.Scheduled {
		facts = append(facts, "next "+nextWords(p.NextRun, now))
	}
	if p.Status == manager.Killing && p.Stop.Grace > 0 && !now.Before(p.Stop.Since.Add(p.Stop.Grace)) {
		facts = append(facts, "did not end in "+shortDuration(p.Stop.Grace))
	}
	if figures && listens(p) {
		facts = append(facts, portWords(p.Ports, titlePorts))
	}
	if p.PID > 0 {
		facts = append(facts, fmt.Sprintf("pid %d", p.PID))
	}
	if figures && measured(p, now) {
		facts = append(facts, "cpu "+formatCPU(p.Usage.CPU), formatMemory(p.Usage.Memory))
	}
	if p.Generation > 0 {
		facts = append(facts, fmt.Sprintf("run %d", p.Generation))
	}
	switch p.Status {
	case manager.Starting, manager.Running, manager.Ready, manager.Stopping, manager.Killing, manager.Stuck:
		if !p.StartedAt.IsZero() {
			facts = append(facts, upWords(p, figures, now))
		}
	default:
		if p.Status == manager.Stopped && p.Exit != nil && !p.Exit.Success() {
			facts = append(facts, exitWords(p.Exit))
		}
		switch {
		case p.EndedAt.IsZero():
		case figures:
			facts = append(facts, shortDuration(sinceGrid(p.EndedAt, now))+" ago")
		default:
			facts = append(facts, "ended "+clockTime(p.EndedAt, now))
		}
	}
	if p.Restarts > 0 {
		facts = append(facts, count(p.Restarts, "restart", "restarts"))
	}
	if figures && measured(p, now) && p.Usage.Processes > 1 {
		facts = append(facts, count(p.Usage.Processes, "process", "processes"))
	}
	if runs(p) && p.Health == processcontrol.Healthy {
		facts = append(facts, p.Health.String())
	}
	return facts
}

// upWords says how long the process is up, or since when.
func upWords(p *manager.ProcessView, figures bool, now time.Time) string {
	if figures {
		return "up " + upTime(p, figures, now)
	}
	return "since " + upTime(p, figures, now)
}

// tellTitle says to the clock what the title shows.
func tellTitle(c *clock, p *manager.ProcessView) {
	switch p.Status {
	case manager.Starting, manager.Running, manager.Ready, manager.Stopping, manager.Killing, manager.Stuck:
		c.upTime(p.StartedAt)
	default:
		c.upTime(p.EndedAt)
	}
	c.nextRun(p.NextRun)
	c.process(p) // the list may not be on the screen, the status is
}

// beginTitle begins a line over a pane, and says in which tone its name is.
func beginTitle(st *styles, focused bool, width int) (*line, tone) {
	l := newLine(width)
	if !focused {
		return l.space(st.bar.of(text), logsGutter), text
	}
	return l.add(st.bar.of(accent), "▌"), accent
}

// addFacts adds as many facts as there is room for.
func addFacts(l *line, on *surface, facts []string) {
	for _, fact := range facts {
		if textWidth(fact)+3 > l.left {
			return
		}
		l.add(on.of(faint), " · ").add(on.of(dim), fact)
	}
}

// factsWidth is the cells that all of them need.
func factsWidth(facts []string) int {
	w := 0
	for _, fact := range facts {
		w += 3 + textWidth(fact)
	}
	return w
}

// oneLine is what is shown of a command: of a script its first line that says
// something, with a sign that there is more.
func oneLine(command string) string {
	first, shown := "", false
	for script := range strings.Lines(command) {
		script = plain(script)
		switch {
		case script == "":
		case shown:
			return first + " " + ellipsis
		case first == "", saysNothing(first):
			if more := first != ""; !saysNothing(script) {
				first, shown = script, true
			} else if !more {
				first = script
			}
		}
	}
	return first
}

// saysNothing reports whether a line of a script is one of those that scripts
// begin with whatever they do.
func saysNothing(line string) bool {
	word, _, _ := strings.Cut(line, " ")
	return line[0] == '#' || word == "set" || word == "trap"
}

// leastCommand is the cells below which the command is not worth showing.
const leastCommand = 10

// drawTitle draws the line over the output: who it is from, and how that is.
// What is done with it comes before all that can be seen elsewhere as well.
func drawTitle(st *styles, p *manager.ProcessView, tags []tag, focused, figures bool, width int, now time.Time) string {
	l, nameTone := beginTitle(st, focused, width)
	on := &st.bar
	if p == nil {
		return l.fill(on.of(text))
	}
	look := faceOf(p)
	name := plain(p.Name)
	status := forms(p, figures, now)
	if runs(p) {
		if len(p.StopsAfter) == 0 {
			status = status[len(status)-1:] // the rest is its problem
		}
		for i := range status {
			status[i].right = "" // how long it is up is one of the facts
		}
	}
	room := l.left - min(textWidth(name), l.left) - 2 - tagsWidth(tags)
	f := fitForm(status, room-2)
	l.add(on.strong(nameTone), name).space(on.of(text), 2)
	l.add(on.of(look.tone), look.glyph).space(on.of(text), 1)
	l.add(on.of(wordsTone(look.tone)), f.words)
	if f.right != "" {
		l.space(on.of(text), 1).add(on.of(dim), f.right)
	}
	addTags(l, on, tags)
	facts := titleFacts(p, figures, now)
	// What it says may be long, and shall not hide all that tend knows.
	addSays(l, on, p, max(l.left/2, l.left-factsWidth(facts)))
	addFacts(l, on, facts)
	if command := oneLine(p.Command); command != "" && l.left >= leastCommand+3 {
		l.space(on.of(text), 3).add(on.of(dim), shorten(command, l.left-1))
	}
	return l.fill(on.of(text))
}

// emptyWords says why there is no output.
func emptyWords(keys *bindings, p *manager.ProcessView, now time.Time) string {
	start := ": press " + keys.key(Start)
	switch p.Status {
	case manager.NotStarted:
		return "not started" + start
	case manager.Waiting:
		return forms(p, true, now)[0].words
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
		return "gave up" + start + " to try again"
	case manager.Scheduled:
		if p.Generation == 0 {
			return "has not run yet" + start + " not to wait"
		}
		return "ended without output"
	default:
		return "no output"
	}
}

// problemWords says what is wrong with the process, and what to do if that is
// not plain from it; "" if nothing is.
func problemWords(keys *bindings, p *manager.ProcessView) string {
	problem, warning := plain(p.Problem), plain(p.Warning)
	switch {
	case p.Status == manager.Stuck:
		if problem == "" {
			return "SIGKILL did not end it: " + keys.tells(Kill, "tries again")
		}
		return "SIGKILL did not end it: " + problem + " (" + keys.key(Kill) + ")"
	case failedRun(p):
		return "the last run failed: " + problem
	case refuse(keys, FreePort, p) == "":
		return problem + " (" + keys.tells(FreePort, "frees it") + ")"
	case problem == "" || problem == warning:
		return warning
	case warning != "":
		return problem + "; " + warning
	default:
		return problem
	}
}

// mostProblem is how many rows a problem takes at most; and no more than a
// third of the pane.
const mostProblem = 3

// problemLines breaks what is wrong into lines for a pane of this size.
func problemLines(keys *bindings, p *manager.ProcessView, width, height int) []string {
	words := problemWords(keys, p)
	if words == "" || width <= 0 || height < 2 {
		return nil
	}
	room := max(1, width-logsGutter-problemLead-rowTrail)
	most := max(1, min(mostProblem, height/3))
	lines := strings.Split(ansi.Wrap(words, room, ""), "\n")
	if len(lines) > most {
		lines[most-1] = shorten(lines[most-1]+" "+lines[most]+" "+ellipsis, room)
		lines = lines[:most]
	}
	return lines
}

// problemLead is the cells of the mark before a problem.
const problemLead = 2

// drawProblem draws what is wrong.
func drawProblem(st *styles, keys *bindings, p *manager.ProcessView, width, height int) []string {
	t, glyph := bad, "✗"
	if look := faceOf(p); !p.Status.Bad() && look.tone != bad {
		t, glyph = warn, "!"
	}
	lines := problemLines(keys, p, width, height)
	for i, words := range lines {
		if i > 0 {
			glyph = ""
		}
		l := newLine(width).space(st.base.of(text), logsGutter).add(st.base.of(t), glyph)
		l.space(st.base.of(text), problemLead-textWidth(glyph))
		lines[i] = l.add(st.base.of(t), words).fill(st.base.of(text))
	}
	return lines
}
