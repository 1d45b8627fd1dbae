package tui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"tend/manager"
)

// operate sends a command for the marked processes, or else for the selected
// one: those to which it applies.
func (a *app) operate(action Action) tea.Cmd {
	if a.isEnding() {
		a.notice = hint(a.sayEnding(), a.at)
		return nil
	}
	targets := a.list.targets()
	var names []string
	why := "there is no process"
	for _, p := range targets {
		if refusal := refuse(a.keys, action, p); refusal != "" {
			why = refusal
			continue
		}
		names = append(names, p.Name)
	}
	if len(names) == 0 {
		if len(targets) > 1 {
			why = fmt.Sprintf("nothing to %s among the %d marked", a.keys.words(action), len(targets))
		}
		a.notice = hint(why, a.at)
		return nil
	}
	return a.send(manager.Command{Action: commandOf(action), Names: names})
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
		a.notice = hint("nothing is running: "+a.keys.tells(StartAll, "starts everything"), a.at)
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
	switch action {
	case Quit, EndSession:
		return a.end(false)
	case Write:
		return a.writeOver(a.question.file)
	}
	command := manager.Command{Action: commandOf(action)}
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
	a.ending.forced = a.ending.forced || force
	a.dialog = noDialog
	a.notice = notice{}
	return shutDown(a.stack, force)
}
