package cli

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"tend/manager"
	"tend/processcontrol"
)

// stackOf is a snapshot of processes.
func stackOf(views ...*manager.ProcessView) *manager.Snapshot {
	return &manager.Snapshot{Processes: views}
}

// in is a process in a status.
func in(name string, status manager.Status) *manager.ProcessView {
	v := &manager.ProcessView{Name: name, Status: status}
	v.Ready = status == manager.Ready
	switch status {
	case manager.Exited:
		v.Exit = &processcontrol.Exit{Code: 3}
		v.Problem = "exit 3"
	case manager.Failed:
		v.Problem = "program x does not exist"
	}
	return v
}

// alive is a process without a probe.
func alive(name string) *manager.ProcessView {
	v := in(name, manager.Running)
	v.Ready = true
	return v
}

// waitingFor is one that waits for another, in vain or not.
func waitingFor(name, on string, inVain bool) *manager.ProcessView {
	v := in(name, manager.Waiting)
	v.WaitingFor = []manager.Unmet{{Dependency: manager.Dependency{Name: on}, Failed: inVain}}
	return v
}

func TestAwaitReady(t *testing.T) {
	for name, test := range map[string]struct {
		snapshot *manager.Snapshot
		want     string // the error; empty if there is none
	}{
		"ready, running without a probe, done":  {stackOf(in("a", manager.Ready), alive("b"), in("c", manager.Done)), ""},
		"what has its times":                    {stackOf(in("a", manager.Ready), alive("b"), in("c", manager.Scheduled)), ""},
		"runs, not ready yet":                   {stackOf(alive("a"), alive("b"), in("c", manager.Running)), "late: still waiting for c (running)"},
		"waits, starts, comes back":             {stackOf(waitingFor("a", "b", false), in("b", manager.Starting), in("c", manager.BackingOff)), "late: still waiting for a (waiting), b (starting), c (backoff)"},
		"failed":                                {stackOf(alive("a"), in("b", manager.Exited), in("c", manager.Failed)), "not everything has started: b: exit 3; c: program x does not exist"},
		"stopped by somebody":                   {stackOf(alive("a"), alive("b"), in("c", manager.Stopped)), "not everything has started: c: was stopped"},
		"waits in vain for one that is to fail": {stackOf(waitingFor("a", "b", true), waitingFor("b", "c", true), in("c", manager.Exited)), "not everything has started: c: exit 3"},
		"others do not count":                   {stackOf(alive("a"), alive("b"), alive("c"), in("d", manager.Failed)), ""},
		"gone":                                  {stackOf(alive("a"), alive("b")), "c has left the configuration while it was waited for"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			cancel(errors.New("late"))
			err := awaitReady(ctx, nil, func() *manager.Snapshot { return test.snapshot }, []string{"a", "b", "c"})
			if text := textOf(err); text != test.want {
				t.Errorf("it is %q, want %q", text, test.want)
			}
		})
	}
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestAwaitReadyLooksAgainWhenSomethingHasChanged(t *testing.T) {
	all := []*manager.Snapshot{stackOf(in("a", manager.Starting)), stackOf(in("a", manager.Running)), stackOf(in("a", manager.Ready))}
	changes := make(chan struct{}, len(all))
	for range all {
		changes <- struct{}{}
	}
	next := func() *manager.Snapshot {
		s := all[0]
		all = all[1:]
		return s
	}
	if err := awaitReady(t.Context(), changes, next, []string{"a"}); err != nil {
		t.Error(err)
	}
	if len(all) > 0 {
		t.Errorf("%d changes were not looked at", len(all))
	}
}

func TestAwaitReadyEndsWithTheSession(t *testing.T) {
	s := stackOf(in("a", manager.Stopping))
	s.Phase = manager.Closing
	err := awaitReady(t.Context(), nil, func() *manager.Snapshot { return s }, []string{"a"})
	if want := "the session was ended before a (stopping)"; textOf(err) != want {
		t.Errorf("it is %q, want %q", textOf(err), want)
	}
}

func TestWhatHasFailedIsToldWithItsLastLines(t *testing.T) {
	s := stackOf(waitingFor("test", "db", true), in("db", manager.Exited))
	err := awaitReady(t.Context(), nil, func() *manager.Snapshot { return s }, []string{"test", "db"})
	var failed *failedError
	if !errors.As(err, &failed) {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := failed.tell(&out, said("starting", "\x1b[31mno disk\x1b[0m")); err != nil {
		t.Fatal(err)
	}
	if want := "tend: not everything has started: db: exit 3\ndb | starting\ndb | no disk\n"; out.String() != want {
		t.Errorf("it says %q, want %q", out.String(), want)
	}
}

func TestRunBesideASessionUsesWhatRunsThere(t *testing.T) {
	need := func(name string, c manager.Condition) manager.Dependency {
		return manager.Dependency{Name: name, Condition: c}
	}
	all := []manager.Process{
		{Spec: processcontrol.Spec{Name: "db", Log: processcontrol.LogSpec{File: "/db.log"}}},
		{Spec: processcontrol.Spec{Name: "cache"}, DependsOn: []manager.Dependency{need("db", manager.OnReady)}},
		{Spec: processcontrol.Spec{Name: "queue"}, DependsOn: []manager.Dependency{need("cache", manager.OnReady), need("db", manager.OnStarted)}},
		{Spec: processcontrol.Spec{Name: "test"}, DependsOn: []manager.Dependency{need("db", manager.OnReady), need("queue", manager.OnReady)}},
		{Spec: processcontrol.Spec{Name: "other"}},
	}
	there := stackOf(in("db", manager.Ready), in("cache", manager.Stopped), in("test", manager.Running), in("other", manager.Running))
	here, needs := apart(all, there, "test")
	var names []string
	for _, p := range here {
		names = append(names, p.Name)
		for _, d := range p.DependsOn {
			if d.Name == "db" {
				t.Errorf("%s still depends on db, which runs there", p.Name)
			}
		}
	}
	if got, want := joined(names), "cache, queue, test"; got != want {
		t.Errorf("here are %s, want %s", got, want)
	}
	if len(needs) != 2 || needs[0] != need("db", manager.OnReady) && needs[1] != need("db", manager.OnReady) {
		t.Errorf("there have to be %v", needs)
	}
	if len(all[3].DependsOn) != 2 || all[0].Log.File == "" {
		t.Error("the configuration has been changed")
	}
}

func TestWhatAnotherSessionMeets(t *testing.T) {
	for _, test := range []struct {
		v            *manager.ProcessView
		c            manager.Condition
		late, failed bool
	}{
		{alive("a"), manager.OnStarted, false, false},
		{in("a", manager.Running), manager.OnReady, true, false},
		{in("a", manager.Ready), manager.OnReady, false, false},
		{in("a", manager.Running), manager.OnDone, true, false},
		{in("a", manager.Done), manager.OnDone, false, false},
		{in("a", manager.Done), manager.OnReady, false, true},
		{in("a", manager.Exited), manager.OnExited, false, false},
		{in("a", manager.Exited), manager.OnDone, false, true},
		{in("a", manager.BackingOff), manager.OnReady, true, false},
		{in("b", manager.Ready), manager.OnReady, false, true}, // there is no a
	} {
		late, failed := unmetOf(stackOf(test.v), []manager.Dependency{{Name: "a", Condition: test.c}})
		if (len(late) > 0) != test.late || (len(failed) > 0) != test.failed {
			t.Errorf("%s %s for %s: late %v, failed %v", test.v.Name, test.v.Status, test.c, late, failed)
		}
	}
}
