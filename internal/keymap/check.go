package keymap

import (
	"fmt"
	"slices"
	"strings"
)

// Binding is what somebody binds to an action: keys as ParseKey returns them.
type Binding struct {
	Action Action
	Keys   []string
}

// Problem is why a binding does not do. Its text is the end of a sentence that
// begins with the action's name.
type Problem struct {
	Binding int // which one
	Key     int // which of its keys; -1: all of them together
	Text    string
}

// wayOut is the key that always interrupts: with it, nobody locks themselves
// in.
const wayOut = "ctrl+c"

// Check says what is wrong with bindings, in their order. No action is bound
// twice.
func Check(bound []Binding) []Problem {
	entries := Entries()
	rebound := make(map[Action]bool)
	for _, b := range bound {
		rebound[b.Action] = true
	}
	owners := make(map[string]Action) // of the keys that are not to be had
	for _, e := range entries {
		for _, key := range e.Keys {
			if !rebound[e.Action] {
				owners[key] = e.Action
			}
		}
	}
	owners[wayOut] = Interrupt
	var problems []Problem
	taken := make(map[string]Action)
	for i, b := range bound {
		wrong := func(key int, format string, args ...any) {
			problems = append(problems, Problem{Binding: i, Key: key, Text: fmt.Sprintf(format, args...)})
		}
		for k, key := range b.Keys {
			name := KeyName(key)
			switch owner, other := owners[key], taken[key]; {
			case other == b.Action:
				wrong(k, "has %s twice", name)
			case other != NoAction:
				wrong(k, "%s is bound to %s as well: a key can ask for one thing", name, entries[other].Name)
			case key == wayOut && b.Action != Interrupt:
				wrong(k, "%s always means %s: take another key", name, entries[Interrupt].Name)
			case owner != NoAction && owner != b.Action:
				wrong(k, "%s already means %s: give %s another key too", name, entries[owner].Name, entries[owner].Name)
			case anywhere(b.Action) && !free(key):
				wrong(k, "%s is needed where a text is typed or a question is asked: take another key with ctrl or alt, or one from f1 to f20", name)
			}
			if taken[key] == NoAction {
				taken[key] = b.Action
			}
		}
		switch {
		case b.Action == Interrupt && !slices.Contains(b.Keys, wayOut):
			wrong(-1, "%s always means %s: leave it among its keys", wayOut, entries[Interrupt].Name)
		case b.Action == Palette && len(b.Keys) == 0:
			wrong(-1, "needs a key: it is the way to all that has none")
		}
	}
	return problems
}

// anywhere reports whether an action is asked for whatever is on the screen,
// also while a text is typed.
func anywhere(a Action) bool { return a == Interrupt || a == Suspend }

// free reports whether a key does nothing where a text is typed or a question
// is asked, but for moving and deleting in the text.
func free(key string) bool {
	switch key {
	case "ctrl+r", "alt+r", "ctrl+p", "ctrl+n": // regular expressions, and what was typed before
		return false
	}
	return strings.HasPrefix(key, ctrlPrefix) || strings.HasPrefix(key, altPrefix) || isFunctionKey(key)
}

func isFunctionKey(key string) bool { return len(key) > 1 && key[0] == 'f' }
