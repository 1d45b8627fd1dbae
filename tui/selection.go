package tui

import (
	"slices"

	"tend/internal/logview"
)

// selection is lines chosen to be copied, opened or written.
type selection struct {
	on       bool
	anchor   logview.Position // where it begins
	cursor   logview.Position // where one is: before or after that
	followed bool             // one followed the output before
	count    int64            // complete lines
}

// beginSelection selects the line that a search is at, if it is on the screen;
// otherwise the newest while one follows, and else the first that is shown. If
// there is a selection, it begins anew where one is. It reports whether there
// is any line.
func (o *output) beginSelection() bool {
	if o.selection.on {
		o.selection.anchor = o.selection.cursor
		return true
	}
	if len(o.rows) == 0 {
		return false
	}
	r := o.reader()
	at := o.rows[0].at
	for _, row := range o.rows {
		if !r.paused && !row.partial {
			at = row.at
		}
	}
	for _, row := range o.rows {
		if row.at.Is(o.search.at) {
			at = row.at
		}
	}
	o.footed = true
	o.selection = selection{on: true, anchor: at, cursor: at, followed: !r.paused}
	o.pauseHere()
	o.pull()
	o.showCursor()
	return true
}

// endSelection ends it. Who followed before does so again.
func (o *output) endSelection() {
	if o.selection.on && o.selection.followed {
		o.reader().paused = false
	}
	o.selection = selection{}
	o.footed = o.prompt.isOpen()
}

// extend moves the cursor of the selection by lines: up if n is negative.
func (o *output) extend(n int) {
	s := &o.selection
	lines := complete(o.read(s.cursor, n < 0, max(n+1, -n)).Lines)
	switch {
	case len(lines) == 0:
	case n < 0:
		s.cursor = lines[0].Position()
	default:
		s.cursor = lines[len(lines)-1].Position()
	}
	o.showCursor()
}

// extendToEnd moves the cursor to the oldest line, or with end to the newest.
func (o *output) extendToEnd(end bool) {
	const unended = 3 // streams of a process, each of which may have a line without an end
	n := 1
	if end {
		n += unended * len(o.shown.Names)
	}
	if lines := complete(o.read(logview.Position{}, end, n).Lines); len(lines) > 0 {
		o.selection.cursor = lines[len(lines)-1].Position()
	}
	o.showCursor()
}

// complete leaves out lines that have no end yet: they have no number of their
// own.
func complete(lines []logview.Line) []logview.Line {
	return slices.DeleteFunc(lines, func(l logview.Line) bool { return l.Partial })
}

// showCursor scrolls as far as it takes to see the cursor.
func (o *output) showCursor() {
	at := o.selection.cursor
	switch n := len(o.rows); {
	case n == 0 || slices.ContainsFunc(o.rows, func(r logRow) bool { return r.at.Is(at) }):
	case o.shown.Compare(at, o.rows[0].at) < 0:
		o.pauseAt(place{at: at})
	default:
		const whole = 1 << 20 // more rows than a line can have
		if above := o.logs.before(place{at, whole}, o.room(true)); len(above) > 0 {
			o.pauseAt(above[0].place)
		}
	}
	o.pull()
}

// countSelected counts what is selected.
func (o *output) countSelected() {
	s := &o.selection
	if !s.on || o.empty() {
		return
	}
	from, to := o.ends()
	s.count = o.read(to, false, 1).Before - o.read(from, false, 1).Before + 1
}

// ends are the first and the last line of the selection.
func (o *output) ends() (from, to logview.Position) {
	from, to = o.selection.anchor, o.selection.cursor
	if o.shown.Compare(from, to) > 0 {
		from, to = to, from
	}
	return from, to
}

// selected reports whether a line is in the selection.
func (o *output) selected(at logview.Position) bool {
	if !o.selection.on {
		return false
	}
	from, to := o.ends()
	return o.shown.Compare(from, at) <= 0 && o.shown.Compare(at, to) <= 0
}

// extract is what is to be copied, opened or written: the selection; without
// one all that is shown, or with whole all there is in the view.
func (o *output) extract(whole bool) logview.Extract {
	e := logview.Extract{View: o.shown}
	switch n := len(o.rows); {
	case o.selection.on:
		e.From, e.To = o.ends()
	case !whole && n > 0:
		e.From, e.To = o.rows[0].at, o.rows[n-1].at
	}
	return e
}
