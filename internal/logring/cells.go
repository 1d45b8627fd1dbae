package logring

import (
	"strconv"
	"sync"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

const (
	// maxJump is the column that a line can reach by moving alone: more than
	// any screen has. It bounds what a few bytes can make of blanks.
	maxJump = 512
	// maxCell is how many bytes of combining characters, base included, one
	// cell takes.
	maxCell = 64
)

// canvas is one line of a terminal, of any width: the model for lines that
// rewrite themselves. As in most terminals a character takes its own cells,
// whatever it would form with its neighbours, and one of no width joins the
// cell before it.
type canvas struct {
	cells    []cell
	text     []byte // what the cells refer to
	column   int    // of the cursor: at most len(cells), or maxJump if that is more
	pen      pen
	edited   bool // something moved or erased
	coloured bool // something set the pen
}

// cell is one column. It is blank, half of a wide character, or has a text.
type cell struct {
	pen  pen
	off  uint32 // in canvas.text
	n    uint8  // bytes of it; 0: blank or half
	half bool   // the right half of the wide character before
}

var canvases = sync.Pool{New: func() any { return new(canvas) }}

func newCanvas(p pen) *canvas {
	c := canvases.Get().(*canvas)
	*c = canvas{cells: c.cells[:0], text: c.text[:0], pen: p}
	return c
}

// renderCells renders a line that rewrites itself.
func renderCells(dst, line []byte, p pen, plain bool) ([]byte, pen) {
	c := newCanvas(p)
	defer canvases.Put(c)
	c.draw(line, len(line))
	dst, shown := c.appendTo(dst, plain)
	return pen{}.from(dst, shown), c.pen
}

// draw does what a line says up to an offset, and returns that, or where a
// sequence begins that the line's end cuts short.
func (c *canvas) draw(line []byte, to int) int {
	for i := 0; i < to; {
		k, next := scan(line, i)
		switch k {
		case printable:
			c.print(line[i:next])
		case broken:
			c.print([]byte("\uFFFD"))
		case caret:
			c.print([]byte{'^', line[i] ^ 0x40})
		case tab:
			c.move(tabStop(c.column))
		case sgr:
			c.pen = c.pen.apply(line[i+2 : next-1])
			c.coloured = true
		case edit:
			c.edit(line[i:next])
		case open:
			return i
		}
		i = next
	}
	return to
}

// edit moves or erases, as an edit says.
func (c *canvas) edit(seq []byte) {
	c.edited = true
	last := len(seq) - 1
	switch seq[last] {
	case '\r':
		c.move(0)
		return
	case '\b':
		c.move(c.column - 1)
		return
	}
	params := seq[2:last]
	switch n := max(number(params, 1), 1); seq[last] {
	case 'C':
		c.move(c.column + n)
	case 'D':
		c.move(c.column - n)
	case 'G':
		c.move(n - 1)
	case 'K', 'J':
		if number(params, 0) == 2 {
			c.cells = c.cells[:0]
		} else if c.column < len(c.cells) {
			if c.cells[c.column].half {
				c.cells[c.column-1] = cell{}
			}
			c.cells = c.cells[:c.column]
		}
		c.move(c.column)
	}
}

func (c *canvas) move(column int) {
	c.column = min(max(column, 0), max(len(c.cells), maxJump))
}

// print puts printable text where the cursor is.
func (c *canvas) print(s []byte) {
	for len(s) > 0 {
		if s[0] < utf8.RuneSelf {
			c.put(s[:1], 1)
			s = s[1:]
			continue
		}
		char, n := utf8.DecodeRune(s)
		c.put(s[:n], displaywidth.Rune(char))
		s = s[n:]
	}
}

// put puts one character of a width in columns.
func (c *canvas) put(char []byte, width int) {
	if width == 0 {
		c.join(char)
		return
	}
	at, end := c.column, c.column+width
	for len(c.cells) < end {
		c.cells = append(c.cells, cell{})
	}
	if c.cells[at].half { // half a character is none
		c.cells[at-1] = cell{}
	}
	if end < len(c.cells) && c.cells[end].half {
		c.cells[end] = cell{}
	}
	c.cells[at] = cell{pen: c.pen, off: uint32(len(c.text)), n: uint8(len(char))}
	if width == 2 {
		c.cells[at+1] = cell{half: true}
	}
	c.text = append(c.text, char...)
	c.column = end
}

// join adds a character of no width to the cell before the cursor.
func (c *canvas) join(char []byte) {
	at := c.column - 1
	if at >= 0 && at < len(c.cells) && c.cells[at].half {
		at--
	}
	if at < 0 || at >= len(c.cells) {
		return
	}
	x := &c.cells[at]
	old := c.text[x.off : int(x.off)+int(x.n)]
	if x.n == 0 {
		old = []byte{' '}
	}
	if len(old)+len(char) > maxCell {
		return
	}
	if x.n == 0 || int(x.off)+int(x.n) != len(c.text) {
		x.off = uint32(len(c.text))
		c.text = append(c.text, old...)
	}
	c.text = append(c.text, char...)
	x.n = uint8(len(old) + len(char))
}

// appendTo appends what the line shows, and returns the pen it ends with.
func (c *canvas) appendTo(dst []byte, plain bool) ([]byte, pen) {
	shown := pen{}
	for i := range c.cells {
		x := &c.cells[i]
		if x.half {
			continue
		}
		if x.pen != shown && !plain {
			dst = x.pen.from(dst, shown)
			shown = x.pen
		}
		if x.n == 0 {
			dst = append(dst, ' ')
		} else {
			dst = append(dst, c.text[x.off:int(x.off)+int(x.n)]...)
		}
	}
	return dst, shown
}

// compact appends to dst a text that amounts to the same as line, whatever
// follows it, and is usually shorter: what was overwritten, erased or is never
// shown is gone. A line that moves or erases still does in its compact form,
// and loses the colour that it inherits, if it sets any itself.
func compact(dst, line []byte) []byte {
	c := newCanvas(pen{})
	defer canvases.Put(c)
	whole := c.draw(line, len(line)-brokenOff(line))
	if !c.edited {
		dst = strip(dst, line[:whole])
		return collapse(dst, line[whole:])
	}
	dst = append(dst, '\r') // still a line that rewrites itself
	if c.coloured {
		dst = append(dst, "\x1b[0m"...)
	}
	dst, shown := c.appendTo(dst, false)
	dst = c.pen.from(dst, shown)
	if c.column != len(c.cells) {
		dst = append(dst, esc, '[')
		dst = strconv.AppendInt(dst, int64(c.column)+1, 10)
		dst = append(dst, 'G')
	}
	return collapse(dst, line[whole:])
}

// strip appends a line that does not move or erase, without what it does not
// show.
func strip(dst, line []byte) []byte {
	for i := 0; i < len(line); {
		k, next := scan(line, i)
		switch k {
		case nothing:
		case broken: // lest it be mended by what comes to stand beside it
			dst = utf8.AppendRune(dst, utf8.RuneError)
		default:
			dst = append(dst, line[i:next]...)
		}
		i = next
	}
	return dst
}

// collapse appends the beginning of a sequence or a character that goes on in
// the next chunk. Of a control string, such as a picture, only that it has
// begun matters.
func collapse(dst, tail []byte) []byte {
	if len(tail) <= 2 || tail[0] != esc {
		return append(dst, tail...)
	}
	switch tail[1] {
	case ']', 'P', '_', '^', 'X':
		dst = append(dst, tail[:2]...)
		if tail[len(tail)-1] == esc { // of the ESC \ that ends it
			dst = append(dst, esc)
		}
		return dst
	}
	return append(dst, tail...)
}

// brokenOff returns how many bytes at the end of a text are the beginning of a
// character whose rest is missing.
func brokenOff(s []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(s); n++ {
		if utf8.RuneStart(s[len(s)-n]) {
			if !utf8.FullRune(s[len(s)-n:]) {
				return n
			}
			break
		}
	}
	return 0
}
