package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// wheelRows is how far one notch of the wheel scrolls the output.
const wheelRows = 3

// doubleClick is how soon a second click has to follow.
const doubleClick = 400 * time.Millisecond

// mouse is what it did before.
type mouse struct {
	dragging bool // the rule between the panes
	x, y     int  // the last click
	at       time.Time
}

// point takes a mouse message.
func (a *app) point(m tea.MouseMsg) tea.Cmd {
	if a.layout.tooSmall || a.attached != nil && a.pointAttached(m) {
		return nil
	}
	switch m.Action {
	case tea.MouseActionRelease:
		a.mouse.dragging = false
	case tea.MouseActionMotion:
		if a.mouse.dragging {
			a.listCells = max(leastList, min(m.X, a.width-leastOutput))
		}
	case tea.MouseActionPress:
		switch m.Button {
		case tea.MouseButtonWheelUp:
			a.wheel(m, -1)
		case tea.MouseButtonWheelDown:
			a.wheel(m, 1)
		case tea.MouseButtonLeft:
			a.click(m)
		}
	}
	return nil
}

// wheel takes a notch of the wheel.
func (a *app) wheel(m tea.MouseMsg, by int) {
	switch {
	case a.dialog != noDialog:
	case a.layout.logs.contains(m.X, m.Y):
		a.moveOutput(NoAction, by*wheelRows)
	case a.layout.list.contains(m.X, m.Y):
		a.list.moveTo(a.list.cursor + by)
	}
}

// click takes a press of the left button.
func (a *app) click(m tea.MouseMsg) {
	again := m.X == a.mouse.x && m.Y == a.mouse.y && a.at.Sub(a.mouse.at) <= doubleClick
	a.mouse = mouse{x: m.X, y: m.Y, at: a.at}
	if again {
		a.mouse.at = time.Time{} // a third click is none of two
	}
	switch list, output := a.layout.list, a.layout.logs; {
	case a.dialog == helpDialog:
		a.dialog = noDialog
	case a.dialog != noDialog:
	case a.layout.beside && list.h > 0 && m.X == list.w && m.Y >= list.y && m.Y < list.y+list.h:
		a.mouse.dragging = true
	case list.contains(m.X, m.Y):
		a.focusOn(onListPane)
		a.list.clickAt(m.Y - list.y)
		if again {
			a.perform(FocusLogs) // as enter does
		}
	case output.contains(m.X, m.Y):
		if again {
			a.perform(Zoom)
			return
		}
		a.focusOn(onLogsPane)
		if a.selectAt(m.Y) {
			return
		}
		if l := a.reading(); !a.sheetShown() && l.paused() && !l.footed && m.Y == output.y+output.h-1 {
			l.toEnd()
		}
	}
}

// selectAt moves the end of the selection to what is drawn in a row of the
// screen, and reports whether there is a selection.
func (a *app) selectAt(y int) bool {
	o := a.logs
	if !o.selection.on || a.covered() {
		return false
	}
	area := a.layout.logs
	if i := y - area.y - (area.h - o.height); i >= 0 && i < len(o.rows) {
		o.selection.cursor = o.rows[i].at
	}
	return true
}
