package logring

import (
	"encoding/binary"
	"slices"
	"unicode"
	"unicode/utf8"
)

// folder makes texts comparable with a needle by bytes when case does not
// count. Of the characters that are the same but for case (unicode.SimpleFold,
// which is what (?i) means in package regexp) one stands for all: the small
// letter in ASCII, else the one with the lowest number, which never takes more
// bytes than the others. Outside of ASCII only those are replaced that the
// needles have: others need not compare.
type folder struct {
	replace []replacement
	lead    [256]bool // first bytes of what is replaced
}

type replacement struct{ from, to rune }

// add prepares for a needle and returns it folded.
func (f *folder) add(needle []rune) []byte {
	var folded []byte
	for _, c := range needle {
		to := representative(c)
		folded = utf8.AppendRune(folded, to)
		for o := unicode.SimpleFold(c); ; o = unicode.SimpleFold(o) {
			r := replacement{o, to}
			if o >= utf8.RuneSelf && o != to && !slices.Contains(f.replace, r) {
				f.replace = append(f.replace, r)
				f.lead[string(o)[0]] = true
			}
			if o == c {
				break
			}
		}
	}
	return folded
}

// representative returns the character that stands for all that are the same
// but for case.
func representative(c rune) rune {
	lowest := c
	for o := unicode.SimpleFold(c); o != c; o = unicode.SimpleFold(o) {
		lowest = min(lowest, o)
	}
	if lowest >= 'A' && lowest <= 'Z' {
		lowest += 'a' - 'A'
	}
	return lowest
}

// fold appends a text to dst as needles are compared with it. It is never
// longer than the text, and has the same newlines.
func (f *folder) fold(dst, text []byte) []byte {
	start := len(dst)
	dst = slices.Grow(dst, len(text))[:start+len(text)]
	ascii := lower(dst[start:], text)
	if ascii || len(f.replace) == 0 {
		return dst
	}
	return dst[:start+f.shorten(dst[start:])]
}

// shorten replaces characters within a text and returns its new length.
func (f *folder) shorten(text []byte) int {
	n, done := 0, 0 // text[:n] is the result for what was text[:done]
	for i := 0; i < len(text); i++ {
		if !f.lead[text[i]] {
			continue
		}
		c, size := utf8.DecodeRune(text[i:])
		for _, r := range f.replace {
			if r.from == c {
				n += copy(text[n:], text[done:i])
				n += utf8.EncodeRune(text[n:], r.to)
				done = i + size
				i = done - 1
				break
			}
		}
	}
	if done == 0 {
		return len(text)
	}
	return n + copy(text[n:], text[done:])
}

// lower writes a text to dst, which has the same length, with the ASCII letters
// small, and reports whether all of it is ASCII. It takes eight bytes at a
// time, and no byte carries over to the next.
func lower(dst, text []byte) (ascii bool) {

	var all uint64
	for len(text) >= 8 && len(dst) >= 8 {
		x := binary.LittleEndian.Uint64(text)
		low := x &^ high
		// The high bits of bytes ≥ 'A', less those of bytes > 'Z'.
		letters := (low + ones*(0x80-'A')) &^ (low + ones*(0x7f-'Z')) &^ x & high
		binary.LittleEndian.PutUint64(dst, x|letters>>2)
		all |= x
		text, dst = text[8:], dst[8:]
	}
	for i, c := range text {
		all |= uint64(c)
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst[i] = c
	}
	return all&high == 0
}
