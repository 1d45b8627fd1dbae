package cli

import (
	"tend/internal/alert"
	"tend/internal/config"
	"tend/internal/keymap"
	"tend/internal/remote/wire"
)

// screenOf returns how a screen is to look as it is told to those who show one.
func screenOf(look config.Screen, ascii bool) *wire.Screen {
	screen := &wire.Screen{
		Theme: look.Theme, Background: look.Background, ASCII: look.ASCII || ascii, Notify: look.Notify.String(),
	}
	for action, entry := range keymap.Entries() {
		if keys, bound := look.Keys[keymap.Action(action)]; bound {
			if screen.Keys == nil {
				screen.Keys = make(map[string][]string)
			}
			screen.Keys[entry.Name] = append([]string{}, keys...) // none is not absent
		}
	}
	return screen
}

// lookOf returns how a screen is to look that a session tells of. What this tend
// does not know is as by default: the session may be of a later version.
func lookOf(screen *wire.Screen) config.Screen {
	if screen == nil {
		return config.Screen{}
	}
	look := config.Screen{Theme: screen.Theme, Background: screen.Background, ASCII: screen.ASCII}
	look.Notify, _ = alert.Parse(screen.Notify)
	var bound []keymap.Binding
	for name, keys := range screen.Keys {
		if action, known := keymap.Named(name); known {
			bound = append(bound, keymap.Binding{Action: action, Keys: keys})
		}
	}
	if len(keymap.Check(bound)) > 0 {
		return look // another version has other keys by default
	}
	look.Keys = make(keymap.Bindings, len(bound))
	for _, b := range bound {
		look.Keys[b.Action] = b.Keys
	}
	return look
}
