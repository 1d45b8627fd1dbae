package logring

import "unicode/utf8"

const (
	// A partial line longer than this is looked at for what it overwrites
	// itself, so that a progress bar does not grow for hours.
	compactAt = 4 << 10
	// A partial line's memory beyond this is given back when its stream ends,
	// or when it was not needed by so many partial lines in a row.
	keepPartial = 8 << 10
	unneeded    = 16
)

// partial is the last line of a stream while it has no end.
type partial struct {
	text    []byte
	at      int64 // when the last of it arrived, in nanoseconds since 1970
	fresh   bool  // the stream begins anew with the next line
	control bool  // text holds something that compact may shorten
	compact int   // length from which to try that; 0: compactAt
	unused  int   // how many lines in a row needed at most keepPartial
}

func (p *partial) empty() bool { return len(p.text) == 0 }

// reset forgets the text and keeps its memory for the next one, if that is
// likely to need it.
func (p *partial) reset() {
	p.unused++
	if len(p.text) > keepPartial {
		p.unused = 0
	}
	if p.unused >= unneeded {
		p.release()
	}
	p.text, p.control, p.compact = p.text[:0], false, 0
}

func (p *partial) release() {
	if cap(p.text) > keepPartial {
		p.text = nil
	}
}

// extend adds text without newlines to a stream's partial line, and cuts off
// what makes it too long. The caller holds the lock.
func (r *Ring) extend(s Stream, text []byte, now int64) {
	p := &r.partials[s]
	p.text = append(p.text, text...)
	p.at = now
	p.control = p.control || hasControl(text)
	if p.control && len(p.text) > max(p.compact, compactAt) {
		if short := compact(nil, p.text); len(short) < len(p.text) {
			r.rewritten += int64(len(p.text) - len(short))
			p.text = append(p.text[:0], short...)
		}
		p.compact = 2 * len(p.text) // so that the work stays linear
	}
	for len(p.text) > MaxLine {
		r.cut(s, now)
	}
}

// cut makes a complete line of the first MaxLine bytes of a partial one, or
// of a few less where that would split a character or a sequence.
func (r *Ring) cut(s Stream, now int64) {
	p := &r.partials[s]
	at := cutAt(p.text)
	after := p.text[at]
	p.text[at] = '\n'
	r.added++
	r.put(s, p.text[:at+1], now)
	p.text[at] = after
	b := r.newest()
	b.cuts = append(b.cuts, uint32(len(b.data)-at-1))
	p.text = append(p.text[:0], p.text[at:]...)
	p.control, p.compact = hasControl(p.text), 0
}

// cutAt returns where to cut a line that is longer than MaxLine. It depends
// on nothing behind MaxLine, so that a line is cut at the same place in
// whatever pieces it came.
func cutAt(line []byte) int {
	at := MaxLine
	for i := at - 1; i > at-utf8.UTFMax; i-- {
		if utf8.RuneStart(line[i]) {
			if !utf8.FullRune(line[i:at]) {
				at = i
			}
			break
		}
	}
	for i := at - 1; i > at-maxSGR; i-- {
		if line[i] == esc {
			if k, _ := scan(line[:at], i); k == open {
				at = i
			}
			break
		}
	}
	return at
}
