package cli

import (
	"slices"
	"testing"
	"time"

	"tend/manager"
	"tend/manager/managertest"
	"tend/processcontrol"
)

func TestEventsAreHowStatesDiffer(t *testing.T) {
	named := func(name string, status manager.Status, run uint64) *manager.ProcessView {
		return managertest.View(status, func(v *manager.ProcessView) { v.Name, v.Generation = name, run })
	}
	same := named("same", manager.Running, 1)
	old := stackOf(same, named("db", manager.Running, 1), named("crash", manager.Running, 3), named("gone", manager.Stopped, 2),
		managertest.View(manager.Stopping, func(v *manager.ProcessView) { v.Name, v.Stop.Phase = "asked", processcontrol.Signalled }),
		managertest.View(manager.Stopping, func(v *manager.ProcessView) { v.Name = "itself" }))
	now := stackOf(same, named("db", manager.Ready, 1), named("crash", manager.Running, 6), named("new", manager.Waiting, 0),
		named("asked", manager.Stopped, 1), named("itself", manager.Done, 1))
	p := &eventPrinter{}
	var got []string
	for _, e := range differences(old, now, time.Now()) {
		got = append(got, e.Process+": "+p.text(&e))
	}
	want := []string{
		"db: running → ready",
		"crash: running → running (2 runs in between)",
		"new: new → waiting",
		"asked: stopping → stopped",
		"itself: ending → done",
		"gone: stopped → has left the configuration",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
