package keymap

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestKeysHaveTheirNames(t *testing.T) {
	for name, want := range map[string]string{
		"a": "a", "A": "A", "é": "é", "世": "世", "+": "+", "-": "-", "\"": "\"", " ": " ", "space": " ",
		"enter": "enter", "ctrl+r": "ctrl+r", "alt+x": "alt+x", "alt+X": "alt+X", "alt+space": "alt+ ", "alt++": "alt++",
		"shift+tab": "shift+tab", "ctrl+shift+left": "ctrl+shift+left", "alt+ctrl+up": "alt+ctrl+up", "f1": "f1", "f20": "f20",
		"ctrl+@": "ctrl+@", `ctrl+\`: `ctrl+\`,
	} {
		key, err := ParseKey(name)
		if key != want || err != nil {
			t.Errorf("%q is %q, %v, want %q", name, key, err, want)
		}
		if again, err := ParseKey(KeyName(key)); again != key || err != nil {
			t.Errorf("%q is called %q, which is %q, %v", key, KeyName(key), again, err)
		}
	}
}

func TestWhatIsNoKeyIsTakenForTheOneThatIsMeant(t *testing.T) {
	for name, want := range map[string]string{
		"": "", "ctrl+": "", "ctrl": "", "alt+": "", "ab": "", "f0": "", "f21": "", "\n": "", "\x1b": "", "\xff": "", "e\u0301": "", "\u0301": "",
		"ctrl+1": "", "ctrl+é": "", "ctrl+alt": "", "super+a": "", "cmd+c": "", "ctrl+shift+r": "", "runes": "", "shift+f5": "",
		"Enter": "enter", "ESC": "esc", "escape": "esc", "return": "enter", "Spacebar": "space", "Del": "delete", "ins": "insert", "bs": "backspace",
		"pageup": "pgup", "PageDown": "pgdown", "page-up": "pgup", "page down": "pgdown", "pgdn": "pgdown", "F5": "f5",
		"Ctrl+R": "ctrl+r", "ctrl+R": "ctrl+r", "ctrl-r": "ctrl+r", "C-r": "ctrl+r", "<c-r>": "ctrl+r", "control+r": "ctrl+r", "ctrl r": "ctrl+r",
		"ctrl+alt+x": "alt+ctrl+x", "M-x": "alt+x", "meta+x": "alt+x", "option+x": "alt+x", "shift+ctrl+up": "ctrl+shift+up",
		"shift+a": "A", "shift+tabulator": "", "alt+shift+a": "alt+A", "S-Tab": "shift+tab", "backtab": "shift+tab",
		"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+[": "esc", "ctrl+space": "ctrl+@", "ctrl+/": "ctrl+_", "ctrl+?": "backspace",
		"↑": "up", "↓": "down", "←": "left", "→": "right", "arrowup": "up", "colon": ":",
	} {
		key, err := ParseKey(name)
		var unknown *UnknownKeyError
		if !errors.As(err, &unknown) || key != "" || unknown.Name != name || unknown.Meant != want {
			t.Errorf("%q is %q, %+v, want to be told of %q", name, key, err, want)
		}
	}
}

func FuzzParseKey(f *testing.F) {
	for _, seed := range slices.Concat(KeyNames(), []string{"", " ", "alt+", "alt+alt+a", "C-S-x", "<M-space>", "ctrl++", "shift+-", "page page up", "é", "\xff", "alt+\xff"}) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		key, err := ParseKey(name)
		if err == nil {
			again, err := ParseKey(key)
			if again != key || err != nil || !utf8.ValidString(key) || Shown(key) == "" || strings.TrimSpace(KeyName(key)) != KeyName(key) {
				t.Fatalf("%q is %q, which is %q, %v", name, key, again, err)
			}
			return
		}
		var unknown *UnknownKeyError
		if !errors.As(err, &unknown) {
			t.Fatalf("%q: %v", name, err)
		}
		if unknown.Meant == "" {
			return
		}
		if _, err := ParseKey(unknown.Meant); err != nil || unknown.Meant == name {
			t.Fatalf("%q is taken for %q: %v", name, unknown.Meant, err)
		}
	})
}
