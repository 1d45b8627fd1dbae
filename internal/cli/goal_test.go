package cli

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tend/internal/goal"
	"tend/manager"
	"tend/manager/managertest"
)

func TestARestartIsWaitedForUntilTheNextRunIsReady(t *testing.T) {
	old := managertest.View(manager.Running, nil)
	a := &awaited{goal: goal.Ready, names: []string{"api"}, before: stackOf(old), again: true}
	for _, step := range []*manager.ProcessView{
		old, // something that depends on it is stopped first
		managertest.View(manager.Stopping, nil),
		managertest.View(manager.Starting, func(v *manager.ProcessView) { v.Generation = 2 }),
	} {
		if err := a.look(stackOf(step)); err != nil {
			t.Fatalf("%v, generation %d: %v", step.Status, step.Generation, err)
		}
	}
	if err := a.look(stackOf(managertest.View(manager.Running, func(v *manager.ProcessView) { v.Generation = 2 }))); !errors.Is(err, errMet) {
		t.Errorf("the new run is there: %v", err)
	}
	if err := a.look(stackOf(managertest.View(manager.Stopped, nil))); err == nil || !strings.Contains(err.Error(), "start it with “tend start api”") {
		t.Errorf("somebody has stopped it meanwhile: %v", err)
	}
}

func TestTheWholeStackIsWhatWasAskedToStart(t *testing.T) {
	manual := func(status manager.Status) *manager.ProcessView {
		return managertest.View(status, func(v *manager.ProcessView) { v.Name = "manual" })
	}
	before := stackOf(managertest.View(manager.Stopped, nil), manual(manager.Exited))
	a := &awaited{goal: goal.Ready, before: before}
	if err := a.look(stackOf(managertest.View(manager.Starting, nil), manual(manager.Exited))); err != nil {
		t.Fatalf("it does not count that one is over that was not asked to start: %v", err)
	}
	if err := a.look(stackOf(managertest.View(manager.Running, nil), manual(manager.Exited))); !errors.Is(err, errMet) {
		t.Error(err)
	}
}

func TestWhatLeavesTheConfigurationIsStoppedAndNothingElse(t *testing.T) {
	for g := goal.Ready; g <= goal.Stopped; g++ {
		a := &awaited{goal: g, names: []string{"api"}}
		if err := a.look(stackOf(managertest.View(manager.Stopping, nil))); err != nil {
			t.Fatal(g, err)
		}
		err := a.look(stackOf())
		if errors.Is(err, errMet) != (g == goal.Stopped) || err == nil {
			t.Errorf("%s: %v", g, err)
		}
	}
}

func TestLateSaysHowEachIsThatIsNotSo(t *testing.T) {
	fine := managertest.View(manager.Ready, func(v *manager.ProcessView) { v.Name, v.HasProbe = "db", true })
	slow := managertest.View(manager.Running, func(v *manager.ProcessView) {
		v.HasProbe, v.Ready, v.Problem = true, false, "not ready: connection refused"
	})
	a := &awaited{goal: goal.Ready, names: []string{"db", "api"}}
	s := stackOf(fine, slow)
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
