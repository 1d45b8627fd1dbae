package mcp

import (
	"testing"

	"tend/manager"
	"tend/processcontrol"
)

func TestJudge(t *testing.T) {
	view := func(status manager.Status, state processcontrol.State, generation uint64, ready bool) *manager.ProcessView {
		v := &manager.ProcessView{Status: status, State: state, Generation: generation, Ready: ready, HasProbe: true}
		if state == processcontrol.Exited {
			v.Exit = &processcontrol.Exit{}
		}
		return v
	}
	fresh := view(manager.NotStarted, processcontrol.Idle, 0, false)
	starting := view(manager.Starting, processcontrol.Starting, 1, false)
	running := view(manager.Running, processcontrol.Running, 1, false)
	ready := view(manager.Ready, processcontrol.Running, 1, true)
	stopping := view(manager.Stopping, processcontrol.Stopping, 1, false)
	stopped := view(manager.Stopped, processcontrol.Idle, 1, false)
	done := view(manager.Done, processcontrol.Exited, 1, false)
	exited := view(manager.Exited, processcontrol.Exited, 1, false)
	backoff := view(manager.BackingOff, processcontrol.Exited, 1, false)
	gaveUp := view(manager.GaveUp, processcontrol.Exited, 1, false)
	failed := view(manager.Failed, processcontrol.Failed, 1, false)
	stuck := view(manager.Stuck, processcontrol.Stuck, 1, false)
	scheduled := view(manager.Scheduled, processcontrol.Exited, 1, false)
	blocked := view(manager.Waiting, processcontrol.Idle, 0, false)
	blocked.WaitingFor = []manager.Unmet{{Dependency: manager.Dependency{Name: "db"}, Failed: true, Why: "failed"}}
	again := view(manager.Ready, processcontrol.Running, 2, true)
	asked := func(g aimed) aim { return aim{goal: g, asked: true, old: 1} }

	for _, c := range []struct {
		aim  aim
		view *manager.ProcessView
		want verdict
	}{
		{aim{goal: goalReady}, fresh, hopeless},
		{aim{goal: goalReady}, starting, stillOpen},
		{aim{goal: goalReady}, running, stillOpen},
		{aim{goal: goalReady}, ready, isMet},
		{aim{goal: goalReady}, stopping, stillOpen},
		{aim{goal: goalReady}, stopped, hopeless},
		{aim{goal: goalReady}, done, hopeless},
		{aim{goal: goalReady}, backoff, stillOpen},
		{aim{goal: goalReady}, gaveUp, hopeless},
		{aim{goal: goalReady}, failed, hopeless},
		{aim{goal: goalReady}, stuck, hopeless},
		{aim{goal: goalReady}, scheduled, stillOpen},
		{aim{goal: goalReady}, blocked, hopeless},
		{aim{goal: goalRunning}, running, isMet},
		{aim{goal: goalRunning}, ready, isMet},
		{aim{goal: goalRunning}, exited, hopeless},
		{aim{goal: goalDone}, running, stillOpen},
		{aim{goal: goalDone}, done, isMet},
		{aim{goal: goalDone}, exited, hopeless},
		{aim{goal: goalExited}, done, isMet},
		{aim{goal: goalExited}, exited, isMet},
		{aim{goal: goalExited}, gaveUp, isMet},
		{aim{goal: goalExited}, backoff, stillOpen},
		{aim{goal: goalExited}, stopped, hopeless},
		{aim{goal: goalStopped}, fresh, isMet},
		{aim{goal: goalStopped}, ready, stillOpen},
		{aim{goal: goalStopped}, stopping, stillOpen},
		{aim{goal: goalStopped}, stopped, isMet},
		{aim{goal: goalStopped}, backoff, stillOpen},
		{aim{goal: goalStopped}, stuck, hopeless},
		{asked(goalUp), ready, stillOpen}, // still the run of before
		{asked(goalUp), starting, stillOpen},
		{asked(goalUp), stopping, stillOpen},
		{asked(goalUp), stopped, hopeless}, // somebody has called it off
		{asked(goalUp), exited, hopeless},
		{asked(goalUp), again, isMet},
		{asked(goalUp), view(manager.Done, processcontrol.Exited, 2, false), isMet},
		{asked(goalUp), view(manager.Exited, processcontrol.Exited, 2, false), hopeless},
		{asked(goalUp), view(manager.Stopped, processcontrol.Idle, 2, false), hopeless},
	} {
		got, why := c.aim.judge(c.view)
		if got != c.want || (got == hopeless) != (why != "") {
			t.Errorf("%+v of a process that is %s in run %d: %d %q, want %d", c.aim, c.view.Status, c.view.Generation, got, why, c.want)
		}
	}
}
