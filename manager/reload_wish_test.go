package manager

import (
	"testing"
	"testing/synctest"
)

func TestReloadOfTheSameStartsNothing(t *testing.T) {
	stack := func() []Process { return []Process{process("db", probed), process("api", after("db", OnReady))} }
	withRig(t, stack(), func(r *rig) {
		r.do(Stop, "db")
		s := r.reload(stack()...)
		if v := r.view("db"); v.Status != Stopped {
			t.Errorf("db is %s, generation %d; %s", v.Status, v.Generation, s)
		}
	})
	stack = func() []Process { return []Process{process("migrate"), process("api", after("migrate", OnDone))} }
	withRig(t, stack(), func(r *rig) {
		r.fakes["migrate"].exits(1)
		s := r.reload(stack()...)
		if v := r.view("migrate"); v.Status != Exited {
			t.Errorf("migrate is %s, generation %d; %s", v.Status, v.Generation, s)
		}
	})
}

func TestWhatComesBackChangedRunsAnew(t *testing.T) {
	withRig(t, []Process{process("other"), process("db", with("old")), process("api", after("db", OnStarted))}, func(r *rig) {
		r.fakes["api"].obeys = false
		r.reload(process("other"))
		s := r.reload(process("other"), process("db", with("new")))
		r.fakes["api"].goes()
		if v := r.view("db"); v.Status != Running || v.Generation != 2 {
			t.Errorf("db is %s, generation %d; %s", v.Status, v.Generation, s)
		}
	})
}

func TestANewNeedOfWhatHasChangedIsStartedInALimitedSession(t *testing.T) {
	stack := &Stack{Processes: []Process{process("api", with("old"))}}
	synctest.Test(t, func(t *testing.T) {
		inBubble(t, stack, []string{"api"}, func(r *rig) {
			r.reload(process("api", with("new"), after("cache", OnStarted)), process("cache"))
			if v := r.view("api"); v.Status != Running {
				t.Errorf("limited: api is %s for %+v", v.Status, v.WaitingFor)
			}
		})
	})
}

func TestANewNeedOfWhatHasChangedIsStartedThoughItIsNotByItself(t *testing.T) {
	withRig(t, []Process{process("api", with("old"))}, func(r *rig) {
		r.reload(process("api", with("new"), after("cache", OnStarted)), process("cache", func(p *Process) { p.Autostart = false }))
		if v := r.view("api"); v.Status != Running {
			t.Errorf("api is %s for %+v", v.Status, v.WaitingFor)
		}
	})
}

func TestReplicasAnswerBesideARetiredProcessOfTheirName(t *testing.T) {
	replica := func(p *Process) { p.Family = "web" }
	withRig(t, []Process{process("web", replica), process("x")}, func(r *rig) {
		r.fakes["web"].obeys = false
		r.reload(process("web-1", replica), process("web-2", replica), process("x"))
		if err := r.Do(r.t.Context(), Command{Action: Restart, Names: []string{"web"}}); err != nil {
			t.Errorf("%v", err)
		}
		r.do(Stop, "web")
		if s := r.status("web-1"); s != Stopped {
			t.Errorf("web-1 is %s", s)
		}
		r.fakes["web"].goes()
	})
}
