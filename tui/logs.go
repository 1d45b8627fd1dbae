package tui

import (
	"tend/internal/logring"
	"tend/internal/logview"
	"tend/manager"
)

// logs is the pane with the output of one process. It pulls exactly the lines
// that fit and keeps them drawn: View only puts them on the screen.
type logs struct {
	width, height int // of the output, its title not included
	wrap          bool
	name          string // whose output it is, "" for nobody's
	readers       map[string]*reader

	fetch func(logview.Query) (logview.Page, error)
	// draw makes the rows of a line: no more than limit, or all if that is 0.
	draw func(line logring.Line, width, limit int, wrap bool) []logRow

	rows   []logRow
	bounds bounds
	err    error
}

// reader is where one stands in the output of a process.
type reader struct {
	paused bool
	top    place // the first row shown, while paused
	seen   int64 // the number of the next line when it was paused
}

// bounds is what there was to read the last time.
type bounds struct{ first, next int64 }

func newLogs(st *styles, fetch func(logview.Query) (logview.Page, error)) logs {
	return logs{
		fetch: fetch, readers: make(map[string]*reader),
		draw: func(line logring.Line, width, limit int, wrap bool) []logRow {
			return drawLine(st, line, width, limit, wrap)
		},
	}
}

// setSize gives the pane its cells.
func (l *logs) setSize(width, height int) {
	if width != l.width {
		l.unwrapTops()
	}
	l.width, l.height = max(0, width), max(0, height)
}

// toggleWrap changes what becomes of long lines.
func (l *logs) toggleWrap() {
	l.wrap = !l.wrap
	l.unwrapTops()
}

// unwrapTops lets all readers stand at the beginning of a line, because the
// rows that lines have are about to change.
func (l *logs) unwrapTops() {
	for _, r := range l.readers {
		r.top.part = 0
	}
}

// reader is where one stands in the present process's output.
func (l *logs) reader() *reader {
	r := l.readers[l.name]
	if r == nil {
		r = &reader{}
		l.readers[l.name] = r
	}
	return r
}

// keep forgets where one stood in processes that are gone.
func (l *logs) keep(ps []*manager.ProcessView) {
	kept := make(map[string]*reader, len(l.readers))
	for i := range ps {
		if r := l.readers[ps[i].Name]; r != nil {
			kept[ps[i].Name] = r
		}
	}
	l.readers = kept
}

// room is how many rows of output there are. While paused, one says so.
func (l *logs) room(paused bool) int {
	if paused {
		return max(0, l.height-1)
	}
	return l.height
}

// unseen is how many lines came since following ended.
func (l *logs) unseen() int64 { return max(0, l.bounds.next-l.reader().seen) }

// pull reads and draws what is to be shown now.
func (l *logs) pull() {
	l.rows, l.err = nil, nil
	if l.name == "" || l.height == 0 || l.width <= logsGutter {
		return
	}
	r := l.reader()
	if !r.paused {
		l.rows = l.tail(l.height)
		return
	}
	room := l.room(true)
	l.rows = l.from(r.top, room)
	if len(l.rows) < room {
		// The end came nearer than the pane is high: it has grown, or the
		// lines have become shorter.
		l.rows = l.tail(room)
	}
	if len(l.rows) > 0 {
		r.top = l.rows[0].place
	}
}

// read asks for lines and remembers what there was.
func (l *logs) read(from int64, n int) []logring.Line {
	page, err := l.fetch(logview.Query{
		View: logview.View{Names: []string{l.name}}, At: logview.Position{Number: from}, Back: from <= 0, Count: n,
	})
	if err != nil {
		l.err = err
		return nil
	}
	var lines []logring.Line
	l.bounds = bounds{max(from, 1) - page.Before, max(from, 1) + page.After}
	for i, line := range page.Lines {
		if i == 0 {
			l.bounds.first = line.Number - page.Before
		}
		if !line.Partial {
			l.bounds.next = line.Number + 1 + page.After
		}
		lines = append(lines, line.Line)
	}
	return lines
}

// tail returns the last n rows there are.
func (l *logs) tail(n int) []logRow {
	if n <= 0 {
		return nil
	}
	lines := l.read(0, n)
	out := make([]logRow, n)
	at := n
	for i := len(lines) - 1; i >= 0 && at > 0; i-- {
		rows := l.draw(lines[i], l.width, 0, l.wrap)
		rows = rows[max(0, len(rows)-at):]
		at -= len(rows)
		copy(out[at:], rows)
	}
	return out[at:]
}

// from returns n rows from a place on, fewer if there are no more.
func (l *logs) from(at place, n int) []logRow {
	if n <= 0 {
		return nil
	}
	lines := l.read(max(at.line, 1), n)
	var out []logRow
	for _, line := range lines {
		skip := 0
		if line.Number == at.line {
			skip = at.part
		}
		rows := l.draw(line, l.width, skip+n-len(out), l.wrap)
		out = append(out, rows[min(skip, len(rows)):]...)
		if len(out) >= n {
			return out[:n]
		}
	}
	return out
}

// before returns up to n rows that come before a place.
func (l *logs) before(at place, n int) []logRow {
	first := max(l.bounds.first, 1, at.line-int64(n))
	lines := l.read(first, int(max(0, at.line-first))+1)
	var out []logRow
	for _, line := range lines {
		if line.Number > at.line {
			break
		}
		limit := 0
		if line.Number == at.line {
			if limit = at.part; limit == 0 {
				break
			}
		}
		out = append(out, l.draw(line, l.width, limit, l.wrap)...)
	}
	return out[max(0, len(out)-n):]
}

// scroll moves by rows: up if n is negative. Who comes to the end follows it.
func (l *logs) scroll(n int) {
	r := l.reader()
	switch {
	case len(l.rows) == 0 || n == 0:
	case n < 0:
		above := l.before(l.rows[0].place, -n)
		if len(above) == 0 {
			return // at the top; if that is the end as well, following goes on
		}
		l.pauseAt(above[0].place)
	case r.paused:
		room := l.room(true)
		ahead := l.from(r.top, n+room+1)
		if len(ahead) <= n+room {
			r.paused = false
			break
		}
		r.top = ahead[n].place
	}
	l.pull()
}

// pauseAt stops following.
func (l *logs) pauseAt(top place) {
	r := l.reader()
	if !r.paused {
		r.seen = l.bounds.next
	}
	r.paused, r.top = true, top
}

// toggleFollow stops where one is, or goes to the end and stays there.
func (l *logs) toggleFollow() {
	if r := l.reader(); r.paused {
		r.paused = false
	} else if n := len(l.rows); n > 0 {
		l.pauseAt(l.rows[min(n-1, max(0, n-l.room(true)))].place)
	}
	l.pull()
}

// toTop goes to the oldest line that is kept.
func (l *logs) toTop() {
	if len(l.rows) > 0 {
		l.scroll(-1) // pauses only if there is something above
		if r := l.reader(); r.paused {
			r.top = place{line: max(l.bounds.first, 1)}
		}
		l.pull()
	}
}

// toEnd follows again.
func (l *logs) toEnd() {
	l.reader().paused = false
	l.pull()
}
