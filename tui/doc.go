// Package tui is the screen: it shows a stack of processes and turns keys into
// commands for it.
//
// It owns nothing but what a person is looking at. The processes live behind
// [Stack], an interface of values: the screen pulls a snapshot and the lines
// that fit, and asks for actions. The same screen therefore drives a stack in
// this process and one at the other end of a socket.
//
//	keys, mouse ─→ Action ─┐
//	"it changed" ─→ pull  ─┼→ app (the one tea.Model) ─→ panes ─→ View
//	a second passes ───────┘
//
// Three rules hold everywhere in the package:
//
//   - Nothing blocks in Update. The calls that may wait are those with a
//     context: they run in commands, and every command ends when the screen
//     does.
//   - View draws from the model alone, and only what is visible. Every line of
//     it is exactly as many cells wide as the terminal: text that came from
//     outside goes through cells.go, which is where widths are kept.
//   - The screen is redrawn because something changed, never because time went
//     by: the next tick is set for the moment at which a shown word changes
//     (clock.go), and none is set if there is no such moment.
//
// # Reading output
//
// Two panes have lines to be read: output (what processes print) and messages.
// Both are a logs: it stands at a place, asks for the lines from there on, and
// keeps those rows drawn. Output adds to that, each on its own and in this order
// around what is shown, which is the order in which esc ends them:
//
//	merged ( filter ( search ( selection ( prompt ))))
//
// What a filter and a search need has to be scanned first. That is one call of
// Stack.ScanLogs at a time (scan.go), ended when something else is wanted and
// repeated when there is more output; what is on the screen is what is known so
// far. Lines leave the screen in export.go, in pieces.
//
// A file is one noun. The panes (list, output, messages, refusal, header,
// footer, shutdown, help, question) know nothing of each other; app.go,
// perform.go, operate.go, find.go, exporting.go, reload.go and freeport.go join
// them. All keys are in keys.go, made of the one table in package keymap and of
// what the configuration has in their place; all colours are in styles.go, all
// sizes in layout.go.
package tui
