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
//   - Nothing blocks in Update. The one call that may wait, Stack.Do, runs in a
//     command, and every command ends when the screen does.
//   - View draws from the model alone, and only what is visible. Every line of
//     it is exactly as many cells wide as the terminal: text that came from
//     outside goes through cells.go, which is where widths are kept.
//   - The screen is redrawn because something changed, never because time went
//     by: the next tick is set for the moment at which a shown word changes
//     (clock.go), and none is set if there is no such moment.
//
// A file is one noun. The panes (list, logs, messages, refusal, header, footer,
// shutdown, help, question) know nothing of each other; app.go, perform.go,
// reload.go and freeport.go join them. All keys are in keys.go, all colours in
// styles.go, all sizes in layout.go.
package tui
