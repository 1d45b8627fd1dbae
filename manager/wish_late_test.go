package manager

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tend/processcontrol"
)

func TestAKillThatComesTooLateIsNotForTheNextRun(t *testing.T) {
	withRig(t, []Process{process("p")}, func(r *rig) {
		p := r.fakes["p"]
		r.inRun(func() {
			_ = r.wish(Command{Action: Kill, Names: []string{"p"}})
			p.exits(0) // by itself, before Run gets to it
		})
		r.do(Start, "p")
		if v := r.view("p"); v.Generation != 2 || v.Status != Running {
			t.Errorf("%s, generation %d: %q", v.Status, v.Generation, r.diary.all())
		}
	})
}

func TestStartEverythingIsNotLostToWhatIsStuck(t *testing.T) {
	withRig(t, []Process{process("db")}, func(r *rig) {
		db := r.fakes["db"]
		db.leaves()
		db.set(func(s *processcontrol.Snapshot) { s.State = processcontrol.Stuck })
		r.do(Start)
		db.exits(1)
		if v := r.view("db"); v.Status != Running {
			t.Errorf("db is %s", v.Status)
		}
	})
}

func TestWhatTheUserStopsDoesNotEndTheSession(t *testing.T) {
	fails := func(p *Process) { p.ExitOn = ExitOnFailure }
	withRig(t, []Process{process("db", fails), process("api", after("db", OnStarted))}, func(r *rig) {
		r.fakes["api"].obeys = false
		r.do(Stop)
		r.fakes["db"].exits(1) // without its turn
		synctest.Wait()
		if s := r.Snapshot(); s.Phase != Up || s.Outcome != nil {
			t.Errorf("waiting for its turn: db is %s, phase %d, %+v", r.status("db"), s.Phase, s.Outcome)
		}
		r.fakes["api"].goes()
	})
	withRig(t, []Process{process("p", fails)}, func(r *rig) {
		r.asked = func(_ string, op processcontrol.Op) {
			if op == processcontrol.OpStop {
				r.fakes["p"].exits(1)
			}
		}
		r.do(Stop, "p")
		if s := r.Snapshot(); s.Phase != Up || s.Outcome != nil {
			t.Errorf("at the same moment: p is %s, phase %d, %+v", r.status("p"), s.Phase, s.Outcome)
		}
		r.asked = nil
	})
}

// slowFree is a host that takes its time to free a port.
type slowFree struct {
	*rig
	until chan struct{}
}

func (s slowFree) EndHolder(context.Context, *processcontrol.PortTakenError) error {
	<-s.until
	return nil
}

func TestAStopWhileAPortIsBeingFreedIsTheLastWord(t *testing.T) {
	withRig(t, []Process{process("web", restarting(RestartAlways))}, func(r *rig) {
		host := slowFree{r, make(chan struct{})}
		r.inRun(func() { r.Manager.host = host })
		r.fakes["web"].set(func(s *processcontrol.Snapshot) {
			s.State, s.Generation, s.Err, s.PID = processcontrol.Failed, 2, &processcontrol.PortTakenError{Port: 8080}, 0
		})
		synctest.Wait()
		r.do(FreePort, "web")
		r.do(Stop, "web")
		r.wantStatus("web", Stopped)
		close(host.until)
		if v := r.view("web"); v.Status != Stopped {
			t.Errorf("web is %s, generation %d", v.Status, v.Generation)
		}
	})
}

func TestNoPortIsFreedOnceTheSessionEnds(t *testing.T) {
	withRig(t, []Process{process("web"), process("db")}, func(r *rig) {
		r.fakes["web"].set(func(s *processcontrol.Snapshot) {
			s.State, s.Generation, s.Err = processcontrol.Failed, 2, &processcontrol.PortTakenError{Port: 8080}
		})
		synctest.Wait()
		r.fakes["db"].obeys = false
		r.Shutdown(false)
		synctest.Wait()
		err := r.Do(r.t.Context(), Command{Action: FreePort, Names: []string{"web"}})
		synctest.Wait()
		if err == nil || slices.Contains(r.diary.all(), "freed 8080") {
			t.Errorf("%v, %q", err, r.diary.all())
		}
		r.fakes["db"].goes()
	})
}

func TestASessionThatEndsBeforeItBeginsStartsNothing(t *testing.T) {
	for _, how := range []string{"shutdown", "context"} {
		synctest.Test(t, func(t *testing.T) {
			r := &rig{t: t, fakes: make(map[string]*fake), diary: &diary{}}
			after := make(chan struct{})
			m, err := New(&Stack{Processes: []Process{process("p")}}, r, Options{After: after, Log: slog.New(slog.DiscardHandler)})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- m.Run(ctx) }()
			synctest.Wait()
			if how == "context" {
				cancel()
			} else {
				m.Shutdown(true)
			}
			select {
			case <-done:
			case <-time.After(time.Hour):
				t.Errorf("%s: Run goes on for an hour", how)
				close(after)
				<-done
			}
			if all := r.diary.all(); len(all) > 0 {
				t.Errorf("%s: %q", how, all)
			}
			cancel()
		})
	}
}

func TestAStartForgetsTheRestartsOnTheScreenToo(t *testing.T) {
	withRig(t, []Process{process("p", restarting(RestartAlways))}, func(r *rig) {
		r.fakes["p"].exits(1)
		time.Sleep(time.Second)
		if v := r.view("p"); v.Restarts != 1 {
			t.Fatal(v.Restarts)
		}
		r.do(Start, "p")
		if v, total := r.view("p"), r.core.units[0].restarts.total; v.Restarts != total {
			t.Errorf("the view says %d restarts, the core %d", v.Restarts, total)
		}
	})
}
