package tui

import (
	"strings"

	"tend/internal/logview"
	"tend/manager"
)

// logs is a pane with lines to be read: the output of one process, of several,
// or what tend itself had to say. It pulls exactly the lines that fit and keeps
// them drawn: View only puts them on the screen.
type logs struct {
	width, height int // of the lines, the title not included
	wrap          bool
	footed        bool         // the last row is taken, not only while paused
	shown         logview.View // what is read; without names it is nothing
	key           string       // what it is called where readers are kept
	readers       map[string]*reader

	fetch func(logview.Query) (logview.Page, error)
	// draw makes the rows of a line: no more than limit, or all if that is 0.
	draw func(line *logview.Line, width, limit int, wrap bool) []logRow
	// patient keeps what is shown while nothing is known of a new view yet.
	patient bool
	// keeps keeps it while what there is cannot be asked for.
	keeps bool

	rows  []logRow
	below int64 // complete lines that come after those shown
	total int64 // complete lines there are
	err   error
}

// reader is where one stands in what is read.
type reader struct {
	paused bool
	top    place // the first row shown, while paused; zero: the oldest
}

// place is a row: a part of a line, 0 unless it is wrapped.
type place struct {
	at   logview.Position
	part int
}

func newLogs(fetch func(logview.Query) (logview.Page, error)) logs {
	return logs{fetch: fetch, readers: make(map[string]*reader)}
}

// setSize gives the pane its cells.
func (l *logs) setSize(width, height int) {
	if width != l.width {
		l.unwrapTops()
		l.rows = nil // they do not fit
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

// empty reports whether there is nothing that could be read.
func (l *logs) empty() bool { return len(l.shown.Names) == 0 }

// reader is where one stands in what is read now.
func (l *logs) reader() *reader {
	r := l.readers[l.key]
	if r == nil {
		r = &reader{}
		l.readers[l.key] = r
	}
	return r
}

// paused reports whether one has stopped somewhere.
func (l *logs) paused() bool { return !l.empty() && l.reader().paused }

// keep forgets where one stood in processes that are gone.
func (l *logs) keep(ps []*manager.ProcessView) {
	kept := make(map[string]*reader, len(l.readers))
	for i := range ps {
		if r := l.readers[ps[i].Name]; r != nil {
			kept[ps[i].Name] = r
		}
	}
	for key, r := range l.readers {
		if strings.HasPrefix(key, mergedKey) { // those of groups begin with it, too
			kept[key] = r
		}
	}
	l.readers = kept
}

// room is how many rows of output there are. While paused, one says so.
func (l *logs) room(paused bool) int {
	if paused || l.footed {
		return max(0, l.height-1)
	}
	return l.height
}

// pull reads and draws what is to be shown now.
func (l *logs) pull() {
	before := l.rows
	l.rows, l.err = nil, nil
	if l.empty() || l.height == 0 || l.width <= logsGutter {
		return
	}
	r := l.reader()
	switch room := l.room(true); {
	case !r.paused:
		l.rows = l.tail(l.room(false))
	default:
		l.rows = l.from(r.top, room)
		if len(l.rows) < room {
			// The end came nearer than the pane is high: it has grown, or the
			// lines have become fewer or shorter.
			l.rows = l.tail(room)
		}
	}
	if lost := l.err != nil && l.keeps && len(before) > 0; lost || len(l.rows) == 0 && l.patient {
		if lost {
			l.err = nil
		}
		l.rows = before[:min(len(before), l.room(r.paused))]
		return
	}
	if r.paused && len(l.rows) > 0 {
		r.top = l.rows[0].place
	}
}

// read asks for lines: from a position on, or with back those before it.
func (l *logs) read(at logview.Position, back bool, n int) logview.Page {
	page, err := l.fetch(logview.Query{View: l.shown, At: at, Back: back, Count: n})
	if err != nil {
		l.err = err
	}
	return page
}

// measure notes how many lines there are.
func (l *logs) measure(page logview.Page) {
	l.total = page.Before + page.After
	for i := range page.Lines {
		if !page.Lines[i].Partial {
			l.total++
		}
	}
}

// tail returns the last n rows there are.
func (l *logs) tail(n int) []logRow {
	l.below = 0
	if n <= 0 {
		return nil
	}
	page := l.read(logview.Position{}, true, n)
	l.measure(page)
	lines := page.Lines
	out := make([]logRow, n)
	at := n
	for i := len(lines) - 1; i >= 0 && at > 0; i-- {
		rows := l.draw(&lines[i], l.width, 0, l.wrap)
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
	page := l.read(at.at, false, n)
	l.measure(page)
	l.below = page.After
	var out []logRow
	for i := range page.Lines {
		line := &page.Lines[i]
		if len(out) >= n {
			if !line.Partial {
				l.below++
			}
			continue
		}
		skip := 0
		if line.Position().Is(at.at) {
			skip = at.part
		}
		rows := l.draw(line, l.width, skip+n-len(out), l.wrap)
		out = append(out, rows[min(skip, len(rows)):]...)
	}
	return out[:min(n, len(out))]
}

// before returns up to n rows that come before a place.
func (l *logs) before(at place, n int) []logRow {
	if n <= 0 {
		return nil
	}
	var out []logRow
	for _, line := range l.read(at.at, true, n).Lines {
		out = append(out, l.draw(&line, l.width, 0, l.wrap)...)
	}
	if at.part > 0 {
		page := l.read(at.at, false, 1)
		if len(page.Lines) > 0 && page.Lines[0].Position().Is(at.at) {
			out = append(out, l.draw(&page.Lines[0], l.width, at.part, l.wrap)...)
		}
	}
	return out[max(0, len(out)-n):]
}
