package manager

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tend/internal/logview"
	"tend/processcontrol"
)

func (r *rig) reload(processes ...Process) string {
	r.t.Helper()
	summary, err := r.Reload(r.t.Context(), &Stack{Name: "test", Processes: processes})
	if err != nil {
		r.t.Fatal(err)
	}
	synctest.Wait()
	return summary
}

func with(command string) func(*Process) {
	return func(p *Process) { p.Command = []string{command} }
}

func TestReloadTouchesOnlyWhatHasChanged(t *testing.T) {
	withRig(t, []Process{
		process("same"), process("changed", with("old")), process("gone"), process("law"),
	}, func(r *rig) {
		r.diary.entries = nil
		summary := r.reload(process("new"), process("law", restarting(RestartAlways)), process("changed", with("new")), process("same"))
		if want := "new: new; changed: changed; gone: gone"; summary != want {
			t.Errorf("%q, want %q", summary, want)
		}
		for name, generation := range map[string]uint64{"same": 1, "changed": 2, "law": 1, "new": 1} {
			if v := r.view(name); v.Status != Running || v.Generation != generation {
				t.Errorf("%s: %s, run %d", name, v.Status, v.Generation)
			}
		}
		var names []string
		for _, v := range r.Snapshot().Processes {
			names = append(names, v.Name)
		}
		if want := []string{"new", "law", "changed", "same"}; !slices.Equal(names, want) {
			t.Errorf("%q, want %q", names, want)
		}
		all := r.diary.all()
		slices.Sort(all)
		want := []string{"gone changed", "gone gone", "reconfigure changed", "start changed", "start new", "stop changed", "stop gone"}
		if !slices.Equal(all, want) {
			t.Errorf("%q, want %q", all, want)
		}
		if _, err := r.Logs(logview.Query{View: logview.View{Names: []string{"gone"}}}); err == nil {
			t.Error("what is gone still has output")
		}
		r.fakes["law"].exits(0)
		r.wantStatus("law", BackingOff)
	})
}

func TestReloadOfAnImpossibleStackChangesNothing(t *testing.T) {
	withRig(t, []Process{process("a")}, func(r *rig) {
		_, err := r.Reload(r.t.Context(), &Stack{Processes: []Process{process("b", after("c", OnReady))}})
		if err == nil || !strings.Contains(err.Error(), "cannot reload: processes.b") {
			t.Error(err)
		}
		r.wantStatus("a", Running)
	})
}

func TestReloadLeavesAloneWhatTheUserHasStopped(t *testing.T) {
	withRig(t, []Process{
		process("stopped", with("old")), process("failed", with("old")), process("idle", with("old"), func(p *Process) { p.Autostart = false }),
	}, func(r *rig) {
		r.do(Stop, "stopped")
		r.fakes["failed"].exits(1)
		r.reload(process("stopped", with("new")), process("failed", with("new")),
			process("idle", with("new"), func(p *Process) { p.Autostart = false }))
		r.wantStatus("stopped", Stopped)
		r.wantStatus("failed", Running)
		r.wantStatus("idle", NotStarted)
	})
}

func TestWhatLeavesTheStackEndsInOrderAndIsForgotten(t *testing.T) {
	withRig(t, []Process{process("db"), process("api", after("db", OnStarted)), process("other")}, func(r *rig) {
		r.fakes["api"].obeys = false
		r.reload(process("other"))
		if v := r.view("api"); v.Status != Stopping || !v.Retired {
			t.Fatalf("%+v", v)
		}
		r.wantStatus("db", Running)
		if err := r.Do(r.t.Context(), Command{Action: Start, Names: []string{"db"}}); err == nil {
			t.Error("what has left the stack is started")
		}
		r.fakes["api"].goes()
		synctest.Wait()
		if all := r.Snapshot().Processes; len(all) != 1 {
			t.Fatalf("%d processes", len(all))
		}
	})
}

func TestWhatComesBackWhileItEndsStartsOnceItIsGone(t *testing.T) {
	withRig(t, []Process{process("api"), process("db")}, func(r *rig) {
		r.fakes["api"].obeys = false
		r.reload(process("db"))
		r.reload(process("api", with("new")), process("db"))
		if v := r.view("api"); v.Status != Stopping || !v.Queued || v.Retired {
			t.Fatalf("%+v", v)
		}
		r.fakes["api"].goes()
		if v := r.view("api"); v.Status != Running || v.Generation != 2 {
			t.Fatalf("%+v", v)
		}
	})
}

func TestASessionForSomeProcessesStartsNothingElseOnReload(t *testing.T) {
	stack := &Stack{Processes: []Process{process("a"), process("b")}}
	synctest.Test(t, func(t *testing.T) {
		inBubble(t, stack, []string{"a"}, func(r *rig) {
			r.wantStatus("b", NotStarted)
			r.reload(process("a"), process("b"), process("c"))
			r.wantStatus("c", NotStarted)
			r.reload(process("a", after("c", OnStarted)), process("b"), process("c"))
			r.wantStatus("a", Running)
		})
	})
}

func TestReloadMovesASchedule(t *testing.T) {
	withRig(t, []Process{process("job", every(time.Hour, false))}, func(r *rig) {
		r.reload(process("job", every(time.Minute, false)))
		if v := r.view("job"); !v.NextRun.Equal(time.Now().Add(time.Minute)) {
			t.Fatalf("%+v", v)
		}
		r.reload(process("job"))
		r.wantStatus("job", NotStarted)
	})
}

// Hundreds of edits at random, with processes that end, fail and take their
// time meanwhile. Nothing is lost and nothing is there twice.
func TestRandomReloads(t *testing.T) {
	for seed := range uint64(20) {
		rnd := rand.New(rand.NewPCG(seed, 0))
		stack := randomStack(rnd, 12)
		withRig(t, stack, func(r *rig) {
			for range 25 {
				for _, f := range r.fakes {
					f.mu.Lock()
					f.obeys = rnd.IntN(3) > 0
					alive, running := f.snapshot.State.Alive(), f.snapshot.State == processcontrol.Running
					f.mu.Unlock()
					switch {
					case running && rnd.IntN(4) == 0:
						f.exits(rnd.IntN(2))
					case running && rnd.IntN(2) == 0:
						f.becomesReady()
					case alive && !running && rnd.IntN(2) == 0:
						f.goes()
					}
				}
				edit(rnd, &stack)
				r.reload(stack...)
				if rnd.IntN(3) == 0 {
					time.Sleep(time.Duration(rnd.IntN(2000)) * time.Millisecond)
				}
			}
			for _, f := range r.fakes {
				f.mu.Lock()
				f.obeys = true
				ending := f.snapshot.State == processcontrol.Stopping || f.snapshot.State == processcontrol.Killing
				f.mu.Unlock()
				if ending {
					f.goes()
				}
			}
			synctest.Wait()
			var want, got []string
			for _, p := range stack {
				want = append(want, p.Name)
			}
			for _, v := range r.Snapshot().Processes {
				got = append(got, v.Name)
			}
			if !slices.Equal(got, want) {
				t.Errorf("seed %d: %q, want %q", seed, got, want)
			}
			for name, f := range r.fakes { // the newest of each name
				alive := f.Snapshot().State.Alive()
				if known := slices.Contains(want, name); alive && !known {
					t.Errorf("seed %d: %s has left the stack and lives", seed, name)
				}
			}
		})
	}
}

// randomStack makes n processes that depend on some of those before them.
func randomStack(rnd *rand.Rand, n int) []Process {
	var all []Process
	for i := range n {
		all = append(all, randomProcess(rnd, fmt.Sprintf("p%d", i), all))
	}
	return all
}

func randomProcess(rnd *rand.Rand, name string, before []Process) Process {
	p := process(name, with(fmt.Sprint(rnd.IntN(5))), restarting(RestartPolicy(rnd.IntN(3))))
	p.Autostart = rnd.IntN(5) > 0
	if rnd.IntN(3) == 0 {
		probed(&p)
	}
	for range rnd.IntN(4) {
		if len(before) == 0 {
			break
		}
		on := before[rnd.IntN(len(before))]
		if slices.ContainsFunc(p.DependsOn, func(d Dependency) bool { return d.Name == on.Name }) {
			continue
		}
		condition := Condition(rnd.IntN(4))
		if condition == OnReady && on.Ready == nil {
			condition = OnStarted
		}
		p.DependsOn = append(p.DependsOn, Dependency{Name: on.Name, Condition: condition, Restart: rnd.IntN(3) == 0})
	}
	return p
}

// edit changes a stack as a person does: something is added, taken out, or
// written differently.
func edit(rnd *rand.Rand, stack *[]Process) {
	all := slices.Clone(*stack)
	switch rnd.IntN(4) {
	case 0:
		all = append(all, randomProcess(rnd, fmt.Sprintf("p%d", rnd.IntN(40)), all))
		last := all[len(all)-1].Name
		if slices.ContainsFunc(all[:len(all)-1], func(p Process) bool { return p.Name == last }) {
			return
		}
	case 1:
		if len(all) < 2 {
			return
		}
		gone := rnd.IntN(len(all))
		name := all[gone].Name
		all = slices.Delete(all, gone, gone+1)
		for i := range all {
			all[i].DependsOn = slices.DeleteFunc(slices.Clone(all[i].DependsOn), func(d Dependency) bool { return d.Name == name })
		}
	case 2:
		i := rnd.IntN(len(all))
		all[i].Command = []string{fmt.Sprint(rnd.IntN(1000))}
	case 3:
		i := rnd.IntN(len(all))
		all[i].Restart = RestartPolicy(rnd.IntN(3))
	}
	*stack = all
}
