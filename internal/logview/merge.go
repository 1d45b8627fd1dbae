package logview

import (
	"cmp"
	"slices"

	"tend/internal/logring"
)

// merge answers a query for several processes, or for some of the lines only.
func merge(sources []*source, q *Query) Page {
	order := orderOf(sources, q.At.Process)
	heads := make([]head, len(sources))
	for i, s := range sources {
		heads[i] = head{source: s, back: q.Back}
		if q.Back && q.At == (Position{}) {
			heads[i].next = s.ring.Stats().LinesIn + 1
		} else {
			heads[i].next = s.start(q.At, order)
		}
		heads[i].chunk = max(q.Count/len(sources)*2, 8)
	}
	var page Page
	if q.Back {
		page.Lines = takeBack(heads, q)
	} else {
		page.Lines = takeForward(heads, q)
	}
	first, last := q.At, q.At
	lines := ended(page.Lines)
	if k := len(lines); k > 0 {
		first, last = lines[0].Position(), lines[k-1].Position()
	}
	for _, s := range sources {
		var before, upTo, all int64
		switch {
		case len(lines) == 0 && q.Back && q.At == (Position{}):
			before, all = s.below(1 << 62)
			upTo = before
		default:
			before, all = s.below(s.start(first, orderOf(sources, first.Process)))
			upTo, _ = s.below(s.start(last, orderOf(sources, last.Process)))
			if len(lines) > 0 && s.name == last.Process {
				upTo++
			}
		}
		page.Before += before
		page.After += max(all-upTo, 0)
		page.Dropped += s.ring.Stats().LinesDropped
	}
	return page
}

// ended leaves out the lines that have no end yet: they are the last ones.
func ended(lines []Line) []Line {
	for len(lines) > 0 && lines[len(lines)-1].Partial {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// head is how far a source has been read.
type head struct {
	*source
	back  bool
	next  int64 // where to go on: with this line, or with back below it
	lines []logring.Line
	chunk int
	over  bool
}

// peek returns the source's next line, or nil if there is none.
func (h *head) peek() *logring.Line {
	if len(h.lines) == 0 && !h.over {
		if h.back {
			h.lines = h.before(h.next, h.chunk)
			if k := len(h.lines); k > 0 {
				h.next = h.lines[0].Number
			}
		} else {
			h.lines = h.from(h.next, h.chunk)
			if k := len(h.lines); k > 0 {
				h.next = h.lines[k-1].Number + 1
			}
		}
		h.over = len(h.lines) == 0
	}
	switch {
	case len(h.lines) == 0:
		return nil
	case h.back:
		return &h.lines[len(h.lines)-1]
	default:
		return &h.lines[0]
	}
}

// take removes what peek has returned.
func (h *head) take() {
	if h.back {
		h.lines = h.lines[:len(h.lines)-1]
	} else {
		h.lines = h.lines[1:]
	}
}

// takeForward takes the first lines of all sources, and those without an end
// where there are no others.
func takeForward(heads []head, q *Query) []Line {
	lines := make([]Line, 0, q.Count)
	for len(lines) < q.Count {
		best := pick(heads, -1)
		if best == nil {
			return append(lines, unended(heads, q.Count-len(lines))...)
		}
		lines = append(lines, Line{*best.peek(), best.name})
		best.take()
	}
	return lines
}

// takeBack takes the last lines of all sources.
func takeBack(heads []head, q *Query) []Line {
	var lines []Line // backwards
	if q.At == (Position{}) {
		lines = unended(heads, q.Count)
		slices.Reverse(lines)
	}
	for len(lines) < q.Count {
		best := pick(heads, +1)
		if best == nil {
			break
		}
		lines = append(lines, Line{*best.peek(), best.name})
		best.take()
	}
	slices.Reverse(lines)
	return lines
}

// pick returns the head whose line comes first, or with sign +1 last.
func pick(heads []head, sign int) (best *head) {
	for i := range heads {
		h := &heads[i]
		line := h.peek()
		if line == nil {
			continue
		}
		if best == nil || sign*cmp.Or(line.Time.Compare(best.peek().Time), cmp.Compare(h.order, best.order)) > 0 {
			best = h
		}
	}
	return best
}

// unended returns the last count lines without an end.
func unended(heads []head, count int) []Line {
	var lines []Line
	for i := range heads {
		for _, l := range heads[i].partials() {
			lines = append(lines, Line{l, heads[i].name})
		}
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return a.Time.Compare(b.Time) })
	return lines[max(len(lines)-count, 0):]
}

// orderOf returns the place of a process in a view.
func orderOf(sources []*source, name string) int {
	return slices.IndexFunc(sources, func(s *source) bool { return s.name == name })
}
