package vterm

import (
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/vt"

	"tend/internal/vterm/ctlseq"
)

// maxSide bounds the size of a terminal, in cells.
const maxSide = 1000

// longestSequence is how many bytes of a sequence an Emulator looks at. Longer
// ones, pictures for example, are dropped.
const longestSequence = 4096

// Emulator is a terminal without a window. New makes one. It is not safe for
// concurrent use.
//
// It holds about 250 bytes a cell, half as much again while the alternate screen
// is shown, and 4 MiB that x/vt sets aside for strings and that stay untouched:
// make one for who is attached, not for each process.
type Emulator struct {
	vt         *vt.Emulator
	cols, rows int
	scan       ctlseq.Scanner
	modes      ctlseq.Modes
	colours    ctlseq.Colours
	answers    []byte
	title      string
	bells      int
	resets     int
	failure    string

	print    printer
	charsets charsets
	// background says that the pen may have a background, which fills what is
	// erased.
	background bool
	saved      [2]savedCursor // of the main and the alternate screen
	main       *grid          // what the main screen shows while the other one is on

	scratch []byte
	lines   []string // as last drawn; nil: something has changed since
}

// New returns a terminal of a size, in cells, with a blank screen and the
// colours of a dark terminal.
func New(cols, rows int) *Emulator {
	e := &Emulator{colours: ctlseq.Dark()}
	e.cols, e.rows = bounded(cols), bounded(rows)
	e.scan.Most = longestSequence
	e.renew()
	return e
}

func bounded(side int) int { return min(max(side, 1), maxSide) }

// renew begins with a blank screen.
func (e *Emulator) renew() {
	e.vt = vt.NewEmulator(e.cols, e.rows)
	// What x/vt answers goes into a pipe, whose writer waits for a reader. Once
	// it is closed, nothing waits: all answers come from here instead.
	if pipe, ok := e.vt.InputPipe().(io.Closer); ok {
		_ = pipe.Close()
	}
	e.vt.SetScrollbackSize(1) // the least; the other screen, with one of its own, is never used
	e.forget()
}

// forget makes everything but modes, title and answers what it is at first.
func (e *Emulator) forget() {
	e.print, e.charsets = printer{}, charsets{}
	e.background = false
	e.saved, e.main = [2]savedCursor{}, nil
	e.lines = nil
}

// SetColours sets the colours that programs are told when they ask.
func (e *Emulator) SetColours(c ctlseq.Colours) { e.colours = c }

// Write takes output of the program. It takes all of it, whatever it is, and
// never fails. It returns within milliseconds for 64 KiB of what programs
// print; of output made to be slow, in a few seconds: nothing else should wait
// for the goroutine that calls it.
func (e *Emulator) Write(p []byte) (int, error) {
	e.lines = nil
	e.guard(func() { e.write(p) })
	return len(p), nil
}

// guard runs something, and if it panics, which would be a mistake in x/vt,
// begins with a blank screen: what the program switched on stays in force, and
// a change of size makes most programs draw again.
func (e *Emulator) guard(do func()) {
	defer func() {
		failure := recover()
		if failure == nil {
			return
		}
		e.resets++
		e.failure = fmt.Sprint(failure)
		e.scan.Forget()
		e.renew()
		modes := e.modes
		e.modes.SetMargins(0, 0)
		for _, n := range []int{6, 7} {
			e.adopt(n, modes.Report(true, n) == 1)
		}
		if modes.Has(ctlseq.AltScreen) {
			e.main = &grid{} // lost as well
		}
	}()
	do()
}

// Resets returns how often the screen was lost because the emulation failed, and
// what was said the last time, for a log.
func (e *Emulator) Resets() (n int, failure string) { return e.resets, e.failure }

// Reset makes the terminal what it is at first, but for its size and the colours
// that programs are told. It costs less than another one.
func (e *Emulator) Reset() {
	e.scan.Forget()
	e.answers = nil
	e.guard(e.reset)
}

func (e *Emulator) reset() {
	e.modes, e.title = ctlseq.Modes{}, ""
	e.pass("\x1bc")
	e.forget()
}

// Replay is Write for output that has been answered long ago: the answers are
// dropped, and so are the bells.
func (e *Emulator) Replay(p []byte) {
	bells := e.bells
	_, _ = e.Write(p)
	e.answers, e.bells = nil, bells
}

// Answers returns what the terminal has answered since the last call, to be
// written to the terminal of the program. The caller owns it. If nobody takes
// them, only the first few kilobytes are kept.
func (e *Emulator) Answers() []byte {
	answers := e.answers
	e.answers = nil
	return answers
}

// Size returns how many columns and rows there are.
func (e *Emulator) Size() (cols, rows int) { return e.cols, e.rows }

// Modes returns what the program has switched on.
func (e *Emulator) Modes() ctlseq.Modes { return e.modes }

// AltScreen reports whether the alternate screen is shown, which is where most
// full-screen programs draw.
func (e *Emulator) AltScreen() bool { return e.modes.AltScreen() }

// Mouse returns which reports of the mouse the program wants.
func (e *Emulator) Mouse() ctlseq.Mouse { return e.modes.Mouse() }

// Drawing reports whether the program has begun a frame and said that it is not
// complete (mode 2026). It may be worth waiting for its end, but not for long.
func (e *Emulator) Drawing() bool { return e.modes.Has(ctlseq.Synchronous) }

// Title returns the title that the program has set: one line of printable text,
// no longer than 200 characters.
func (e *Emulator) Title() string { return e.title }

// Bells returns how often the bell was rung.
func (e *Emulator) Bells() int { return e.bells }

// Cursor is where the cursor is and how it looks.
type Cursor struct {
	X, Y    int // counted from 0, within the screen
	Visible bool
	Shape   Shape
	Blinks  bool
}

// Shape is how a cursor looks.
type Shape uint8

// Shapes of the cursor.
const (
	Block Shape = iota
	Underline
	Bar
)

// Cursor returns where the cursor is.
func (e *Emulator) Cursor() Cursor {
	x, y := e.position()
	shape := max(e.modes.Shape(), 1) // 0 is 1: a block that blinks
	return Cursor{
		X: x, Y: y, Visible: !e.modes.Has(ctlseq.NoCursor),
		Shape: Shape((shape - 1) / 2), Blinks: shape%2 == 1,
	}
}

// Plain returns what the screen shows without colours, a line for each row,
// without blanks at their ends.
func (e *Emulator) Plain() string {
	var b strings.Builder
	for y := range e.rows {
		line := make([]byte, 0, e.cols)
		e.cells(y, func(content string, width int, _ *style) {
			line = append(line, content...)
		})
		b.WriteString(strings.TrimRight(string(line), " "))
		b.WriteByte('\n')
	}
	return b.String()
}

// position returns where the cursor is.
func (e *Emulator) position() (x, y int) {
	p := e.vt.CursorPosition()
	return min(max(p.X, 0), e.cols-1), min(max(p.Y, 0), e.rows-1)
}

// move puts the cursor into a cell, whatever the margins are.
func (e *Emulator) move(x, y int) {
	e.send('f', min(y, e.rows-1)+1, min(x, e.cols-1)+1)
	e.print.pending = false
}

// send gives x/vt a control sequence.
func (e *Emulator) send(final byte, params ...int) {
	e.scratch = ctlseq.AppendCSI(e.scratch[:0], final, params...)
	_, _ = e.vt.Write(e.scratch)
}

// pass gives x/vt what it is known to handle.
func (e *Emulator) pass(s string) {
	e.scratch = append(e.scratch[:0], s...)
	_, _ = e.vt.Write(e.scratch)
}
