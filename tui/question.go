package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"tend/manager"
)

// question is what the dialog asks.
type question struct {
	action Action
	port   *holder   // whose end is asked about, for FreePort
	file   *existing // what would be lost, for Write
}

// text is the question at present; "" if it answered itself.
func (q question) text(ps []*manager.ProcessView) string {
	switch q.action {
	case FreePort:
		return q.port.question()
	case Write:
		return q.file.question()
	}
	return questionOf(q.action, ps)
}

// questionOf is what is asked before an action is carried out; "" if there is
// nothing to ask.
func questionOf(a Action, ps []*manager.ProcessView) string {
	active := activeCount(ps)
	running := count(active, "process is", "processes are") + " running."
	them := "them"
	if active == 1 {
		them = "it"
	}
	switch {
	case a == EndSession && active == 0:
		return "Nothing is running. End the session?"
	case a == EndSession:
		return fmt.Sprintf("%s Stop %s and end the session?", running, them)
	case active == 0:
		return ""
	case a == Quit:
		return fmt.Sprintf("%s Stop %s and quit?", running, them)
	case a == StopAll:
		return fmt.Sprintf("%s Stop %s?", running, them)
	case a == RestartAll:
		return fmt.Sprintf("%s Restart %s?", running, them)
	default:
		return ""
	}
}

// drawQuestion draws the dialog.
func drawQuestion(st *styles, question string, width int) []string {
	const widest = 56
	if question == "" { // it answered itself
		question = "Nothing is running any more."
	}
	room := max(1, min(widest, width-2-2*boxPad))
	words := strings.Split(ansi.Wrap(question, room, ""), "\n")
	inner := 0
	for _, w := range words {
		inner = max(inner, textWidth(w))
	}
	inner = min(max(inner, 12), room)
	on := &st.base
	lines := make([]string, 0, len(words)+2)
	for _, w := range words {
		lines = append(lines, newLine(inner).add(on.of(text), w).fill(on.of(text)))
	}
	answer := newLine(inner)
	for i, b := range []struct{ key, rest string }{{keyYes.Help().Key, "es"}, {keyNo.Help().Key, "o"}} {
		if i > 0 {
			answer.space(on.of(text), 3)
		}
		answer.add(on.of(dim), "[").add(on.strong(accent), b.key).add(on.of(dim), "]").add(on.of(text), b.rest)
	}
	lines = append(lines, blank(inner), answer.fill(on.of(text)))
	return drawBox(st, "", "", lines, inner)
}
