package logring

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

const (
	esc = 0x1b
	// maxSGR is the length of the longest colour sequence that is believed, in
	// bytes. The longest that pen writes has 79.
	maxSGR = 96
)

// kind says what a piece of a line is to somebody who shows it.
type kind uint8

const (
	printable kind = iota // as it is
	broken                // a byte that is not UTF-8: shown as U+FFFD
	nothing               // not shown and without effect
	caret                 // a control character, shown as ^X
	tab                   // moves on to the next column of eight
	sgr                   // sets colours and attributes
	edit                  // moves or erases within the line: '\r', '\b', some CSI
	open                  // a sequence that the line's end cuts short
)

// scan returns what the piece of a line is that begins at i < len(line), and
// where it ends. Of an sgr or an edit that is a control sequence,
// line[i+2:end-1] are the parameters; line[end-1] says which edit.
func scan(line []byte, i int) (k kind, end int) {
	if end := scanText(line, i); end > i {
		return printable, end
	}
	switch c := line[i]; {
	case c == esc:
		return scanEscape(line, i)
	case c == '\t':
		return tab, i + 1
	case c == '\r', c == '\b':
		return edit, i + 1
	case c == 0x00, c == '\a', c == 0x0e, c == 0x0f, c == 0x7f:
		return nothing, i + 1
	case c < 0x20:
		return caret, i + 1
	case c < 0xa0: // not UTF-8, or scanText would have taken it
		return nothing, i + 1
	}
	_, n := utf8.DecodeRune(line[i:])
	if n == 1 {
		return broken, i + 1
	}
	return nothing, i + n // hidden
}

// scanText returns the end of the printable text that begins at i.
func scanText(line []byte, i int) int {
	for {
		i = scanASCII(line, i)
		if i == len(line) || line[i] < utf8.RuneSelf {
			return i
		}
		c, n := utf8.DecodeRune(line[i:])
		if n == 1 || hidden(c) {
			return i
		}
		i += n
	}
}

// scanASCII returns the end of the printable ASCII that begins at i. It looks
// at eight bytes at a time, as most of what is printed is nothing else.
func scanASCII(line []byte, i int) int {
	for ; i+8 <= len(line); i += 8 {
		x := binary.LittleEndian.Uint64(line[i:])
		if m := oddASCII(x); m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	for i < len(line) && line[i] >= 0x20 && line[i] < 0x7f {
		i++
	}
	return i
}

// oddASCII returns the high bits of those of eight bytes that are ≥ 0x80, 0x7f
// or < 0x20, and perhaps of others, but only above such a one.
func oddASCII(x uint64) uint64 { return (x | (x + ones) | (x - ones*0x20)) & high }

// hidden reports whether a character is never shown: controls, and those
// that have no shape but change how the rest of a line looks or reads. The
// joiners U+200C and U+200D and the variation selectors stay: they are part
// of how words and emoji are written.
func hidden(c rune) bool {
	switch {
	case c < 0xa0: // C1 (what is below 0x80 is not asked for)
		return true
	case c < 0x200b:
		return c == 0xad || c == 0x61c || c == 0x180e
	case c <= 0x206f: // spaces of no width, marks and overrides of direction, separators of lines
		return c == 0x200b || c == 0x200e || c == 0x200f || c >= 0x2028 && c <= 0x202e || c >= 0x2060
	case c < 0xfeff:
		return false
	case c == 0xfeff, c >= 0xfff9 && c <= 0xfffb, c >= 0xe0000 && c <= 0xe007f:
		return true
	}
	return false
}

// scanEscape is scan for the ESC at i.
func scanEscape(line []byte, i int) (k kind, end int) {
	if i+1 == len(line) {
		return open, len(line)
	}
	switch c := line[i+1]; c {
	case '[':
		return scanCSI(line, i)
	case ']', 'P', '_', '^', 'X': // OSC, DCS, APC, PM, SOS
		return scanString(line, i)
	}
	j := i + 1
	for j < len(line) && line[j] >= 0x20 && line[j] <= 0x2f {
		j++
	}
	switch {
	case j == len(line):
		return open, j
	case line[j] >= 0x30 && line[j] <= 0x7e:
		j++
	}
	return nothing, j
}

// scanCSI is scan for the control sequence at i. A byte that has no place in
// one ends it, and is looked at by itself.
func scanCSI(line []byte, i int) (k kind, end int) {
	j := i + 2
	ours := true // no intermediate bytes, and nobody's private use
	for ; j < len(line) && line[j] >= 0x20 && line[j] <= 0x3f; j++ {
		ours = ours && line[j] >= '0' && line[j] <= ';'
	}
	if j == len(line) {
		return open, j
	}
	final := line[j]
	if final < 0x40 || final > 0x7e {
		return nothing, j
	}
	end = j + 1
	if !ours {
		return nothing, end
	}
	switch final {
	case 'm':
		if end-i <= maxSGR {
			return sgr, end
		}
	case 'C', 'D', 'G': // cursor forward, back, to a column
		return edit, end
	case 'K', 'J': // erase in line; J erases below too, which is not ours
		if n := number(line[i+2:j], 0); n == 0 || n == 2 && final == 'K' {
			return edit, end
		}
	}
	return nothing, end
}

// scanString is scan for the control string at i, which lasts until ST, or
// BEL for OSC.
func scanString(line []byte, i int) (k kind, end int) {
	for j := i + 2; j < len(line); j++ {
		switch c := line[j]; {
		case c == '\a' && line[i+1] == ']', c == 0x18, c == 0x1a:
			return nothing, j + 1
		case c == esc && j+1 < len(line):
			if line[j+1] == '\\' {
				j += 2
			}
			return nothing, j
		}
	}
	return open, len(line)
}

// number reads the first parameter of a control sequence, def if it has none.
func number(params []byte, def int) int {
	n, any := 0, false
	for _, c := range params {
		if c < '0' || c > '9' {
			break
		}
		n, any = min(n*10+int(c-'0'), 1<<20), true
	}
	if !any {
		return def
	}
	return n
}

// hasControl reports whether text holds anything that overwrites, moves or
// starts a sequence.
func hasControl(text []byte) bool {
	return bytes.IndexByte(text, esc) >= 0 || bytes.IndexByte(text, '\r') >= 0 || bytes.IndexByte(text, '\b') >= 0
}
