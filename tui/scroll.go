package tui

import "tend/internal/logview"

// This is how one moves in what is read.

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
	r.paused, r.top = true, top
}

// pauseHere stops following where one is.
func (l *logs) pauseHere() {
	if n := len(l.rows); n > 0 && !l.reader().paused {
		l.pauseAt(l.rows[min(n-1, max(0, n-l.room(true)))].place)
	}
}

// toggleFollow stops where one is, or goes to the end and stays there.
func (l *logs) toggleFollow() {
	if r := l.reader(); r.paused {
		r.paused = false
	} else {
		l.pauseHere()
	}
	l.pull()
}

// toTop goes to the oldest line that is kept.
func (l *logs) toTop() {
	if len(l.rows) > 0 {
		l.scroll(-1) // pauses only if there is something above
		if r := l.reader(); r.paused {
			r.top = place{}
		}
		l.pull()
	}
}

// toEnd follows again.
func (l *logs) toEnd() {
	l.reader().paused = false
	l.pull()
}

// goTo moves to where something is marked in a line, if that is not in view: a
// third of the pane from its top, so that one sees what came before.
func (l *logs) goTo(at logview.Position) {
	to := place{at, l.markedPart(at)}
	l.pull() // the marks have changed
	for _, r := range l.rows {
		if r.at.Is(at) && r.part == to.part {
			l.pauseHere()
			return
		}
	}
	if above := l.before(to, l.room(true)/3); len(above) > 0 {
		to = above[0].place
	}
	l.pauseAt(to)
	l.pull()
}

// markedPart returns the first part of a line with a mark, 0 if it has none.
func (l *logs) markedPart(at logview.Position) int {
	lines := l.read(at, false, 1).Lines
	if len(lines) == 0 || !lines[0].Position().Is(at) {
		return 0
	}
	for i, r := range l.draw(&lines[0], l.width, 0, l.wrap) {
		if r.hit {
			return i
		}
	}
	return 0
}
