package vterm

import "tend/internal/vterm/ctlseq"

// sequence acts on a sequence.
// https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
func (e *Emulator) sequence(s []byte) {
	e.endCharacter()
	if ctlseq.MayAsk(s) {
		e.ask(s)
	}
	switch s[1] {
	case '[':
		if s[len(s)-1] == 'm' {
			e.pen(s)
			return
		}
		e.print.forget()
		if c, ok := ctlseq.ParseCSI(s); ok {
			e.control(&c)
		}
	case ']':
		e.setTitle(s)
	case 'P', 'X', '^', '_':
	default:
		e.print.forget()
		e.escape(s)
	}
}

func (e *Emulator) ask(s []byte) {
	x, y := e.position()
	if e.modes.Has(ctlseq.Origin) {
		top, _ := e.scrolling()
		y = max(0, y-top)
	}
	a := ctlseq.Asked{Modes: &e.modes, Colours: &e.colours, X: x, Y: y, Cols: e.cols, Rows: e.rows}
	e.answers = a.Answer(e.answers, s)
}

// escape acts on a sequence that begins with a plain ESC.
func (e *Emulator) escape(s []byte) {
	if len(s) == 3 && s[1] >= '(' && s[1] <= '+' {
		e.charsets.designate(s[1]-'(', s[2])
	}
	if len(s) != 2 {
		return
	}
	switch s[1] {
	case 'D': // IND
		e.print.pending = false
		e.pass("\x1bD")
	case 'E': // NEL
		e.carriageReturn()
		e.pass("\x1bD")
	case 'M': // RI
		e.settle()
		e.pass("\x1bM")
	case 'H': // HTS
		e.pass("\x1bH")
	case '7':
		e.saveCursor()
	case '8':
		e.restoreCursor()
	case 'n': // LS2
		e.charsets.shift = 2
	case 'o': // LS3
		e.charsets.shift = 3
	case 'c': // RIS
		e.reset()
	default:
		e.modes.Escape(s)
	}
}

// settle takes the cursor back from behind the end of a full line. x/vt does
// so less often than it should.
func (e *Emulator) settle() {
	if e.print.pending {
		x, y := e.position()
		e.move(x, y)
	}
}

// control acts on a control sequence other than colours.
func (e *Emulator) control(c *ctlseq.CSI) {
	switch {
	case c.Prefix == 0 && c.Intermediate == 0:
		e.plainControl(c)
	case c.Is('?', 0, 'h'), c.Is('?', 0, 'l'):
		for _, n := range c.List() {
			e.adopt(int(n), c.Final == 'h')
			if n == 6 {
				e.send('H')
				e.print.pending = false
			}
		}
	case c.Is('?', 0, 'J'), c.Is('?', 0, 'K'): // erase what is not protected: all is not
		c.Prefix = 0
		e.plainControl(c)
	case c.Is(0, ' ', 'q'):
		e.modes.Control(c)
	case c.Is(0, '!', 'p'):
		e.modes.Control(c)
		e.adopt(6, false)
		e.adopt(7, true)
		e.pass("\x1b[m")
		e.background = false
		e.charsets = charsets{}
		e.saved[e.screen()] = savedCursor{}
		x, y := e.position()
		e.send('r')
		e.move(x, y)
	}
}

// adopt sets or resets a DEC private mode, with what that does to the screen.
func (e *Emulator) adopt(n int, on bool) {
	e.modes.SetDEC(n, on)
	switch n {
	case 6:
		if on {
			e.pass("\x1b[?6h")
		} else {
			e.pass("\x1b[?6l")
		}
	case 7:
		e.settle()
		if on {
			e.pass("\x1b[?7h")
		} else {
			e.pass("\x1b[?7l")
		}
	case 47, 1047:
		e.setAlternate(on)
	case 1048:
		if on {
			e.saveCursor()
		} else {
			e.restoreCursor()
		}
	case 1049:
		if on {
			e.saveCursor()
			e.setAlternate(on)
			e.eraseDisplay(2)
		} else {
			e.setAlternate(on)
			if e.saved[0].valid { // else nothing was switched on
				e.restoreCursor()
			}
		}
	}
}

// plainControl acts on a control sequence without prefix and intermediate
// bytes. Numbers are bounded, as x/vt repeats what it is told to.
func (e *Emulator) plainControl(c *ctlseq.CSI) {
	switch c.Final {
	case 'A', 'B': // CUU, CUD
		e.vertically(c.Final, c.Count(maxSide))
	case 'C', 'a', 'D': // CUF, HPR, CUB
		n := c.Count(maxSide)
		if c.Final == 'D' {
			n = -n
		}
		x, y := e.position()
		e.move(max(0, x+n), y)
	case 'e': // VPR
		x, y := e.position()
		e.move(x, y+c.Count(maxSide))
	case 'E', 'F': // CNL, CPL
		direction := byte('B')
		if c.Final == 'F' {
			direction = 'A'
		}
		e.vertically(direction, c.Count(maxSide))
		e.carriageReturn()
	case 'G', '`': // CHA, HPA
		_, y := e.position()
		e.move(c.Count(e.cols)-1, y)
	case 'd': // VPA
		e.send('d', c.Count(e.rows))
		e.print.pending = false
	case 'H', 'f': // CUP, HVP
		e.send('H', c.Count(e.rows), min(max(c.Get(1, 1), 1), e.cols))
		e.print.pending = false
	case 'I', 'Z': // CHT, CBT
		e.settle()
		e.send(c.Final, c.Count(e.cols))
	case '@', 'P', 'X': // ICH, DCH, ECH
		e.settle()
		e.send(c.Final, c.Count(e.cols))
	case 'L', 'M': // IL, DL
		e.lineEdit(c.Final, c.Count(e.rows))
	case 'S', 'T': // SU, SD
		if c.N <= 1 { // else it is about the mouse
			e.send(c.Final, c.Count(e.rows))
		}
	case 'J':
		e.eraseDisplay(c.Get(0, 0))
	case 'K':
		e.eraseLine(c.Get(0, 0))
	case 'b': // REP
		e.repeat(c.Count(e.cols))
	case 'g': // TBC
		if n := c.Get(0, 0); n == 0 || n == 3 {
			e.send('g', n)
		}
	case 'h', 'l':
		e.modes.Control(c)
	case 'r':
		e.margins(c)
	case 's':
		e.saveCursor()
	case 'u':
		e.restoreCursor()
	}
}

// vertically moves the cursor up ('A') or down ('B'), but not over a
// margin.
func (e *Emulator) vertically(final byte, n int) {
	x, y := e.position()
	top, bottom := e.scrolling()
	switch {
	case final == 'B' && y <= bottom:
		y = min(y+n, bottom)
	case final == 'B':
		y += n
	case y >= top:
		y = max(y-n, top)
	default:
		y = max(y-n, 0)
	}
	e.move(x, y)
}

// scrolling returns the first and the last row that scroll.
func (e *Emulator) scrolling() (top, bottom int) {
	top, bottom = e.modes.Margins()
	if bottom == 0 {
		bottom = e.rows
	}
	return max(top-1, 0), bottom - 1
}

// lineEdit inserts or deletes lines. Where x/vt puts the cursor afterwards is
// wrong if the top margin is not the first line.
func (e *Emulator) lineEdit(final byte, n int) {
	x, y := e.position()
	e.send(final, n)
	if top, bottom := e.scrolling(); y >= top && y <= bottom {
		x = 0
	}
	e.move(x, y)
}

// eraseLine is EL. Behind the end of a full line there is nothing to erase.
func (e *Emulator) eraseLine(n int) {
	if n > 2 || n == 0 && e.print.pending {
		return
	}
	e.settle()
	e.send('K', n)
}

// eraseDisplay is ED. x/vt erases the whole line of the cursor where it should
// stop there, does not use the background to erase everything, and erases the
// screen where only the lines that scrolled away are to go.
func (e *Emulator) eraseDisplay(n int) {
	x, y := e.position()
	switch n {
	case 0:
		pending := e.print.pending
		e.eraseLine(0)
		if y+1 < e.rows {
			e.move(0, y+1)
			e.send('J', 0)
			e.move(x, y)
			e.print.pending = pending
		}
	case 1:
		e.settle()
		if y > 0 {
			e.move(0, y-1)
			e.send('J', 1)
			e.move(x, y)
		}
		e.send('K', 1)
	case 2:
		e.settle()
		e.send('J', 1)
		e.send('J', 0)
	}
}

// margins is DECSTBM.
func (e *Emulator) margins(c *ctlseq.CSI) {
	top, bottom := c.Count(maxSide), c.Get(1, 0)
	if bottom == 0 || bottom > e.rows {
		bottom = e.rows
	}
	if top >= bottom {
		return
	}
	if bottom == e.rows {
		e.modes.SetMargins(top, 0)
	} else {
		e.modes.SetMargins(top, bottom)
	}
	e.send('r', top, bottom)
	e.print.pending = false
}
