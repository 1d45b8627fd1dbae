package tui

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tend/manager"
)

// wheelRows is how far one notch of the wheel scrolls the output.
const wheelRows = 3

// press takes a key message.
func (a *app) press(msg tea.KeyMsg) tea.Cmd {
	var cmds []tea.Cmd
	for i, k := range single(msg) {
		if i > 0 {
			a.arrange() // the key after sees what the one before did
		}
		cmds = append(cmds, a.pressOne(k))
	}
	return tea.Batch(cmds...)
}

func (a *app) pressOne(k tea.KeyMsg) tea.Cmd {
	a.notice.dismiss()
	action := keys.action(k)
	switch {
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
	case a.dialog == questionDialog && key.Matches(k, keyYes):
		a.dialog = noDialog
		return a.confirmed(a.question.action)
	case a.dialog == questionDialog && key.Matches(k, keyNo):
		a.dialog = noDialog
		return nil
	case a.dialog == questionDialog:
		return nil
	}
	return a.perform(action)
}

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
		if l := a.reading(); l.name != "" && l.reader().paused && m.Y == a.layout.logs.y+a.layout.logs.h-1 {
			l.toEnd()
		}
	}
	return nil
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
	case Quit:
		switch {
		case a.isEnding():
			return a.end(true)
		case questionOf(Quit, a.snap.Processes) != "":
			a.ask(Quit)
			return nil
		}
		return a.end(false)
	case Interrupt:
		return a.end(a.isEnding())
	case Suspend:
		return tea.Suspend
	case Figures:
		a.toggleFigures()
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
	case FocusLogs:
		if len(a.list.processes) > 0 {
			a.messages.open = false
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
		case a.focus == onLogsPane:
			a.focusOn(onListPane)
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

func (a *app) moveSelection(action Action) {
	switch action {
	case Up:
		a.list.moveTo(a.list.cursor - 1)
	case Down:
		a.list.moveTo(a.list.cursor + 1)
	case First:
		a.list.moveTo(0)
	case Last:
		a.list.moveTo(len(a.list.processes) - 1)
	}
}

func (a *app) moveOutput(action Action, rows int) {
	if a.refuses() {
		a.refusal.move(action, rows)
		return
	}
	l := a.reading()
	if l.name == "" {
		return
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

func (a *app) focusOn(f focus) { a.focus = f }

// operate sends a command for the marked processes, or else for the selected
// one: those to which it applies.
func (a *app) operate(action Action) tea.Cmd {
	if a.isEnding() {
		a.notice = hint(sayEnding, a.at)
		return nil
	}
	targets := a.list.targets()
	var names []string
	why := "there is no process"
	for _, p := range targets {
		if refusal := refuse(action, p); refusal != "" {
			why = refusal
			continue
		}
		names = append(names, p.Name)
	}
	if len(names) == 0 {
		if len(targets) > 1 {
			why = fmt.Sprintf("nothing to %s among the %d marked", keys[action].Help().Desc, len(targets))
		}
		a.notice = hint(why, a.at)
		return nil
	}
	return a.send(manager.Command{Action: action.commandOf(), Names: names})
}

// operateAll sends a command for the whole stack, after asking.
func (a *app) operateAll(action Action) tea.Cmd {
	switch {
	case a.isEnding():
		return a.operate(action)
	case len(a.list.processes) == 0:
		a.notice = hint("there is no process", a.at)
		return nil
	case questionOf(action, a.snap.Processes) != "":
		a.ask(action)
		return nil
	case action == RestartAll || action == StopAll && !wanted(a.list.processes):
		a.notice = hint("nothing is running: S starts everything", a.at)
		return nil
	}
	return a.confirmed(action)
}

// wanted reports whether some process is still to be started.
func wanted(ps []*manager.ProcessView) bool {
	for i := range ps {
		if s := ps[i].Status; s == manager.Waiting || s == manager.BackingOff || s == manager.Scheduled {
			return true
		}
	}
	return false
}

// ask opens the dialog that asks before an action.
func (a *app) ask(action Action) { a.dialog, a.question = questionDialog, question{action: action} }

// confirmed carries out what was asked about.
func (a *app) confirmed(action Action) tea.Cmd {
	if action == Quit {
		return a.end(false)
	}
	command := manager.Command{Action: action.commandOf()}
	if action == FreePort {
		command.Names = []string{a.question.port.process}
	}
	return a.send(command)
}

func (a *app) send(c manager.Command) tea.Cmd {
	a.notice = notice{}
	return ask(a.ctx, a.stack, c)
}

// end ends the session, or hurries its end.
func (a *app) end(force bool) tea.Cmd {
	a.ending.asked = true
	a.dialog = noDialog
	a.notice = notice{}
	return shutDown(a.stack, force)
}
