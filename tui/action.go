package tui

import (
	"fmt"

	"tend/manager"
)

// Action is something a person can ask for. Keys, the mouse and dialogs all
// produce Actions, and perform.go is the only place that carries them out.
type Action uint8

const (
	NoAction Action = iota

	// To the processes that are marked, or else to the selected one.
	Start
	Stop
	Kill
	Restart
	FreePort
	Mark

	// To the whole stack.
	StartAll
	StopAll
	RestartAll

	// Where one is.
	Up
	Down
	First
	Last
	FocusLogs
	SwitchPane
	Back
	Left
	Right

	// How the list is shown.
	Find
	Sort

	// What one sees of the output.
	PageUp
	PageDown
	HalfUp
	HalfDown
	LogTop
	LogEnd
	Follow
	Wrap
	Times
	Columns

	// What is looked for in the output, and where.
	Search
	NextHit
	PrevHit
	Filter
	Merge

	// What is taken out of it.
	Select
	Copy
	Edit
	Page
	Write

	Attach

	// What is told in the place of the output.
	Details
	Graph
	Reveal
	Zoom
	NextError
	PrevError

	// The program.
	Palette
	Messages
	Reload
	Figures
	Help
	Quit
	Interrupt
	Suspend

	actionCount
)

// commandOf is the command that an action on processes stands for.
func (a Action) commandOf() manager.Action {
	switch a {
	case Stop, StopAll:
		return manager.Stop
	case Kill:
		return manager.Kill
	case Restart, RestartAll:
		return manager.Restart
	case FreePort:
		return manager.FreePort
	default:
		return manager.Start
	}
}

// refuse says why an action does not apply to a process at the moment; "" if it
// does. It keeps useless commands off the stack and useless keys off the
// footer; the stack has the last word.
func refuse(a Action, p *manager.ProcessView) string {
	name := plain(p.Name)
	switch a {
	case Start:
		return refuseStart(name, p)
	case Stop:
		return refuseStop(name, p)
	case Kill:
		switch {
		case p.Status == manager.Killing:
			return name + " is being killed already"
		case !p.Status.Active():
			return name + " is not running"
		}
	case FreePort:
		return refuseFreePort(name, p)
	case Restart:
		switch {
		case p.Retired:
			return name + isLeaving
		case p.Status == manager.Stuck:
			return name + " is stuck: X tries to kill it again"
		case p.Status == manager.Waiting:
			return fmt.Sprintf("%s is %s", name, waitingForms(p)[0].words)
		case p.Queued:
			return name + " starts again as soon as the old run is gone"
		}
	}
	return ""
}

// isLeaving is why a process is not started that a reload has removed.
const isLeaving = " is leaving: it is not in the configuration any more"

func refuseStart(name string, p *manager.ProcessView) string {
	if p.Retired {
		return name + isLeaving
	}
	switch p.Status {
	case manager.Starting, manager.Running, manager.Ready:
		return fmt.Sprintf("%s is %s already", name, p.Status)
	case manager.Waiting:
		return fmt.Sprintf("%s is %s", name, waitingForms(p)[0].words)
	case manager.Stuck:
		return name + " is stuck: X tries to kill it again"
	case manager.Stopping, manager.Killing:
		if p.Queued {
			return name + " starts again as soon as the old run is gone"
		}
	}
	return ""
}

func refuseStop(name string, p *manager.ProcessView) string {
	switch p.Status {
	case manager.Starting, manager.Running, manager.Ready, manager.Waiting, manager.BackingOff, manager.Scheduled:
		return ""
	case manager.Stopping:
		if !p.Queued {
			return name + " is being stopped already: X kills it"
		}
		return "" // it takes back the start that was to follow
	case manager.Killing:
		if !p.Queued {
			return name + " is being killed already"
		}
		return ""
	case manager.Stuck:
		return name + " is stuck: X tries to kill it again"
	default:
		return name + " is not running"
	}
}

// activeCount is how many processes are there or on their way.
func activeCount(ps []*manager.ProcessView) int {
	n := 0
	for i := range ps {
		if ps[i].Status.Active() {
			n++
		}
	}
	return n
}
