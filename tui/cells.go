package tui

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// The screen is a grid of cells, and everything drawn on it has to fill an
// exact number of them. This file is where text becomes cells.

const (
	ellipsis = "…"
	sgrReset = "\x1b[0m"
	// maxCarry bounds the colour sequences repeated at the start of a wrapped
	// row, in bytes. Real programs need a tenth of it.
	maxCarry = 256
)

// nextCell takes the first thing off s: a grapheme with its width in cells, or
// a sequence without width.
func nextCell(s string) (seq string, width int, rest string) {
	// Most output is plain ASCII. A byte beyond it may combine with the one
	// before, so that both have to be looked at.
	if c := s[0]; c >= ' ' && c < 0x7f && (len(s) == 1 || s[1] < 0x80) {
		return s[:1], 1, s[1:]
	}
	if r, n := utf8.DecodeRuneInString(s); r == utf8.RuneError && n <= 1 {
		return "\ufffd", 1, s[1:]
	}
	seq, width, n, _ := ansi.DecodeSequence(s, ansi.NormalState, nil)
	if n <= 0 {
		return s[:1], 0, s[1:]
	}
	return seq, width, s[n:]
}

// isSGR reports whether seq changes colours and attributes, and nothing else.
func isSGR(seq string) bool {
	if len(seq) < 3 || seq[0] != '\x1b' || seq[1] != '[' || seq[len(seq)-1] != 'm' {
		return false
	}
	for _, c := range seq[2 : len(seq)-1] {
		if (c < '0' || c > '9') && c != ';' && c != ':' {
			return false
		}
	}
	return true
}

// isReset reports whether the SGR sequence ends all attributes.
func isReset(seq string) bool { return seq == "\x1b[m" || seq == sgrReset || seq == "\x1b[00m" }

// flow cuts a line of output into rows of exactly width cells, each complete in
// itself: colours that reach over the cut are repeated and ended. It makes at
// most limit rows, or all if limit is 0, and at least one. With mono the
// colours are left out.
func flow(text string, width, limit int, mono bool) []string {
	var (
		rows  []string
		row   strings.Builder
		col   int
		carry string // the colours in force
	)
	flush := func() {
		if carry != "" {
			row.WriteString(sgrReset)
		}
		pad(&row, width-col)
		rows = append(rows, row.String())
		row.Reset()
		row.WriteString(carry)
		col = 0
	}
	for text != "" {
		seq, w, rest := nextCell(text)
		text = rest
		if w == 0 {
			if mono || !isSGR(seq) {
				continue
			}
			row.WriteString(seq)
			carry = inForce(carry, seq)
			continue
		}
		if w > width {
			continue
		}
		if col+w > width {
			flush()
			if len(rows) == limit {
				return rows
			}
		}
		row.WriteString(seq)
		col += w
	}
	if col > 0 || len(rows) == 0 {
		flush()
	}
	return rows
}

// inForce returns the colours in force after seq.
func inForce(carry, seq string) string {
	switch {
	case isReset(seq):
		return ""
	case len(carry)+len(seq) > maxCarry:
		return seq
	default:
		return carry + seq
	}
}

// clip makes one row of exactly width cells of a line of output, with its
// colours. A line that is longer ends in the tail, one cell wide.
func clip(text string, width int, mono bool, tail string) string {
	var (
		row     strings.Builder
		col     int
		colours bool
		cut     int // length of row up to which the tail still fits
		cutCol  int
	)
	for text != "" {
		seq, w, rest := nextCell(text)
		text = rest
		if w == 0 {
			if !mono && isSGR(seq) {
				row.WriteString(seq)
				colours = true
			}
			continue
		}
		if col+w > width {
			head := row.String()[:cut]
			row.Reset()
			row.WriteString(head)
			if colours {
				row.WriteString(sgrReset)
			}
			pad(&row, width-1-cutCol)
			if width > 0 {
				row.WriteString(tail)
			}
			return row.String()
		}
		row.WriteString(seq)
		col += w
		if col < width {
			cut, cutCol = row.Len(), col
		}
	}
	if colours {
		row.WriteString(sgrReset)
	}
	pad(&row, width-col)
	return row.String()
}

// plain makes one line of bare text of anything: sequences are dropped, and
// what would move the cursor becomes a space.
func plain(s string) string {
	clean := true
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > 0x7e {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	var b strings.Builder
	for s != "" {
		seq, w, rest := nextCell(s)
		s = rest
		switch {
		case w > 0:
			b.WriteString(seq)
		case seq == "\n" || seq == "\t":
			b.WriteByte(' ')
		}
	}
	return strings.TrimSpace(b.String())
}

// textWidth is how many cells plain text takes.
func textWidth(s string) int { return ansi.StringWidth(s) }

// shorten cuts plain text to at most width cells, the last of which says that
// there is more.
func shorten(s string, width int) string {
	if textWidth(s) <= width {
		return s
	}
	return ansi.Truncate(s, width, ellipsis)
}

// pad writes n spaces.
func pad(b *strings.Builder, n int) {
	const spaces = "                                                                "
	for ; n > len(spaces); n -= len(spaces) {
		b.WriteString(spaces)
	}
	if n > 0 {
		b.WriteString(spaces[:n])
	}
}

// line is one line of the screen in the making: of a fixed number of cells,
// filled from the left.
type line struct {
	b    strings.Builder
	left int // cells not filled yet
}

func newLine(width int) *line {
	l := &line{left: max(width, 0)}
	l.b.Grow(width + 64)
	return l
}

// add writes plain text. Text that does not fit is cut, and shows it.
func (l *line) add(p paint, s string) *line {
	if s == "" || l.left == 0 {
		return l
	}
	w := textWidth(s)
	if w > l.left {
		s = shorten(s, l.left)
		w = textWidth(s)
	}
	l.b.WriteString(p.open)
	l.b.WriteString(s)
	l.b.WriteString(p.close)
	l.left -= w
	return l
}

// space writes n blank cells.
func (l *line) space(p paint, n int) *line {
	n = min(n, l.left)
	if n <= 0 {
		return l
	}
	l.b.WriteString(p.open)
	pad(&l.b, n)
	l.b.WriteString(p.close)
	l.left -= n
	return l
}

// cells writes what is known to be w cells wide, colours included.
func (l *line) cells(s string, w int) *line {
	if w <= l.left {
		l.b.WriteString(s)
		l.left -= w
	}
	return l
}

// fill pads the line to its width and returns it.
func (l *line) fill(p paint) string {
	l.space(p, l.left)
	return l.b.String()
}

// blank is a line of n empty cells.
func blank(n int) string { return strings.Repeat(" ", max(n, 0)) }

// overlay puts the box over the screen with its upper left corner at x, y. What
// is around it stays. All lines of the screen are width cells wide, all of the
// box as wide as its first.
func overlay(screen []string, width int, box []string, x, y int) {
	if len(box) == 0 {
		return
	}
	boxWidth := ansi.StringWidth(box[0])
	for i, part := range box {
		row := y + i
		if row < 0 || row >= len(screen) || x < 0 || x+boxWidth > width {
			continue
		}
		left := leftOf(screen[row], x)
		if strings.Contains(left, "\x1b") {
			left += sgrReset
		}
		screen[row] = left + part + rightOf(screen[row], x+boxWidth, width)
	}
}

// leftOf returns the first n cells of a line.
func leftOf(s string, n int) string {
	s = ansi.Truncate(s, n, "")
	return s + blank(n-ansi.StringWidth(s))
}

// rightOf returns the cells from n on of a line that is width cells wide. A
// wide character that the cut goes through becomes blank.
func rightOf(s string, n, width int) string {
	want := width - n
	for skip := n; skip <= width; skip++ {
		part := ansi.TruncateLeft(s, skip, "")
		if w := ansi.StringWidth(part); w <= want {
			return blank(want-w) + part
		}
	}
	return blank(want)
}
