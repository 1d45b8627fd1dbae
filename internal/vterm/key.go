package vterm

import (
	"fmt"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"tend/internal/vterm/ctlseq"
)

// modifiers as xterm numbers them, less one.
const (
	shift = 1 << iota
	alt
	ctrl
)

// cursorKey is a key that xterm writes as CSI letter, or as SS3 letter if
// cursor keys are in application mode, or as CSI 1 ; modifiers letter.
type cursorKey struct {
	letter    byte
	modifiers int
}

// editingKey is a key that xterm writes as CSI number ~, or as CSI number ;
// modifiers ~.
type editingKey struct {
	number    int
	modifiers int
}

// Key returns what xterm sends for a key, which is nothing only if the message
// holds none. A paste is what [Input.Paste] returns. Of the modes, those of the
// cursor keys, of backspace, of newlines and of pastes matter; the keypad is
// told from other keys by no message. Keys with modifiers beyond those that
// bubbletea knows do not come as a tea.KeyMsg: see [UnknownKey].
// https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-PC-Style-Function-Keys
func (in Input) Key(msg tea.KeyMsg) []byte {
	if msg.Paste {
		return in.Paste(string(msg.Runes))
	}
	modifiers := 0
	if msg.Alt {
		modifiers = alt
	}
	if k, ok := cursorKeyOf(msg.Type); ok {
		return in.cursorKey(k.letter, k.modifiers|modifiers)
	}
	if k, ok := functionKeyOf(msg.Type); ok {
		if k.modifiers |= modifiers; k.modifiers == 0 {
			return []byte{esc, 'O', k.letter}
		}
		return fmt.Appendf(nil, "\x1b[1;%d%c", k.modifiers+1, k.letter)
	}
	if k, ok := editingKeyOf(msg.Type); ok {
		if k.modifiers |= modifiers; k.modifiers == 0 {
			return fmt.Appendf(nil, "\x1b[%d~", k.number)
		}
		return fmt.Appendf(nil, "\x1b[%d;%d~", k.number, k.modifiers+1)
	}
	var b []byte
	if msg.Alt {
		b = append(b, esc)
	}
	switch t := msg.Type; {
	case t == tea.KeyRunes:
		if len(msg.Runes) == 0 {
			return nil
		}
		for _, r := range msg.Runes {
			b = utf8.AppendRune(b, r)
		}
	case t == tea.KeySpace:
		b = append(b, ' ')
	case t == tea.KeyShiftTab:
		b = append(b, "\x1b[Z"...)
	case t == tea.KeyEnter && in.modes.Has(ctlseq.Newline):
		b = append(b, "\r\n"...)
	case t == tea.KeyBackspace && in.modes.Has(ctlseq.Backarrow):
		b = append(b, '\b')
	case t >= tea.KeyNull && t <= tea.KeyCtrlUnderscore || t == tea.KeyBackspace:
		b = append(b, byte(t))
	default:
		return nil
	}
	return b
}

func (in Input) cursorKey(letter byte, modifiers int) []byte {
	switch {
	case modifiers != 0:
		return fmt.Appendf(nil, "\x1b[1;%d%c", modifiers+1, letter)
	case in.modes.Has(ctlseq.CursorKeys):
		return []byte{esc, 'O', letter}
	}
	return []byte{esc, '[', letter}
}

func cursorKeyOf(t tea.KeyType) (k cursorKey, ok bool) {
	switch t {
	case tea.KeyUp:
		return cursorKey{'A', 0}, true
	case tea.KeyDown:
		return cursorKey{'B', 0}, true
	case tea.KeyRight:
		return cursorKey{'C', 0}, true
	case tea.KeyLeft:
		return cursorKey{'D', 0}, true
	case tea.KeyHome:
		return cursorKey{'H', 0}, true
	case tea.KeyEnd:
		return cursorKey{'F', 0}, true
	case tea.KeyShiftUp:
		return cursorKey{'A', shift}, true
	case tea.KeyShiftDown:
		return cursorKey{'B', shift}, true
	case tea.KeyShiftRight:
		return cursorKey{'C', shift}, true
	case tea.KeyShiftLeft:
		return cursorKey{'D', shift}, true
	case tea.KeyShiftHome:
		return cursorKey{'H', shift}, true
	case tea.KeyShiftEnd:
		return cursorKey{'F', shift}, true
	case tea.KeyCtrlUp:
		return cursorKey{'A', ctrl}, true
	case tea.KeyCtrlDown:
		return cursorKey{'B', ctrl}, true
	case tea.KeyCtrlRight:
		return cursorKey{'C', ctrl}, true
	case tea.KeyCtrlLeft:
		return cursorKey{'D', ctrl}, true
	case tea.KeyCtrlHome:
		return cursorKey{'H', ctrl}, true
	case tea.KeyCtrlEnd:
		return cursorKey{'F', ctrl}, true
	case tea.KeyCtrlShiftUp:
		return cursorKey{'A', ctrl | shift}, true
	case tea.KeyCtrlShiftDown:
		return cursorKey{'B', ctrl | shift}, true
	case tea.KeyCtrlShiftRight:
		return cursorKey{'C', ctrl | shift}, true
	case tea.KeyCtrlShiftLeft:
		return cursorKey{'D', ctrl | shift}, true
	case tea.KeyCtrlShiftHome:
		return cursorKey{'H', ctrl | shift}, true
	case tea.KeyCtrlShiftEnd:
		return cursorKey{'F', ctrl | shift}, true
	}
	return cursorKey{}, false
}

// functionKeyOf returns F1 to F4, and those of them with shift, which xterm
// and bubbletea count on as F13 to F16.
func functionKeyOf(t tea.KeyType) (k cursorKey, ok bool) {
	switch t {
	case tea.KeyF1:
		return cursorKey{'P', 0}, true
	case tea.KeyF2:
		return cursorKey{'Q', 0}, true
	case tea.KeyF3:
		return cursorKey{'R', 0}, true
	case tea.KeyF4:
		return cursorKey{'S', 0}, true
	case tea.KeyF13:
		return cursorKey{'P', shift}, true
	case tea.KeyF14:
		return cursorKey{'Q', shift}, true
	case tea.KeyF15:
		return cursorKey{'R', shift}, true
	case tea.KeyF16:
		return cursorKey{'S', shift}, true
	}
	return cursorKey{}, false
}

func editingKeyOf(t tea.KeyType) (k editingKey, ok bool) {
	switch t {
	case tea.KeyInsert:
		return editingKey{2, 0}, true
	case tea.KeyDelete:
		return editingKey{3, 0}, true
	case tea.KeyPgUp:
		return editingKey{5, 0}, true
	case tea.KeyPgDown:
		return editingKey{6, 0}, true
	case tea.KeyCtrlPgUp:
		return editingKey{5, ctrl}, true
	case tea.KeyCtrlPgDown:
		return editingKey{6, ctrl}, true
	case tea.KeyF5:
		return editingKey{15, 0}, true
	case tea.KeyF6:
		return editingKey{17, 0}, true
	case tea.KeyF7:
		return editingKey{18, 0}, true
	case tea.KeyF8:
		return editingKey{19, 0}, true
	case tea.KeyF9:
		return editingKey{20, 0}, true
	case tea.KeyF10:
		return editingKey{21, 0}, true
	case tea.KeyF11:
		return editingKey{23, 0}, true
	case tea.KeyF12:
		return editingKey{24, 0}, true
	case tea.KeyF17:
		return editingKey{15, shift}, true
	case tea.KeyF18:
		return editingKey{17, shift}, true
	case tea.KeyF19:
		return editingKey{18, shift}, true
	case tea.KeyF20:
		return editingKey{19, shift}, true
	}
	return editingKey{}, false
}
