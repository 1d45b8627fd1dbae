package vterm

import (
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// style is how a cell looks.
type style = uv.Style

// Lines returns what the screen shows, a string for each row. Each is exactly
// as many cells wide as there are columns, as ansi.StringWidth measures it,
// consists of printable text and SGR sequences, begins in default colours and
// ends in them. The cursor is not drawn. Until something is written, the same
// slice is returned; the caller must not change it.
func (e *Emulator) Lines() []string {
	if e.lines != nil {
		return e.lines
	}
	lines := make([]string, e.rows)
	var b strings.Builder
	for y := range lines {
		b.Grow(e.cols + e.cols/2)
		e.draw(&b, y)
		lines[y] = b.String()
		b.Reset()
	}
	e.lines = lines
	return lines
}

// draw draws a row.
func (e *Emulator) draw(b *strings.Builder, y int) {
	var pen style
	e.cells(y, func(content string, width int, s *style) {
		if *s != pen {
			writeSGR(b, s, pen != style{})
			pen = *s
		}
		b.WriteString(content)
	})
	if pen != (style{}) {
		b.WriteString("\x1b[0m")
	}
}

// cells calls take for each character of a row, from the left. The widths add
// up to the number of columns, and no character combines with the next.
func (e *Emulator) cells(y int, take func(content string, width int, s *style)) {
	var blank style
	before := " "
	for x := 0; x < e.cols; {
		c := e.vt.CellAt(x, y)
		if c == nil {
			take(" ", 1, &blank)
			before = " "
			x++
			continue
		}
		content, width := c.Content, c.Width
		if !e.intact(c, x, y) {
			content, width = " ", 1
		} else if len(content) > 1 || len(before) > 1 {
			content = apart(before, content, width)
		}
		take(content, width, &c.Style)
		before = content
		x += width
	}
}

// intact reports whether a cell holds a character of which nothing has been
// overwritten.
func (e *Emulator) intact(c *uv.Cell, x, y int) bool {
	if c.Width <= 0 || c.Content == "" || x+c.Width > e.cols {
		return false
	}
	for i := 1; i < c.Width; i++ {
		if rest := e.vt.CellAt(x+i, y); rest == nil || rest.Width != 0 || rest.Content != "" {
			return false
		}
	}
	return true
}

// apart returns content, or what stands for it if it would combine with the
// character before: they came to stand side by side, and were not written so.
func apart(before, content string, width int) string {
	if !mayJoin(before, content) {
		return content
	}
	if first, _ := firstCluster(before + content); len(first) == len(before) {
		return content
	}
	return strings.Repeat("?", width)
}
