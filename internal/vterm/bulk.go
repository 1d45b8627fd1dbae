package vterm

import (
	"bytes"
	"unicode/utf8"

	"tend/internal/vterm/ctlseq"
)

// Each line that scrolls moves every cell of the screen, which is what x/vt is
// slowest at. So the lines that scroll are looked for ahead: the screen is moved
// once for all of them, and those that would be gone at the end are not printed
// at all. The screen is the same as if each were printed.

// write writes output, some lines at a time.
func (e *Emulator) write(p []byte) {
	for len(p) > 0 {
		if n := e.downBy(p); n > 0 {
			p = p[n:]
			continue
		}
		gone, end := e.scrollFor(p)
		if end == 0 {
			if end = bytes.IndexByte(p, '\n') + 1; end == 0 {
				end = len(p)
			}
		}
		e.scan.Feed(p[gone:end], sink{e})
		p = p[end:]
	}
}

// downBy acts on the newlines that p begins with, and returns how many they are.
func (e *Emulator) downBy(p []byte) int {
	n := 0
	for n < len(p) && p[n] >= '\n' && p[n] <= '\f' {
		n++
	}
	if n < 2 || e.scan.Within() || len(e.print.broken) > 0 {
		return 0
	}
	x, y := e.position()
	if e.modes.Has(ctlseq.Newline) {
		x = 0
	}
	switch top, bottom := e.scrolling(); {
	case y > bottom: // nothing scrolls there
		y = min(y+n, e.rows-1)
	case y+n <= bottom:
		y += n
	default:
		e.move(x, top)
		e.send('M', min(y+n-bottom, bottom-top+1))
		y = bottom
	}
	e.move(x, y)
	e.print.forget()
	return n
}

// scrollFor makes room for the plain lines that p begins with, which end at
// end, 0 if there are none. Of them, those before gone are not to be printed.
func (e *Emulator) scrollFor(p []byte) (gone, end int) {
	const special = ctlseq.Origin | ctlseq.Insert | ctlseq.Newline | ctlseq.NoWrap
	if e.scan.Within() || len(e.print.broken) > 0 || e.print.pending ||
		e.background || e.modes.Has(special) || e.charsets.draws() {
		return 0, 0
	}
	if top, _ := e.modes.Margins(); top != 0 {
		return 0, 0
	}
	x, y := e.position()
	lines := 0
	for room := e.cols - x; ; room = e.cols {
		n := plainLine(p[end:], room)
		if n == 0 {
			break
		}
		end += n
		lines++
	}
	scrolls := lines - (e.rows - 1 - y)
	if scrolls < 2 {
		return 0, end
	}
	e.send('S', min(scrolls, e.rows))
	if y -= scrolls; y >= 0 {
		e.move(x, y)
		return 0, end
	}
	for ; y < 0; y++ {
		gone += bytes.IndexByte(p[gone:], '\n') + 1
	}
	e.pens(p[:gone])
	e.move(0, 0)
	e.print.forget()
	return gone, end
}

// plainLine returns how many bytes the line takes that p begins with, up to its
// CR LF, if it is sure to fit into room cells and holds nothing but text, tabs,
// colours and EL, and has no background at its end, in which lines that scroll
// in would be drawn. Otherwise it returns 0.
func plainLine(p []byte, room int) int {
	const columns = 8 // of a tab
	background := false
	for i := 0; i < len(p); i++ {
		switch c := p[i]; {
		case c >= utf8.RuneSelf:
			if r, n := utf8.DecodeRune(p[i:]); r != utf8.RuneError {
				i += n - 1
			}
			room -= 2 // no character takes more
		case c >= ' ' && c != del:
			room--
		case c == '\t':
			room -= columns
		case c == '\r':
			if i+1 < len(p) && p[i+1] == '\n' && !background {
				return i + 2
			}
			return 0
		case c == esc:
			n := plainSequence(p[i:])
			if n == 0 {
				return 0
			}
			if p[i+n-1] == 'm' {
				background = keepsBackground(p[i:i+n], background)
			}
			i += n - 1
		default:
			return 0
		}
		if room < 0 {
			return 0
		}
	}
	return 0
}

// plainSequence returns the length of the sequence that p begins with, if it is
// EL or sets colours, and 0 otherwise.
func plainSequence(p []byte) int {
	if len(p) < 3 || p[1] != '[' {
		return 0
	}
	for i := 2; i < len(p); i++ {
		switch c := p[i]; {
		case c >= '0' && c <= ';':
		case c == 'K' && i == 2:
			return i + 1
		case c == 'm':
			return i + 1
		default:
			return 0
		}
	}
	return 0
}

// pens acts on the colours in lines that are not printed.
func (e *Emulator) pens(p []byte) {
	from := max(bytes.LastIndex(p, []byte("\x1b[0m")), bytes.LastIndex(p, []byte("\x1b[m")), 0)
	for p = p[from:]; ; {
		i := bytes.IndexByte(p, esc)
		if i < 0 {
			return
		}
		n := plainSequence(p[i:])
		if p[i+n-1] == 'm' {
			e.pen(p[i : i+n])
		}
		p = p[i+n:]
	}
}
