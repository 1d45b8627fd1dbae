package tui

import (
	"fmt"
	"path"
	"strings"

	"tend/manager"
	"tend/processcontrol"
)

// mostHolder bounds the command line that a question names.
const mostHolder = 40

// freeable reports whether the process could not be started since a stranger
// holds its port, whom one may end.
func freeable(p *manager.ProcessView) bool {
	return p.PortTaken != nil && p.PortTaken.PID != 0 && p.PortTaken.Owner == "" && !p.Retired
}

func refuseFreePort(name string, p *manager.ProcessView) string {
	switch taken := p.PortTaken; {
	case taken == nil:
		return "no port keeps " + name + " from starting"
	case p.Retired:
		return name + isLeaving
	case taken.Owner != "":
		return fmt.Sprintf("port %d is held by %s, which is of this stack", taken.Port, plain(taken.Owner))
	case taken.PID == 0:
		return fmt.Sprintf("who holds port %d cannot be seen from here", taken.Port)
	default:
		return ""
	}
}

// holder is the stranger who keeps a process from starting, as it was when the
// question was asked: nobody is ended who was not named.
type holder struct {
	process string
	processcontrol.PortTakenError
}

// is reports whether that is who keeps the process from starting now.
func (h *holder) is(p *manager.ProcessView) bool {
	t := p.PortTaken
	return t != nil && t.Port == h.Port && t.PID == h.PID && t.Started == h.Started
}

// name says who it is: the program without its folder, and its arguments.
func (h *holder) name() string {
	program, arguments, some := strings.Cut(plain(h.Command), " ")
	if program == "" {
		return fmt.Sprintf("the process with pid %d", h.PID)
	}
	program = path.Base(program)
	if some {
		program += " " + arguments
	}
	return fmt.Sprintf("%s (pid %d)", shorten(program, mostHolder), h.PID)
}

func (h *holder) question() string {
	return fmt.Sprintf("End %s, which listens on port %d, and start %s?", h.name(), h.Port, plain(h.process))
}

// over reports whether the question has answered itself. While the process is
// just being tried again, it has not.
func (h *holder) over(ps []*manager.ProcessView) bool {
	for _, p := range ps {
		switch {
		case p.Name != h.process:
			continue
		case p.PortTaken == nil:
			return p.Retired || p.Status != manager.Starting && p.Status != manager.Waiting
		default:
			return p.Retired || !h.is(p)
		}
	}
	return true
}

// freePort asks whether to end who holds the port of the marked process, or
// else of the selected one.
func (a *app) freePort() {
	if a.isEnding() {
		a.notice = hint(a.sayEnding(), a.at)
		return
	}
	var found []*manager.ProcessView
	why := "there is no process"
	targets := a.list.targets()
	for _, p := range targets {
		if refusal := refuse(a.keys, FreePort, p); refusal != "" {
			why = refusal
			continue
		}
		found = append(found, p)
	}
	switch {
	case len(found) == 1:
		a.ask(FreePort)
		a.question.port = &holder{process: found[0].Name, PortTakenError: *found[0].PortTaken}
	case len(found) > 1:
		a.notice = hint("one port at a time: "+a.keys.tells(Back, "unmarks"), a.at)
	case len(targets) > 1:
		a.notice = hint(fmt.Sprintf("no port keeps any of the %d marked from starting", len(targets)), a.at)
	default:
		a.notice = hint(why, a.at)
	}
}

// dropQuestion closes a question that has answered itself.
func (a *app) dropQuestion() {
	if a.dialog != questionDialog {
		return
	}
	if h := a.question.port; a.question.action == FreePort && h.over(a.snap.Processes) {
		a.dialog = noDialog
		a.notice = hint("no need any more to end "+h.name(), a.at)
	}
	if a.isEnding() {
		a.dialog = noDialog
	}
}
