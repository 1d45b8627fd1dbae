package tui

import (
	"time"

	"tend/internal/logview"
	"tend/manager"
)

// lead is the columns before a line: whose it is, and when it came.
type lead struct {
	names int // cells of the names; 0: they are not shown
	hues  hues
	times bool
	zone  *time.Location
}

const (
	timeLook = "15:04:05.000"
	// nameRule stands between a name and what it printed.
	nameRule = "│"
)

// width is the cells of all columns.
func (c *lead) width() int {
	w := 0
	if c.names > 0 {
		w += c.names + 1 + textWidth(nameRule) + 1
	}
	if c.times {
		w += len(timeLook) + 1
	}
	return w
}

// draw draws the columns of a line's first row, and those of its others.
func (c *lead) draw(st *styles, l *logview.Line) (first, rest string) {
	w := c.width()
	if w == 0 {
		return "", ""
	}
	on := &st.base
	one, more := newLine(w), newLine(w)
	if c.names > 0 {
		name := shorten(plain(l.Process), c.names)
		one.add(st.nameOf(c.hues[l.Process]), name).space(on.of(text), c.names+1-textWidth(name))
		more.space(on.of(text), c.names+1)
		for _, l := range []*line{one, more} {
			l.add(on.of(faint), nameRule).space(on.of(text), 1)
		}
	}
	if c.times {
		one.add(on.of(dim), l.Time.In(c.zone).Format(timeLook))
	}
	return one.fill(on.of(text)), more.fill(on.of(text))
}

// mostLead is the cells of the longest name that is shown whole before lines.
const mostLead = 14

// hues are which colour each process's name has: its own as far as there are
// enough, and always the same, whatever a reload brings.
type hues map[string]int

// keep gives new processes a colour.
func (h hues) keep(ps []*manager.ProcessView) {
	for _, p := range ps {
		if _, known := h[p.Name]; !known {
			h[p.Name] = len(h)
		}
	}
}

// namesWidth is the cells that names get before lines in a pane of that width.
func namesWidth(names []string, width int) int {
	longest := 1
	for _, name := range names {
		longest = max(longest, textWidth(plain(name)))
	}
	return min(longest, mostLead, max(leastLead, width/leadShare))
}

const (
	// leastLead is the cells that names get in the narrowest pane, and
	// leadShare the part of a wider one that they may take.
	leastLead = 6
	leadShare = 5
)
