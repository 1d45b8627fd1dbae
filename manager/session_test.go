package manager

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tend/processcontrol"
)

func together(name string, c Condition) func(*Process) {
	return func(p *Process) {
		p.DependsOn = append(p.DependsOn, Dependency{Name: name, Condition: c, Restart: true})
	}
}

func TestRestartTakesThoseAlongThatAskForIt(t *testing.T) {
	withRig(t, []Process{
		process("db"),
		process("api", together("db", OnStarted)),
		process("web", together("api", OnStarted)),
		process("other", after("db", OnStarted)),
	}, func(r *rig) {
		r.diary.entries = nil
		r.do(Restart, "db")
		want := []string{"stop web", "gone web", "stop api", "gone api", "stop db", "gone db", "start db", "start api", "start web"}
		if got := r.diary.all(); !slices.Equal(got, want) {
			t.Fatalf("%q, want %q", got, want)
		}
	})
}

func TestRestartAfterAFailureTakesThoseAlongThatAskForIt(t *testing.T) {
	withRig(t, []Process{
		process("db", restarting(RestartAlways)),
		process("api", together("db", OnStarted)),
		process("idle", together("db", OnStarted), func(p *Process) { p.Autostart = false }),
	}, func(r *rig) {
		r.fakes["db"].exits(1)
		r.wantStatus("db", BackingOff)
		r.wantStatus("api", Waiting)
		time.Sleep(time.Second)
		r.wantStatus("db", Running)
		if v := r.view("api"); v.Status != Running || v.Generation != 2 {
			t.Fatalf("%+v", v)
		}
		r.wantStatus("idle", NotStarted)
	})
}

func TestStartAfterAStopTakesThoseAlongThatAskForIt(t *testing.T) {
	withRig(t, []Process{process("db"), process("api", together("db", OnStarted))}, func(r *rig) {
		r.do(Stop, "db")
		r.wantStatus("api", Running)
		r.do(Start, "db")
		if v := r.view("api"); v.Status != Running || v.Generation != 2 {
			t.Fatalf("%+v", v)
		}
	})
}

func TestExitCodesThatCountAsSuccess(t *testing.T) {
	withRig(t, []Process{
		process("job", restarting(RestartOnFailure), func(p *Process) { p.SuccessCodes = []int{3} }),
		process("next", after("job", OnDone)),
	}, func(r *rig) {
		r.fakes["job"].exits(3)
		r.wantStatus("job", Done)
		r.wantStatus("next", Running)
	})
}

func TestEndsThatEndTheSession(t *testing.T) {
	for _, test := range []struct {
		name string
		on   ExitOn
		code int
		want *Outcome
	}{
		{"never", ExitOnNever, 7, nil},
		{"by default", ExitOnDefault, 7, nil},
		{"failure", ExitOnFailure, 7, &Outcome{"p", 7}},
		{"no failure", ExitOnFailure, 0, nil},
		{"done", ExitOnDone, 0, &Outcome{"p", 0}},
		{"done by failing", ExitOnDone, 7, &Outcome{"p", 7}},
	} {
		withRig(t, []Process{process("p", func(p *Process) { p.ExitOn = test.on }), process("q")}, func(r *rig) {
			r.fakes["p"].exits(test.code)
			synctest.Wait()
			s := r.Snapshot()
			if !reflect.DeepEqual(s.Outcome, test.want) || (s.Phase == Closed) != (test.want != nil) {
				t.Errorf("%s: %+v in phase %d", test.name, s.Outcome, s.Phase)
			}
		})
	}
}

func TestOnlyAnEndForGoodEndsTheSession(t *testing.T) {
	p := process("p", restarting(RestartOnFailure), func(p *Process) {
		p.ExitOn, p.Backoff.GiveUp = ExitOnFailure, 1
	})
	withRig(t, []Process{p}, func(r *rig) {
		r.fakes["p"].exits(7)
		r.wantStatus("p", BackingOff)
		time.Sleep(time.Second)
		r.fakes["p"].exits(8)
		r.wantStatus("p", GaveUp)
		if got := r.Snapshot().Outcome; got == nil || got.Code != 8 {
			t.Fatalf("%+v", got)
		}
	})
}

func TestStopByTheUserIsNoEndOfTheSession(t *testing.T) {
	withRig(t, []Process{process("p", func(p *Process) { p.ExitOn = ExitOnDone })}, func(r *rig) {
		r.do(Stop, "p")
		r.wantStatus("p", Stopped)
		if s := r.Snapshot(); s.Phase != Up {
			t.Fatal(s.Phase)
		}
	})
}

func TestTheEndOfTheSessionIsForcedAfterItsTime(t *testing.T) {
	withStack(t, []Process{process("db"), process("api", after("db", OnStarted))},
		func(s *Stack) { s.StopTimeout = time.Minute }, func(r *rig) {
			r.fakes["api"].obeys = false
			r.Shutdown(false)
			r.wantStatus("api", Stopping)
			time.Sleep(59 * time.Second)
			r.wantStatus("api", Stopping)
			time.Sleep(2 * time.Second)
			r.wantStatus("api", Killing)
			r.fakes["api"].goes()
			<-r.Ended()
		})
}

// every makes a schedule with a run each so often.
func every(d time.Duration, atOnce bool) func(*Process) {
	return func(p *Process) {
		p.Schedule = &Schedule{Text: d.String(), AtOnce: atOnce, Next: func(now time.Time) time.Time { return now.Truncate(d).Add(d) }}
	}
}

func TestScheduledProcessRunsAtItsTimesAndNeverTwiceAtOnce(t *testing.T) {
	withRig(t, []Process{process("job", every(time.Hour, false))}, func(r *rig) {
		v := r.view("job")
		if v.Status != Scheduled || v.Generation != 0 || !v.NextRun.Equal(time.Now().Truncate(time.Hour).Add(time.Hour)) {
			t.Fatalf("%+v", v)
		}
		time.Sleep(time.Hour)
		r.wantStatus("job", Running)
		time.Sleep(3 * time.Hour) // it takes its time
		if v := r.view("job"); v.Generation != 1 {
			t.Fatalf("%+v", v)
		}
		r.fakes["job"].exits(1)
		if v := r.view("job"); v.Status != Scheduled || v.Problem != "exit 1" {
			t.Fatalf("%+v", v)
		}
		time.Sleep(time.Hour)
		if v := r.view("job"); v.Status != Running || v.Generation != 2 {
			t.Fatalf("%+v", v)
		}
	})
}

func TestStopDisarmsAScheduleAndStartArmsIt(t *testing.T) {
	withRig(t, []Process{process("job", every(time.Minute, true))}, func(r *rig) {
		r.wantStatus("job", Running)
		r.fakes["job"].exits(0)
		r.wantStatus("job", Scheduled)
		r.do(Stop, "job")
		r.wantStatus("job", Stopped)
		time.Sleep(time.Hour)
		if v := r.view("job"); v.Status != Stopped || v.Generation != 1 {
			t.Fatalf("%+v", v)
		}
		r.do(Start) // of everything: its time has to come
		r.wantStatus("job", Running)
		r.fakes["job"].exits(0)
		r.do(Start, "job")
		r.wantStatus("job", Running)
	})
}

func TestChangedFilesStartAProcessAnew(t *testing.T) {
	withRig(t, []Process{
		process("server"), process("task"), process("stopped"),
		process("idle", func(p *Process) { p.Autostart = false }),
		process("late", after("task", OnDone)),
	}, func(r *rig) {
		r.fakes["task"].exits(1)
		r.do(Stop, "stopped")
		touch := func(name string) (started bool) {
			r.Manager.do(r.t.Context(), func() { started = r.core.touched(r.core.graph.index[name]) })
			synctest.Wait()
			return started
		}
		r.fakes["server"].obeys = false
		for name, want := range map[string]bool{"server": true, "task": true, "stopped": false, "idle": false, "late": false} {
			if got := touch(name); got != want {
				t.Errorf("%s: %t", name, got)
			}
		}
		if touch("server") {
			t.Error("the server is restarted twice")
		}
		r.fakes["server"].goes()
		if v := r.view("server"); v.Generation != 2 {
			t.Errorf("%+v", v)
		}
		if v := r.view("task"); v.Generation != 2 || v.Status != Running {
			t.Errorf("%+v", v)
		}
	})
}

func TestReplicasAnswerToTheirCommonName(t *testing.T) {
	replica := func(p *Process) { p.Family = "web" }
	withRig(t, []Process{process("web-1", replica), process("web-2", replica), process("db")}, func(r *rig) {
		r.do(Stop, "web")
		r.wantStatus("web-1", Stopped)
		r.wantStatus("web-2", Stopped)
		r.wantStatus("db", Running)
		r.do(Start, "web-2", "web")
		r.wantStatus("web-1", Running)
	})
}

func hooked(events ...Event) func(*Process) {
	return func(p *Process) {
		for _, e := range events {
			p.Hooks.Commands[e] = []string{"hook", e.String()}
		}
	}
}

func TestHooksRunInTheOrderOfEventsAndTheirFailureIsNotFatal(t *testing.T) {
	withRig(t, []Process{process("p", restarting(RestartOnFailure), hooked(BecameReady, HasFailed, HasExited, WasStopped, IsBackingOff))}, func(r *rig) {
		r.hook = func(_ context.Context, e processcontrol.Errand) error {
			time.Sleep(time.Millisecond)
			r.diary.add("%s %s", e.Name, strings.Join(e.Env, " "))
			return errors.New("no")
		}
		r.fakes["p"].exits(2)
		time.Sleep(time.Second)
		r.do(Stop, "p")
		time.Sleep(time.Second)
		var got []string
		for _, entry := range r.diary.all() {
			if strings.HasPrefix(entry, "hook") {
				got = append(got, entry)
			}
		}
		want := []string{
			"hook exited TEND_EVENT=exited TEND_PROCESS=p TEND_RUN=1 TEND_REASON=exit 2 TEND_EXIT_CODE=2",
			"hook backoff TEND_EVENT=backoff TEND_PROCESS=p TEND_RUN=1 TEND_REASON=exit 2 TEND_EXIT_CODE=2",
			"hook ready TEND_EVENT=ready TEND_PROCESS=p TEND_RUN=2 TEND_REASON= TEND_PID=1",
			"hook stopped TEND_EVENT=stopped TEND_PROCESS=p TEND_RUN=2 TEND_REASON=exit 0 TEND_EXIT_CODE=0",
		}
		if !slices.Equal(got, want) { // the very first one ran before r.hook was set
			t.Errorf("%q, want %q", got, want)
		}
	})
}

func TestHookThatHangsEndsWithTheSession(t *testing.T) {
	withRig(t, []Process{process("p", hooked(WasStopped))}, func(r *rig) {
		r.hook = func(ctx context.Context, _ processcontrol.Errand) error {
			<-ctx.Done()
			return ctx.Err()
		}
		began := time.Now()
		r.Shutdown(false)
		<-r.Ended()
		if took := time.Since(began); took != lastHooks { // by the bubble's clock
			t.Errorf("it took %s", took)
		}
	})
}

func TestAPortIsFreedAndTheProcessStarted(t *testing.T) {
	withRig(t, []Process{process("web"), process("db")}, func(r *rig) {
		taken := &processcontrol.PortTakenError{Port: 8080, PID: 1234, Command: "node"}
		r.do(Stop, "web")
		r.fakes["web"].set(func(s *processcontrol.Snapshot) {
			s.State, s.Generation, s.Err = processcontrol.Failed, 2, taken
		})
		if v := r.view("web"); v.PortTaken != taken {
			t.Fatalf("%+v", v)
		}
		r.do(FreePort, "web")
		r.wantStatus("web", Running)
		if all := r.diary.all(); !slices.Contains(all, "freed 8080") {
			t.Error(all)
		}
		if err := r.Do(r.t.Context(), Command{Action: FreePort, Names: []string{"db"}}); err == nil {
			t.Error("a port was freed that nobody asked for")
		}
	})
}
