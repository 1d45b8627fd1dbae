package keymap

import (
	"slices"
	"strings"
)

// meant is the name of the key that a name was probably meant for, because
// other programs call it so; "" if that is not plain.
func meant(name string) string {
	if key := pictured(name); key != "" {
		return key
	}
	word := strings.Trim(name, "<> ")
	if !strings.HasSuffix(word, "+") && !strings.HasSuffix(word, "-") {
		word = strings.NewReplacer("page-", "page", "page_", "page", "page ", "page", "-", "+", " ", "+").Replace(strings.ToLower(word))
	}
	parts := strings.Split(word, "+")
	base, modifiers := parts[len(parts)-1], parts[:len(parts)-1]
	if called := otherNames(base); called != "" {
		base = called
	}
	has := func(names ...string) bool {
		return slices.ContainsFunc(modifiers, func(m string) bool { return slices.Contains(names, m) })
	}
	ctrl, alt, shift := has("ctrl", "control", "ctl", "c"), has("alt", "meta", "option", "opt", "m", "a"), has("shift", "s")
	if len(modifiers) > 0 && !ctrl && !alt && !shift {
		return ""
	}
	if shift && len(base) == 1 && !ctrl {
		base, shift = strings.ToUpper(base), false
	}
	if ctrl {
		if called := ctrlNames(base); called != "" && !shift {
			base, ctrl = called, false
		}
	}
	for _, modifier := range []struct {
		on     bool
		prefix string
	}{{shift, shiftPrefix}, {ctrl, ctrlPrefix}, {alt, altPrefix}} {
		if modifier.on {
			base = modifier.prefix + base
		}
	}
	key, ok := parse(base)
	if !ok || base == name {
		return ""
	}
	return KeyName(key)
}

// otherNames are those that keys have elsewhere.
func otherNames(name string) string {
	switch name {
	case "escape":
		return "esc"
	case "return", "ret", "cr":
		return "enter"
	case "spacebar", "spc":
		return spaceName
	case "del":
		return "delete"
	case "ins":
		return "insert"
	case "bs":
		return "backspace"
	case "backtab":
		return "shift+tab"
	case "pageup", "pup", "prior":
		return "pgup"
	case "pagedown", "pgdn", "pdown", "next":
		return "pgdown"
	case "arrowup", "uparrow":
		return "up"
	case "arrowdown", "downarrow":
		return "down"
	case "arrowleft", "leftarrow":
		return "left"
	case "arrowright", "rightarrow":
		return "right"
	case "colon":
		return ":"
	default:
		return ""
	}
}

// ctrlNames are those of the keys that a terminal cannot tell from others with
// ctrl.
func ctrlNames(base string) string {
	switch base {
	case "i":
		return "tab"
	case "m":
		return "enter"
	case "[":
		return "esc"
	case "?":
		return "backspace"
	case spaceName, "2":
		return "ctrl+@"
	case "/":
		return "ctrl+_"
	default:
		return ""
	}
}
