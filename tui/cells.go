package tui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// The screen is a grid of cells, and everything drawn on it has to fill an
// exact number of them. This file is where text becomes cells.

const (
	ellipsis     = "…"
	sgrReset     = "\x1b[0m"
	sgrUnderline = "\x1b[4m"
	sgrReverse   = "\x1b[7m"
	// maxCarry bounds the colour sequences repeated at the start of a wrapped
	// row, in bytes. Real programs need a tenth of it.
	maxCarry = 256
)

// nextCell takes the first thing off s: a character with its width in cells, or
// what has no width: a sequence, a control character, a mark without a letter.
// It takes text apart just as ansi.StringWidth measures it.
func nextCell(s string) (seq string, width int, rest string) {
	c := s[0]
	switch {
	case c >= ' ' && c < 0x7f && (len(s) == 1 || s[1] < utf8.RuneSelf):
		return s[:1], 1, s[1:] // most output is plain ASCII
	case c < ' ' || c == 0x7f:
		seq, _, n, _ := ansi.DecodeSequence(s, ansi.NormalState, nil)
		if n < 1 || !utf8.ValidString(seq) {
			n = 1
		}
		return s[:n], 0, s[n:]
	}
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && n <= 1 {
		return "\ufffd", 1, s[1:]
	}
	seq, width = ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	if !utf8.ValidString(seq) { // it took broken bytes along
		seq = s[:n]
		width = ansi.StringWidth(seq)
	}
	if unicode.IsMark(r) {
		width = 0
	}
	return seq, width, s[len(seq):]
}

// take cuts off the first n cells, fewer if there are no more or if a wide
// character does not fit. Of what has no width, colours are kept, unless mono.
func take(s string, n int, mono bool) (head string, width int, rest string) {
	var b strings.Builder
	for s != "" {
		seq, w, rest := nextCell(s)
		switch {
		case w == 0:
			if !mono && isSGR(seq) {
				b.WriteString(seq)
			}
		case width+w > n:
			return b.String(), width, s
		default:
			b.WriteString(seq)
			width += w
		}
		s = rest
	}
	return b.String(), width, ""
}

// exact is the net below everything that puts text together: characters that
// were apart when they were measured may combine once they are side by side.
func exact(s string, width int) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			w := ansi.StringWidth(s)
			if w > width {
				s, w, _ = take(s, width, false)
				s += sgrReset
			}
			return s + blank(width-w)
		}
	}
	return s // nothing in it combines
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
// most limit rows, or all if limit is 0, and at least one.
func flow(text string, width, limit int) []string {
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
		rows = append(rows, exact(row.String(), width))
		row.Reset()
		row.WriteString(carry)
		col = 0
	}
	for text != "" {
		seq, w, rest := nextCell(text)
		text = rest
		switch {
		case w == 0 && isSGR(seq):
			row.WriteString(seq)
			carry = inForce(carry, seq)
			continue
		case w == 0 || w > width:
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
func clip(text string, width int, tail string) string {
	head, w, rest := take(text, width, false)
	if rest != "" {
		head, w, _ = take(text, max(0, width-1), false)
	}
	if strings.Contains(head, "\x1b") {
		head += sgrReset
	}
	if rest != "" && width > 0 {
		return exact(head+blank(width-1-w)+tail, width)
	}
	return exact(head+blank(width-w), width)
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
	if width <= 0 {
		return ""
	}
	head, _, _ := take(s, width-1, true)
	return head + ellipsis
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
	b     strings.Builder
	width int
	left  int // cells not filled yet
}

func newLine(width int) *line {
	l := &line{width: max(width, 0), left: max(width, 0)}
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
	return exact(l.b.String(), l.width)
}

// blank is a line of n empty cells.
func blank(n int) string { return strings.Repeat(" ", max(n, 0)) }
