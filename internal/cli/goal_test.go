package cli

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tend/internal/goal"
	"tend/manager"
	"tend/processcontrol"
)

// view makes a process as it is in a status.
func view(status manager.Status, change func(*manager.ProcessView)) *manager.ProcessView {
	v := &manager.ProcessView{Name: "api", Family: "api", Status: status, Generation: 1}
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

func snapshotOf(views ...*manager.ProcessView) *manager.Snapshot {
	return &manager.Snapshot{Processes: views}
}

func TestARestartIsWaitedForUntilTheNextRunIsReady(t *testing.T) {
	old := view(manager.Running, nil)
	a := &awaited{goal: goal.Ready, names: []string{"api"}, before: snapshotOf(old), again: true}
	for _, step := range []*manager.ProcessView{
		old, // something that depends on it is stopped first
		view(manager.Stopping, nil),
		view(manager.Starting, func(v *manager.ProcessView) { v.Generation = 2 }),
	} {
		if err := a.look(snapshotOf(step)); err != nil {
			t.Fatalf("%v, generation %d: %v", step.Status, step.Generation, err)
		}
	}
	if err := a.look(snapshotOf(view(manager.Running, func(v *manager.ProcessView) { v.Generation = 2 }))); !errors.Is(err, errMet) {
		t.Errorf("the new run is there: %v", err)
	}
	if err := a.look(snapshotOf(view(manager.Stopped, nil))); err == nil || !strings.Contains(err.Error(), "start it with “tend start api”") {
		t.Errorf("somebody has stopped it meanwhile: %v", err)
	}
}

func TestTheWholeStackIsWhatWasAskedToStart(t *testing.T) {
	manual := func(status manager.Status) *manager.ProcessView {
		return view(status, func(v *manager.ProcessView) { v.Name = "manual" })
	}
	before := snapshotOf(view(manager.Stopped, nil), manual(manager.Exited))
	a := &awaited{goal: goal.Ready, before: before}
	if err := a.look(snapshotOf(view(manager.Starting, nil), manual(manager.Exited))); err != nil {
		t.Fatalf("it does not count that one is over that was not asked to start: %v", err)
	}
	if err := a.look(snapshotOf(view(manager.Running, nil), manual(manager.Exited))); !errors.Is(err, errMet) {
		t.Error(err)
	}
}

func TestWhatLeavesTheConfigurationIsStoppedAndNothingElse(t *testing.T) {
	for g := goal.Ready; g <= goal.Stopped; g++ {
		a := &awaited{goal: g, names: []string{"api"}}
		if err := a.look(snapshotOf(view(manager.Stopping, nil))); err != nil {
			t.Fatal(g, err)
		}
		err := a.look(snapshotOf())
		if errors.Is(err, errMet) != (g == goal.Stopped) || err == nil {
			t.Errorf("%s: %v", g, err)
		}
	}
}

func TestLateSaysHowEachIsThatIsNotSo(t *testing.T) {
	fine := view(manager.Ready, func(v *manager.ProcessView) { v.Name, v.HasProbe = "db", true })
	slow := view(manager.Running, func(v *manager.ProcessView) {
		v.HasProbe, v.Ready, v.Problem = true, false, "not ready: connection refused"
	})
	a := &awaited{goal: goal.Ready, names: []string{"db", "api"}}
	s := snapshotOf(fine, slow)
	if err := a.look(s); err != nil {
		t.Fatal(err)
	}
	const want = "not ready within 3s: api: not ready: connection refused"
	if err := a.late(s, 3*time.Second); err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if err := a.late(nil, time.Second); err == nil || !strings.Contains(err.Error(), "has not said") {
		t.Error(err)
	}
}
