package tui

import (
	"fmt"

	"tend/internal/keymap"
	"tend/manager"
)

// Action is something a person can ask for. Keys, the mouse and dialogs all
// produce Actions, and perform.go is the only place that carries them out.
type Action = keymap.Action

// All of them, by the names that this package has for them.
const (
	NoAction = keymap.NoAction

	// To the processes that are marked, or else to the selected one.
	Start    = keymap.Start
	Stop     = keymap.Stop
	Kill     = keymap.Kill
	Restart  = keymap.Restart
	FreePort = keymap.FreePort
	Mark     = keymap.Mark

	// To the whole stack.
	StartAll   = keymap.StartAll
	StopAll    = keymap.StopAll
	RestartAll = keymap.RestartAll

	// Where one is.
	Up         = keymap.Up
	Down       = keymap.Down
	First      = keymap.First
	Last       = keymap.Last
	FocusLogs  = keymap.FocusLogs
	SwitchPane = keymap.SwitchPane
	Back       = keymap.Back
	Left       = keymap.Left
	Right      = keymap.Right

	// How the list is shown.
	Find = keymap.Find
	Sort = keymap.Sort

	// What one sees of the output.
	PageUp   = keymap.PageUp
	PageDown = keymap.PageDown
	HalfUp   = keymap.HalfUp
	HalfDown = keymap.HalfDown
	LogTop   = keymap.LogTop
	LogEnd   = keymap.LogEnd
	Follow   = keymap.Follow
	Wrap     = keymap.Wrap
	Times    = keymap.Times
	Columns  = keymap.Columns

	// What is looked for in the output, and where.
	Search  = keymap.Search
	NextHit = keymap.NextHit
	PrevHit = keymap.PrevHit
	Filter  = keymap.Filter
	Merge   = keymap.Merge

	// What is taken out of it.
	Select = keymap.Select
	Copy   = keymap.Copy
	Edit   = keymap.Edit
	Page   = keymap.Page
	Write  = keymap.Write

	Attach = keymap.Attach

	// What is told in the place of the output.
	Details   = keymap.Details
	Graph     = keymap.Graph
	Reveal    = keymap.Reveal
	Zoom      = keymap.Zoom
	NextError = keymap.NextError
	PrevError = keymap.PrevError

	// The program.
	Palette    = keymap.Palette
	Messages   = keymap.Messages
	Reload     = keymap.Reload
	Figures    = keymap.Figures
	Help       = keymap.Help
	Quit       = keymap.Quit
	EndSession = keymap.EndSession
	Interrupt  = keymap.Interrupt
	Suspend    = keymap.Suspend

	actionCount = keymap.ActionCount
)

// commandOf is the command that an action on processes stands for.
func commandOf(a Action) manager.Action {
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
func refuse(keys *bindings, a Action, p *manager.ProcessView) string {
	name := plain(p.Name)
	switch a {
	case Start:
		return refuseStart(keys, name, p)
	case Stop:
		return refuseStop(keys, name, p)
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
			return name + " is stuck: " + keys.tells(Kill, "tries to kill it again")
		case p.Status == manager.Waiting && !blocked(p):
			return fmt.Sprintf("%s is %s", name, waitingForms(p)[0].words)
		case p.Queued:
			return name + " starts again as soon as the old run is gone"
		}
	}
	return ""
}

// isLeaving is why a process is not started that a reload has removed.
const isLeaving = " is leaving: it is not in the configuration any more"

func refuseStart(keys *bindings, name string, p *manager.ProcessView) string {
	if p.Retired {
		return name + isLeaving
	}
	switch p.Status {
	case manager.Starting, manager.Running, manager.Ready:
		if len(p.StopsAfter) > 0 && !p.Queued {
			return "" // it takes back the stop that is to come
		}
		return fmt.Sprintf("%s is %s already", name, p.Status)
	case manager.Waiting:
		if blocked(p) {
			return "" // it starts what this waits for in vain, too
		}
		return fmt.Sprintf("%s is %s", name, waitingForms(p)[0].words)
	case manager.Stuck:
		return name + " is stuck: " + keys.tells(Kill, "tries to kill it again")
	case manager.Stopping, manager.Killing:
		if p.Queued {
			return name + " starts again as soon as the old run is gone"
		}
	}
	return ""
}

func refuseStop(keys *bindings, name string, p *manager.ProcessView) string {
	switch p.Status {
	case manager.Starting, manager.Running, manager.Ready, manager.Waiting, manager.BackingOff, manager.Scheduled:
		return "" // one that would be stopped after others is stopped at once
	case manager.Stopping:
		if !p.Queued {
			return name + " is being stopped already: " + keys.tells(Kill, "kills it")
		}
		return "" // it takes back the start that was to follow
	case manager.Killing:
		if !p.Queued {
			return name + " is being killed already"
		}
		return ""
	case manager.Stuck:
		return name + " is stuck: " + keys.tells(Kill, "tries to kill it again")
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
