package logring

import (
	"bytes"
	"sync"
)

const (
	// How much text is looked at a time, in bytes: what is made of it should
	// still be in the processor's cache when it is searched.
	piece = 32 << 10
	// Clean text of this length is searched where it is, without a copy.
	inPlace = 4 << 10
)

// search is the state of looking through blocks for lines that match some
// patterns, all of them.
type search struct {
	patterns []*Pattern
	hits     []hits // as many; those of the first are the result
	view     view   // what is looked at
	plain    []byte // what some of its lines show
	folded   []byte // that, for a search in which case does not count
	next     []int  // where the needles are, see needle
}

var searches = sync.Pool{New: func() any { return new(search) }}

// newSearch returns a search for lines that match a pattern.
func newSearch(p *Pattern) *search {
	s := searches.Get().(*search)
	for ; p != nil; p = p.and {
		s.patterns = append(s.patterns, p)
	}
	for len(s.hits) < len(s.patterns) {
		s.hits = append(s.hits, hits{})
	}
	return s
}

// done lets everything go, and the search with it.
func (s *search) done() {
	s.letGo()
	clear(s.patterns)
	s.patterns = s.patterns[:0]
	if cap(s.plain)+cap(s.folded) <= keepReader {
		searches.Put(s)
	}
}

func (s *search) letGo() {
	if s.view.block != nil {
		s.view.letGo()
	}
}

// look looks at the lines of the view that are numbered from and above, and
// returns which of them match. That is for the moment only.
func (s *search) look(from int64) *hits {
	v := &s.view
	idle := true
	for i, p := range s.patterns {
		s.hits[i].reset(from, v.end())
		idle = idle && p.all()
	}
	if !idle {
		for n, off := from, v.seek(int(from-v.first)); off < len(v.data); {
			var text []byte
			text, off = s.text(off)
			first := n
			for i, p := range s.patterns {
				if !p.all() {
					n = s.lines(p, &s.hits[i], text, first)
				}
			}
		}
	}
	for i, p := range s.patterns {
		if p.all() != p.query.Not {
			s.hits[i].invert()
		}
		if i > 0 {
			s.hits[0].and(&s.hits[i])
		}
	}
	return &s.hits[0]
}

// text returns what some lines from an offset on show, and where it stopped.
// The text is for the moment only.
func (s *search) text(off int) (text []byte, stop int) {
	v, end := &s.view, len(s.view.data)
	stop = v.cleanLines(off, min(v.cutFrom(off, end), off+piece))
	if stop-off >= inPlace || stop > off && stop == end {
		return v.data[off:stop], stop
	}
	s.plain, stop = v.show(s.plain[:0], off, end, piece)
	return s.plain, stop
}

// lines looks through the text of lines, the first of which is numbered n, for
// what a pattern looks for, and returns the number behind the last.
func (s *search) lines(p *Pattern, found *hits, text []byte, n int64) int64 {
	if len(p.needles) == 0 {
		for ; len(text) > 0; n++ {
			end := bytes.IndexByte(text, '\n')
			if p.re.Match(text[:end]) {
				found.set(n)
			}
			text = text[end+1:]
		}
		return n
	}
	hay := text // text and hay always begin with the same line
	if p.fold != nil {
		s.folded = p.fold.fold(s.folded[:0], text)
		hay = s.folded
	}
	s.next = s.next[:0]
	for off := 0; ; n++ {
		at, size := s.needle(p.needles, hay, off)
		if at < 0 {
			return n + int64(bytes.Count(hay[off:], newline))
		}
		lines := bytes.Count(hay[off:at], newline)
		n += int64(lines)
		off = at + bytes.IndexByte(hay[at:], '\n') + 1
		if p.re == nil {
			if at+size < off { // a needle with a newline in it is in no line
				found.set(n)
			}
			continue
		}
		text = text[skip(text, lines):]
		end := bytes.IndexByte(text, '\n')
		if p.re.Match(text[:end]) {
			found.set(n)
		}
		text = text[end+1:]
	}
}

// needle returns where the first of some needles is at an offset or behind it,
// and its length, or -1. It is asked for one offset after the other.
func (s *search) needle(needles [][]byte, hay []byte, off int) (at, size int) {
	if len(needles) == 1 {
		at = bytes.Index(hay[off:], needles[0])
		if at >= 0 {
			at += off
		}
		return at, len(needles[0])
	}
	at = len(hay)
	for i, needle := range needles {
		if i == len(s.next) {
			s.next = append(s.next, -1)
		}
		if s.next[i] < off {
			s.next[i] = len(hay)
			if j := bytes.Index(hay[off:], needle); j >= 0 {
				s.next[i] = off + j
			}
		}
		if s.next[i] < at {
			at, size = s.next[i], len(needle)
		}
	}
	if at == len(hay) {
		at = -1
	}
	return at, size
}

// hits is which of some lines match, a bit each.
type hits struct {
	from, to int64
	words    []uint64 // the first bit is that of line from&^63
}

func (h *hits) reset(from, to int64) {
	h.from, h.to = from, to
	n := int(to>>6 - from>>6 + 1)
	if cap(h.words) < n {
		h.words = make([]uint64, n)
	}
	h.words = h.words[:n]
	clear(h.words)
}

func (h *hits) set(n int64) { h.words[n>>6-h.from>>6] |= 1 << (n & 63) }

// invert exchanges those that match and those that do not.
func (h *hits) invert() {
	for i := range h.words {
		h.words[i] = ^h.words[i]
	}
	h.words[0] &^= 1<<(h.from&63) - 1
	h.words[len(h.words)-1] &= 1<<(h.to&63) - 1
}

// and takes out what is not in others, which are of the same lines.
func (h *hits) and(others *hits) {
	for i, w := range others.words {
		h.words[i] &= w
	}
}
