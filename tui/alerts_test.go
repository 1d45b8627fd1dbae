package tui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tend/internal/alert"
	"tend/manager"
	"tend/processcontrol"
)

// alarmed is a person at another window, who is told of what fails.
func alarmed(t *testing.T, f *fakeStack) (d *driver, heard func() []string) {
	d = drive(t, f, 80, 24)
	var all []string
	d.app.alerts = alerts{way: alert.Desktop, ring: func(sequence string) {
		text, _ := strings.CutPrefix(sequence, "\x1b]777;notify;tend · shop;")
		all = append(all, strings.TrimSuffix(text, "\a"))
	}}
	d.app.snap = nil
	d.changed()
	return d, func() []string {
		d.passes(alertGather)
		out := all
		all = nil
		return out
	}
}

// passes lets time pass, and the tick come if one is due by then.
func (d *driver) passes(by time.Duration) {
	d.time = d.time.Add(by)
	d.send(tickMsg{tick: d.app.tick})
}

// becomes changes the status of a process, as a new run does.
func (d *driver) becomes(name string, s manager.Status, edit func(p *manager.ProcessView)) {
	d.fake.edit(name, func(p *manager.ProcessView) {
		p.Status, p.Exit, p.EndedAt, p.Attempt, p.Problem = s, nil, time.Time{}, 0, ""
		if edit != nil {
			edit(p)
		}
	})
	d.changed()
}

func TestWhatFailsIsToldOnceForEachTime(t *testing.T) {
	exit := func(code int) func(p *manager.ProcessView) {
		return func(p *manager.ProcessView) { p.Exit = &processcontrol.Exit{Code: code} }
	}
	run := func(p *manager.ProcessView) { p.Generation++ }
	again := func(attempt int) func(p *manager.ProcessView) {
		return func(p *manager.ProcessView) { p.Attempt, p.Exit = attempt, &processcontrol.Exit{Code: 2} }
	}
	violated := func(p *manager.ProcessView) {
		p.Exit = &processcontrol.Exit{Requested: true, Violation: &processcontrol.Violation{What: "memory"}}
	}
	type step struct {
		status manager.Status
		edit   func(p *manager.ProcessView)
		want   string // empty: nothing is told
	}
	for _, c := range []struct {
		what  string
		steps []step
	}{
		{"exits", []step{
			{manager.Exited, exit(1), "process-000: exit 1"}, {manager.Exited, exit(1), ""},
			{manager.Starting, run, ""}, {manager.Exited, exit(1), "process-000: exit 1"},
		}},
		{"ends well", []step{{manager.Done, exit(0), ""}}},
		{"cannot be started", []step{{manager.Failed, nil, "process-000: cannot be started"}}},
		{"is stuck", []step{{manager.Stopping, nil, ""}, {manager.Killing, nil, ""}, {manager.Stuck, nil, "process-000: stuck"}, {manager.Stuck, nil, ""}}},
		{"was stopped", []step{{manager.Stopping, nil, ""}, {manager.Stopped, exit(143), ""}}},
		{"ended as it was asked to", []step{{manager.Exited, func(p *manager.ProcessView) { p.Exit = &processcontrol.Exit{Code: 143, Requested: true} }, ""}}},
		{"was ended for a limit", []step{{manager.Exited, violated, "process-000: memory"}}},
		{"crashes again and again", []step{
			{manager.BackingOff, again(1), "process-000: exit 2, starts again"}, {manager.Starting, run, ""}, {manager.Running, nil, ""},
			{manager.BackingOff, again(2), ""}, {manager.Running, run, ""}, {manager.BackingOff, again(3), ""},
			{manager.Running, run, ""}, {manager.GaveUp, nil, "process-000: gave up"},
		}},
		{"crashes, and after a long time once more", []step{
			{manager.BackingOff, again(1), "process-000: exit 2, starts again"}, {manager.Running, run, ""},
			{manager.BackingOff, again(1), "process-000: exit 2, starts again"},
		}},
		{"crashes, is stopped, and crashes", []step{
			{manager.BackingOff, again(3), "process-000: exit 2, starts again"}, {manager.Stopped, nil, ""},
			{manager.Running, run, ""}, {manager.BackingOff, again(1), "process-000: exit 2, starts again"},
		}},
		{"fails at its time", []step{
			{manager.Scheduled, nil, ""}, {manager.Running, run, ""},
			{manager.Scheduled, func(p *manager.ProcessView) { p.Problem, p.Exit = "exit 3", &processcontrol.Exit{Code: 3} }, "process-000: failed exit 3"},
		}},
	} {
		d, heard := alarmed(t, newFake(many(2)...))
		for i, s := range c.steps {
			d.becomes("process-000", s.status, s.edit)
			var want []string
			if s.want != "" {
				want = []string{s.want}
			}
			if got := heard(); !slices.Equal(got, want) {
				t.Errorf("%s: step %d, %s: told %q, want %q", c.what, i, s.status, got, want)
			}
			d.passes(alertPause)
		}
	}
}

func TestWhatFailsTogetherIsToldTogetherAndNotTooOften(t *testing.T) {
	d, heard := alarmed(t, newFake(many(9)...))
	fail := func(name string) { d.becomes(name, manager.Failed, nil) }
	fail("process-000")
	d.passes(alertGather / 2)
	fail("process-001")
	fail("process-002")
	if got := heard(); !slices.Equal(got, []string{"3 processes failed: process-000, process-001, process-002"}) {
		t.Errorf("told %q", got)
	}
	for _, name := range []string{"process-003", "process-004", "process-005", "process-006", "process-007"} {
		fail(name)
		d.passes(alertGather)
	}
	if got := heard(); got != nil {
		t.Errorf("told %q so soon after the last", got)
	}
	d.passes(alertPause)
	if got := heard(); !slices.Equal(got, []string{"5 processes failed: process-003, process-004, process-005, process-006, …"}) {
		t.Errorf("told %q", got)
	}
	if d.app.tickAt != (time.Time{}) && !d.app.tickAt.After(d.time) {
		t.Error("there is a tick for nothing")
	}
}

func TestNothingIsToldOfAnEndThatWasAskedFor(t *testing.T) {
	d, heard := alarmed(t, newFake(many(2)...))
	d.becomes("process-000", manager.Failed, nil)
	d.fake.change(func(s *manager.Snapshot) { s.Phase = manager.Closing })
	d.becomes("process-001", manager.Exited, func(p *manager.ProcessView) { p.Exit = &processcontrol.Exit{Code: 1} })
	if got := heard(); got != nil {
		t.Errorf("told %q", got)
	}
}

// What had failed long before the screen was there is nothing new, what has just
// failed is.
func TestTheFirstLookTellsOnlyOfWhatHasJustFailed(t *testing.T) {
	ps := many(2)
	for i, ago := range []time.Duration{time.Hour, time.Second} {
		ps[i].Status, ps[i].EndedAt = manager.Failed, before(ago)
	}
	d, heard := alarmed(t, newFake(ps...))
	d.changed()
	if got := heard(); !slices.Equal(got, []string{"process-001: cannot be started"}) {
		t.Errorf("told %q", got)
	}
}

func TestNobodyIsToldWhoHasNotAsked(t *testing.T) {
	d, heard := alarmed(t, newFake(many(1)...))
	d.app.alerts.way = alert.None
	d.becomes("process-000", manager.Failed, nil)
	if got := heard(); got != nil || len(d.app.alerts.pending) > 0 {
		t.Errorf("told %q", got)
	}
}
