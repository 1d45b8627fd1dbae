package logring

import "strconv"

// pen is what SGR sequences have set: how the next character looks. Equal
// pens look the same; the zero pen is the terminal's default.
type pen struct {
	fg, bg, line colour // line is the underline's
	attr         attr
}

// colour is 0 for the default, else a kind in the upper byte and a value.
type colour uint32

const (
	basic   colour = 1 << 24 // one of the 16, in the lowest byte
	indexed colour = 2 << 24 // one of 256
	rgb     colour = 3 << 24
)

// attr is a set of attributes. The style of the underline (0 to 5) is in the
// lowest three bits.
type attr uint16

const (
	underline attr = 7
	bold      attr = 1 << (iota + 2)
	faint
	italic
	blink
	rapid
	reverse
	conceal
	strike
	overline
)

var (
	setBy     = [...]attr{1: bold, 2: faint, 3: italic, 5: blink, 6: rapid, 7: reverse, 8: conceal, 9: strike, 53: overline}
	clearedBy = [...]attr{22: bold | faint, 23: italic, 25: blink | rapid, 27: reverse, 28: conceal, 29: strike, 55: overline}
)

// apply returns the pen after an SGR sequence with these parameters. What it
// does not know it skips.
func (p pen) apply(params []byte) pen {
	if len(params) <= 2 { // as nearly all are
		n := 0
		for _, c := range params {
			if c > '9' {
				return p.applyAll(params)
			}
			n = n*10 + int(c-'0')
		}
		return p.set(n)
	}
	return p.applyAll(params)
}

func (p pen) applyAll(params []byte) pen {
	var buf [maxSGR]param
	list := parseParams(buf[:0], params)
	for i := 0; i < len(list); i++ {
		n := int(list[i].n)
		switch {
		case list[i].sub: // belongs to one that was skipped
		case n == 4 && i+1 < len(list) && list[i+1].sub:
			i++
			if style := list[i].n; style <= 5 {
				p.attr = p.attr&^underline | attr(style)
			}
		case n == 38 || n == 48 || n == 58:
			c, used, ok := extended(list[i+1:])
			i += used
			switch {
			case !ok:
			case n == 38:
				p.fg = c
			case n == 48:
				p.bg = c
			default:
				p.line = c
			}
		default:
			p = p.set(n)
		}
	}
	return p
}

// set returns the pen after a parameter that stands by itself.
func (p pen) set(n int) pen {
	switch {
	case n == 0:
		return pen{}
	case n == 4:
		p.attr = p.attr&^underline | 1
	case n == 21:
		p.attr = p.attr&^underline | 2
	case n == 24:
		p.attr &^= underline
	case n <= 9, n == 53:
		p.attr |= setBy[n]
	case n >= 22 && n <= 29, n == 55:
		p.attr &^= clearedBy[n]
	case n >= 30 && n <= 37:
		p.fg = basic | colour(n-30)
	case n >= 40 && n <= 47:
		p.bg = basic | colour(n-40)
	case n >= 90 && n <= 97:
		p.fg = basic | colour(n-90+8)
	case n >= 100 && n <= 107:
		p.bg = basic | colour(n-100+8)
	case n == 39:
		p.fg = 0
	case n == 49:
		p.bg = 0
	case n == 59:
		p.line = 0
	}
	return p
}

// param is a number of a sequence; sub if a colon ties it to the one before.
type param struct {
	n   int16
	sub bool
}

func parseParams(list []param, s []byte) []param {
	cur := param{}
	for _, c := range s {
		switch c {
		case ';', ':':
			list = append(list, cur)
			cur = param{sub: c == ':'}
		default:
			cur.n = min(cur.n, 999)*10 + int16(c-'0')
		}
	}
	return append(list, cur)
}

// extended reads what follows 38, 48 or 58: 5;n or 2;r;g;b, with semicolons or
// colons (then with an optional colour space before r). It returns how many
// numbers belong to it, even when they make no colour.
func extended(list []param) (c colour, used int, ok bool) {
	if len(list) == 0 {
		return 0, 0, false
	}
	args := list[1:]
	if list[0].sub {
		n := 0
		for n < len(args) && args[n].sub {
			n++
		}
		args, used = args[:n], n+1
		if list[0].n == 2 && n >= 4 {
			args = args[1:]
		}
	} else {
		switch list[0].n {
		case 5:
			used = 1
		case 2:
			used = 3
		}
		args = args[:min(used, len(args))]
		used = 1 + len(args)
	}
	switch {
	case list[0].n == 5 && len(args) >= 1 && args[0].n <= 255:
		return indexed | colour(args[0].n), used, true
	case list[0].n == 2 && len(args) >= 3 && max(args[0].n, args[1].n, args[2].n) <= 255:
		return rgb | colour(args[0].n)<<16 | colour(args[1].n)<<8 | colour(args[2].n), used, true
	}
	return 0, used, false
}

// from appends the shortest of the plain sequences that turn the pen old
// into p.
func (p pen) from(dst []byte, old pen) []byte {
	if p == old {
		return dst
	}
	dst = append(dst, esc, '[')
	if old != (pen{}) || p == (pen{}) {
		dst = append(dst, "0;"...)
	}
	for n := 1; n <= 9; n++ {
		switch {
		case n == 4:
			switch u := p.attr & underline; u {
			case 0:
			case 1:
				dst = append(dst, "4;"...)
			default:
				dst = append(dst, '4', ':', '0'+byte(u), ';')
			}
		case p.attr&setBy[n] != 0:
			dst = append(dst, '0'+byte(n), ';')
		}
	}
	if p.attr&overline != 0 {
		dst = append(dst, "53;"...)
	}
	dst = p.fg.append(dst, 30)
	dst = p.bg.append(dst, 40)
	dst = p.line.append(dst, 50)
	dst[len(dst)-1] = 'm'
	return dst
}

// append adds the parameters that set the colour, each with its ';'. base is
// 30 for the foreground, 40 for the background, 50 for the underline.
func (c colour) append(dst []byte, base int64) []byte {
	v := int64(c & 0xffffff)
	switch c &^ 0xffffff {
	case basic:
		if v >= 8 {
			base += 60 - 8
		}
		dst = strconv.AppendInt(dst, base+v, 10)
	case indexed:
		dst = strconv.AppendInt(dst, base+8, 10)
		dst = append(dst, separator(base), '5', separator(base))
		dst = strconv.AppendInt(dst, v, 10)
	case rgb:
		dst = strconv.AppendInt(dst, base+8, 10)
		dst = append(dst, separator(base), '2', separator(base))
		if base == 50 {
			dst = append(dst, ':')
		}
		dst = strconv.AppendInt(dst, v>>16, 10)
		dst = append(dst, separator(base))
		dst = strconv.AppendInt(dst, v>>8&255, 10)
		dst = append(dst, separator(base))
		dst = strconv.AppendInt(dst, v&255, 10)
	default:
		return dst
	}
	return append(dst, ';')
}

// separator is what stands within a colour. Every terminal that knows colours
// of underlines knows colons; one that does not would take 58;5;1 for three
// attributes.
func separator(base int64) byte {
	if base == 50 {
		return ':'
	}
	return ';'
}
