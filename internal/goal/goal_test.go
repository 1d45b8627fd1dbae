package goal_test

import (
	"strings"
	"testing"

	"tend/internal/goal"
	"tend/manager"
	"tend/manager/managertest"
	"tend/processcontrol"
)

func TestEveryStatusMeetsAGoalOrWillOrWillNot(t *testing.T) {
	probed := func(v *manager.ProcessView) { v.HasProbe, v.Ready = true, v.Status == manager.Ready }
	for _, c := range []struct {
		what string
		view *manager.ProcessView
		// what becomes of ready, running, done, exited, stopped: yes, no, or not yet
		want string
	}{
		{"not started", managertest.View(manager.NotStarted, nil), "n n n n y"},
		{"waiting", managertest.View(manager.Waiting, nil), ". . . . ."},
		{"waiting in vain", managertest.View(manager.Waiting, func(v *manager.ProcessView) { v.WaitingFor = []manager.Unmet{{Failed: true}} }), "n n n n ."},
		{"starting", managertest.View(manager.Starting, nil), ". . . . ."},
		{"starting again, at rest as yet", managertest.View(manager.Starting, func(v *manager.ProcessView) { v.State = processcontrol.Exited }), ". . . . ."},
		{"running", managertest.View(manager.Running, nil), "y y . . ."},
		{"running, not ready", managertest.View(manager.Running, probed), ". y . . ."},
		{"ready", managertest.View(manager.Ready, probed), "y y . . ."},
		{"stopping", managertest.View(manager.Stopping, nil), ". . . . ."},
		{"killing", managertest.View(manager.Killing, nil), ". . . . ."},
		{"stuck", managertest.View(manager.Stuck, nil), "n n n n n"},
		{"stopped", managertest.View(manager.Stopped, nil), "n n n n y"},
		{"stopped in its backoff", managertest.View(manager.Stopped, func(v *manager.ProcessView) { v.State = processcontrol.Exited }), "n n n y y"},
		{"done", managertest.View(manager.Done, nil), "y n y y y"},
		{"done, never ready", managertest.View(manager.Done, probed), "n n y y y"},
		{"exited", managertest.View(manager.Exited, nil), "n n n y y"},
		{"failed", managertest.View(manager.Failed, nil), "n n n n y"},
		{"backing off", managertest.View(manager.BackingOff, nil), ". . . . ."},
		{"gave up", managertest.View(manager.GaveUp, nil), "n n n y y"},
		{"scheduled, ended well", managertest.View(manager.Scheduled, nil), "y . y y y"},
		{"scheduled, ended badly", managertest.View(manager.Scheduled, func(v *manager.ProcessView) { v.Problem = "exit 1" }), ". . . y y"},
		{"scheduled for the first time", managertest.View(manager.Scheduled, func(v *manager.ProcessView) { v.State = processcontrol.Idle }), ". . . . y"},
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
