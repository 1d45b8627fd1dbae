package tui

import (
	"time"

	"tend/manager"
)

// list is the pane with all processes, in the order of their definition.
type list struct {
	processes []*manager.ProcessView
	cursor    int
	offset    int // the first row shown
	width     int
	height    int
	marks     map[string]bool
	longest   int // the widest name
}

// setProcesses takes a new state. The selection stays with its process, or goes
// to the nearest that is still there.
func (l *list) setProcesses(ps []*manager.ProcessView) {
	var name string
	if p := l.selected(); p != nil {
		name = p.Name
	}
	before := l.processes
	l.processes = ps
	l.longest = 0
	present, found := 0, len(before) == 0
	for i := range ps {
		l.longest = max(l.longest, textWidth(plain(ps[i].Name)))
		if ps[i].Name == name {
			l.cursor, found = i, true
		}
		if l.marks[ps[i].Name] {
			present++
		}
	}
	if present != len(l.marks) {
		l.forgetMarks(ps)
	}
	if !found {
		l.cursor = nearest(before, l.cursor, ps)
	}
	l.moveTo(l.cursor)
}

// nearest returns where in ps that of the old processes stands that comes next
// after the given place, or, if none of those is left, before it.
func nearest(before []*manager.ProcessView, from int, ps []*manager.ProcessView) int {
	at := make(map[string]int, len(ps))
	for i := range ps {
		at[ps[i].Name] = i
	}
	for i := from + 1; i < len(before); i++ {
		if k, there := at[before[i].Name]; there {
			return k
		}
	}
	for i := from - 1; i >= 0; i-- {
		if k, there := at[before[i].Name]; there {
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

// selected returns the process that the keys are about, nil if there is none.
func (l *list) selected() *manager.ProcessView {
	if l.cursor >= len(l.processes) {
		return nil
	}
	return l.processes[l.cursor]
}

// moveTo selects a row and keeps it in view.
func (l *list) moveTo(i int) {
	l.cursor = max(0, min(i, len(l.processes)-1))
	l.offset = min(l.offset, l.cursor)
	l.offset = max(l.offset, l.cursor-l.height+1)
	l.offset = max(0, min(l.offset, len(l.processes)-l.height))
}

// clickAt selects what is drawn in the given row of the pane.
func (l *list) clickAt(y int) {
	if i := l.offset + y; y >= 0 && y < l.height && i < len(l.processes) {
		l.moveTo(i)
	}
}

// toggleMark marks the selected process, or no longer, and goes on to the next.
func (l *list) toggleMark() {
	p := l.selected()
	if p == nil {
		return
	}
	if l.marks[p.Name] {
		delete(l.marks, p.Name)
	} else {
		if l.marks == nil {
			l.marks = make(map[string]bool)
		}
		l.marks[p.Name] = true
	}
	l.moveTo(l.cursor + 1)
}

// targets returns what an operation is about: the marked processes, or else the
// selected one.
func (l *list) targets() []*manager.ProcessView {
	if len(l.marks) == 0 {
		if p := l.selected(); p != nil {
			return []*manager.ProcessView{p}
		}
		return nil
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
	return l.offset, min(len(l.processes), l.offset+l.height)
}

// tell says to the clock what is shown.
func (l *list) tell(c *clock) {
	from, to := l.visible()
	for i := from; i < to; i++ {
		c.process(l.processes[i])
	}
}

// view draws the pane.
func (l *list) view(st *styles, focused, figures bool, now time.Time) []string {
	out := make([]string, 0, l.height)
	nameWidth := nameColumn(l.width, l.longest)
	from, to := l.visible()
	for i := from; i < to; i++ {
		p := l.processes[i]
		r := row{process: p, selected: i == l.cursor, focused: focused, marked: l.marks[p.Name], figures: figures}
		out = append(out, r.draw(st, l.width, nameWidth, now))
	}
	if len(l.processes) == 0 && l.height > 0 {
		out = append(out, newLine(l.width).add(st.base.of(dim), "  no processes").fill(st.base.of(text)))
	}
	for len(out) < l.height {
		out = append(out, blank(l.width))
	}
	return out
}

// thumb returns which rows of the rule beside the list stand for the part that
// is shown; none if all of it is.
func (l *list) thumb() (from, to int) {
	total := len(l.processes)
	if total <= l.height || l.height <= 0 {
		return 0, 0
	}
	size := max(1, l.height*l.height/total)
	from = l.offset * (l.height - size) / (total - l.height)
	return from, from + size
}
