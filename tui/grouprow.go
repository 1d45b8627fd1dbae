package tui

import (
	"slices"

	"tend/manager"
)

// groupIndent is how far the names of a group's processes are moved in.
const groupIndent = 2

// drawHead draws the head of a group: what it is called, and how its processes
// are.
func (r row) drawHead(st *styles, width int, members []*manager.ProcessView, folded bool) string {
	on := &st.base
	if r.selected {
		on = &st.selected
	}
	l := newLine(width)
	r.addCursor(l, on)
	l.space(on.of(text), 1)
	glyph := "▾"
	if folded {
		glyph = "▸"
	}
	l.add(on.of(dim), glyph).space(on.of(text), 1)
	name := plain(r.group)
	pieces := countPieces(tallies(members), l.left-textWidth(name)-headerGap-rowTrail)
	if len(pieces) > 1 { // the words are for those that are all the same
		pieces = shortPieces(tallies(members))
	}
	used := piecesWidth(pieces, headerGap) + rowTrail
	if used+headerGap > l.left {
		pieces, used = nil, rowTrail
	}
	name = shorten(name, max(0, l.left-used-headerGap))
	l.add(on.strong(text), name).space(on.of(text), l.left-used)
	for i, p := range pieces {
		if i > 0 {
			l.space(on.of(text), headerGap)
		}
		l.add(on.of(p.tone), p.glyph).space(on.of(text), 1).add(on.of(wordsTone(p.tone)), p.words)
	}
	return l.fill(on.of(text))
}

// addCursor draws the first cell of a row.
func (r row) addCursor(l *line, on *surface) {
	switch {
	case r.selected && r.focused:
		l.add(on.of(accent), "▌")
	case r.selected:
		l.add(on.of(dim), "▏")
	default:
		l.space(on.of(text), 1)
	}
}

// addMatched writes plain text in which some bytes are what was looked for.
func addMatched(l *line, normal, matched paint, s string, hits []int) {
	if len(hits) == 0 {
		l.add(normal, s)
		return
	}
	from := 0
	for i, r := range s {
		if !slices.Contains(hits, i) {
			continue
		}
		l.add(normal, s[from:i])
		from = i + len(string(r))
		l.add(matched, s[i:from])
	}
	l.add(normal, s[from:])
}
