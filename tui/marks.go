package tui

import (
	"strings"

	"tend/internal/logring"
)

// markSpans marks parts of a line of output, given in bytes of the line without
// its colours. In a mark the line's colours rest, wherever they change, and
// after it they are what they would have been.
func markSpans(text string, spans []logring.Span, mark paint) string {
	var b strings.Builder
	b.Grow(len(text) + len(spans)*(len(mark.open)+len(mark.close)))
	var (
		carry string // the colours in force
		off   int    // bytes passed of the line without colours
		on    bool   // in a mark
	)
	end := func() {
		b.WriteString(mark.close)
		b.WriteString(carry)
		on = false
	}
	for text != "" {
		for len(spans) > 0 && spans[0].End <= off {
			spans = spans[1:]
			if on {
				end()
			}
		}
		if len(spans) == 0 {
			b.WriteString(text)
			break
		}
		if n := plainPrefix(text, spans[0].Start-off); n > 0 {
			b.WriteString(text[:n])
			off, text = off+n, text[n:]
			continue
		}
		seq, w, rest := nextCell(text)
		size := len(text) - len(rest)
		text = rest
		if w == 0 && isSGR(seq) {
			carry = inForce(carry, seq)
			if !on {
				b.WriteString(seq)
			}
			continue
		}
		if !on && spans[0].Start < off+size {
			if carry != "" {
				b.WriteString(sgrReset)
			}
			b.WriteString(mark.open)
			on = true
		}
		b.WriteString(seq)
		off += size
	}
	if on {
		end()
	}
	return b.String()
}

// plainPrefix returns how many of the first n bytes are letters of one cell
// each, none of which joins what comes after them: they need no closer look.
func plainPrefix(text string, n int) int {
	i := 0
	for i < n && i+1 < len(text) && text[i] >= ' ' && text[i] < 0x7f {
		i++
	}
	if i > 0 && i < len(text) && text[i] >= 0x80 {
		i--
	}
	return i
}
