package logring

import (
	"encoding/binary"
	"math/bits"
)

const (
	ones = 0x0101010101010101
	high = 0x8080808080808080
)

// scanClean returns the end of the text at the start of some lines that shows
// as it is: printable ASCII and newlines. As most text is nothing else, it
// looks at 32 bytes at a time.
func scanClean(lines []byte) int {
	i := 0
	for ; i+32 <= len(lines); i += 32 {
		part := lines[i : i+32 : i+32]
		if (odd(binary.LittleEndian.Uint64(part))|
			odd(binary.LittleEndian.Uint64(part[8:]))|
			odd(binary.LittleEndian.Uint64(part[16:]))|
			odd(binary.LittleEndian.Uint64(part[24:])))&high != 0 {
			break
		}
	}
	for ; i+8 <= len(lines); i += 8 {
		if m := odd(binary.LittleEndian.Uint64(lines[i:])) & high; m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	for i < len(lines) && (lines[i] >= 0x20 && lines[i] < 0x7f || lines[i] == '\n') {
		i++
	}
	return i
}

// clean returns where text that shows as it is ends between two offsets, the
// first of which is the start of a line.
func (v *view) clean(off, end int) int {
	known := int(v.block.clean.Load())
	if off > known {
		return off + scanClean(v.data[off:end])
	}
	at := min(known, end)
	at += scanClean(v.data[at:end])
	if at > known {
		v.block.clean.Store(uint32(at))
	}
	return at
}

// cleanLines is clean for whole lines. The end may be within one.
func (v *view) cleanLines(off, end int) int {
	return off + afterNewline(v.data[off:v.clean(off, end)])
}

// odd sets the high bits of those of eight bytes that are neither printable
// ASCII nor a newline. The other bits mean nothing. No byte carries over to
// the next.
func odd(x uint64) uint64 {
	low := x &^ high
	text, other, del := low+ones*0x60, low^ones*'\n'+ones*0x7f, low+ones
	return x | del | other&^text
}

// afterNewline returns where the last line of a text begins.
func afterNewline(text []byte) int {
	i := len(text)
	for ; i >= 8; i -= 8 {
		x := binary.LittleEndian.Uint64(text[i-8:]) ^ ones*'\n'
		if m := ^(x&^high + ones*0x7f | x) & high; m != 0 {
			return i - bits.LeadingZeros64(m)/8
		}
	}
	for i > 0 && text[i-1] != '\n' {
		i--
	}
	return i
}
