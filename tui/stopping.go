package tui

import (
	"fmt"
	"strings"
	"time"

	"tend/manager"
	"tend/processcontrol"
)

// counting reports whether the words for a termination count seconds.
func counting(s processcontrol.Progress) bool {
	switch s.Phase {
	case processcontrol.Signalled, processcontrol.Waiting, processcontrol.Killed:
		return true
	default:
		return false
	}
}

// stoppingForms says how far the polite part of a stop is.
func stoppingForms(s processcontrol.Progress, now time.Time) []form {
	switch s.Phase {
	case processcontrol.NoPhase: // it ended by itself, what it left is being cleared away
		return []form{{"ending", ""}}
	case processcontrol.Requested:
		return []form{{"stopping", ""}}
	case processcontrol.Signalled, processcontrol.Waiting, processcontrol.Killed:
	default:
		return lastForms(s)
	}
	elapsed := shortDuration(sinceGrid(s.Since, now))
	of := elapsed
	if s.Grace > 0 {
		of += "/" + shortDuration(s.Grace)
	}
	means := stopMeans(s)
	brief, signal := strings.CutPrefix(means, "SIG")
	if !signal {
		brief, _, _ = strings.Cut(means, " ")
	}
	return []form{
		{means + " " + of + survivors(s), ""},
		{means + " " + of, ""},
		{brief + " " + of, ""},
		{of, ""},
		{elapsed, ""},
	}
}

// stopMeans is what the process was asked by.
func stopMeans(s processcontrol.Progress) string {
	if means := plain(s.Means); means != "" {
		return means
	}
	return "stopping"
}

// killingForms says how far the other part is.
func killingForms(s processcontrol.Progress, now time.Time) []form {
	switch s.Phase {
	case processcontrol.Reaped, processcontrol.Drained, processcontrol.Gone:
		return lastForms(s)
	}
	means := processcontrol.SIGKILL.String()
	out := []form{{means + survivors(s), ""}, {means, ""}}
	if s.Phase == processcontrol.Killed {
		elapsed := shortDuration(sinceGrid(s.Since, now))
		out = append([]form{{means + survivors(s), elapsed}}, out...)
	}
	return out
}

// lastForms says what is still to be done once all processes are gone.
func lastForms(s processcontrol.Progress) []form {
	if s.Phase == processcontrol.Reaped {
		return []form{{"reading last output", ""}, {"draining", ""}}
	}
	return []form{{"ending", ""}}
}

// queuedForms adds that the process starts again afterwards.
func queuedForms(p *manager.ProcessView, in []form) []form {
	if !p.Queued {
		return in
	}
	var out []form
	for _, f := range in {
		out = append(out, form{f.words, "△ then start"}, form{f.words, "△ start"}, form{f.words, "△"})
	}
	return append(out, in...)
}

// leaving is the word for a process that is no longer in the configuration and
// is being ended.
const leaving = "leaving"

// leavingForms adds that the process does not come back. Where there is no room
// for both that is what is said, because the glyph tells the rest, unless the
// process needs attention.
func leavingForms(p *manager.ProcessView, in []form) []form {
	var out []form
	for _, f := range in {
		if f.right == "" {
			out = append(out, form{f.words, leaving})
		}
	}
	if p.Status.Bad() {
		return append(out, in...)
	}
	return append(out, form{leaving, ""})
}

func survivors(s processcontrol.Progress) string {
	if s.Survivors == 0 {
		return ""
	}
	return fmt.Sprintf(" · %d left", s.Survivors)
}
