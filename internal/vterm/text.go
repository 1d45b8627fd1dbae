package vterm

import (
	"unicode/utf8"

	"tend/internal/vterm/ctlseq"
)

// printer is what printing has to know.
type printer struct {
	// broken is the beginning of a character in UTF-8 whose end has not come.
	broken []byte
	// pending says that the line is full: the next character begins the next one.
	pending bool
	// last is the character printed last, which a mark may join if joins.
	last  string
	joins bool
	x, y  int // where it is
}

// forget says that what is printed next stands by itself.
func (p *printer) forget() { p.joins = false }

// text acts on what lies between sequences: characters and control characters.
func (e *Emulator) text(p []byte) {
	if len(e.print.broken) > 0 {
		p = e.complete(p)
	}
	for len(p) > 0 {
		c := p[0]
		n := 1
		switch {
		case c >= ' ' && c < del:
			n = ascii(p)
			e.letters(p[:n])
		case c < utf8.RuneSelf:
			e.controlCharacter(c)
		default:
			if n = e.character(p); n == 0 {
				e.print.broken = append(e.print.broken[:0], p...)
				return
			}
		}
		p = p[n:]
	}
}

// ascii returns how many printable ASCII characters p begins with.
func ascii(p []byte) int {
	for i, c := range p {
		if c < ' ' || c >= del {
			return i
		}
	}
	return len(p)
}

// complete completes the character that was broken, if p does that, and returns
// the rest of p.
func (e *Emulator) complete(p []byte) []byte {
	had := len(e.print.broken)
	joined := append(e.print.broken, p[:min(len(p), utf8.UTFMax)]...)
	if !utf8.FullRune(joined) {
		e.print.broken = joined
		return nil
	}
	r, n := utf8.DecodeRune(joined)
	e.print.broken = joined[:0]
	if r == utf8.RuneError && n == 1 {
		n = begun(joined)
		e.replace()
	} else {
		e.character(joined[:n])
	}
	return p[n-had:]
}

// begun returns how many bytes of p, which does not begin with a character, are
// the beginning of one. For all of them one sign is shown.
func begun(p []byte) int {
	n := 1
	for n < len(p) && !utf8.FullRune(p[:n+1]) {
		n++
	}
	return n
}

// endCharacter shows that a character was broken and will not be completed.
func (e *Emulator) endCharacter() {
	if len(e.print.broken) > 0 {
		e.print.broken = e.print.broken[:0]
		e.replace()
	}
}

// replace prints the sign for what is no character.
func (e *Emulator) replace() {
	const sign = string(utf8.RuneError)
	_, width := firstCluster(sign)
	e.join(sign, width)
}

// character prints the first character of p, which is not ASCII. It returns how
// many bytes it took, 0 if the character is not complete.
func (e *Emulator) character(p []byte) int {
	r, n := utf8.DecodeRune(p)
	switch {
	case r == utf8.RuneError && n == 1:
		if !utf8.FullRune(p) {
			return 0
		}
		e.replace()
		return begun(p)
	case !hidden(r):
		text := string(p[:n])
		_, width := firstCluster(text)
		e.join(text, width)
	}
	return n
}

// join prints a character, or adds it to the last one if they make one: what a
// terminal shows must not depend on the pieces in which it is written.
func (e *Emulator) join(text string, width int) {
	p := &e.print
	if p.joins && mayJoin(p.last, text) {
		both := p.last + text
		if first, w := firstCluster(both); len(first) == len(both) {
			e.grow(both, w)
			return
		}
	}
	if startsWithMark(text) {
		if width == 0 {
			return
		}
		e.print.forget()
		e.replace()
		return
	}
	if width <= 0 || width > e.cols {
		return
	}
	if e.print.pending {
		e.wrap()
	}
	if x, y := e.position(); x+width > e.cols {
		if e.modes.Has(ctlseq.NoWrap) {
			e.move(e.cols-width, y)
		} else {
			e.wrap()
		}
	}
	if e.modes.Has(ctlseq.Insert) {
		e.send('@', width)
	}
	e.put(text, width)
}

// grow prints what the last character has become by what followed it.
func (e *Emulator) grow(text string, width int) {
	p := &e.print
	fits := p.x+width <= e.cols
	if len(text) > maxCluster || !fits && (e.modes.Has(ctlseq.NoWrap) || width > e.cols) {
		return
	}
	e.move(p.x, p.y)
	if !fits {
		e.send('X', 1)
		e.wrap()
	}
	e.put(text, width)
}

// put prints a character where the cursor is, and where it fits.
func (e *Emulator) put(text string, width int) {
	x, y := e.position()
	e.pass(text)
	e.print.pending = x+width >= e.cols && !e.modes.Has(ctlseq.NoWrap)
	e.print.last, e.print.joins, e.print.x, e.print.y = text, true, x, y
}

// letters prints ASCII.
func (e *Emulator) letters(p []byte) {
	if e.charsets.draws() || e.modes.Has(ctlseq.Insert) {
		for _, c := range p {
			r := rune(c)
			if e.charsets.draws() {
				r = drawing(c)
			}
			text := string(r)
			_, width := firstCluster(text)
			e.join(text, width)
		}
		return
	}
	if e.print.joins && !endsAloof(e.print.last) { // few letters join anything
		e.join(string(p[:1]), 1)
		if p = p[1:]; len(p) == 0 {
			return
		}
	}
	if e.print.pending {
		e.wrap()
	}
	x, _ := e.position()
	_, _ = e.vt.Write(p)
	end := x + len(p)
	_, y := e.position()
	e.print.last, e.print.joins, e.print.y = string(p[len(p)-1:]), true, y
	if e.modes.Has(ctlseq.NoWrap) {
		e.print.x = min(end, e.cols) - 1
		return
	}
	e.print.pending = end%e.cols == 0
	e.print.x = (end - 1) % e.cols
}

// wrap goes on in the next line.
func (e *Emulator) wrap() {
	e.carriageReturn()
	e.pass("\x1bD")
}

// carriageReturn goes to the beginning of the line. With places counted from
// the margin, x/vt would go down by it as well.
func (e *Emulator) carriageReturn() {
	if e.modes.Has(ctlseq.Origin) {
		_, y := e.position()
		e.move(0, y)
	} else {
		e.pass("\r")
	}
	e.print.pending = false
}

// repeat is REP.
func (e *Emulator) repeat(n int) {
	text := e.print.last
	if text == "" {
		return
	}
	_, width := firstCluster(text)
	for range n {
		e.print.forget()
		e.join(text, width)
	}
}

// controlCharacter acts on one below 0x20, or DEL.
func (e *Emulator) controlCharacter(c byte) {
	e.endCharacter()
	switch c {
	case bel:
		e.bells++
	case '\b':
		e.pass("\b")
		e.print.pending = false
	case '\t':
		e.pass("\t")
	case '\n', '\v', '\f':
		e.pass("\n")
		e.print.pending = false
		if e.modes.Has(ctlseq.Newline) {
			e.carriageReturn()
		}
	case '\r':
		e.carriageReturn()
	case so:
		e.charsets.shift = 1
	case si:
		e.charsets.shift = 0
	default:
		return
	}
	e.print.forget()
}

// maxTitle is how many characters of a title are kept.
const maxTitle = 200

// setTitle acts on OSC 0 and 2.
func (e *Emulator) setTitle(s []byte) {
	body := s[2 : len(s)-1]
	if s[len(s)-1] != bel {
		body = body[:len(body)-1]
	}
	if len(body) >= 2 && (body[0] == '0' || body[0] == '2') && body[1] == ';' {
		e.title = printable(body[2:], maxTitle)
	}
}
