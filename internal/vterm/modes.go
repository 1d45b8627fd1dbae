package vterm

import "strconv"

// Modes are what a program has switched on in its terminal. The zero value is
// a terminal after a reset. Modes can be compared and copied.
type Modes struct {
	flags    flags
	mouse    Mouse
	encoding encoding
	shape    uint8 // as in DECSCUSR, 0 to 6
	// The lines that scroll, counted from 1, the last one included; 0: all.
	top, bottom uint16
}

// flags are modes that are not what they are after a reset.
type flags uint32

const (
	cursorKeys  flags = 1 << iota // DECCKM: arrows are SS3
	origin                        // DECOM: places are counted from the top margin
	noWrap                        // DECAWM is off
	noCursor                      // DECTCEM is off
	altScreen                     // the alternate screen
	keypad                        // DECNKM, DECKPAM
	backarrow                     // DECBKM: backspace is BS
	focus                         // the program is told of the focus
	altScroll                     // the wheel is arrows in the alternate screen
	paste                         // pasted text is between brackets
	synchronous                   // the program is within a frame
	insert                        // IRM
	newline                       // LNM

	allFlags flags = 1<<iota - 1
)

// Mouse is which reports of the mouse a program wants.
type Mouse uint8

// What a program may want of the mouse.
const (
	NoMouse    Mouse = iota
	MousePress       // X10: three buttons, pressed
	MouseClick       // buttons pressed and released, the wheel
	MouseDrag        // and motion with a button
	MouseMove        // and motion without
)

// encoding is how a mouse report is written.
type encoding uint8

const (
	legacy encoding = iota // a byte each
	utf8Encoding
	sgrEncoding
	urxvtEncoding
)

// decFlag returns the flag of a DEC private mode, 0 if it has none, and whether
// setting the mode is what clears the flag.
func decFlag(n int) (f flags, inverted bool) {
	switch n {
	case 1:
		return cursorKeys, false
	case 6:
		return origin, false
	case 7:
		return noWrap, true
	case 25:
		return noCursor, true
	case 47, 1047, 1049:
		return altScreen, false
	case 66:
		return keypad, false
	case 67:
		return backarrow, false
	case 1004:
		return focus, false
	case 1007:
		return altScroll, false
	case 2004:
		return paste, false
	case 2026:
		return synchronous, false
	}
	return 0, false
}

func ansiFlag(n int) flags {
	switch n {
	case 4:
		return insert
	case 20:
		return newline
	}
	return 0
}

func mouseMode(n int) Mouse {
	switch n {
	case 9:
		return MousePress
	case 1000:
		return MouseClick
	case 1002:
		return MouseDrag
	case 1003:
		return MouseMove
	}
	return NoMouse
}

func mouseEncoding(n int) encoding {
	switch n {
	case 1005:
		return utf8Encoding
	case 1006:
		return sgrEncoding
	case 1015:
		return urxvtEncoding
	}
	return legacy
}

func (m Modes) has(f flags) bool { return m.flags&f != 0 }

func (m *Modes) put(f flags, on bool) {
	if on {
		m.flags |= f
	} else {
		m.flags &^= f
	}
}

// setDEC sets or resets a DEC private mode.
func (m *Modes) setDEC(n int, on bool) {
	if f, inverted := decFlag(n); f != 0 {
		m.put(f, on != inverted)
		return
	}
	// Of these there is one at a time. In xterm, resetting any ends the one
	// there is.
	if mode := mouseMode(n); mode != NoMouse {
		m.mouse = NoMouse
		if on {
			m.mouse = mode
		}
	}
	if code := mouseEncoding(n); code != legacy {
		m.encoding = legacy
		if on {
			m.encoding = code
		}
	}
}

// report returns what DECRQM answers: 1 for set, 2 for reset, 0 for unknown.
func (m *Modes) report(dec bool, n int) int {
	var on bool
	switch f, inverted := decFlag(n); {
	case !dec:
		if f = ansiFlag(n); f == 0 {
			return 0
		}
		on = m.has(f)
	case f != 0:
		on = m.has(f) != inverted
	case mouseMode(n) != NoMouse:
		on = m.mouse == mouseMode(n)
	case mouseEncoding(n) != legacy:
		on = m.encoding == mouseEncoding(n)
	default:
		return 0
	}
	if on {
		return 1
	}
	return 2
}

// sequence takes over what a sequence changes.
func (m *Modes) sequence(s []byte) {
	if s[1] != '[' {
		m.escape(s)
		return
	}
	switch s[len(s)-1] {
	case 'h', 'l', 'r', 'q', 'p':
		if c, ok := parseCSI(s); ok {
			m.control(&c)
		}
	}
}

// escape is sequence for those that begin with a plain ESC.
func (m *Modes) escape(s []byte) {
	if len(s) != 2 {
		return
	}
	switch s[1] {
	case '=':
		m.put(keypad, true)
	case '>':
		m.put(keypad, false)
	case 'c':
		*m = Modes{}
	}
}

// control is sequence for a control sequence.
func (m *Modes) control(c *csi) {
	switch {
	case c.is('?', 0, 'h'), c.is('?', 0, 'l'):
		for _, n := range c.list() {
			m.setDEC(int(n), c.final == 'h')
		}
	case c.is(0, 0, 'h'), c.is(0, 0, 'l'):
		for _, n := range c.list() {
			m.put(ansiFlag(int(n)), c.final == 'h')
		}
	case c.is(0, 0, 'r'):
		m.setMargins(c.get(0, 1), c.get(1, 0))
	case c.is(0, ' ', 'q'):
		if n := c.get(0, 0); n <= 6 {
			m.shape = uint8(n)
		}
	case c.is(0, '!', 'p'):
		m.softReset()
	}
}

// setMargins sets the lines that scroll, counted from 1; bottom 0 is the last.
func (m *Modes) setMargins(top, bottom int) {
	if top = max(top, 1); bottom == 0 && top == 1 {
		m.top, m.bottom = 0, 0
	} else if bottom == 0 || top < bottom {
		m.top, m.bottom = uint16(top), uint16(bottom)
	}
}

// softReset is DECSTR.
func (m *Modes) softReset() {
	m.flags &^= cursorKeys | origin | noWrap | noCursor | keypad | insert
	m.top, m.bottom = 0, 0
}

// AltScreen reports whether the alternate screen is shown.
func (m Modes) AltScreen() bool { return m.has(altScreen) }

// Mouse returns which reports of the mouse are wanted.
func (m Modes) Mouse() Mouse { return m.mouse }

// Restore returns what switches a fresh terminal to these modes. A frame that
// the program has begun (mode 2026) is not begun again: its end may never come.
func (m Modes) Restore() []byte {
	var b []byte
	set := func(seq string, on bool) {
		if on {
			b = append(b, seq...)
		}
	}
	set("\x1b[?1049h", m.has(altScreen))
	if m.top != 0 {
		b = appendCSI(b, 'r', int(m.top), int(m.bottom))
	}
	set("\x1b[?1h", m.has(cursorKeys))
	set("\x1b[?6h", m.has(origin))
	set("\x1b[?7l", m.has(noWrap))
	set("\x1b[?25l", m.has(noCursor))
	set("\x1b[?66h", m.has(keypad))
	set("\x1b[?67h", m.has(backarrow))
	set("\x1b[?9h", m.mouse == MousePress)
	set("\x1b[?1000h", m.mouse == MouseClick)
	set("\x1b[?1002h", m.mouse == MouseDrag)
	set("\x1b[?1003h", m.mouse == MouseMove)
	set("\x1b[?1005h", m.encoding == utf8Encoding)
	set("\x1b[?1006h", m.encoding == sgrEncoding)
	set("\x1b[?1015h", m.encoding == urxvtEncoding)
	set("\x1b[?1004h", m.has(focus))
	set("\x1b[?1007h", m.has(altScroll))
	set("\x1b[?2004h", m.has(paste))
	set("\x1b[4h", m.has(insert))
	set("\x1b[20h", m.has(newline))
	if m.shape != 0 {
		b = append(b, "\x1b["...)
		b = strconv.AppendInt(b, int64(m.shape), 10)
		b = append(b, " q"...)
	}
	return b
}

// appendCSI appends a control sequence with parameters.
func appendCSI(b []byte, final byte, params ...int) []byte {
	b = append(b, esc, '[')
	for i, p := range params {
		if i > 0 {
			b = append(b, ';')
		}
		b = strconv.AppendInt(b, int64(p), 10)
	}
	return append(b, final)
}
