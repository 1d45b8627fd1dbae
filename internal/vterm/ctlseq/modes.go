package ctlseq

import (
	"fmt"
	"strconv"
)

// Modes are what a program has switched on in its terminal. The zero value is
// a terminal after a reset. Modes can be compared and copied.
type Modes struct {
	flags    Flags
	mouse    Mouse
	encoding Encoding
	shape    uint8 // as in DECSCUSR, 0 to 6
	// The lines that scroll, counted from 1, the last one included; 0: all.
	top, bottom uint16
}

// Flags are modes that are not what they are after a reset.
type Flags uint32

// Modes that are on or off.
const (
	CursorKeys  Flags = 1 << iota // DECCKM: arrows are SS3
	Origin                        // DECOM: places are counted from the top margin
	NoWrap                        // DECAWM is off
	NoCursor                      // DECTCEM is off
	AltScreen                     // the alternate screen
	Keypad                        // DECNKM, DECKPAM
	Backarrow                     // DECBKM: backspace is BS
	Focus                         // the program is told of the focus
	NoAltScroll                   // the wheel is not arrows in the alternate screen
	Paste                         // pasted text is between brackets
	Synchronous                   // the program is within a frame
	Insert                        // IRM
	Newline                       // LNM

	allFlags Flags = 1<<iota - 1
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

// Encoding is how a mouse report is written.
type Encoding uint8

// Encodings of mouse reports.
const (
	Legacy Encoding = iota // a byte each
	UTF8Encoding
	SGREncoding
	URXVTEncoding
)

// decFlag returns the flag of a DEC private mode, 0 if it has none, and whether
// setting the mode is what clears the flag.
func decFlag(n int) (f Flags, inverted bool) {
	switch n {
	case 1:
		return CursorKeys, false
	case 6:
		return Origin, false
	case 7:
		return NoWrap, true
	case 25:
		return NoCursor, true
	case 47, 1047, 1049:
		return AltScreen, false
	case 66:
		return Keypad, false
	case 67:
		return Backarrow, false
	case 1004:
		return Focus, false
	case 1007:
		return NoAltScroll, true
	case 2004:
		return Paste, false
	case 2026:
		return Synchronous, false
	}
	return 0, false
}

func ansiFlag(n int) Flags {
	switch n {
	case 4:
		return Insert
	case 20:
		return Newline
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

func mouseEncoding(n int) Encoding {
	switch n {
	case 1005:
		return UTF8Encoding
	case 1006:
		return SGREncoding
	case 1015:
		return URXVTEncoding
	}
	return Legacy
}

// Has reports whether one of these is as it is not after a reset.
func (m Modes) Has(f Flags) bool { return m.flags&f != 0 }

func (m *Modes) put(f Flags, on bool) {
	if on {
		m.flags |= f
	} else {
		m.flags &^= f
	}
}

// SetDEC sets or resets a DEC private mode.
func (m *Modes) SetDEC(n int, on bool) {
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
	if code := mouseEncoding(n); code != Legacy {
		m.encoding = Legacy
		if on {
			m.encoding = code
		}
	}
}

// Report returns what DECRQM answers: 1 for set, 2 for reset, 0 for unknown.
func (m *Modes) Report(dec bool, n int) int {
	var on bool
	switch f, inverted := decFlag(n); {
	case !dec:
		if f = ansiFlag(n); f == 0 {
			return 0
		}
		on = m.Has(f)
	case f != 0:
		on = m.Has(f) != inverted
	case mouseMode(n) != NoMouse:
		on = m.mouse == mouseMode(n)
	case mouseEncoding(n) != Legacy:
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
		m.Escape(s)
		return
	}
	switch s[len(s)-1] {
	case 'h', 'l', 'r', 'q', 'p':
		if c, ok := ParseCSI(s); ok {
			m.Control(&c)
		}
	}
}

// Escape takes over what a sequence changes that begins with a plain ESC.
func (m *Modes) Escape(s []byte) {
	if len(s) != 2 {
		return
	}
	switch s[1] {
	case '=':
		m.put(Keypad, true)
	case '>':
		m.put(Keypad, false)
	case 'c':
		*m = Modes{}
	}
}

// Control takes over what a control sequence changes.
func (m *Modes) Control(c *CSI) {
	switch {
	case c.Is('?', 0, 'h'), c.Is('?', 0, 'l'):
		for _, n := range c.List() {
			m.SetDEC(int(n), c.Final == 'h')
		}
	case c.Is(0, 0, 'h'), c.Is(0, 0, 'l'):
		for _, n := range c.List() {
			m.put(ansiFlag(int(n)), c.Final == 'h')
		}
	case c.Is(0, 0, 'r'):
		m.SetMargins(c.Get(0, 1), c.Get(1, 0))
	case c.Is(0, ' ', 'q'):
		if n := c.Get(0, 0); n <= 6 {
			m.shape = uint8(n)
		}
	case c.Is(0, '!', 'p'):
		m.softReset()
	}
}

// SetMargins sets the lines that scroll, counted from 1; bottom 0 is the last.
func (m *Modes) SetMargins(top, bottom int) {
	if top = max(top, 1); bottom == 0 && top == 1 {
		m.top, m.bottom = 0, 0
	} else if bottom == 0 || top < bottom {
		m.top, m.bottom = uint16(top), uint16(bottom)
	}
}

// softReset is DECSTR.
func (m *Modes) softReset() {
	m.flags &^= CursorKeys | Origin | NoWrap | NoCursor | Keypad | Insert
	m.top, m.bottom = 0, 0
}

// AltScreen reports whether the alternate screen is shown.
func (m Modes) AltScreen() bool { return m.Has(AltScreen) }

// Mouse returns which reports of the mouse are wanted.
func (m Modes) Mouse() Mouse { return m.mouse }

// Encoding returns how they are written.
func (m Modes) Encoding() Encoding { return m.encoding }

// Shape returns how the cursor looks, as DECSCUSR numbers it: 0 to 6.
func (m Modes) Shape() int { return int(m.shape) }

// Margins returns the first and the last line that scroll, counted from 1, both
// 0 if all do. The last one may be 0 by itself: it is the last of the screen.
func (m Modes) Margins() (top, bottom int) { return int(m.top), int(m.bottom) }

// Restore returns what switches a fresh terminal to these modes. A frame that
// the program has begun (mode 2026) is not begun again: its end may never come.
func (m Modes) Restore() []byte {
	var b []byte
	set := func(seq string, on bool) {
		if on {
			b = append(b, seq...)
		}
	}
	set("\x1b[?1049h", m.Has(AltScreen))
	if m.top != 0 {
		b = AppendCSI(b, 'r', int(m.top), int(m.bottom))
	}
	set("\x1b[?1h", m.Has(CursorKeys))
	set("\x1b[?6h", m.Has(Origin))
	set("\x1b[?7l", m.Has(NoWrap))
	set("\x1b[?25l", m.Has(NoCursor))
	set("\x1b[?66h", m.Has(Keypad))
	set("\x1b[?67h", m.Has(Backarrow))
	set("\x1b[?9h", m.mouse == MousePress)
	set("\x1b[?1000h", m.mouse == MouseClick)
	set("\x1b[?1002h", m.mouse == MouseDrag)
	set("\x1b[?1003h", m.mouse == MouseMove)
	set("\x1b[?1005h", m.encoding == UTF8Encoding)
	set("\x1b[?1006h", m.encoding == SGREncoding)
	set("\x1b[?1015h", m.encoding == URXVTEncoding)
	set("\x1b[?1004h", m.Has(Focus))
	set("\x1b[?1007l", m.Has(NoAltScroll))
	set("\x1b[?2004h", m.Has(Paste))
	set("\x1b[4h", m.Has(Insert))
	set("\x1b[20h", m.Has(Newline))
	if m.shape != 0 {
		b = append(b, "\x1b["...)
		b = strconv.AppendInt(b, int64(m.shape), 10)
		b = append(b, " q"...)
	}
	return b
}

// String writes the modes as numbers, for whoever only keeps them.
func (m Modes) String() string {
	return fmt.Sprintf("%d;%d;%d;%d;%d;%d", m.flags, m.mouse, m.encoding, m.shape, m.top, m.bottom)
}

// ParseModes reads what String has written.
func ParseModes(text string) (m Modes, err error) {
	_, err = fmt.Sscanf(text, "%d;%d;%d;%d;%d;%d", &m.flags, &m.mouse, &m.encoding, &m.shape, &m.top, &m.bottom)
	if err != nil {
		return Modes{}, fmt.Errorf("%q are not the modes of a terminal: %w", text, err)
	}
	return m, nil
}
