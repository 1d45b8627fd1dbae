package tui

import (
	"fmt"
	"strings"
	"time"

	"tend/manager"
	"tend/processcontrol"
)

// face is how a status looks without words. The glyphs differ in shape, so that
// a terminal without colours says the same.
type face struct {
	glyph string
	tone  tone
}

var faces = [...]face{
	manager.NotStarted: {"○", dim},
	manager.Waiting:    {"◌", accent},
	manager.Starting:   {"◔", accent},
	manager.Running:    {"●", ok},
	manager.Ready:      {"●", ok},
	manager.Stopping:   {"▽", warn},
	manager.Killing:    {"▼", bad},
	manager.Stuck:      {"!", bad},
	manager.Stopped:    {"■", dim},
	manager.Done:       {"✓", dim},
	manager.Exited:     {"✗", bad},
	manager.Failed:     {"✗", bad},
	manager.BackingOff: {"↻", warn},
	manager.GaveUp:     {"✗", bad},
}

// faceOf returns how the process looks.
func faceOf(p *manager.ProcessView) face {
	f := faces[p.Status]
	switch {
	case p.Status == manager.Running && p.HasProbe:
		f = face{"◑", accent} // half way: there, but not ready
	case p.Status == manager.Waiting && blocked(p):
		f.tone = warn
	}
	return f
}

// blocked reports whether the process waits for something that will not come
// unless somebody does something.
func blocked(p *manager.ProcessView) bool {
	for _, u := range p.WaitingFor {
		if u.Failed {
			return true
		}
	}
	return false
}

// form is one way to say how a process is: the words, and what stands at the
// right end.
type form struct{ words, right string }

func (f form) width() int {
	if f.right == "" {
		return textWidth(f.words)
	}
	return textWidth(f.words) + 1 + textWidth(f.right)
}

// narrowestForm is a width for which every status has a form.
const narrowestForm = 8

// forms says how the process is, from the longest way to the shortest.
func forms(p *manager.ProcessView, now time.Time) []form {
	word := p.Status.String()
	switch p.Status {
	case manager.NotStarted:
		return []form{{word, ""}, {"idle", ""}}
	case manager.Waiting:
		return waitingForms(p)
	case manager.Running, manager.Ready:
		return []form{{word, shortDuration(sinceGrid(p.StartedAt, now))}, {word, ""}}
	case manager.Stopping:
		return queuedForms(p, stoppingForms(p.Stop, now))
	case manager.Killing:
		return queuedForms(p, killingForms(p.Stop))
	case manager.Stuck:
		left := survivors(p.Stop)
		return []form{{word + left, shortDuration(sinceGrid(p.Stop.Since, now))}, {word + left, ""}, {word, ""}}
	case manager.Exited:
		return []form{{exitWords(p.Exit), ""}}
	case manager.BackingOff:
		wait := shortDuration(untilGrid(p.RetryAt, now))
		attempt := " (" + ordinal(p.Attempt) + ")"
		return []form{
			{"backoff " + wait + attempt, exitIfKnown(p.Exit)}, {"backoff " + wait + attempt, ""},
			{"backoff " + wait, ""}, {"retry " + wait, ""}, {wait, ""},
		}
	case manager.GaveUp:
		after := fmt.Sprintf("gave up after %d", p.Restarts)
		return []form{{after, exitIfKnown(p.Exit)}, {after, ""}, {word, ""}}
	default:
		return []form{{word, ""}}
	}
}

func waitingForms(p *manager.ProcessView) []form {
	if len(p.WaitingFor) == 0 {
		return []form{{"waiting", ""}}
	}
	names := make([]string, len(p.WaitingFor))
	first := ""
	for i, u := range p.WaitingFor {
		names[i] = plain(u.Name)
		if u.Failed {
			why := plain(u.Why)
			if why == "" {
				why = "failed"
			}
			names[i] += " (" + why + ")"
			if first == "" {
				first = names[i] // what is wrong is what has to be seen
			}
		}
	}
	if first == "" {
		first = names[0]
	}
	short := "waiting"
	if blocked(p) {
		short = "waiting!"
	}
	out := []form{{"waiting for " + strings.Join(names, ", "), ""}}
	if more := len(names) - 1; more > 0 {
		first = fmt.Sprintf("%s +%d", first, more)
		out = append(out, form{"waiting for " + first, ""})
	}
	return append(out, form{"for " + first, ""}, form{short, ""})
}

// stoppingForms says how far the polite part of a stop is.
func stoppingForms(s processcontrol.Progress, now time.Time) []form {
	if s.Phase == processcontrol.NoPhase || s.Phase == processcontrol.Requested {
		return []form{{"stopping", ""}}
	}
	elapsed := shortDuration(sinceGrid(s.Since, now))
	of := elapsed
	if s.Grace > 0 {
		of += "/" + shortDuration(s.Grace)
	}
	if s.Signal == 0 { // a stop command runs
		return []form{{"stopping " + of + survivors(s), ""}, {"stopping " + of, ""}, {"stop " + of, ""}, {of, ""}}
	}
	signal := s.Signal.String()
	return []form{
		{signal + " " + of + survivors(s), ""},
		{signal + " " + of, ""},
		{strings.TrimPrefix(signal, "SIG") + " " + of, ""},
		{of, ""},
		{elapsed, ""},
	}
}

// killingForms says how far the other part is.
func killingForms(s processcontrol.Progress) []form {
	return []form{{"SIGKILL" + survivors(s), ""}, {"SIGKILL", ""}}
}

// queuedForms adds that the process starts again afterwards.
func queuedForms(p *manager.ProcessView, in []form) []form {
	if !p.Queued {
		return in
	}
	var out []form
	for _, f := range in {
		out = append(out, form{f.words, "↻ then start"}, form{f.words, "↻ start"}, form{f.words, "↻"})
	}
	return append(out, in...)
}

func survivors(s processcontrol.Progress) string {
	if s.Survivors == 0 {
		return ""
	}
	return fmt.Sprintf(" · %d left", s.Survivors)
}

// exitWords says how a process ended: "exit 1" or "SIGSEGV".
func exitWords(e *processcontrol.Exit) string {
	switch {
	case e == nil:
		return "exited"
	case e.Signal != 0:
		return e.Signal.String()
	default:
		return fmt.Sprintf("exit %d", e.Code)
	}
}

func exitIfKnown(e *processcontrol.Exit) string {
	if e == nil {
		return ""
	}
	return exitWords(e)
}

// fitForm returns the longest form that fits, or else the shortest.
func fitForm(fs []form, width int) form {
	for _, f := range fs {
		if f.width() <= width {
			return f
		}
	}
	return fs[len(fs)-1]
}
