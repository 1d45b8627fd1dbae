// Package keymap says what a person can ask for on the screen, by which keys,
// and how a configuration gives it others.
//
//	Groups ──▶ Action: name, keys by default, what it does   (table.go)
//	"ctrl+r" ──ParseKey──▶ the key, as terminals send it     (key.go)
//	bindings ──Check─────▶ what is wrong with them together  (check.go)
//
// The table is the only one: the screen's bindings, its help, the README and
// the documentation of the configuration are made of it. To add an action, add
// it to the Actions and to a group of the table, and perform it in package tui.
//
// Three rules hold for all bindings:
//
//   - A key asks for one action, wherever one is on the screen.
//   - No action loses a key behind somebody's back: whoever gives its key away
//     says what it has instead.
//   - There is a way out (ctrl+c), and a way to everything that has no key (the
//     palette).
//
// Nothing here depends on how a terminal is read or drawn, and there is no
// state: what is returned belongs to the caller.
package keymap
