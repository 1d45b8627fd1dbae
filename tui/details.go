package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tend/manager"
	"tend/processcontrol"
)

// details is what the stack has told of the process that is selected, beside
// what the list knows.
type details struct {
	name    string // whose it is; empty: nobody's
	asked   string // for whom the stack is being asked; empty: it is not
	at      time.Time
	of      *manager.ProcessView // as it was then
	known   manager.Details
	err     error
	history usages
}

// detailsAge is how old the details may be while the process does not change.
const detailsAge = time.Second

// askDetails asks the stack for what is to be shown, unless it is known or has
// been asked already.
func (a *app) askDetails() (name string, due bool) {
	d := &a.details
	p := a.list.selected()
	if !a.sheetShown() || a.sheet.kind != detailsSheet || p == nil || d.asked != "" {
		return "", false
	}
	if d.name == p.Name && d.of == p && (!a.figures || a.at.Sub(d.at) < detailsAge) {
		return "", false
	}
	d.asked = p.Name
	return p.Name, true
}

// told takes in what the stack said.
func (d *details) told(m detailsMsg, p *manager.ProcessView, now time.Time) {
	d.asked = ""
	d.name, d.of, d.at, d.known, d.err = m.name, p, now, m.details, m.err
}

// hides reports whether something is masked.
func (d *details) hides() bool {
	return slices.ContainsFunc(d.known.Spec.Env, func(entry string) bool {
		name, value, _ := strings.Cut(entry, "=")
		return isSecret(name, value)
	})
}

// page is a list of fields in the making.
type page struct {
	st    *styles
	width int
	out   []string
}

// labelColumn is the cells of the names of fields.
const labelColumn = 15

// field adds a field, whose text is wrapped.
func (g *page) field(label string, t tone, words string) {
	room := max(1, g.width-logsGutter-labelColumn-rowTrail)
	for i, row := range strings.Split(ansi.Wrap(words, room, ""), "\n") {
		if i > 0 {
			label = ""
		}
		l := newLine(g.width).space(g.st.base.of(text), logsGutter)
		l.add(g.st.base.of(dim), label).space(g.st.base.of(text), labelColumn-textWidth(label))
		g.out = append(g.out, l.add(g.st.base.of(t), row).fill(g.st.base.of(text)))
	}
}

// mostScript is how many lines of a command are shown.
const mostScript = 6

// script adds the command, line by line as it was written.
func (g *page) script(command string) {
	lines := strings.Split(strings.TrimSpace(command), "\n")
	label := "command"
	for i, l := range lines {
		if i == mostScript-1 && len(lines) > mostScript {
			g.field(label, dim, count(len(lines)-i, "more line", "more lines"))
			return
		}
		g.field(label, text, plain(l))
		label = ""
	}
}

func (g *page) blank() { g.out = append(g.out, blank(g.width)) }

// lines are what there is to know of a process.
func (d *details) lines(st *styles, keys *bindings, p *manager.ProcessView, all []*manager.ProcessView, revealed bool, width int, now time.Time) []string {
	g := &page{st: st, width: width}
	look := faceOf(p)
	g.field("state", cmp.Or(wordsTone(look.tone), text), situationOf(keys, p, now))
	g.script(p.Command)
	if d.name == p.Name && (d.err == nil || d.known.Spec.Dir != "") { // else nothing could be told
		d.specLines(g, p, now)
	}
	if len(p.DependsOn) > 0 {
		var needs []string
		for _, dep := range p.DependsOn {
			needs = append(needs, plain(dep.Name)+" ("+dep.Condition.String()+")")
		}
		g.field("needs", text, strings.Join(needs, ", "))
	}
	if by := dependents(all, p.Name); by != "" {
		g.field("needed by", text, by)
	}
	d.usageLines(g, p, now)
	if d.name != p.Name {
		return g.out
	}
	if d.err != nil {
		g.field("", bad, plain(d.err.Error()))
	}
	d.treeLines(g)
	d.historyLines(g, now)
	d.environmentLines(g, revealed)
	return g.out
}

// situationOf says in a sentence how the process is, and why.
func situationOf(keys *bindings, p *manager.ProcessView, now time.Time) string {
	words := forms(p, true, now)[0].words
	since := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return " since " + clockTime(t, now)
	}
	switch p.Status {
	case manager.Running, manager.Ready:
		words += since(p.StartedAt) + ", in its " + ordinal(int(p.Generation)) + " run"
		if p.Restarts > 0 {
			words += "; tend has restarted it " + count(p.Restarts, "time", "times")
		}
	case manager.Stopped, manager.Done, manager.Exited, manager.Failed, manager.GaveUp:
		words += since(p.EndedAt)
	}
	if problem := problemWords(keys, p); problem != "" {
		words += ": " + problem
	}
	return words
}

// specLines say how the process is run.
func (d *details) specLines(g *page, p *manager.ProcessView, now time.Time) {
	spec, snap := &d.known.Spec, &d.known.Snapshot
	g.field("folder", text, plain(spec.Dir))
	stop := spec.Stop
	how := stop.Signal.String()
	switch {
	case len(stop.Command) > 0:
		how = plain(strings.Join(stop.Command, " "))
	case stop.Keys != "":
		how = fmt.Sprintf("the keys %q", stop.Keys)
	}
	g.field("is stopped by", text, how+", SIGKILL after "+shortDuration(stop.Grace))
	if spec.Log.File != "" {
		g.field("output to", text, plain(spec.Log.File))
	}
	d.probeLine(g, "ready when", spec.Ready, runs(p) && snap.Ready, snap.ProbeErr, p)
	d.probeLine(g, "healthy while", spec.Health, snap.Health == processcontrol.Healthy, snap.HealthErr, p)
}

// probeLine says what a probe asks, and what the answer is.
func (d *details) probeLine(g *page, label string, probe *processcontrol.Probe, yes bool, err error, p *manager.ProcessView) {
	if probe == nil {
		return
	}
	t, answer := dim, "not asked yet"
	switch {
	case !runs(p):
		answer = "not asked now"
	case err != nil:
		t, answer = warn, "no: "+plain(err.Error())
	case yes:
		t, answer = ok, "yes"
	}
	g.field(label, text, probeWords(probe))
	g.field("", t, answer)
}

// probeWords say what a probe asks.
func probeWords(p *processcontrol.Probe) string {
	var what string
	switch {
	case p.Notify:
		return "it says so itself (sd_notify)"
	case p.Log != nil:
		return "its output matches " + p.Log.String()
	case p.TCP != "":
		what = p.TCP + " accepts a connection"
	case p.HTTP != "":
		what = p.HTTP + " answers well"
		if p.Status != 0 {
			what = fmt.Sprintf("%s answers %d", p.HTTP, p.Status)
		}
	case p.GRPC != "":
		what = p.GRPC + " says that it serves (gRPC)"
	default:
		what = strings.Join(p.Exec, " ") + " ends with 0"
	}
	return plain(what) + ", every " + shortDuration(p.Interval)
}

// usageLines say what the process uses, and what it may.
func (d *details) usageLines(g *page, p *manager.ProcessView, now time.Time) {
	if !measured(p, now) {
		return
	}
	var limits processcontrol.Limits
	if d.name == p.Name {
		limits = d.known.Spec.Limits
	}
	of := func(used, limit string, limited bool) string {
		if !limited {
			return used
		}
		return used + " of " + limit
	}
	room := max(0, min(sparkMost, g.width-logsGutter-labelColumn-20))
	past := d.history.of(p.Name)
	g.blank()
	g.field("cpu", text, fmt.Sprintf("%-18s", of(formatCPU(p.Usage.CPU), formatCPU(limits.CPU), limits.CPU > 0))+
		sparkline(past, func(u processcontrol.Usage) float64 { return u.CPU }, room))
	g.field("memory", text, fmt.Sprintf("%-18s", of(formatMemory(p.Usage.Memory), formatMemory(limits.Memory), limits.Memory > 0))+
		sparkline(past, func(u processcontrol.Usage) float64 { return float64(u.Memory) }, room))
	if limits.Processes > 0 {
		g.field("processes", text, of(fmt.Sprint(p.Usage.Processes), fmt.Sprint(limits.Processes), true))
	}
	if limits.RunTime > 0 {
		g.field("run time", text, of(shortDuration(now.Sub(p.StartedAt)), shortDuration(limits.RunTime), true))
	}
}

// treeLines list what the process consists of.
func (d *details) treeLines(g *page) {
	if len(d.known.Tree) == 0 {
		return
	}
	g.blank()
	depth := make(map[int]int)
	for i, m := range d.known.Tree {
		label := ""
		if i == 0 {
			label = "processes"
		}
		indent := 0
		if above, there := depth[m.PPID]; there {
			indent = above + 1
		}
		depth[m.PID] = indent
		command := plain(strings.Join(m.Command, " "))
		if m.Zombie {
			command = "ended, and not collected by its parent"
		}
		words := fmt.Sprintf("%7d %5s  %s%s", m.PID, formatMemory(m.Memory), strings.Repeat("  ", indent), command)
		g.field(label, text, shorten(words, max(1, g.width-logsGutter-labelColumn-rowTrail)))
	}
}

// mostRuns is how many of the last runs are listed.
const mostRuns = 8

// historyLines list how the last runs ended, the newest first.
func (d *details) historyLines(g *page, now time.Time) {
	runs := d.known.History
	if len(runs) == 0 {
		return
	}
	g.blank()
	label := "earlier runs"
	for i := len(runs) - 1; i >= 0 && i >= len(runs)-mostRuns; i-- {
		r := &runs[i]
		t, how := text, "could not be started"
		switch {
		case r.Err != nil:
			t, how = bad, plain(r.Err.Error())
		case r.Exit != nil:
			how = plain(r.Exit.String())
			if !r.Exit.Success() && !r.Exit.Requested {
				t = bad
			}
		}
		lasted := ""
		if r.EndedAt.After(r.StartedAt) && !r.StartedAt.IsZero() {
			lasted = ", after " + shortDuration(r.EndedAt.Sub(r.StartedAt))
		}
		g.field(label, t, fmt.Sprintf("%3d  %s  %s%s", r.Generation, clockTime(r.EndedAt, now), how, lasted))
		label = ""
	}
}
