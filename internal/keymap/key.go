package keymap

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// UnknownKeyError is a name that no key has.
type UnknownKeyError struct {
	Name string
	// Meant is the name of the key that is called so elsewhere; "" for none.
	Meant string
}

func (e *UnknownKeyError) Error() string { return fmt.Sprintf("there is no key %q", e.Name) }

// ParseKey returns the key of a name, as the screen's library calls what the
// terminal sends. A character is its own name; "space" is " ". The error is an
// UnknownKeyError.
func ParseKey(name string) (string, error) {
	if key, ok := parse(name); ok {
		return key, nil
	}
	return "", &UnknownKeyError{Name: name, Meant: meant(name)}
}

func parse(name string) (key string, ok bool) {
	base, alt := strings.CutPrefix(name, altPrefix)
	switch {
	case base == spaceName || base == space:
		base = space
	case slices.Contains(namedKeys(), base):
	case !isCharacter(base):
		return "", false
	}
	if alt {
		base = altPrefix + base
	}
	return base, true
}

const (
	altPrefix, ctrlPrefix, shiftPrefix = "alt+", "ctrl+", "shift+"
	// What the screen's library calls the space bar, and what people do.
	space, spaceName = " ", "space"
)

// isCharacter reports whether a key may have printed it. What stands on keys
// only as a picture is none.
func isCharacter(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return n == len(s) && r != utf8.RuneError && unicode.IsPrint(r) && !unicode.Is(unicode.M, r) && pictured(s) == ""
}

// namedKeys are all keys but characters, without alt. Terminals send tab for
// ctrl+i, enter for ctrl+m, and esc for ctrl+[.
func namedKeys() []string {
	keys := []string{
		"enter", "tab", "shift+tab", "esc", "backspace", "delete", "insert",
		"pgup", "pgdown", "ctrl+pgup", "ctrl+pgdown",
		`ctrl+\`, "ctrl+]", "ctrl+^", "ctrl+_", "ctrl+@",
	}
	for _, arrow := range []string{"up", "down", "left", "right", "home", "end"} {
		keys = append(keys, arrow, shiftPrefix+arrow, ctrlPrefix+arrow, ctrlPrefix+shiftPrefix+arrow)
	}
	for letter := 'a'; letter <= 'z'; letter++ {
		if letter != 'i' && letter != 'm' {
			keys = append(keys, ctrlPrefix+string(letter))
		}
	}
	for n := range 20 {
		keys = append(keys, fmt.Sprintf("f%d", n+1))
	}
	return keys
}

// KeyNames lists the names of all keys but characters, without alt.
func KeyNames() []string { return append(namedKeys(), spaceName) }

// KeyName is the name of a key: what ParseKey takes.
func KeyName(key string) string {
	if base, ok := strings.CutSuffix(key, space); ok {
		return base + spaceName
	}
	return key
}

// Shown is a key as the screen tells it, briefly.
func Shown(key string) string {
	switch key {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	case "pgdown":
		return "pgdn"
	default:
		return KeyName(key)
	}
}

// pictured is the key that a picture stands for; "" if it is none. Who copies
// one from the screen means that key.
func pictured(s string) string {
	for _, arrow := range []string{"up", "down", "left", "right"} {
		if Shown(arrow) == s {
			return arrow
		}
	}
	return ""
}
