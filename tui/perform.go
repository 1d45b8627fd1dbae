package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// press takes a key message.
func (a *app) press(msg tea.KeyMsg) tea.Cmd {
	var cmds []tea.Cmd
	typed := single(msg)
	if a.attached != nil || msg.Paste && (a.typing() || a.finder.prompt.isOpen() || a.dialog == paletteDialog) {
		typed = []tea.KeyMsg{msg}
	}
	for i, k := range typed {
		if i > 0 {
			a.arrange() // the key after sees what the one before did
		}
		cmds = append(cmds, a.pressOne(k))
	}
	return tea.Batch(cmds...)
}

func (a *app) pressOne(k tea.KeyMsg) tea.Cmd {
	a.notice.dismiss()
	action := a.keys.action(k)
	if action == Interrupt && a.asks() && !a.isEnding() {
		// What is typed is given up, as everywhere; only with nothing to give up
		// does it end the session.
		k, action = tea.KeyMsg{Type: tea.KeyEsc}, NoAction
	}
	switch {
	case a.attached != nil:
		a.pressAttached(k)
		return nil
	case action == Interrupt || action == Suspend: // whatever is on the screen
		return a.perform(action)
	case a.layout.tooSmall: // what is not seen is not asked for
		return nil
	case a.dialog == helpDialog:
		by := map[Action]int{Up: -1, Down: 1, PageUp: -a.height / 2, PageDown: a.height / 2}[action]
		if by == 0 || !a.help.scroll(by) {
			a.dialog = noDialog
		}
		return nil
	case a.dialog == paletteDialog:
		return a.pressPalette(k)
	case a.dialog == questionDialog && key.Matches(k, keyYes):
		a.dialog = noDialog
		return a.confirmed(a.question.action)
	case a.dialog == questionDialog && key.Matches(k, keyNo):
		a.dialog = noDialog
		return nil
	case a.dialog == questionDialog:
		return nil
	case a.finder.prompt.isOpen():
		a.pressFinder(k)
		return nil
	case a.typing():
		return a.pressPrompt(k)
	case a.logs.selection.on && a.focus == onLogsPane && !a.covered() && a.extend(action):
		return nil
	}
	return a.perform(action)
}

// typing reports whether keys are typed into a prompt.
func (a *app) typing() bool { return a.logs.prompt.isOpen() && !a.covered() }

// asks reports whether keys are typed into anything that is seen.
func (a *app) asks() bool {
	seen := a.attached == nil && !a.layout.tooSmall && a.dialog != helpDialog && a.dialog != questionDialog
	return seen && (a.dialog == paletteDialog || a.finder.prompt.isOpen() || a.typing())
}

// perform carries out an action. What does not apply says so and does nothing.
func (a *app) perform(action Action) tea.Cmd {
	switch action {
	case Start, Stop, Restart:
		return a.operate(action)
	case FreePort:
		a.freePort()
		return nil
	case Reload:
		return a.reload()
	case Kill:
		if a.isEnding() {
			return a.end(true)
		}
		return a.operate(action)
	case StartAll, StopAll, RestartAll:
		return a.operateAll(action)
	case EndSession:
		return a.endSession()
	case Quit:
		switch {
		case a.visit != nil:
			return a.leave()
		case a.isEnding():
			return a.end(true)
		case questionOf(Quit, a.snap.Processes) != "":
			a.ask(Quit)
			return nil
		}
		return a.end(false)
	case Interrupt:
		if a.visit != nil {
			return a.leave()
		}
		return a.end(a.isEnding())
	case Suspend:
		return a.suspend()
	case Figures:
		a.toggleFigures()
		return nil
	case Search, NextHit, PrevHit, NextError, PrevError, Filter, Merge, Times, Columns, Select:
		a.find(action)
		return nil
	case Copy, Edit, Page, Write:
		return a.exportLines(action)
	case Palette:
		a.openPalette()
		return nil
	case Help:
		a.dialog, a.help = helpDialog, help{}
		return nil
	}
	a.move(action)
	return nil
}

// move carries out what changes only what is seen.
func (a *app) move(action Action) {
	page := max(1, a.reading().room(true)-1)
	switch action {
	case Messages:
		a.toggleMessages()
	case Mark:
		a.list.toggleMark()
	case Attach:
		a.attach()
	case Details:
		a.toggleSheet(detailsSheet)
	case Graph:
		a.toggleSheet(graphSheet)
	case Reveal:
		a.revealed = !a.revealed
		if !a.sheetShown() || a.sheet.kind != detailsSheet {
			a.revealed = false
			a.notice = hint(a.keys.tells(Details, "shows the details of a process"), a.at)
		}
	case Zoom:
		a.zoomed = !a.zoomed
		if a.zoomed {
			a.focusOn(onLogsPane)
		}
	case Left, Right:
		a.sideways(action == Left)
	case Find:
		a.openFinder()
	case Sort:
		a.list.sortNext()
		a.notice = hint("sorted "+orderWords[a.list.roster.order], a.at)
	case FocusLogs:
		if group := a.list.selectedGroup(); group != "" && a.focus == onListPane {
			a.list.fold(!a.list.roster.folded[group])
			return
		}
		if len(a.list.processes) > 0 {
			a.messages.open = false
			a.sheet = sheet{}
			a.focusOn(onLogsPane)
		}
	case SwitchPane:
		if a.focus == onListPane && (a.covered() || len(a.list.processes) > 0) {
			a.focusOn(onLogsPane)
		} else {
			a.focusOn(onListPane)
		}
	case Back:
		switch {
		case a.messages.open:
			a.toggleMessages()
		case a.refusal.open:
			a.closeRefusal()
		case a.sheetShown():
			a.closeSheet()
		case a.logs.back():
		case a.zoomed:
			a.zoomed = false
			a.focusOn(onListPane)
		case a.focus == onLogsPane:
			a.focusOn(onListPane)
		case a.isFinding():
			a.endFinding()
		default:
			a.list.marks = nil
		}
	case Wrap:
		if a.refuses() {
			return // it is to be read as a whole
		}
		a.reading().toggleWrap()
		words := "long lines are cut"
		if a.reading().wrap {
			words = "long lines are wrapped"
		}
		a.notice = hint(words, a.at)
	case Up, Down, First, Last:
		if a.focus == onListPane {
			a.moveSelection(action)
			return
		}
		a.moveOutput(map[Action]Action{First: LogTop, Last: LogEnd}[action], map[Action]int{Up: -1, Down: 1}[action])
	case PageUp:
		a.moveOutput(action, -page)
	case PageDown:
		a.moveOutput(action, page)
	case HalfUp:
		a.moveOutput(action, -max(1, page/2))
	case HalfDown:
		a.moveOutput(action, max(1, page/2))
	case LogTop, LogEnd, Follow:
		a.moveOutput(action, 0)
	}
}

// sideways folds and unfolds groups in the list, and moves along lines that are
// longer than the pane.
func (a *app) sideways(left bool) {
	if a.focus == onListPane {
		a.list.fold(left)
		return
	}
	if !a.covered() && !a.logs.shift(left) && !left {
		a.notice = hint("no line goes on to the right", a.at)
	}
}

func (a *app) moveSelection(action Action) {
	switch action {
	case Up:
		a.list.moveTo(a.list.cursor - 1)
	case Down:
		a.list.moveTo(a.list.cursor + 1)
	case First:
		a.list.moveTo(0)
	case Last:
		a.list.moveTo(len(a.list.rows) - 1)
	}
}

func (a *app) moveOutput(action Action, rows int) {
	if a.refuses() {
		a.refusal.move(action, rows)
		return
	}
	if a.sheetShown() {
		a.sheet.move(action, rows)
		return
	}
	l := a.reading()
	if l.empty() {
		return
	}
	a.logs.search.seeking = false
	if a.logs.selection.on && (action == Follow || action == LogEnd) {
		a.logs.endSelection() // which stood in the way
		action = LogEnd
	}
	switch action {
	case LogTop:
		l.toTop()
	case LogEnd:
		l.toEnd()
	case Follow:
		l.toggleFollow()
	default:
		l.scroll(rows)
	}
}

// toggleMessages opens the pane of messages, at their end, or goes back to where
// one was.
func (a *app) toggleMessages() {
	m := a.messages
	if m.open {
		m.open = false
		a.focusOn(m.back)
		return
	}
	m.open, m.back = true, a.focus
	m.take(a.stack.Journal(messagesMost))
	m.toEnd()
	a.focusOn(onLogsPane)
	if a.notice.more {
		a.notice = notice{} // there it is
	}
}

// toggleFigures shows what processes use, or lets them be.
func (a *app) toggleFigures() {
	a.figures = !a.figures
	a.stack.Look(a.figures)
	words := "figures off: only what has a limit is measured"
	if a.figures {
		words = "figures on"
	}
	a.notice = hint(words, a.at)
}

func (a *app) focusOn(f focus) {
	a.focus = f
	a.zoomed = a.zoomed && f == onLogsPane
}
