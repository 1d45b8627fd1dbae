package vterm

import (
	"reflect"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"tend/internal/vterm/ctlseq"
)

// Paste returns what xterm sends for pasted text: newlines as enter, and all of
// it between brackets if the program has asked for them (mode 2004). Control
// characters other than tabs and newlines are left out: a paste must not be able
// to end the brackets, nor to press ctrl+c.
func (in Input) Paste(text string) []byte {
	b := make([]byte, 0, len(text)+12)
	if in.modes.Has(ctlseq.Paste) {
		b = append(b, "\x1b[200~"...)
	}
	before := rune(0)
	for _, r := range text {
		switch {
		case r == '\n' && before == '\r': // of one line end
		case r == '\n' || r == '\r':
			b = append(b, '\r')
		case r == '\t' || r >= ' ' && r < del || r >= 0xa0:
			b = utf8.AppendRune(b, r)
		}
		before = r
	}
	if in.modes.Has(ctlseq.Paste) {
		b = append(b, "\x1b[201~"...)
	}
	return b
}

// UnknownKey returns what is to be sent for a key that bubbletea v1 does not
// know, ctrl+delete or shift+pgdown for example: the sequence itself, just as it
// came from the outer terminal. bubbletea hands these on as a message of a type
// of its own, without a name, and in the memory that it reads the next key into:
// ask in Update at once. If that was too late, what is there is most likely no
// key. For that, and for any other message, it returns nil.
func UnknownKey(msg tea.Msg) []byte {
	v := reflect.ValueOf(msg)
	if !v.IsValid() || v.Kind() != reflect.Slice || v.Type().Elem().Kind() != reflect.Uint8 {
		return nil
	}
	if s := v.Bytes(); isKey(s) {
		return append([]byte(nil), s...)
	}
	return nil
}

// isKey reports whether a sequence is a key with modifiers: CSI number ;
// modifiers ~, or CSI 1 ; modifiers letter. Nothing else that a terminal sends,
// an answer for example, looks the same, but that of F3 is also where the
// cursor is, in the first row.
func isKey(s []byte) bool {
	if len(s) < 4 || s[0] != esc || s[1] != '[' {
		return false
	}
	c, ok := ctlseq.ParseCSI(s)
	if !ok || c.Prefix != 0 || c.Intermediate != 0 {
		return false
	}
	switch c.Final {
	case '~':
		number, modifiers := c.Get(0, 0), c.Get(1, 1)
		return c.N <= 2 && number >= 1 && number <= 34 && modifiers >= 1 && modifiers <= 16
	case 'A', 'B', 'C', 'D', 'E', 'F', 'H', 'P', 'Q', 'R', 'S':
		modifiers := c.Get(1, 0)
		return c.N == 2 && c.Get(0, 0) == 1 && modifiers >= 2 && modifiers <= 16
	}
	return false
}
