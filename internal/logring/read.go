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

	// How far back a reader looks for the colour that a line inherits, in
	// bytes. A program that colours more than that at once shows plain.
	inherit = 32 << 10
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
	rd.findPens(lo)
	for i := range rd.views {
		page.Lines = rd.complete(page.Lines, &rd.views[i], lo, hi)
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

// reader is the state of one Read or Match. It holds blocks from when it takes
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
	for i := range rd.views {
		rd.views[i].letGo()
	}
	rd.views, rd.partials = rd.views[:0], rd.partials[:0]
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

// findPens finds what colour each stream has at the beginning of line lo, by
// following the colours of the lines before.
func (rd *reader) findPens(lo int64) {
	stop, at := len(rd.views), 0 // lines from (stop, at) on are not asked
	for i := range rd.views {
		if v := &rd.views[i]; lo < v.first+int64(v.lines) {
			stop, at = i, v.seek(int(lo-v.first))
			break
		}
	}
	back, start := at, stop
	for start > 0 && back < inherit {
		start--
		back += len(rd.views[start].data)
	}
	skip := max(back-inherit, 0)
	for i := start; i < len(rd.views) && i <= stop; i++ {
		v := &rd.views[i]
		end := len(v.data)
		if i == stop {
			end = at
		}
		if skip > 0 { // not from within a line
			skip += bytes.IndexByte(v.data[skip-1:end], '\n')
		}
		rd.follow(v, skip, end)
		skip = 0
	}
}

// follow applies the colours of the lines that stand between two offsets.
func (rd *reader) follow(v *view, from, to int) {
	for i := v.runAt(from); from < to; i++ {
		end := to
		if i+1 < len(v.runs) {
			end = min(end, int(v.runs[i+1].off))
		}
		p := &rd.pens[v.runs[i].stream]
		if v.runs[i].fresh && int(v.runs[i].off) == from {
			*p = pen{}
		}
		*p = p.follow(v.data[from:end])
		from = end
	}
}

// follow returns the pen at the end of lines that begin with p.
func (p pen) follow(lines []byte) pen {
	if bytes.IndexByte(lines, esc) < 0 {
		return p
	}
	if i := lastReset(lines); i >= 0 {
		p, lines = pen{}, lines[i:]
	}
	for {
		i := bytes.IndexByte(lines, esc)
		if i < 0 {
			return p
		}
		line := lines[i:]
		if n := bytes.IndexByte(line, '\n'); n >= 0 {
			line = line[:n]
		}
		k, end := scan(line, 0)
		if k == sgr {
			p = p.apply(line[2 : end-1])
		}
		lines = lines[i+end:]
	}
}

// lastReset returns where the last of the sequences begins that only reset
// colours, or -1. Such a sequence counts wherever it stands, as its ESC ends
// any other.
func lastReset(lines []byte) int {
	for i := len(lines); ; {
		if i = bytes.LastIndexByte(lines[:i], esc); i < 0 {
			return -1
		}
		if seq := lines[i:]; bytes.HasPrefix(seq, []byte("\x1b[0m")) || bytes.HasPrefix(seq, []byte("\x1b[m")) {
			return i
		}
	}
}

// complete adds the lines of a view that are numbered from lo to hi.
func (rd *reader) complete(lines []Line, v *view, lo, hi int64) []Line {
	n, last := max(lo, v.first), min(hi, v.first+int64(v.lines))
	if n >= last {
		return lines
	}
	off := v.seek(int(n - v.first))
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
	return lines
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
