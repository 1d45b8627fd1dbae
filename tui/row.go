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
	process  *manager.ProcessView
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

	switch {
	case r.selected && r.focused:
		l.add(on.of(accent), "▌")
	case r.selected:
		l.add(on.of(dim), "▏")
	default:
		l.space(on.of(text), 1)
	}
	if r.marked {
		l.add(on.strong(accent), "*")
	} else {
		l.space(on.of(text), 1)
	}
	l.add(on.of(look.tone), look.glyph)
	l.space(on.of(text), 1)

	name := shorten(plain(p.Name), nameWidth)
	nameLook := on.of(text)
	switch {
	case r.selected || r.marked:
		nameLook = on.strong(text)
	case look.tone == dim:
		nameLook = on.of(dim)
	}
	l.add(nameLook, name)
	l.space(on.of(text), nameWidth-textWidth(name)+1)

	r.drawStatus(l, on, look.tone, now)
	return l.fill(on.of(text))
}

// drawStatus draws what is right of the name.
func (r row) drawStatus(l *line, on *surface, t tone, now time.Time) {
	p := r.process
	area := max(0, l.left-rowTrail)
	if r.figures && measured(p, now) {
		if c := columnsIn(area); c != (columns{}) {
			room := area - c.width() - upColumn
			words := shorten(fitWords(runningWords(p), room), room)
			l.add(on.of(wordsTone(t)), words).space(on.of(text), room-textWidth(words))
			if c.cpu {
				l.right(on.of(dim), formatCPU(p.Usage.CPU), cpuColumn)
			}
			if c.memory {
				l.right(on.of(dim), formatMemory(p.Usage.Memory), memoryColumn)
			}
			l.right(on.of(dim), upTime(p, now), upColumn)
			return
		}
	}
	f := fitForm(forms(p, now), area)
	words := shorten(f.words, area)
	l.add(on.of(wordsTone(t)), words)
	if f.right != "" {
		l.space(on.of(text), area-textWidth(words)-textWidth(f.right))
		l.add(on.of(dim), f.right)
	}
}

// wordsTone is how loud the words are: only what is not as it should be speaks
// up.
func wordsTone(t tone) tone {
	if t == warn || t == bad {
		return t
	}
	return dim
}
