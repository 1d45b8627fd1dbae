package logring

import (
	"bytes"
	"unicode/utf8"
)

// Span is a part of a text, in bytes.
type Span struct{ Start, End int }

// Spans appends to dst where in a line without colours, which is valid UTF-8,
// the text is found, from left to right and without overlap, empty places left
// out. There are none for a Query with Not.
func (p *Pattern) Spans(dst []Span, plain string) []Span {
	switch {
	case p.query.Not || p.all():
		return dst
	case p.re != nil:
		for _, at := range p.re.FindAllStringIndex(plain, -1) {
			if at[0] < at[1] {
				dst = append(dst, Span{at[0], at[1]})
			}
		}
		return dst
	}
	var buf [512]byte
	text := append(buf[:0], plain...)
	if p.fold != nil {
		text = p.fold.fold(text, text)[len(text):]
		if len(text) < len(plain) {
			return p.foldSpans(dst, plain)
		}
	}
	for at, needle := 0, p.needles[0]; ; at += len(needle) {
		i := bytes.Index(text[at:], needle)
		if i < 0 {
			return dst
		}
		at += i
		dst = append(dst, Span{at, at + len(needle)})
	}
}

// foldSpans is spans for a text in which a character takes more bytes than the
// one that stands for it in the needle.
func (p *Pattern) foldSpans(dst []Span, plain string) []Span {
	for at := 0; at < len(plain); {
		if n := p.foldPrefix(plain[at:]); n > 0 {
			dst = append(dst, Span{at, at + n})
			at += n
			continue
		}
		_, size := utf8.DecodeRuneInString(plain[at:])
		at += size
	}
	return dst
}

// foldPrefix returns the length of the needle as a text begins with it, or 0.
func (p *Pattern) foldPrefix(plain string) int {
	n := 0
	for needle := p.needles[0]; len(needle) > 0; {
		want, size := utf8.DecodeRune(needle)
		needle = needle[size:]
		c, size := utf8.DecodeRuneInString(plain[n:])
		if size == 0 || representative(c) != want {
			return 0
		}
		n += size
	}
	return n
}
