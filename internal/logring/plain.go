package logring

import (
	"bytes"
	"math"
	"strings"
)

// Plain appends to dst what complete lines show, without colours, each with a
// newline: those numbered from and above, until dst has grown by most bytes or
// a little more, which is the rest of one line. tend's own lines are between
// two dashes, as on the screen, and a line that was cut ends in [CutMark].
//
// It returns the number to go on from, and how many of the lines asked for
// were dropped before they could be read: these lie before the text, never in
// the middle of it. Lines that arrive meanwhile may wait for the next call, so
// that it returns however fast a process writes; if from is not above the
// numbers of the lines there are, it gets on by a line at least.
func (r *Ring) Plain(dst []byte, from int64, most int) (text []byte, next, missed int64) {
	from = max(from, 1)
	next = from
	limit := math.MaxInt
	if most = max(most, 1); most < limit-len(dst) {
		limit = len(dst) + most
	}
	rd := readers.Get().(*reader)
	defer rd.done()
	for end := r.newestNumber(); len(dst) < limit; {
		v, ok := r.takeAt(next)
		if !ok {
			break
		}
		rd.views = append(rd.views, v)
		if v.first > next {
			if next > from { // lines are gone that would stand here
				break
			}
			missed, next = v.first-next, v.first
		}
		start := v.seek(int(next - v.first))
		var stop int
		dst, stop = v.plain(dst, start, limit)
		if stop == len(v.data) {
			next = v.first + int64(v.lines)
		} else {
			next += int64(bytes.Count(v.data[start:stop], newline))
		}
		rd.letGo()
		if next >= end {
			break
		}
	}
	return dst, next, missed
}

// plain appends what the lines from an offset on show, notes between dashes,
// until dst is limit bytes long or the view ends. It returns where it stopped.
func (v *view) plain(dst []byte, off, limit int) (text []byte, stop int) {
	for i := v.runAt(off); off < len(v.data) && len(dst) < limit; i++ {
		note := v.runs[i].stream == Note
		end := len(v.data)
		for ; i+1 < len(v.runs); i++ {
			if (v.runs[i+1].stream == Note) != note {
				end = int(v.runs[i+1].off)
				break
			}
		}
		for off < end && len(dst) < limit {
			if !note {
				dst, off = v.show(dst, off, end, limit)
				continue
			}
			line := off + bytes.IndexByte(v.data[off:], '\n') + 1
			dst = append(dst, "-- "...)
			dst, off = v.show(dst, off, line, math.MaxInt)
			dst = append(dst[:len(dst)-1], " --\n"...)
		}
	}
	return dst, off
}

// show appends what the lines between two offsets show, each with a newline,
// until dst is limit bytes long. It returns where it stopped.
func (v *view) show(dst []byte, off, end, limit int) (text []byte, stop int) {
	for off < end && len(dst) < limit {
		whole := v.cutFrom(off, end)
		if clean := v.cleanLines(off, whole); clean > off {
			if most := limit - len(dst); most < clean-off {
				clean = off + most + bytes.IndexByte(v.data[off+most-1:], '\n')
			}
			dst = append(dst, v.data[off:clean]...)
			off = clean
			continue
		}
		if whole > off {
			n := 0
			dst, n = showLines(dst, v.data[off:whole], limit)
			off += n
			continue
		}
		line := v.data[off:]
		line = line[:bytes.IndexByte(line, '\n')]
		dst = append(append(showLine(dst, line), CutMark...), '\n')
		off += len(line) + 1
	}
	return dst, off
}

// cutFrom returns the offset of the first line between two offsets that was
// cut, or the second offset.
func (v *view) cutFrom(off, end int) int {
	for _, c := range v.cuts {
		if int(c) >= off && int(c) < end {
			return int(c)
		}
	}
	return end
}

// showLines appends what whole lines show, each with its newline, until dst is
// limit bytes long. It returns how many bytes of the lines that took.
func showLines(dst, lines []byte, limit int) (text []byte, n int) {
	for n < len(lines) && len(dst) < limit {
		rest := lines[n:]
		if most := limit - len(dst); most < len(rest) {
			rest = rest[:most+bytes.IndexByte(rest[most-1:], '\n')]
		}
		odd := scanClean(rest)
		clean := odd
		if odd < len(rest) {
			clean = afterNewline(rest[:odd])
		}
		dst = append(dst, rest[:clean]...)
		n += clean
		if clean < len(rest) && len(dst) < limit {
			line := rest[clean:]
			line = line[:bytes.IndexByte(line, '\n')]
			n += len(line) + 1
			if odd-clean == len(line)-1 && line[len(line)-1] == '\r' {
				dst = append(dst, line[:len(line)-1]...) // of the line's end
			} else {
				dst = showLine(dst, line)
			}
			dst = append(dst, '\n')
		}
	}
	return dst, n
}

// AppendPlain appends to dst the text of a [Line] without its colours.
func AppendPlain(dst []byte, text string) []byte {
	for {
		i := strings.IndexByte(text, esc)
		if i < 0 {
			return append(dst, text...)
		}
		dst = append(dst, text[:i]...)
		end := strings.IndexByte(text[i:], 'm')
		if end < 0 {
			return dst
		}
		text = text[i+end+1:]
	}
}
