package logring

import "bytes"

// How far back a reader looks for the colour that a line inherits, in bytes. A
// program that colours more than that at once shows plain.
const inherit = 32 << 10

// findPens finds what colour each stream has at an offset of a view, by
// following the colours of the lines before.
func (rd *reader) findPens(stop, at int) {
	rd.pens = [streams]pen{}
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
