package vterm

import (
	"fmt"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"tend/internal/vterm/ctlseq"
)

// Mouse returns what xterm sends for an event of the mouse in a cell of the
// screen, counted from 0: nothing if the program does not want to know of it.
// What happens outside of the screen is not told, but that a button was released
// or moved is told of the cell next to it.
// https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-Mouse-Tracking
func (in Input) Mouse(msg tea.MouseMsg, x, y int) []byte {
	if x < 0 || y < 0 || x >= in.cols || y >= in.rows {
		if msg.Action == tea.MouseActionPress {
			return nil
		}
		x, y = max(min(x, in.cols-1), 0), max(min(y, in.rows-1), 0)
	}
	if in.modes.Mouse() == ctlseq.NoMouse {
		return in.wheelKeys(msg)
	}
	button, ok := in.button(msg)
	if !ok {
		return nil
	}
	release := msg.Action == tea.MouseActionRelease
	if in.modes.Encoding() == ctlseq.SGREncoding {
		final := 'M'
		if release {
			final = 'm'
		}
		return fmt.Appendf(nil, "\x1b[<%d;%d;%d%c", button, x+1, y+1, final)
	}
	if release { // which one is not told
		button = button&^3 | 3
	}
	switch in.modes.Encoding() {
	case ctlseq.URXVTEncoding:
		return fmt.Appendf(nil, "\x1b[%d;%d;%dM", button+32, x+1, y+1)
	case ctlseq.UTF8Encoding:
		const most = 2015
		if x >= most || y >= most {
			return nil
		}
		b := utf8.AppendRune([]byte("\x1b[M"), rune(button+32))
		b = utf8.AppendRune(b, rune(x+33))
		return utf8.AppendRune(b, rune(y+33))
	}
	const most = 223 // what fits into a byte
	if x >= most || y >= most {
		return nil
	}
	return []byte{esc, '[', 'M', byte(button + 32), byte(x + 33), byte(y + 33)}
}

// button returns the number of a button with its modifiers, and whether the
// event is wanted.
func (in Input) button(msg tea.MouseMsg) (number int, wanted bool) {
	event, wants := tea.MouseEvent(msg), in.modes.Mouse()
	motion := msg.Action == tea.MouseActionMotion
	switch {
	case motion && (wants < ctlseq.MouseDrag || msg.Button == tea.MouseButtonNone && wants < ctlseq.MouseMove):
		return 0, false
	case wants == ctlseq.MousePress && (msg.Action != tea.MouseActionPress || msg.Button > tea.MouseButtonRight):
		return 0, false
	case event.IsWheel() && msg.Action != tea.MouseActionPress:
		return 0, false
	}
	switch b := msg.Button; {
	case b >= tea.MouseButtonBackward && b <= tea.MouseButton11:
		number = 128 + int(b-tea.MouseButtonBackward)
	case event.IsWheel():
		number = 64 + int(b-tea.MouseButtonWheelUp)
	case b >= tea.MouseButtonLeft && b <= tea.MouseButtonRight:
		number = int(b - tea.MouseButtonLeft)
	case b == tea.MouseButtonNone && motion:
		number = 3
	case b == tea.MouseButtonNone && msg.Action == tea.MouseActionRelease:
		// The outer terminal did not say which: it is most likely the left one.
	default:
		return 0, false
	}
	if wants == ctlseq.MousePress {
		return number, true
	}
	for _, modifier := range []struct {
		on  bool
		bit int
	}{{msg.Shift, 4}, {msg.Alt, 8}, {msg.Ctrl, 16}, {motion, 32}} {
		if modifier.on {
			number |= modifier.bit
		}
	}
	return number, true
}

// wheelKeys returns the arrows that the wheel stands for in the alternate
// screen, unless the program wants none (mode 1007).
func (in Input) wheelKeys(msg tea.MouseMsg) []byte {
	const lines = 3
	if !in.modes.AltScreen() || in.modes.Has(ctlseq.NoAltScroll) || msg.Action != tea.MouseActionPress {
		return nil
	}
	var key []byte
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		key = in.cursorKey('A', 0)
	case tea.MouseButtonWheelDown:
		key = in.cursorKey('B', 0)
	}
	var b []byte
	for range lines {
		b = append(b, key...)
	}
	return b
}

// Focus returns what xterm sends when the terminal gets the focus or loses it:
// nothing if the program has not asked for it (mode 1004).
func (in Input) Focus(gained bool) []byte {
	switch {
	case !in.modes.Has(ctlseq.Focus):
		return nil
	case gained:
		return []byte("\x1b[I")
	}
	return []byte("\x1b[O")
}
