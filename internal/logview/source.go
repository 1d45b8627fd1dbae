package logview

import (
	"slices"
	"time"

	"tend/internal/logring"
)

// source is one process of a View.
type source struct {
	name  string
	order int // its place in the view
	ring  *logring.Ring
	index *logring.Index // of its lines in the view; nil: all
	// pattern is what the index is of.
	pattern *logring.Pattern
}

// sources returns the processes of a view, of which lines have to match all of
// the filters.
func (r *Reader) sources(v *View, filters ...logring.Query) ([]*source, error) {
	sources := make([]*source, 0, len(v.Names))
	for i, name := range v.Names {
		output := r.find(name)
		if output == nil {
			return nil, noProcess(name)
		}
		s := &source{name: name, order: i, ring: output.ring}
		index, err := output.index(0, append(filters, v.Filter))
		if err != nil {
			return nil, err
		}
		if index != nil {
			s.index, s.pattern = index, index.Pattern()
		}
		sources = append(sources, s)
	}
	return sources, nil
}

// page answers a query for the one process, unfiltered.
func (s *source) page(q *Query) Page {
	n, count := q.At.Number, q.Count
	var page logring.Page
	switch {
	case !q.Back:
		page = s.ring.Read(max(n, 1), count)
	case n <= 0:
		page = s.ring.Read(0, count)
	default:
		first := max(n-int64(count), 1)
		page = s.ring.Read(first, int(n-first))
	}
	out := Page{Dropped: page.DroppedLines}
	for _, l := range page.Lines {
		if q.Back && n > 0 && l.Number >= n {
			break // what was to be read is gone: these are the oldest
		}
		out.Lines = append(out.Lines, Line{l, s.name})
	}
	first, next := n, n
	if k := len(out.Lines); k > 0 {
		first, next = out.Lines[0].Number, out.Lines[k-1].Number+1
	}
	out.Before, out.After = max(first-page.First, 0), max(page.Next-next, 0)
	return out
}

// start returns the number of the first line of the source that stands at the
// position or behind it.
func (s *source) start(at Position, order int) int64 {
	switch {
	case at == (Position{}):
		return 1
	case s.name == at.Process:
		return at.Number
	case s.order < order:
		return s.ring.At(at.Time.Add(time.Nanosecond))
	default:
		return s.ring.At(at.Time)
	}
}

// from returns up to count complete lines numbered n and above.
func (s *source) from(n int64, count int) []logring.Line {
	if s.index != nil {
		return s.ring.Lines(s.index.From(n, count))
	}
	return complete(s.ring.Read(max(n, 1), count).Lines)
}

// before returns up to count complete lines numbered below n.
func (s *source) before(n int64, count int) []logring.Line {
	if s.index != nil {
		return s.ring.Lines(s.index.Before(n, count))
	}
	first := max(n-int64(count), 1)
	lines := complete(s.ring.Read(first, int(max(n-first, 0))).Lines)
	return slices.DeleteFunc(lines, func(l logring.Line) bool { return l.Number >= n })
}

// partials returns the lines that have no end yet.
func (s *source) partials() []logring.Line {
	const streams = 3
	lines := slices.DeleteFunc(s.ring.Read(0, streams).Lines, func(l logring.Line) bool { return !l.Partial })
	if s.index == nil {
		return lines
	}
	return slices.DeleteFunc(lines, func(l logring.Line) bool {
		return !s.pattern.Match(logring.AppendPlain(nil, l.Text))
	})
}

// below returns how many lines of the source that the view has are numbered
// below n, and how many there are.
func (s *source) below(n int64) (before, all int64) {
	if s.index != nil {
		return s.index.Rank(n), s.index.Count()
	}
	stats := s.ring.Stats()
	first := stats.LinesDropped + 1
	return min(max(n-first, 0), stats.LinesKept), stats.LinesKept
}

// complete leaves out what has no end yet.
func complete(lines []logring.Line) []logring.Line {
	return slices.DeleteFunc(lines, func(l logring.Line) bool { return l.Partial })
}
