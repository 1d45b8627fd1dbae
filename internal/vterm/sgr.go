package vterm

import (
	"image/color"
	"strconv"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// attributes are the SGR numbers of what a style can have.
var attributes = [...]struct {
	bit    uint8
	number byte
}{
	{uv.AttrBold, '1'},
	{uv.AttrFaint, '2'},
	{uv.AttrItalic, '3'},
	{uv.AttrBlink, '5'},
	{uv.AttrRapidBlink, '6'},
	{uv.AttrReverse, '7'},
	{uv.AttrConceal, '8'},
	{uv.AttrStrikethrough, '9'},
}

// writeSGR writes the sequence that makes a style of default colours, or, if
// reset, of whatever the style is. It is shorter than a hundred bytes.
func writeSGR(b *strings.Builder, s *style, reset bool) {
	var buffer [96]byte
	p := append(buffer[:0], "\x1b["...)
	if reset {
		p = append(p, "0;"...)
	}
	for _, a := range attributes {
		if s.Attrs&a.bit != 0 {
			p = append(p, a.number, ';')
		}
	}
	switch u := s.Underline; {
	case u == ansi.UnderlineSingle:
		p = append(p, "4;"...)
	case u > ansi.UnderlineSingle && u <= ansi.UnderlineDashed:
		p = append(p, '4', ':', '0'+byte(u), ';')
	}
	p = appendColour(p, s.Fg, 30)
	p = appendColour(p, s.Bg, 40)
	p = appendUnderlineColour(p, s.UnderlineColor)
	if p[len(p)-1] == '[' {
		return
	}
	p[len(p)-1] = 'm'
	b.Write(p)
}

// appendColour appends the parameters of a colour: base is 30 or 40.
func appendColour(p []byte, c color.Color, base int) []byte {
	switch c := c.(type) {
	case nil:
		return p
	case ansi.BasicColor:
		n := base + int(c)
		if c >= 8 {
			n = base + 60 - 8 + int(c)
		}
		return append(strconv.AppendInt(p, int64(n), 10), ';')
	case ansi.IndexedColor:
		p = strconv.AppendInt(p, int64(base+8), 10)
		p = append(p, ";5;"...)
		return append(strconv.AppendInt(p, int64(c), 10), ';')
	}
	r, g, b, opaque := rgb(c)
	if !opaque {
		return p
	}
	p = strconv.AppendInt(p, int64(base+8), 10)
	p = append(p, ";2"...)
	return append(appendRGB(p, ';', r, g, b), ';')
}

// appendUnderlineColour does the same with colons, as terminals that do not
// know these colours would take the numbers for others.
func appendUnderlineColour(p []byte, c color.Color) []byte {
	switch c := c.(type) {
	case nil:
		return p
	case ansi.IndexedColor:
		p = append(p, "58:5:"...)
		return append(strconv.AppendInt(p, int64(c), 10), ';')
	}
	r, g, b, opaque := rgb(c)
	if !opaque {
		return p
	}
	return append(appendRGB(append(p, "58:2:"...), ':', r, g, b), ';')
}

func appendRGB(p []byte, separator byte, numbers ...uint8) []byte {
	for _, n := range numbers {
		p = append(p, separator)
		p = strconv.AppendInt(p, int64(n), 10)
	}
	return p
}

func rgb(c color.Color) (r, g, b uint8, opaque bool) {
	x, y, z, a := c.RGBA()
	return uint8(x >> 8), uint8(y >> 8), uint8(z >> 8), a != 0
}
