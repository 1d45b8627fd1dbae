package logring

import (
	"bytes"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

// Sanitize appends to dst what a terminal would show of a line, and returns
// the longer slice. What it appends is valid UTF-8 without control
// characters, except for SGR sequences (ESC [ … m with digits, ';' and ':',
// of less than a hundred bytes), and ends in default colours; a second pass
// changes nothing. It is longer than the line by a bounded factor only.
//
//	'\r' '\b' and CSI C D G K J   move and erase within the line
//	'\t'                          on to the next column of eight
//	CSI … m                       kept, in a canonical form
//	other sequences               dropped; of a link, its text stays
//	unterminated sequences        dropped to the end of the line
//	other control characters      shown as ^X; BEL, NUL, SO, SI, DEL and C1 dropped
//	not UTF-8                     U+FFFD
//	invisible formatting          dropped: direction, zero-width spaces, tags
func Sanitize(dst, line []byte) []byte {
	dst, _ = render(dst, line, pen{}, false)
	return dst
}

// render is Sanitize for a line that begins with a given pen. It returns the
// one at its end. plain leaves the colours out; showLine does the same, faster.
func render(dst, line []byte, p pen, plain bool) ([]byte, pen) {
	for len(line) > 0 && line[len(line)-1] == '\r' { // of the line's end
		line = line[:len(line)-1]
	}
	if p == (pen{}) && scanASCII(line, 0) == len(line) {
		return append(dst, line...), p
	}
	if bytes.IndexByte(line, '\r') < 0 {
		if out, end, ok := renderRow(dst, line, p, plain); ok {
			return out, end
		}
	}
	return renderCells(dst, line, p, plain)
}

// renderRow renders a line whose characters stand in the order they came in.
// It gives up (ok is false) at the first thing that moves or erases.
func renderRow(dst, line []byte, p pen, plain bool) (out []byte, end pen, ok bool) {
	w := rowWriter{dst: dst, pen: p, plain: plain, segment: len(dst)}
	for i := 0; i < len(line); {
		k, next := scan(line, i)
		switch k {
		case printable:
			w.ready()
			w.dst = append(w.dst, line[i:next]...)
		case broken:
			w.ready()
			w.dst = utf8.AppendRune(w.dst, utf8.RuneError)
		case caret:
			w.ready()
			w.dst = append(w.dst, '^', line[i]^0x40)
		case tab:
			w.tab()
		case sgr:
			w.pen = w.pen.apply(line[i+2 : next-1])
		case edit:
			return nil, pen{}, false
		}
		i = next
	}
	if w.shown != (pen{}) {
		w.dst = pen{}.from(w.dst, w.shown)
	}
	return w.dst, w.pen, true
}

// rowWriter is the state of renderRow.
type rowWriter struct {
	dst     []byte
	pen     pen  // as the line has it
	shown   pen  // as dst has it: sequences are written where they are needed
	plain   bool // write none
	segment int  // index in dst of what is not measured yet
	column  int  // where that begins
	blanks  int  // columns of tabs, not yet written
}

// tab moves on to the next tab stop. Nothing is written yet: a terminal paints
// no cell for a tab either, so a tab at the end of a line leaves no trace.
func (w *rowWriter) tab() {
	w.column += width(w.dst[w.segment:])
	w.segment = len(w.dst)
	w.blanks = tabStop(w.column+w.blanks) - w.column
}

// ready writes what must stand before the next character.
func (w *rowWriter) ready() {
	if w.blanks > 0 {
		w.show(pen{})
		for ; w.blanks > 0; w.blanks-- {
			w.dst = append(w.dst, ' ')
		}
	}
	w.show(w.pen)
}

func (w *rowWriter) show(p pen) {
	if p != w.shown && !w.plain {
		w.dst = p.from(w.dst, w.shown)
		w.shown = p
	}
}

var measure = displaywidth.Options{ControlSequences: true}

// width is the number of columns of rendered text.
func width(rendered []byte) int {
	if scanASCII(rendered, 0) == len(rendered) {
		return len(rendered)
	}
	return measure.Bytes(rendered)
}

// tabStop returns the first tab stop behind a column, counted from 0.
func tabStop(column int) int { return column&^7 + 8 }
