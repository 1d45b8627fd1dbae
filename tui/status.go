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
	manager.BackingOff: {"△", warn},
	manager.GaveUp:     {"✗", bad},
	manager.Scheduled:  {"◇", accent},
}

// faceOf returns how the process looks.
func faceOf(p *manager.ProcessView) face {
	f := faces[p.Status]
	switch {
	case unhealthy(p):
		f = face{"!", bad}
	case warned(p):
		f = face{"!", warn}
	case refused(p):
		f = face{"◕", warn}
	case failedRun(p):
		f = faces[manager.Failed]
	case p.Status == manager.Running && p.HasProbe:
		f = face{"◕", accent} // nearly: there, but not ready
	case p.Status == manager.Waiting && blocked(p):
		f.tone = warn
	}
	return f
}

// runs reports whether the process does what it is there for.
func runs(p *manager.ProcessView) bool {
	return p.Status == manager.Running || p.Status == manager.Ready
}

// unhealthy reports whether the process runs, and its health probe says no.
func unhealthy(p *manager.ProcessView) bool {
	return runs(p) && p.Health == processcontrol.Unhealthy
}

// warned reports whether the process runs, and is about to break a limit.
func warned(p *manager.ProcessView) bool { return runs(p) && p.Warning != "" }

// refused reports whether the process runs, and its readiness probe has been
// asked and said no.
func refused(p *manager.ProcessView) bool {
	return p.Status == manager.Running && p.HasProbe && p.Problem != "" && p.Problem != p.Warning
}

// violated names the limit or the health for which tend has ended a process, ""
// if it has not.
func violated(e *processcontrol.Exit) string {
	switch {
	case e == nil || e.Violation == nil:
		return ""
	case e.Violation.What == "health":
		return "unhealthy"
	default:
		return plain(e.Violation.What)
	}
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
const narrowestForm = 9

// forms says how the process is, from the longest way to the shortest. With
// figures, what it says of a process that runs changes from second to second.
func forms(p *manager.ProcessView, figures bool, now time.Time) []form {
	fs := statusForms(p, figures, now)
	if p.Retired && !runs(p) {
		return leavingForms(p, fs)
	}
	return fs
}

func statusForms(p *manager.ProcessView, figures bool, now time.Time) []form {
	word := p.Status.String()
	switch p.Status {
	case manager.NotStarted:
		return []form{{word, ""}, {"idle", ""}}
	case manager.Waiting:
		return waitingForms(p)
	case manager.Running, manager.Ready:
		up := upTime(p, figures, now)
		words := runningWords(p)
		out := make([]form, 0, len(words)+1)
		for _, w := range words {
			out = append(out, form{w, up})
		}
		return append(out, form{words[len(words)-1], ""})
	case manager.Stopping:
		return queuedForms(p, stoppingForms(p.Stop, now))
	case manager.Killing:
		return queuedForms(p, killingForms(p.Stop, now))
	case manager.Stuck:
		left := survivors(p.Stop)
		return []form{{word + left, shortDuration(sinceGrid(p.Stop.Since, now))}, {word + left, ""}, {word, ""}}
	case manager.Exited:
		if rule := violated(p.Exit); rule != "" {
			return []form{{"ended: " + rule, ""}, {rule, ""}, {"ended", ""}}
		}
		return []form{{exitWords(p.Exit), ""}}
	case manager.BackingOff:
		wait := shortDuration(untilGrid(p.RetryAt, now))
		attempt := " (" + ordinal(p.Attempt) + ")"
		return []form{
			{"backoff " + wait + attempt, exitIfKnown(p.Exit)}, {"backoff " + wait + attempt, ""},
			{"backoff " + wait, ""}, {"retry " + wait, ""}, {wait, ""},
		}
	case manager.Scheduled:
		return scheduledForms(p, now)
	case manager.GaveUp:
		return []form{{word, exitIfKnown(p.Exit)}, {word, ""}} // after how many is in its problem
	case manager.Failed:
		if p.PortTaken != nil {
			port := fmt.Sprintf("port %d", p.PortTaken.Port)
			return []form{{port + " taken", ""}, {port, ""}, {word, ""}}
		}
		return []form{{word, ""}}
	default:
		return []form{{word, ""}}
	}
}

// upTime says how long the process is up; or, so that it can stay on the screen
// as it is, since when.
func upTime(p *manager.ProcessView, figures bool, now time.Time) string {
	if figures {
		return shortDuration(sinceGrid(p.StartedAt, now))
	}
	return clockTime(p.StartedAt, now)
}

// runningWords says how a process is that runs, from the longest way to the
// shortest.
func runningWords(p *manager.ProcessView) []string {
	words := wellbeing(p)
	fates, brief := []string{leaving}, leaving
	switch {
	case p.Retired:
	case len(p.StopsAfter) > 0:
		brief = "stops"
		if p.Queued {
			brief = "restarts"
		}
		fates = []string{
			brief + " after " + plain(strings.Join(p.StopsAfter, ", ")),
			brief + " after " + andMore(plain(p.StopsAfter[0]), p.StopsAfter),
		}
	default:
		return words
	}
	var out []string
	for _, w := range words {
		for _, f := range fates {
			out = append(out, w+" · "+f)
		}
	}
	return append(append(out, fates...), brief)
}

// andMore is one of the names, and how many others there are.
func andMore(one string, names []string) string {
	if more := len(names) - 1; more > 0 {
		return fmt.Sprintf("%s +%d", one, more)
	}
	return one
}

// wellbeing says the same without regard to what is to become of the process.
func wellbeing(p *manager.ProcessView) []string {
	switch {
	case unhealthy(p):
		return []string{"unhealthy"}
	case warned(p):
		full := plain(p.Warning)
		brief := briefly.Replace(full)
		out := []string{full, brief, tersely.Replace(brief)}
		if i := strings.LastIndexByte(brief, ' '); i > 0 && textWidth(brief[:i]) <= narrowestForm {
			return append(out, brief[:i])
		}
		return append(out, "warning")
	case refused(p):
		return []string{"not ready"}
	default:
		return []string{p.Status.String()}
	}
}

// briefly shortens what is said of a limit: "memory 480M/512M"; tersely shortens
// it more: "mem 480M/512M".
var (
	briefly = strings.NewReplacer(" of ", "/", " KiB", "K", " MiB", "M", " GiB", "G", " TiB", "T", " B", "B")
	tersely = strings.NewReplacer("memory", "mem", "processes", "procs", "open files", "files", "run time", "time")
)

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
	if len(names) > 1 {
		first = andMore(first, names)
		out = append(out, form{"waiting for " + first, ""})
	}
	return append(out, form{"for " + first, ""}, form{short, ""})
}

// exitWords says how a process ended: "exit 1", "SIGSEGV", or for which limit.
func exitWords(e *processcontrol.Exit) string {
	switch {
	case e == nil:
		return "exited"
	case e.Violation != nil:
		return violated(e)
	case e.Signal != 0:
		return e.Signal.String()
	case e.Err != nil:
		return "failed" // why is its problem
	case !e.Known():
		return "ended"
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

// fitWords returns the longest words that fit, or else the shortest.
func fitWords(words []string, width int) string {
	for _, w := range words {
		if textWidth(w) <= width {
			return w
		}
	}
	return words[len(words)-1]
}
