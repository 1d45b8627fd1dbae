package vterm

// sequence acts on a sequence.
// https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
func (e *Emulator) sequence(s []byte) {
	e.endCharacter()
	if mayAsk(s) {
		e.ask(s)
	}
	switch s[1] {
	case '[':
		if s[len(s)-1] == 'm' {
			e.pen(s)
			return
		}
		e.print.forget()
		if c, ok := parseCSI(s); ok {
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
	if e.modes.has(origin) {
		top, _ := e.scrolling()
		y = max(0, y-top)
	}
	a := asked{modes: &e.modes, colours: &e.colours, x: x, y: y, cols: e.cols, rows: e.rows}
	e.answers = a.answer(e.answers, s)
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
		e.modes, e.title = Modes{}, ""
		e.pass("\x1bc")
		e.forget()
	default:
		e.modes.escape(s)
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
func (e *Emulator) control(c *csi) {
	switch {
	case c.prefix == 0 && c.intermediate == 0:
		e.plainControl(c)
	case c.is('?', 0, 'h'), c.is('?', 0, 'l'):
		for _, n := range c.list() {
			e.adopt(int(n), c.final == 'h')
			if n == 6 {
				e.send('H')
				e.print.pending = false
			}
		}
	case c.is('?', 0, 'J'), c.is('?', 0, 'K'): // erase what is not protected: all is not
		c.prefix = 0
		e.plainControl(c)
	case c.is(0, ' ', 'q'):
		e.modes.control(c)
	case c.is(0, '!', 'p'):
		e.modes.control(c)
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
	e.modes.setDEC(n, on)
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
func (e *Emulator) plainControl(c *csi) {
	switch c.final {
	case 'A', 'B': // CUU, CUD
		e.vertically(c.final, c.count(maxSide))
	case 'C', 'a', 'D': // CUF, HPR, CUB
		n := c.count(maxSide)
		if c.final == 'D' {
			n = -n
		}
		x, y := e.position()
		e.move(max(0, x+n), y)
	case 'e': // VPR
		x, y := e.position()
		e.move(x, y+c.count(maxSide))
	case 'E', 'F': // CNL, CPL
		direction := byte('B')
		if c.final == 'F' {
			direction = 'A'
		}
		e.vertically(direction, c.count(maxSide))
		e.carriageReturn()
	case 'G', '`': // CHA, HPA
		_, y := e.position()
		e.move(c.count(e.cols)-1, y)
	case 'd': // VPA
		e.send('d', c.count(e.rows))
		e.print.pending = false
	case 'H', 'f': // CUP, HVP
		e.send('H', c.count(e.rows), min(max(c.get(1, 1), 1), e.cols))
		e.print.pending = false
	case 'I', 'Z': // CHT, CBT
		e.settle()
		e.send(c.final, c.count(e.cols))
	case '@', 'P', 'X': // ICH, DCH, ECH
		e.settle()
		e.send(c.final, c.count(e.cols))
	case 'L', 'M': // IL, DL
		e.lineEdit(c.final, c.count(e.rows))
	case 'S', 'T': // SU, SD
		if c.n <= 1 { // else it is about the mouse
			e.send(c.final, c.count(e.rows))
		}
	case 'J':
		e.eraseDisplay(c.get(0, 0))
	case 'K':
		e.eraseLine(c.get(0, 0))
	case 'b': // REP
		e.repeat(c.count(e.cols))
	case 'g': // TBC
		if n := c.get(0, 0); n == 0 || n == 3 {
			e.send('g', n)
		}
	case 'h', 'l':
		e.modes.control(c)
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
	top, bottom = max(int(e.modes.top)-1, 0), int(e.modes.bottom)-1
	if bottom < 0 {
		bottom = e.rows - 1
	}
	return top, bottom
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
func (e *Emulator) margins(c *csi) {
	top, bottom := c.count(maxSide), c.get(1, 0)
	if bottom == 0 || bottom > e.rows {
		bottom = e.rows
	}
	if top >= bottom {
		return
	}
	if bottom == e.rows {
		e.modes.setMargins(top, 0)
	} else {
		e.modes.setMargins(top, bottom)
	}
	e.send('r', top, bottom)
	e.print.pending = false
}
