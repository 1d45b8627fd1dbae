package tui

import (
	"time"

	"tend/manager"
)

// A row of the list:
//
//	▌*● api            ready             12%   84M     5m
//	││└ glyph          └ words        columns ┘      right ┘
//	│└ marked
//	└ selected
const (
	rowLead  = 4 // bar, mark, glyph, space
	rowTrail = 1
	// rowWords and rowRight are the cells that the words and the right end get
	// where there is room.
	rowWords = 16
	rowRight = 6
)

// row is what is to be drawn of one process.
type row struct {
	*entry
	selected bool
	focused  bool // the keys go to the list
	marked   bool
	figures  bool // what it uses is shown, where there is room
}

// nameColumn is how wide the names are drawn in rows of this width. What a
// process is called gives way last.
func nameColumn(width, longest int) int {
	return max(1, min(longest, width-rowLead-1-narrowestForm-rowTrail))
}

// draw makes the row exactly width cells wide.
func (r row) draw(st *styles, width, nameWidth int, now time.Time) string {
	on := &st.base
	if r.selected {
		on = &st.selected
	}
	p := r.process
	look := faceOf(p)
	l := newLine(width)

	r.addCursor(l, on)
	if r.marked {
		l.add(on.strong(accent), "*")
	} else {
		l.space(on.of(text), 1)
	}
	l.add(on.of(look.tone), look.glyph)
	l.space(on.of(text), 1)

	if r.group != "" {
		l.space(on.of(text), groupIndent)
		nameWidth = max(1, nameWidth-groupIndent)
	}
	name := shorten(plain(p.Name), nameWidth)
	nameLook := on.of(text)
	switch {
	case r.selected || r.marked:
		nameLook = on.strong(text)
	case look.tone == dim:
		nameLook = on.of(dim)
	}
	addMatched(l, nameLook, on.strong(accent), name, r.hits)
	l.space(on.of(text), nameWidth-textWidth(name)+1)

	r.drawStatus(l, on, look.tone, now)
	return l.fill(on.of(text))
}

// drawStatus draws what is right of the name.
func (r row) drawStatus(l *line, on *surface, t tone, now time.Time) {
	p := r.process
	area := max(0, l.left-rowTrail)
	if r.figures && measured(p, now) {
		c := columnsIn(area)
		c.ports = c.ports && listens(p) // it is the leftmost: the words may have its cells
		if c != (columns{}) {
			room := area - c.width() - upColumn
			words := shorten(fitWords(runningWords(p), room), room)
			l.add(on.of(wordsTone(t)), words)
			room -= textWidth(words)
			room -= addSays(l, on, p, room)
			l.space(on.of(text), room)
			if c.ports {
				l.right(on.of(dim), shortPorts(p.Ports, portsColumn-2), portsColumn)
			}
			if c.cpu {
				l.right(on.of(dim), formatCPU(p.Usage.CPU), cpuColumn)
			}
			if c.memory {
				l.right(on.of(dim), formatMemory(p.Usage.Memory), memoryColumn)
			}
			l.right(on.of(dim), upTime(p, true, now), upColumn)
			return
		}
	}
	f := fitForm(forms(p, r.figures, now), area)
	words := shorten(f.words, area)
	l.add(on.of(wordsTone(t)), words)
	room := area - f.width()
	room -= addSays(l, on, p, room)
	if f.right != "" {
		l.space(on.of(text), room+1).add(on.of(dim), f.right)
	}
}

// leastSays is the cells below which a part of what a process says of itself is
// not worth showing.
const leastSays = 9

// addSays adds what the process says of itself, as far as there is room, and
// returns how many cells that took.
func addSays(l *line, on *surface, p *manager.ProcessView, room int) int {
	says := plain(p.Says)
	if says == "" || room < 3+min(leastSays, textWidth(says)) {
		return 0
	}
	says = shorten(says, room-3)
	l.add(on.of(faint), " · ").add(on.of(dim), says)
	return 3 + textWidth(says)
}

// wordsTone is how loud the words are: only what is not as it should be speaks
// up.
func wordsTone(t tone) tone {
	if t == warn || t == bad {
		return t
	}
	return dim
}
