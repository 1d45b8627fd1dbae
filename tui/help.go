package tui

import "cmp"

// helpGap is the blank cells between two columns of the help.
const helpGap = 4

// help is the screen of keys. Where it does not fit it scrolls.
type help struct {
	offset int
	most   int // the largest offset
}

// helpColumns spreads the groups over so many columns, in order, as evenly as
// it goes. Each column is a list of lines.
func helpColumns(st *styles, groups []group, n, width int) [][]string {
	keyWidth := 0
	total := 0
	for _, g := range groups {
		for _, b := range g.bindings {
			keyWidth = max(keyWidth, textWidth(b.Help().Key))
		}
		total += len(g.bindings) + 2
	}
	on := &st.base
	columns := make([][]string, n)
	at, used := 0, 0
	for _, g := range groups {
		size := len(g.bindings) + 2
		// On to the next column if this group fits better there.
		if at < n-1 && used > 0 && (used+size/2)*n > total*(at+1) {
			at++
		}
		used += size
		if len(columns[at]) > 0 {
			columns[at] = append(columns[at], blank(width))
		}
		columns[at] = append(columns[at], newLine(width).add(on.strong(text), g.title).fill(on.of(text)))
		for _, b := range g.bindings {
			h := b.Help()
			l := newLine(width).add(on.of(accent), h.Key).space(on.of(text), keyWidth-textWidth(h.Key)+2)
			columns[at] = append(columns[at], l.add(on.of(dim), h.Desc).fill(on.of(text)))
		}
	}
	return columns
}

// helpWidth is the cells that a column needs.
func helpWidth(groups []group) int {
	keyWidth, words := 0, 0
	for _, g := range groups {
		for _, b := range g.bindings {
			keyWidth = max(keyWidth, textWidth(b.Help().Key))
			words = max(words, textWidth(b.Help().Desc))
		}
	}
	return keyWidth + 2 + words
}

// lines lays the help out for a screen: in as many columns as it needs and
// there is room for.
func (h *help) lines(st *styles, groups []group, width, height int) (lines []string, inner int) {
	one := helpWidth(groups)
	room := width - 2 - 2*boxPad
	for n := 1; ; n++ {
		inner = min(room, n*one+(n-1)*helpGap)
		columns := helpColumns(st, groups, n, min(one, room))
		rows := 0
		for _, c := range columns {
			rows = max(rows, len(c))
		}
		if next := (n+1)*one + n*helpGap; rows > height && next <= room && n < len(groups) {
			continue
		}
		for y := range rows {
			l := newLine(inner)
			for x, c := range columns {
				if x > 0 {
					l.space(st.base.of(text), helpGap)
				}
				if y < len(c) {
					l.cells(c[y], min(one, room))
				} else {
					l.space(st.base.of(text), min(one, room))
				}
			}
			lines = append(lines, l.fill(st.base.of(text)))
		}
		return lines, inner
	}
}

// layOut finds out how far the help scrolls on a screen of this size.
func (h *help) layOut(st *styles, keys *bindings, width, height int) {
	lines, _ := h.lines(st, keys.groups(), width, helpRoom(height))
	h.most = max(0, len(lines)-helpRoom(height))
	h.offset = min(h.offset, h.most)
}

// helpRoom is how many lines of help a screen has room for: the border and the
// footer taken off.
func helpRoom(height int) int { return max(1, height-3) }

// scroll moves and reports whether there was anything to move.
func (h *help) scroll(n int) bool {
	if h.most == 0 {
		return false
	}
	h.offset = max(0, min(h.offset+n, h.most))
	return true
}

// draw draws the dialog.
func (h *help) draw(st *styles, keys *bindings, version string, width, height int) []string {
	room := helpRoom(height)
	lines, inner := h.lines(st, keys.groups(), width, room)
	words := "any key closes"
	if move := cmp.Or(keys.pair(Up, Down), keys.pair(PageUp, PageDown)); h.most > 0 && move != "" {
		words = move + " more · other keys close"
	}
	from := min(h.offset, max(0, len(lines)-room))
	lines = lines[from:min(len(lines), from+room)]
	title := "tend"
	if version != "" {
		title += " " + version
	}
	return drawBox(st, title, words, lines, inner)
}
