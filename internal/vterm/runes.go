package vterm

import (
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// maxCluster is how many bytes of one character, with all marks on it, are kept.
const maxCluster = 64

// firstCluster takes the first character off text and measures it, as whatever
// draws it in the end does (ansi.StringWidth).
func firstCluster(s string) (string, int) {
	return ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
}

// hidden reports whether a character is never shown: controls, and those that
// have no shape but change how the rest of a line looks or reads. It is the
// hidden of internal/logring.
func hidden(c rune) bool {
	switch {
	case c < ' ':
		return true
	case c < del:
		return false
	case c < 0xa0:
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

// aloof reports whether a character combines with none beside it, whatever
// that is, unless that is not aloof. It says so of most that are in use.
func aloof(c rune) bool {
	switch {
	case c < 0x300:
		return true
	case c < 0x1100:
		return c >= 0x370 && c <= 0x482
	case c < 0x3041:
		return c >= 0x2010 && c <= 0x2027 || c >= 0x2190 && c <= 0x2bff
	case c <= 0xd7a3:
		return c <= 0x3096 || c >= 0x30a0 && c <= 0x3129 || c >= 0x3400 && c <= 0x4dbf || c >= 0x4e00 && c <= 0x9fff || c >= 0xac00
	}
	return c == utf8.RuneError
}

// mayJoin reports whether two characters side by side may be one.
func mayJoin(left, right string) bool {
	first, _ := utf8.DecodeRuneInString(right)
	return !aloof(first) || !endsAloof(left)
}

func endsAloof(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	return aloof(last)
}

// startsWithMark reports whether a character has a mark but no letter.
func startsWithMark(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= 0x300 && unicode.IsMark(r)
}

// printable makes one line of text of at most most characters of anything.
func printable(p []byte, most int) string {
	var out []byte
	for ; len(p) > 0 && most > 0; most-- {
		r, n := utf8.DecodeRune(p)
		if p = p[n:]; !hidden(r) {
			out = utf8.AppendRune(out, r)
		}
	}
	return string(out)
}
