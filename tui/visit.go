package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"tend/manager"
)

// Visit is what a screen has to know that shows a session of another process:
// leaving it ends nothing.
type Visit struct {
	PID int // of the session
	// Silent reports whether the session does not answer at present. It must not
	// wait, and the stack tells of a change when that changes.
	Silent func() bool
	// Enough reports whether the screen is to leave by itself; nil: never.
	Enough func(*manager.Snapshot) bool
}

// isSilent reports whether the session is another's that does not answer.
func (v *Visit) isSilent() bool { return v != nil && v.Silent() }

// hasEnough reports whether there is nothing more to see.
func (v *Visit) hasEnough(s *manager.Snapshot) bool {
	return v != nil && v.Enough != nil && s.Phase == manager.Up && v.Enough(s)
}

// silentWords is what the screen says while the session does not answer.
const silentWords = "the session does not answer"

// visiting makes the bindings those of a screen that ends nothing by leaving; a
// screen that owns its session has no key to end it beside that.
func (b *bindings) visiting(visit bool) *bindings {
	if !visit {
		b.all[EndSession] = bind("", "")
		return b
	}
	const leave = "leave: nothing is stopped"
	for _, a := range []Action{Quit, Interrupt} {
		b.all[a].SetHelp(b.all[a].Help().Key, leave)
	}
	return b
}

// leave ends the screen, and nothing else.
func (a *app) leave() tea.Cmd {
	a.cancel()
	return tea.Quit
}

// endSession ends the session, after asking; while it ends, it hurries that.
func (a *app) endSession() tea.Cmd {
	if a.isEnding() {
		return a.end(true)
	}
	a.ask(EndSession)
	return nil
}

// drawSilent draws the footer while the session does not answer.
func drawSilent(st *styles, keys *bindings, width int) string {
	on := &st.base
	l := newLine(width).space(on.of(text), 1).add(on.strong(warn), "!").space(on.of(text), 1)
	l.add(on.of(warn), silentWords+": it is stopped, or busy").space(on.of(text), 2)
	quit := keys.hint(Quit)
	if quit.key == "" {
		quit = keys.hint(Interrupt)
	}
	return l.add(on.strong(accent), quit.key).add(on.of(dim), " leaves").fill(on.of(text))
}
