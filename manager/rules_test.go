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

func TestStartsInTheOrderOfDependencies(t *testing.T) {
	withRig(t, []Process{
		process("api", after("db", OnReady), after("migrate", OnDone)),
		process("migrate", after("db", OnReady)),
		process("db", probed),
		process("other"),
		process("last", after("api", OnStarted)),
	}, func(r *rig) {
		r.wantStatus("db", Running)
		r.wantStatus("other", Running)
		r.wantStatus("migrate", Waiting)
		r.wantStatus("api", Waiting)
		r.fakes["db"].becomesReady()
		r.wantStatus("db", Ready)
		r.wantStatus("migrate", Running)
		r.wantStatus("api", Waiting)
		r.fakes["migrate"].exits(0)
		r.wantStatus("migrate", Done)
		r.wantStatus("api", Running)
		r.wantStatus("last", Running)
	})
}

func TestDependentsOfAFailureWaitAndSayWhyAndGoOnWhenItRecovers(t *testing.T) {
	withRig(t, []Process{
		process("migrate"),
		process("api", after("migrate", OnDone)),
		process("web", after("api", OnStarted)),
	}, func(r *rig) {
		r.fakes["migrate"].exits(1)
		r.wantStatus("migrate", Exited)
		want := []Unmet{{Dependency: Dependency{Name: "migrate", Condition: OnDone}, Failed: true, Why: "exit 1"}}
		if got := r.view("api"); got.Status != Waiting || !reflect.DeepEqual(got.WaitingFor, want) {
			t.Fatalf("api: %s for %+v, want %+v", got.Status, got.WaitingFor, want)
		}
		if got := r.view("web").WaitingFor; len(got) != 1 || !got[0].Failed {
			t.Fatalf("web waits for %+v", got)
		}
		r.do(Start, "migrate")
		r.wantStatus("api", Waiting)
		r.fakes["migrate"].exits(0)
		r.wantStatus("api", Running)
		r.wantStatus("web", Running)
	})
}

func TestStopsInReverseOrderAndBranchesInParallel(t *testing.T) {
	withRig(t, []Process{
		process("db"), process("cache"),
		process("api", after("db", OnStarted)),
		process("web", after("api", OnStarted)),
		process("job", after("cache", OnStarted)),
	}, func(r *rig) {
		for _, f := range r.fakes {
			f.obeys = false
		}
		r.do(Stop)
		r.wantStatus("web", Stopping)
		r.wantStatus("job", Stopping)
		r.wantStatus("api", Running)
		r.fakes["job"].goes()
		r.wantStatus("cache", Stopping)
		r.wantStatus("api", Running)
		r.fakes["web"].goes()
		r.wantStatus("api", Stopping)
		r.wantStatus("db", Running)
		r.fakes["api"].goes()
		r.wantStatus("db", Stopping)
		r.fakes["db"].goes()
		r.fakes["cache"].goes()
		for name := range r.fakes {
			r.wantStatus(name, Stopped)
		}
	})
}

func TestStopOfOneLeavesItsDependentsAlone(t *testing.T) {
	withRig(t, []Process{process("db"), process("api", after("db", OnStarted))}, func(r *rig) {
		r.do(Stop, "db")
		r.wantStatus("db", Stopped)
		r.wantStatus("api", Running)
	})
}

func TestStartOfOneStartsWhatItNeeds(t *testing.T) {
	withRig(t, []Process{
		process("db", probed), process("api", after("db", OnReady)), process("other"),
	}, func(r *rig) {
		r.fakes["db"].becomesReady()
		synctest.Wait()
		r.do(Stop)
		r.do(Start, "api")
		r.wantStatus("db", Running)
		r.wantStatus("api", Waiting)
		r.wantStatus("other", Stopped)
		r.fakes["db"].becomesReady()
		r.wantStatus("api", Running)
	})
}

func TestStartWhileStoppingHappensOnceAfterTheOldOneIsGone(t *testing.T) {
	withRig(t, []Process{process("api")}, func(r *rig) {
		r.fakes["api"].obeys = false
		r.do(Stop, "api")
		r.do(Start, "api")
		r.do(Start, "api")
		if v := r.view("api"); v.Status != Stopping || !v.Queued || v.Generation != 1 {
			t.Fatalf("%+v", v)
		}
		r.fakes["api"].goes()
		if v := r.view("api"); v.Status != Running || v.Generation != 2 {
			t.Fatalf("%+v", v)
		}
		if want := []string{"start api", "stop api", "gone api", "start api"}; !slices.Equal(r.diary.all(), want) {
			t.Fatalf("%q, want %q", r.diary.all(), want)
		}
	})
}

func TestKillWhileStoppingReachesTheProcess(t *testing.T) {
	withRig(t, []Process{process("api")}, func(r *rig) {
		r.fakes["api"].obeys = false
		r.do(Stop, "api")
		r.do(Kill, "api")
		r.wantStatus("api", Killing)
		r.do(Kill, "api")
		r.fakes["api"].goes()
		r.wantStatus("api", Stopped)
	})
}

func TestRestartOfOneIsAStopAndAStart(t *testing.T) {
	withRig(t, []Process{process("api"), process("web", after("api", OnStarted))}, func(r *rig) {
		r.fakes["api"].obeys = false
		r.do(Restart, "api")
		r.do(Restart, "api")
		if v := r.view("api"); v.Status != Stopping || !v.Queued {
			t.Fatalf("%+v", v)
		}
		r.wantStatus("web", Running)
		r.fakes["api"].goes()
		if v := r.view("api"); v.Status != Running || v.Generation != 2 || v.Restarts != 0 {
			t.Fatalf("%+v", v)
		}
	})
}

func TestRestartOfEverythingStopsInReverseAndStartsInOrder(t *testing.T) {
	withRig(t, []Process{
		process("db"), process("api", after("db", OnStarted)), process("idle", func(p *Process) { p.Autostart = false }),
	}, func(r *rig) {
		r.do(Restart)
		want := []string{"start db", "start api", "stop api", "gone api", "stop db", "gone db", "start db", "start api"}
		if got := r.diary.all(); !slices.Equal(got, want) {
			t.Fatalf("%q, want %q", got, want)
		}
		r.wantStatus("idle", NotStarted)
	})
}

func TestStopDuringARestartCallsItOff(t *testing.T) {
	withRig(t, []Process{process("api")}, func(r *rig) {
		r.fakes["api"].obeys = false
		r.do(Restart, "api")
		r.do(Stop, "api")
		r.fakes["api"].goes()
		r.wantStatus("api", Stopped)
	})
}

func TestUsersStopWinsOverAPendingRestart(t *testing.T) {
	withRig(t, []Process{process("api", restarting(RestartAlways))}, func(r *rig) {
		r.fakes["api"].exits(1)
		if v := r.view("api"); v.Status != BackingOff || v.Attempt != 1 || v.Problem != "exit 1" || v.RetryAt.IsZero() {
			t.Fatalf("%+v", v)
		}
		r.do(Stop, "api")
		time.Sleep(time.Hour)
		r.wantStatus("api", Stopped)
		if v := r.view("api"); v.Generation != 1 {
			t.Fatalf("%+v", v)
		}
	})
}

func TestRestartPolicies(t *testing.T) {
	for _, test := range []struct {
		policy RestartPolicy
		code   int
		want   Status
	}{
		{RestartNever, 0, Done}, {RestartNever, 1, Exited},
		{RestartOnFailure, 0, Done}, {RestartOnFailure, 1, Running},
		{RestartAlways, 0, Running}, {RestartAlways, 1, Running},
	} {
		withRig(t, []Process{process("p", restarting(test.policy))}, func(r *rig) {
			r.fakes["p"].exits(test.code)
			time.Sleep(time.Second)
			if got := r.status("p"); got != test.want {
				t.Errorf("%s after exit %d: %s, want %s", test.policy, test.code, got, test.want)
			}
		})
	}
}

func TestTooManyRestartsOpenTheCircuitAndStartClosesIt(t *testing.T) {
	p := process("p", restarting(RestartAlways), func(p *Process) {
		p.Backoff = Backoff{Initial: time.Second, Max: 4 * time.Second, GiveUp: 3, Within: time.Hour}
	})
	withRig(t, []Process{p}, func(r *rig) {
		for range 3 {
			r.fakes["p"].exits(7)
			r.wantStatus("p", BackingOff)
			time.Sleep(4 * time.Second)
			r.wantStatus("p", Running)
		}
		r.fakes["p"].exits(7)
		if v := r.view("p"); v.Status != GaveUp || v.Problem != "gave up after 3 restarts in 1h0m0s; last: exit 7" {
			t.Fatalf("%+v", v)
		}
		time.Sleep(2 * time.Hour)
		r.wantStatus("p", GaveUp)
		r.do(Start, "p")
		r.wantStatus("p", Running)
		r.fakes["p"].exits(7)
		r.wantStatus("p", BackingOff)
	})
}

func TestBrokenRuleDecidesWhetherTheProcessComesBack(t *testing.T) {
	for _, test := range []struct {
		policy processcontrol.LimitPolicy
		want   Status
	}{
		{processcontrol.LimitRestart, BackingOff}, {processcontrol.LimitStop, Exited}, {processcontrol.LimitKill, Exited},
	} {
		// Its own restart policy would say the opposite.
		policy := RestartNever
		if test.policy != processcontrol.LimitRestart {
			policy = RestartAlways
		}
		withRig(t, []Process{process("p", restarting(policy)), process("q", after("p", OnDone))}, func(r *rig) {
			v := &processcontrol.Violation{What: "memory", Detail: "2 GiB of 1 GiB", Policy: test.policy}
			r.fakes["p"].set(func(s *processcontrol.Snapshot) {
				r.fakes["p"].rest(s, processcontrol.Exited, &processcontrol.Exit{Violation: v})
			})
			if got := r.view("p"); got.Status != test.want || got.Problem != "ended because of memory: 2 GiB of 1 GiB" {
				t.Errorf("%s: %s, %q", test.policy, got.Status, got.Problem)
			}
			r.wantStatus("q", Waiting) // it did not end well, whatever its exit code
		})
	}
}

func TestShutdownEndsRunOnceEverythingIsGone(t *testing.T) {
	withRig(t, []Process{process("db"), process("api", after("db", OnStarted))}, func(r *rig) {
		r.fakes["db"].obeys = false
		r.Shutdown(false)
		synctest.Wait()
		if s := r.Snapshot(); s.Phase != Closing {
			t.Fatal(s.Phase)
		}
		if err := r.Do(r.t.Context(), Command{Action: Start, Names: []string{"api"}}); err == nil || !strings.Contains(err.Error(), "the session is ending") {
			t.Fatal(err)
		}
		r.Shutdown(true)
		r.wantStatus("db", Killing)
		r.fakes["db"].goes()
		<-r.Ended()
		if s := r.Snapshot(); s.Phase != Closed {
			t.Fatal(s.Phase)
		}
		if err := r.Do(r.t.Context(), Command{}); !errors.Is(err, ErrEnded) {
			t.Fatal(err)
		}
	})
}

func TestStuckProcessDoesNotKeepTheSessionFromEnding(t *testing.T) {
	withRig(t, []Process{process("db"), process("api", after("db", OnStarted))}, func(r *rig) {
		r.fakes["api"].set(func(s *processcontrol.Snapshot) { s.State = processcontrol.Stuck; s.Err = processcontrol.ErrStuck })
		r.wantStatus("api", Stuck)
		if err := r.Do(r.t.Context(), Command{Action: Start, Names: []string{"api"}}); !errors.Is(err, processcontrol.ErrStuck) {
			t.Fatal(err)
		}
		r.Shutdown(false)
		<-r.Ended()
	})
}

func TestChangesAreCoalescedAndTheLastStateAlwaysArrives(t *testing.T) {
	withRig(t, []Process{process("p", probed)}, func(r *rig) {
		ctx, cancel := context.WithCancel(r.t.Context())
		changes := r.Changes(ctx)
		for range 100 {
			r.fakes["p"].becomesReady()
			synctest.Wait()
		}
		<-changes
		select {
		case <-changes:
			t.Fatal("a hundred changes were more than one")
		default:
		}
		cancel()
		synctest.Wait()
		r.fakes["p"].exits(0)
		synctest.Wait()
		select {
		case <-changes:
			t.Fatal("told after the subscription ended")
		default:
		}
	})
}

func TestUnknownNamesAreRefused(t *testing.T) {
	withRig(t, []Process{process("p")}, func(r *rig) {
		err := r.Do(r.t.Context(), Command{Action: Stop, Names: []string{"p", "q"}})
		if err == nil || err.Error() != `cannot stop 2 processes: there is no process "q"` {
			t.Fatal(err)
		}
		r.wantStatus("p", Running)
	})
}

func TestImpossibleStacksAreRefused(t *testing.T) {
	for want, processes := range map[string][]Process{
		"dependencies in a circle: a → b → a":               {process("a", after("b", OnStarted)), process("b", after("a", OnStarted))},
		"dependencies in a circle: a → a":                   {process("a", after("a", OnStarted))},
		`processes.a: depends on "b", which does not exist`: {process("a", after("b", OnStarted))},
		"processes.a: defined twice":                        {process("a"), process("a")},
	} {
		if _, err := New(&Stack{Processes: processes}, nil, Options{}); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestStartOrder(t *testing.T) {
	stack := &Stack{Processes: []Process{
		process("api", after("db", OnReady), after("migrate", OnDone)),
		process("migrate", after("db", OnReady)), process("db"), process("log"),
	}}
	got, err := stack.StartOrder()
	if want := [][]string{{"db", "log"}, {"migrate"}, {"api"}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%q, %v; want %q", got, err, want)
	}
}
