package logring

import (
	"bytes"
	"sync"
	"time"
)

const (
	// CutMark ends the text of a line that was cut because it had no end
	// within MaxLine bytes. What follows is the next line.
	CutMark = " ⏎ cut at 64 KiB"

	// A reader's memory beyond this is not kept for the next one.
	keepReader = 1 << 20
)

// Read returns up to count lines. With from <= 0 these are the last ones,
// partial lines included. Otherwise they begin with the line numbered from, or
// the oldest kept if that is gone, and partial lines follow when the complete
// ones end before count is reached; a number that does not exist yet gives
// none.
//
// The partial lines, at most one a stream and stdout's first, have the numbers
// that follow the complete ones. Such a number is for the moment only: it goes
// to whatever line is complete first.
//
// The texts of one page share memory. They are the caller's.
func (r *Ring) Read(from int64, count int) Page {
	rd := readers.Get().(*reader)
	defer rd.done()

	r.mu.Lock()
	page := Page{First: r.first(), Next: r.next, DroppedLines: r.first() - 1, DroppedBytes: r.dropped}
	lo, hi, end := r.window(from, count)
	r.takeLines(rd, lo, hi)
	r.takePartials(rd, lo, end)
	r.mu.Unlock()

	if end <= lo {
		return page
	}
	page.Lines = make([]Line, 0, end-lo)
	i, off := rd.place(lo)
	rd.findPens(i, off)
	for n := lo; n < hi; i, off = i+1, 0 {
		v := &rd.views[i]
		last := min(hi, v.end())
		page.Lines, _ = rd.complete(page.Lines, v, off, n, last)
		n = last
	}
	page.Lines = rd.unfinished(page.Lines)
	rd.share(page.Lines)
	return page
}

// window turns what was asked for into numbers: complete lines from lo to hi,
// and partial ones from there to end, all without the last. The caller holds
// the lock.
func (r *Ring) window(from int64, count int) (lo, hi, end int64) {
	end = r.next
	for i := range r.partials {
		if !r.partials[i].empty() {
			end++
		}
	}
	switch {
	case count <= 0:
		return end, end, end
	case from <= 0:
		lo = max(end-int64(count), r.first())
	default:
		lo = min(max(from, r.first()), end)
		end = lo + min(int64(count), end-lo)
	}
	return lo, max(min(r.next, end), lo), end
}

// reader is the state of one Read, Match, Lines or Plain. It holds blocks from when it takes
// views of them until it is done.
type reader struct {
	views    []view // the first ones may lie before the lines asked for
	partials []unfinished
	raw      []byte // what they hold
	text     []byte // rendered, one line after the other
	ends     []int  // of the lines, in text
	pens     [streams]pen
}

// unfinished is a partial line, as it was under the lock.
type unfinished struct {
	number int64
	at     int64
	stream Stream
	fresh  bool
	end    int // of its text in reader.raw
}

var readers = sync.Pool{New: func() any { return new(reader) }}

// done lets everything go, and the reader with it.
func (rd *reader) done() {
	rd.letGo()
	rd.partials = rd.partials[:0]
	rd.raw, rd.text, rd.ends, rd.pens = rd.raw[:0], rd.text[:0], rd.ends[:0], [streams]pen{}
	if cap(rd.text)+cap(rd.ends)*8 <= keepReader {
		readers.Put(rd)
	}
}

// takeLines takes the blocks that hold complete lines from lo to hi, and those
// before in which a colour could begin. The caller holds the lock.
func (r *Ring) takeLines(rd *reader, lo, hi int64) {
	first := r.find(lo)
	for back := 0; first > 0 && back < inherit; {
		first--
		back += len(r.blocks[first].data)
	}
	for _, b := range r.blocks[first:] {
		if b.first >= max(hi, lo) {
			break
		}
		rd.views = append(rd.views, b.take())
	}
}

// place returns which view holds line n, and where in it the line begins: that
// is behind the last view if none does.
func (rd *reader) place(n int64) (i, off int) {
	for i := range rd.views {
		if v := &rd.views[i]; n < v.end() {
			return i, v.seek(int(n - v.first))
		}
	}
	return len(rd.views), 0
}

// find returns the index of the block that holds line n, or would, if it is
// the next one. The caller holds the lock.
func (r *Ring) find(n int64) int {
	lo, hi := 0, len(r.blocks)
	for lo < hi {
		mid := (lo + hi) / 2
		if r.blocks[mid].first+int64(r.blocks[mid].lines) <= n {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// takePartials copies the partial lines numbered from lo to end. The caller
// holds the lock.
func (r *Ring) takePartials(rd *reader, lo, end int64) {
	n := r.next
	for i := range r.partials {
		p := &r.partials[i]
		if p.empty() {
			continue
		}
		if n >= lo && n < end {
			rd.raw = append(rd.raw, p.text...)
			rd.partials = append(rd.partials, unfinished{
				number: n, at: p.at, stream: Stream(i), fresh: p.fresh, end: len(rd.raw),
			})
		}
		n++
	}
}

// complete adds the lines of a view that are numbered from n, which begins at
// an offset, to last, the last left out. It returns where that begins.
func (rd *reader) complete(lines []Line, v *view, off int, n, last int64) ([]Line, int) {
	i := v.runAt(off)
	for starts := int(v.runs[i].off) == off; n < last; n++ {
		for i+1 < len(v.runs) && int(v.runs[i+1].off) <= off {
			i++
			starts = true
		}
		run := &v.runs[i]
		if starts && run.fresh {
			rd.pens[run.stream] = pen{}
		}
		starts = false
		end := off + bytes.IndexByte(v.data[off:], '\n')
		rd.render(run.stream, v.data[off:end])
		if v.cut(off) {
			rd.text = append(rd.text, CutMark...)
		}
		rd.ends = append(rd.ends, len(rd.text))
		lines = append(lines, Line{Number: n, Time: time.Unix(0, run.at), Stream: run.stream})
		off = end + 1
	}
	return lines, off
}

// unfinished adds the partial lines.
func (rd *reader) unfinished(lines []Line) []Line {
	start := 0
	for i := range rd.partials {
		p := &rd.partials[i]
		if p.fresh {
			rd.pens[p.stream] = pen{}
		}
		text := rd.raw[start:p.end]
		start = p.end
		rd.render(p.stream, text[:len(text)-brokenOff(text)])
		rd.ends = append(rd.ends, len(rd.text))
		lines = append(lines, Line{Number: p.number, Time: time.Unix(0, p.at), Stream: p.stream, Partial: true})
	}
	return lines
}

// letGo lets all blocks go.
func (rd *reader) letGo() {
	for i := range rd.views {
		rd.views[i].letGo()
	}
	rd.views = rd.views[:0]
}

func (rd *reader) render(s Stream, line []byte) {
	rd.text, rd.pens[s] = render(rd.text, line, rd.pens[s], false)
}

// share gives the lines their texts, all parts of one string.
func (rd *reader) share(lines []Line) {
	all := string(rd.text)
	start := 0
	for i := range lines {
		lines[i].Text = all[start:rd.ends[i]]
		start = rd.ends[i]
	}
}
