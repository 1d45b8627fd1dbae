package ctlseq

import (
	"fmt"
	"strconv"
)

// MaxAnswers is how many bytes of answers wait to be taken; what a program asks
// for beyond that is not answered.
const MaxAnswers = 4096

// What a terminal says it is.
const (
	// A VT220 with colours, of which only that is claimed which is there.
	primaryAttributes = "\x1b[?62;22c"
	// The version matters: from 277 on, vim asks for mouse reports in decimal;
	// above 2500, vim and emacs take it for like xterm, but not xterm itself.
	secondaryAttributes = "\x1b[>1;4000;0c"
	tertiaryAttributes  = "\x1bP!|00000000\x1b\\"
	version             = "\x1bP>|tend\x1b\\"
)

// RGB is a colour.
type RGB struct{ R, G, B uint8 }

// Colours are what a terminal answers when it is asked for its colours. Nothing
// is drawn in them: default colours stay those of the screen around.
type Colours struct{ Text, Background, Cursor RGB }

// Dark returns the colours of a dark terminal.
func Dark() Colours {
	return Colours{Text: RGB{0xe5, 0xe5, 0xe5}, Cursor: RGB{0xe5, 0xe5, 0xe5}}
}

// Light returns the colours of a light terminal.
func Light() Colours {
	return Colours{Background: RGB{0xff, 0xff, 0xff}}
}

// dark reports whether the background is nearer to black than to white.
func (c *Colours) dark() bool {
	b := c.Background
	return 299*int(b.R)+587*int(b.G)+114*int(b.B) < 127500
}

// Asked is what the answers to queries depend on.
type Asked struct {
	Modes      *Modes
	Colours    *Colours
	X, Y       int // of the cursor, counted from 0
	Cols, Rows int // 0: unknown
}

// MayAsk reports whether a sequence may be a query. Most are not: they are
// colours.
func MayAsk(s []byte) bool {
	switch s[1] {
	case '[':
		switch s[len(s)-1] {
		case 'c', 'n', 'q', 'p', 't', 'm':
			return s[len(s)-1] != 'm' || s[2] == '?'
		}
		return false
	case ']', 'P', 'Z':
		return true
	}
	return false
}

// Answer appends what a terminal answers to a sequence. Nothing of the sequence
// but numbers is repeated.
func (a *Asked) Answer(dst []byte, s []byte) []byte {
	if len(dst) >= MaxAnswers {
		return dst
	}
	switch s[1] {
	case '[':
		if c, ok := ParseCSI(s); ok {
			return a.control(dst, &c)
		}
	case ']':
		return a.colour(dst, s)
	case 'P':
		return a.string(dst, s)
	case 'Z': // DECID
		if len(s) == 2 {
			return append(dst, primaryAttributes...)
		}
	}
	return dst
}

func (a *Asked) control(dst []byte, c *CSI) []byte {
	first := c.Get(0, 0)
	switch {
	case c.Is(0, 0, 'c') && first == 0:
		return append(dst, primaryAttributes...)
	case c.Is('>', 0, 'c') && first == 0:
		return append(dst, secondaryAttributes...)
	case c.Is('=', 0, 'c') && first == 0:
		return append(dst, tertiaryAttributes...)
	case c.Is('>', 0, 'q') && first == 0: // XTVERSION
		return append(dst, version...)
	case c.Is(0, 0, 'n') && first == 5: // everything is well
		return append(dst, "\x1b[0n"...)
	case c.Is(0, 0, 'n') && first == 6: // CPR
		return AppendCSI(dst, 'R', a.Y+1, a.X+1)
	case c.Is('?', 0, 'n') && first == 6: // DECXCPR
		dst = append(dst, "\x1b[?"...)
		dst = strconv.AppendInt(dst, int64(a.Y+1), 10)
		dst = append(dst, ';')
		return append(strconv.AppendInt(dst, int64(a.X+1), 10), 'R')
	case c.Is('?', 0, 'n') && first == 996: // whether dark colours are preferred
		if a.Colours.dark() {
			return append(dst, "\x1b[?997;1n"...)
		}
		return append(dst, "\x1b[?997;2n"...)
	case c.Is('?', '$', 'p'): // DECRQM
		return fmt.Appendf(dst, "\x1b[?%d;%d$y", first, a.Modes.Report(true, first))
	case c.Is(0, '$', 'p'):
		return fmt.Appendf(dst, "\x1b[%d;%d$y", first, a.Modes.Report(false, first))
	case c.Is('?', 0, 'm') && first == 4: // XTQMODKEYS: modifyOtherKeys is off
		return append(dst, "\x1b[>4;0m"...)
	case c.Is(0, 0, 't') && a.Cols > 0 && (first == 18 || first == 19): // the size in cells
		return AppendCSI(dst, 't', first-10, a.Rows, a.Cols)
	}
	// CSI ? u, which asks for the keys of kitty, is answered by silence: that is
	// how a terminal says that it has none.
	return dst
}

// colour answers OSC 4, 10, 11 and 12, if they ask.
func (a *Asked) colour(dst []byte, s []byte) []byte {
	end := "\x1b\\" // as the query ends
	body := s[2 : len(s)-1]
	if s[len(s)-1] == bel {
		end = "\a"
	} else {
		body = body[:len(body)-1]
	}
	code, body := cutNumber(body)
	switch code {
	case 4:
		for len(body) > 0 && len(dst) < MaxAnswers {
			var index int
			if index, body = cutNumber(body); index < 0 || index > 255 {
				return dst
			}
			var asks bool
			if asks, body = cutQuery(body); asks {
				dst = fmt.Appendf(dst, "\x1b]4;%d;%s%s", index, indexed(index), end)
			}
		}
	case 10, 11, 12: // each further parameter is about the next colour
		list := [...]RGB{a.Colours.Text, a.Colours.Background, a.Colours.Cursor}
		for ; code <= 12 && len(body) > 0; code++ {
			var asks bool
			if asks, body = cutQuery(body); asks {
				dst = fmt.Appendf(dst, "\x1b]%d;%s%s", code, list[code-10], end)
			}
		}
	}
	return dst
}

// String returns the colour as X11 writes it, in 16 bits each.
func (c RGB) String() string {
	return fmt.Sprintf("rgb:%02x%02x/%02x%02x/%02x%02x", c.R, c.R, c.G, c.G, c.B, c.B)
}

// basic are the colours 0 to 15.
var basic = [...]RGB{
	{}, {0x80, 0, 0}, {0, 0x80, 0}, {0x80, 0x80, 0}, {0, 0, 0x80}, {0x80, 0, 0x80}, {0, 0x80, 0x80}, {0xc0, 0xc0, 0xc0},
	{0x80, 0x80, 0x80}, {0xff, 0, 0}, {0, 0xff, 0}, {0xff, 0xff, 0}, {0, 0, 0xff}, {0xff, 0, 0xff}, {0, 0xff, 0xff}, {0xff, 0xff, 0xff},
}

// indexed returns a colour of the palette, 0 to 255: after the basic ones a cube
// of 6×6×6 and 24 greys.
func indexed(n int) RGB {
	const cube, greys = 16, 232
	switch {
	case n < cube:
		return basic[n]
	case n < greys:
		level := [...]uint8{0, 0x5f, 0x87, 0xaf, 0xd7, 0xff}
		n -= cube
		return RGB{level[n/36], level[n/6%6], level[n%6]}
	}
	grey := uint8(8 + 10*(n-greys))
	return RGB{grey, grey, grey}
}

// cutNumber takes a number and the semicolon behind it off p. It returns -1 if
// p does not begin with a number.
func cutNumber(p []byte) (n int, rest []byte) {
	i := 0
	for ; i < len(p) && p[i] >= '0' && p[i] <= '9'; i++ {
		n = min(n*10+int(p[i]-'0'), maxNumber)
	}
	switch {
	case i == 0:
		return -1, nil
	case i == len(p):
		return n, nil
	case p[i] != ';':
		return -1, nil
	}
	return n, p[i+1:]
}

// cutQuery takes a parameter and the semicolon behind it off p. asks reports
// whether it is a question mark.
func cutQuery(p []byte) (asks bool, rest []byte) {
	i := 0
	for i < len(p) && p[i] != ';' {
		i++
	}
	asks = i == 1 && p[0] == '?'
	return asks, p[min(i+1, len(p)):]
}

// string answers DECRQSS, where it asks for the shape of the cursor, and says of
// all else that is asked for in a DCS that it is not there.
func (a *Asked) string(dst []byte, s []byte) []byte {
	body := string(s[2:min(len(s)-2, 8)])
	switch {
	case len(body) < 2:
	case body == "$q q":
		return fmt.Appendf(dst, "\x1bP1$r%d q\x1b\\", a.Modes.shape)
	case body[:2] == "$q":
		return append(dst, "\x1bP0$r\x1b\\"...)
	case body[:2] == "+q": // XTGETTCAP
		return append(dst, "\x1bP0+r\x1b\\"...)
	}
	return dst
}
