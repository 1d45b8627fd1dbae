package vterm

import "tend/internal/vterm/ctlseq"

// savedCursor is what DECSC saves beside what x/vt does.
type savedCursor struct {
	valid      bool
	x, y       int
	charsets   charsets
	origin     bool
	background bool
}

// screen returns 0 for the main screen, 1 for the alternate one.
func (e *Emulator) screen() int {
	if e.main != nil {
		return 1
	}
	return 0
}

// saveCursor is DECSC. The pen is saved by x/vt, which has it.
func (e *Emulator) saveCursor() {
	x, y := e.position()
	e.saved[e.screen()] = savedCursor{true, x, y, e.charsets, e.modes.Has(ctlseq.Origin), e.background}
	e.pass("\x1b7")
}

// restoreCursor is DECRC. The place is not left to x/vt: it may be outside of a
// screen that has become smaller, and a line that was full would go on wrapping.
func (e *Emulator) restoreCursor() {
	s := e.saved[e.screen()]
	e.pass("\x1b8")
	e.move(s.x, s.y)
	e.charsets, e.background = s.charsets, s.background
	e.adopt(6, s.origin)
}

// setAlternate switches between the screens. x/vt has two as well, but the
// second one keeps ten thousand lines that scrolled away, which cannot be
// changed, and a cursor, a pen and margins of its own. So it draws on its first
// one always, and what that shows is put aside here.
func (e *Emulator) setAlternate(on bool) {
	switch {
	case on && e.main == nil:
		x, y := e.position()
		e.main = e.grab()
		e.main.y = y
		e.pass("\x1b[2J")
		e.move(x, y)
	case !on && e.main != nil:
		x, y := e.position()
		g := e.main
		e.main = nil
		e.show(g)
		e.pass("\x1b[m")
		e.background = false
		e.saved[0].background = false
		e.move(e.saved[0].x, e.saved[0].y)
		e.pass("\x1b7") // what x/vt has saved is the alternate screen's
		e.move(x, y)
	}
}
