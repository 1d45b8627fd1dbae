package logring

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// showLine is render for a line of which only the text is asked for.
func showLine(dst, line []byte) []byte {
	for len(line) > 0 && line[len(line)-1] == '\r' { // of the line's end
		line = line[:len(line)-1]
	}
	show := showRow
	if bytes.IndexByte(line, '\r') >= 0 {
		show = showRewritten
	}
	if out, ok := show(dst, line); ok {
		return out
	}
	dst, _ = renderCells(dst, line, pen{}, true)
	return dst
}

// showRow shows a line whose characters stand in the order they came in. It
// gives up (ok is false) at the first thing that moves or erases.
func showRow(dst, line []byte) (out []byte, ok bool) {
	w := rowWriter{dst: dst, plain: true, segment: len(dst)}
	for i := 0; i < len(line); {
		switch c := line[i]; {
		case c == esc:
			if end := skipSGR(line, i); end > i {
				i = end
				continue
			}
		case c >= 0x20:
			if w.blanks > 0 && (c < 0x7f || scanText(line, i) > i) {
				w.ready()
			}
			start := i
			if w.dst, i = copyASCII(w.dst, line, i); i < len(line) && line[i] >= utf8.RuneSelf {
				end := scanText(line, i)
				w.dst = append(w.dst, line[i:end]...)
				i = end
			}
			if i > start {
				continue
			}
		}
		k, end := scan(line, i)
		switch k {
		case edit:
			return nil, false
		case broken:
			w.ready()
			w.dst = append(w.dst, "\uFFFD"...)
		case caret:
			w.ready()
			w.dst = append(w.dst, '^', line[i]^0x40)
		case tab:
			w.tab()
		}
		i = end
	}
	return w.dst, true
}

// showRewritten shows a line of ASCII that goes back to its start and erases to
// its end, as progress bars do. It gives up (ok is false) at anything else.
func showRewritten(dst, line []byte) (out []byte, ok bool) {
	start := len(dst)
	column := start
	for i := 0; i < len(line); {
		if end := scanASCII(line, i); end > i {
			if over := end - i; column+over <= len(dst) {
				copy(dst[column:], line[i:end])
			} else {
				dst = append(dst[:column], line[i:end]...)
			}
			column += end - i
			i = end
			continue
		}
		if line[i] == '\r' {
			column = start
			i++
			continue
		}
		if line[i] == esc {
			if end := skipSGR(line, i); end > i {
				i = end
				continue
			}
		}
		switch k, end := scan(line, i); {
		case k == nothing:
			i = end
		case k == edit && line[end-1] == 'K' && number(line[i+2:end-1], 0) == 0:
			dst = dst[:column]
			i = end
		default:
			return nil, false
		}
	}
	return dst, true
}

// copyASCII appends the printable ASCII that begins at i and returns its end.
func copyASCII(dst, line []byte, i int) (out []byte, end int) {
	n := len(dst)
	dst = slices.Grow(dst, len(line)-i)
	dst = dst[:cap(dst)]
	for ; i+8 <= len(line) && n+8 <= len(dst); i, n = i+8, n+8 {
		x := binary.LittleEndian.Uint64(line[i:])
		binary.LittleEndian.PutUint64(dst[n:], x)
		if m := oddASCII(x); m != 0 {
			k := bits.TrailingZeros64(m) / 8
			return dst[:n+k], i + k
		}
	}
	for ; i < len(line) && line[i] >= 0x20 && line[i] < 0x7f; i, n = i+1, n+1 {
		dst[n] = line[i]
	}
	return dst[:n], i
}

// skipSGR returns the end of the colour sequence at i, or i if there is none
// that is as short and plain as nearly all are.
func skipSGR(line []byte, i int) int {
	if i+10 > len(line) { // for the last ones of a line
		return skipLastSGR(line, i)
	}
	if line[i+1] != '[' {
		return i
	}
	x := binary.LittleEndian.Uint64(line[i+2:])
	low := x &^ high
	// The high bits of bytes that are no parameter: below '0', above ';'.
	m := (^(low + ones*(0x80-'0')) | (low + ones*(0x7f-';')) | x) & high
	end := i + 2 + bits.TrailingZeros64(m)/8
	if m == 0 || line[end] != 'm' {
		return i
	}
	return end + 1
}

func skipLastSGR(line []byte, i int) int {
	if i+1 < len(line) && line[i+1] == '[' {
		for j := i + 2; j < len(line); j++ {
			if c := line[j]; c == 'm' {
				return j + 1
			} else if c < '0' || c > ';' {
				break
			}
		}
	}
	return i
}
