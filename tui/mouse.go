package tui

import tea "github.com/charmbracelet/bubbletea"

// wheelRows is how far one notch of the wheel scrolls the output.
const wheelRows = 3

// point takes a mouse message.
func (a *app) point(m tea.MouseMsg) tea.Cmd {
	onList, onOutput := a.layout.list.contains(m.X, m.Y), a.layout.logs.contains(m.X, m.Y)
	pressed := m.Action == tea.MouseActionPress
	switch {
	case !pressed || a.layout.tooSmall:
	case a.dialog == helpDialog:
		if m.Button == tea.MouseButtonLeft {
			a.dialog = noDialog
		}
	case a.dialog != noDialog:
	case m.Button == tea.MouseButtonWheelUp && onOutput:
		a.moveOutput(NoAction, -wheelRows)
	case m.Button == tea.MouseButtonWheelDown && onOutput:
		a.moveOutput(NoAction, wheelRows)
	case m.Button == tea.MouseButtonWheelUp && onList:
		a.list.moveTo(a.list.cursor - 1)
	case m.Button == tea.MouseButtonWheelDown && onList:
		a.list.moveTo(a.list.cursor + 1)
	case m.Button == tea.MouseButtonLeft && onList:
		a.focusOn(onListPane)
		a.list.clickAt(m.Y - a.layout.list.y)
	case m.Button == tea.MouseButtonLeft && onOutput:
		a.focusOn(onLogsPane)
		if a.selectAt(m.Y) {
			return nil
		}
		if l := a.reading(); l.paused() && !l.footed && m.Y == a.layout.logs.y+a.layout.logs.h-1 {
			l.toEnd()
		}
	}
	return nil
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
