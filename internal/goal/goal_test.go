package goal_test

import (
	"strings"
	"testing"

	"tend/internal/goal"
	"tend/manager"
	"tend/processcontrol"
)

// view makes a process as it is in a status.
func view(status manager.Status, change func(*manager.ProcessView)) *manager.ProcessView {
	v := &manager.ProcessView{Status: status}
	switch status {
	case manager.Starting:
		v.State = processcontrol.Starting
	case manager.Running, manager.Ready:
		v.State, v.Ready = processcontrol.Running, true
	case manager.Stopping:
		v.State = processcontrol.Stopping
	case manager.Killing:
		v.State = processcontrol.Killing
	case manager.Stuck:
		v.State = processcontrol.Stuck
	case manager.Done, manager.Exited, manager.GaveUp, manager.BackingOff, manager.Scheduled:
		v.State, v.Exit = processcontrol.Exited, &processcontrol.Exit{}
	case manager.Failed:
		v.State = processcontrol.Failed
	}
	if change != nil {
		change(v)
	}
	return v
}

func TestEveryStatusMeetsAGoalOrWillOrWillNot(t *testing.T) {
	probed := func(v *manager.ProcessView) { v.HasProbe, v.Ready = true, v.Status == manager.Ready }
	for _, c := range []struct {
		what string
		view *manager.ProcessView
		// what becomes of ready, running, done, exited, stopped: yes, no, or not yet
		want string
	}{
		{"not started", view(manager.NotStarted, nil), "n n n n y"},
		{"waiting", view(manager.Waiting, nil), ". . . . ."},
		{"waiting in vain", view(manager.Waiting, func(v *manager.ProcessView) { v.WaitingFor = []manager.Unmet{{Failed: true}} }), "n n n n ."},
		{"starting", view(manager.Starting, nil), ". . . . ."},
		{"starting again, at rest as yet", view(manager.Starting, func(v *manager.ProcessView) { v.State = processcontrol.Exited }), ". . . . ."},
		{"running", view(manager.Running, nil), "y y . . ."},
		{"running, not ready", view(manager.Running, probed), ". y . . ."},
		{"ready", view(manager.Ready, probed), "y y . . ."},
		{"stopping", view(manager.Stopping, nil), ". . . . ."},
		{"killing", view(manager.Killing, nil), ". . . . ."},
		{"stuck", view(manager.Stuck, nil), "n n n n n"},
		{"stopped", view(manager.Stopped, nil), "n n n n y"},
		{"stopped in its backoff", view(manager.Stopped, func(v *manager.ProcessView) { v.State = processcontrol.Exited }), "n n n y y"},
		{"done", view(manager.Done, nil), "y n y y y"},
		{"done, never ready", view(manager.Done, probed), "n n y y y"},
		{"exited", view(manager.Exited, nil), "n n n y y"},
		{"failed", view(manager.Failed, nil), "n n n n y"},
		{"backing off", view(manager.BackingOff, nil), ". . . . ."},
		{"gave up", view(manager.GaveUp, nil), "n n n y y"},
		{"scheduled, ended well", view(manager.Scheduled, nil), "y . y y y"},
		{"scheduled, ended badly", view(manager.Scheduled, func(v *manager.ProcessView) { v.Problem = "exit 1" }), ". . . y y"},
		{"scheduled for the first time", view(manager.Scheduled, func(v *manager.ProcessView) { v.State = processcontrol.Idle }), ". . . . y"},
	} {
		var got []string
		for g := goal.Ready; g <= goal.Stopped; g++ {
			switch {
			case g.Met(c.view):
				got = append(got, "y")
			case g.Hopeless(c.view):
				got = append(got, "n")
			default:
				got = append(got, ".")
			}
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s:\n     %v\ngot  %s\nwant %s", c.what, goal.Names(), text, c.want)
		}
	}
}
