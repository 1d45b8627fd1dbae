package tui

import (
	"slices"
	"time"

	"tend/manager"
)

// list is the pane with all processes.
type list struct {
	processes []*manager.ProcessView // in the order of their definition
	roster    roster
	rows      []entry // what is shown of them
	cursor    int     // a row
	offset    int     // the first row shown
	width     int
	height    int
	marks     map[string]bool
	longest   int // the widest name
}

// setProcesses takes a new state. The selection stays with its process, or goes
// to the nearest that is still there.
func (l *list) setProcesses(ps []*manager.ProcessView) {
	l.processes = ps
	l.longest = 0
	present := 0
	for i := range ps {
		l.longest = max(l.longest, textWidth(plain(ps[i].Name)))
		if ps[i].Group != "" {
			l.longest = max(l.longest, textWidth(plain(ps[i].Name))+groupIndent)
		}
		if l.marks[ps[i].Name] {
			present++
		}
	}
	if present != len(l.marks) {
		l.forgetMarks(ps)
	}
	l.arrange()
}

// arrange finds out which rows there are. The selection stays with its row, or
// goes to the nearest that is still there.
func (l *list) arrange() {
	before := l.rows
	l.rows = l.roster.rows(l.processes)
	l.cursor = nearest(before, l.cursor, l.rows)
	l.moveTo(l.cursor)
}

// nearest returns where among the rows that of the old ones stands that was at a
// place, or if it is gone the one that came next after it, or before it.
func nearest(before []entry, from int, rows []entry) int {
	at := make(map[string]int, len(rows))
	for i := range rows {
		at[rows[i].key()] = i
	}
	for i := from; i < len(before); i++ {
		if k, there := at[before[i].key()]; there {
			return k
		}
	}
	for i := min(from, len(before)) - 1; i >= 0; i-- {
		if k, there := at[before[i].key()]; there {
			return k
		}
	}
	return 0
}

// forgetMarks drops the marks of processes that are no longer there.
func (l *list) forgetMarks(ps []*manager.ProcessView) {
	kept := make(map[string]bool)
	for i := range ps {
		if l.marks[ps[i].Name] {
			kept[ps[i].Name] = true
		}
	}
	l.marks = kept
}

// setSize gives the pane its cells.
func (l *list) setSize(width, height int) {
	l.width, l.height = width, height
	l.moveTo(l.cursor)
}

// selected returns the process that the keys are about, nil if there is none,
// or a whole group.
func (l *list) selected() *manager.ProcessView {
	if l.cursor >= len(l.rows) {
		return nil
	}
	return l.rows[l.cursor].process
}

// selectedGroup returns the group whose head is selected, or "".
func (l *list) selectedGroup() string {
	if l.cursor >= len(l.rows) || l.rows[l.cursor].process != nil {
		return ""
	}
	return l.rows[l.cursor].group
}

// choice is what is selected in the list: a process, or all of a group. The zero
// choice is nothing.
type choice struct {
	process *manager.ProcessView
	group   string
	members []*manager.ProcessView
}

func (c *choice) none() bool { return c.process == nil && c.group == "" }

func (l *list) choice() choice {
	group := l.selectedGroup()
	return choice{process: l.selected(), group: group, members: membersOf(l.processes, group)}
}

// moveTo selects a row and keeps it in view.
func (l *list) moveTo(i int) {
	l.cursor = max(0, min(i, len(l.rows)-1))
	l.offset = min(l.offset, l.cursor)
	l.offset = max(l.offset, l.cursor-l.height+1)
	l.offset = max(0, min(l.offset, len(l.rows)-l.height))
}

// clickAt selects what is drawn in the given row of the pane.
func (l *list) clickAt(y int) {
	if i := l.offset + y; y >= 0 && y < l.height && i < len(l.rows) {
		l.moveTo(i)
	}
}

// sortNext shows the processes in the next order.
func (l *list) sortNext() {
	l.roster.order = (l.roster.order + 1) % orders
	l.arrange()
}

// find shows the processes whose names resemble a text, and selects the most
// similar; with an empty text all, and the selection stays.
func (l *list) find(what string) {
	if what == l.roster.find {
		return
	}
	l.roster.find = what
	l.arrange()
	if what != "" {
		l.moveTo(0)
	}
}

// selectNamed selects a process, if it is shown.
func (l *list) selectNamed(name string) {
	if i := slices.IndexFunc(l.rows, func(e entry) bool { return e.process != nil && e.process.Name == name }); i >= 0 {
		l.moveTo(i)
	}
}

// fold folds the group that the selection is in, or unfolds it. It reports
// whether there was anything to do.
func (l *list) fold(folded bool) bool {
	if l.cursor >= len(l.rows) {
		return false
	}
	group := l.rows[l.cursor].group
	if group == "" || l.roster.folded[group] == folded {
		return false
	}
	l.roster.fold(group, folded)
	l.rows = l.roster.rows(l.processes)
	head := slices.IndexFunc(l.rows, func(e entry) bool { return e.process == nil && e.group == group })
	l.moveTo(head)
	return true
}

// toggleMark marks what is selected, or no longer, and goes on to the next. A
// group is marked as a whole.
func (l *list) toggleMark() {
	targets := l.underCursor()
	if len(targets) == 0 {
		return
	}
	if l.marks == nil {
		l.marks = make(map[string]bool)
	}
	all := !slices.ContainsFunc(targets, func(p *manager.ProcessView) bool { return !l.marks[p.Name] })
	for _, p := range targets {
		if all {
			delete(l.marks, p.Name)
		} else {
			l.marks[p.Name] = true
		}
	}
	l.moveTo(l.cursor + 1)
}

// underCursor returns the process that is selected, or those of the group.
func (l *list) underCursor() []*manager.ProcessView {
	if p := l.selected(); p != nil {
		return []*manager.ProcessView{p}
	}
	if group := l.selectedGroup(); group != "" {
		return membersOf(l.processes, group)
	}
	return nil
}

// targets returns what an operation is about: the marked processes, or else what
// is selected.
func (l *list) targets() []*manager.ProcessView {
	if len(l.marks) == 0 {
		return l.underCursor()
	}
	var out []*manager.ProcessView
	for i := range l.processes {
		if l.marks[l.processes[i].Name] {
			out = append(out, l.processes[i])
		}
	}
	return out
}

// visible returns the range of rows that is shown.
func (l *list) visible() (from, to int) {
	return l.offset, min(len(l.rows), l.offset+l.height)
}

// tell says to the clock what is shown.
func (l *list) tell(c *clock) {
	from, to := l.visible()
	for _, e := range l.rows[from:to] {
		if e.process != nil {
			c.process(e.process)
		}
	}
}

// view draws the pane.
func (l *list) view(st *styles, focused, figures bool, now time.Time) []string {
	out := make([]string, 0, l.height)
	nameWidth := nameColumn(l.width, l.longest)
	from, to := l.visible()
	for i := from; i < to; i++ {
		e := &l.rows[i]
		r := row{entry: e, selected: i == l.cursor, focused: focused, figures: figures}
		if e.process == nil {
			out = append(out, r.drawHead(st, l.width, membersOf(l.processes, e.group), l.roster.folded[e.group]))
			continue
		}
		r.marked = l.marks[e.process.Name]
		out = append(out, r.draw(st, l.width, nameWidth, now))
	}
	if len(l.rows) == 0 && l.height > 0 {
		words := "  no processes"
		if l.roster.find != "" {
			words = "  none is called that"
		}
		out = append(out, newLine(l.width).add(st.base.of(dim), words).fill(st.base.of(text)))
	}
	for len(out) < l.height {
		out = append(out, blank(l.width))
	}
	return out
}

// thumb returns which rows of the rule beside the list stand for the part that
// is shown; none if all of it is.
func (l *list) thumb() (from, to int) {
	total := len(l.rows)
	if total <= l.height || l.height <= 0 {
		return 0, 0
	}
	size := max(1, l.height*l.height/total)
	from = l.offset * (l.height - size) / (total - l.height)
	return from, from + size
}
