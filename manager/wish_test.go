package manager

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"

	"tend/processcontrol"
)

func TestARestartIsNotLostToAProcessThatEndsByItself(t *testing.T) {
	for _, code := range []int{0, 3} {
		withRig(t, []Process{process("task")}, func(r *rig) {
			task := r.fakes["task"]
			r.asked = func(_ string, op processcontrol.Op) {
				if op == processcontrol.OpStop {
					task.exits(code) // it was about to, and is faster than the stop
				}
			}
			r.do(Restart, "task")
			if v := r.view("task"); v.Status != Running || v.Generation != 2 || v.Restarts != 0 {
				t.Errorf("exit %d: %s, generation %d, restarts %d", code, v.Status, v.Generation, v.Restarts)
			}
		})
	}
}

func TestWhatIsAskedForWhileARunIsClearedAwayFollowsIt(t *testing.T) {
	for _, action := range []Action{Start, Restart} {
		withRig(t, []Process{process("task")}, func(r *rig) {
			task := r.fakes["task"]
			task.leaves()
			r.do(action, "task")
			if v := r.view("task"); v.Status != Stopping || !v.Queued {
				t.Errorf("%s: %s, queued %t", action, v.Status, v.Queued)
			}
			task.exits(1)
			if v := r.view("task"); v.Status != Running || v.Generation != 2 {
				t.Errorf("%s: %s, generation %d", action, v.Status, v.Generation)
			}
			if got := r.diary.all()[1]; got != "gone task" {
				t.Errorf("%s: %q was done to what ended by itself", action, got)
			}
		})
	}
}

func TestStartCallsAStopOffThatWaitsForItsTurn(t *testing.T) {
	withRig(t, []Process{process("db"), process("api", after("db", OnStarted))}, func(r *rig) {
		r.fakes["api"].obeys = false
		r.do(Stop)
		if v := r.view("db"); v.Status != Running || !slices.Equal(v.StopsAfter, []string{"api"}) || v.Queued {
			t.Errorf("db is %s, stops after %q, queued %t", v.Status, v.StopsAfter, v.Queued)
		}
		r.do(Start, "db")
		if v := r.view("db"); v.StopsAfter != nil {
			t.Errorf("db stops after %q", v.StopsAfter)
		}
		r.fakes["api"].goes()
		r.wantStatus("api", Stopped)
		if v := r.view("db"); v.Status != Running || v.Generation != 1 {
			t.Errorf("db is %s, generation %d", v.Status, v.Generation)
		}
	})
}

func TestWhatRestartsAfterOthersSaysSoUntilItIsItsTurn(t *testing.T) {
	withRig(t, []Process{process("db"), process("api", after("db", OnStarted)), process("web", after("db", OnStarted))}, func(r *rig) {
		r.fakes["api"].obeys, r.fakes["web"].obeys = false, false
		r.do(Restart)
		for _, left := range [][]string{{"api", "web"}, {"web"}} {
			if v := r.view("db"); v.Status != Running || !v.Queued || !slices.Equal(v.StopsAfter, left) {
				t.Errorf("db is %s, queued %t, stops after %q, not %q", v.Status, v.Queued, v.StopsAfter, left)
			}
			r.fakes[left[0]].goes()
		}
		if v := r.view("db"); v.Status != Running || v.Generation != 2 || v.StopsAfter != nil || v.Queued {
			t.Errorf("db is %s, generation %d, stops after %q, queued %t", v.Status, v.Generation, v.StopsAfter, v.Queued)
		}
	})
}

// The last that a user asked of a process is what comes of it, whatever the
// process does meanwhile.
func TestNoWishIsLost(t *testing.T) {
	for seed := range uint64(200) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		var stack []Process
		for i := range 4 {
			stack = append(stack, process(fmt.Sprint("p", i)))
		}
		withRig(t, stack, func(r *rig) {
			r.asked = func(name string, op processcontrol.Op) {
				if f := r.fakes[name]; op == processcontrol.OpStop && rnd.IntN(3) == 0 && f.Snapshot().State == processcontrol.Running {
					f.exits(rnd.IntN(2))
				}
			}
			wishes := make(map[string]*wanted)
			step := func() {
				name := fmt.Sprint("p", rnd.IntN(len(stack)))
				f := r.fakes[name]
				f.willObey(rnd.IntN(3) > 0)
				f.moves(rnd)
				if rnd.IntN(2) == 0 {
					return
				}
				action := Action(rnd.IntN(int(Restart) + 1))
				wishes[name] = wants(action, f.Snapshot(), wishes[name])
				if err := r.wish(Command{Action: action, Names: []string{name}}); err != nil {
					r.t.Errorf("seed %d: %v", seed, err)
				}
			}
			for range 60 {
				r.Manager.do(r.t.Context(), step) // Run does nothing meanwhile
			}
			r.Manager.do(r.t.Context(), func() {
				r.asked = nil
				for _, f := range r.fakes {
					f.willObey(true)
					if s := f.Snapshot().State; s == processcontrol.Stopping || s == processcontrol.Killing {
						f.exits(0)
					}
				}
			})
			synctest.Wait()
			for name, w := range wishes {
				if s := r.fakes[name].Snapshot(); s.Generation < w.least || s.Generation > w.most || w.off && s.State.Alive() {
					t.Errorf("seed %d: %s: %s, generation %d, wanted %+v", seed, name, s.State, s.Generation, *w)
				}
			}
		})
	}
}

// wanted is what a process has to come to.
type wanted struct {
	least, most uint64 // generations
	off         bool
}

// wants says what follows from asking for an action now, after what was asked
// before.
func wants(action Action, s processcontrol.Snapshot, before *wanted) *wanted {
	if before == nil {
		before = &wanted{least: 1, most: 1}
	}
	running := s.State == processcontrol.Running || s.State == processcontrol.Starting
	switch {
	case action == Stop || action == Kill:
		return &wanted{least: s.Generation, most: s.Generation, off: true}
	case action == Start && running:
		return &wanted{least: max(before.least, s.Generation), most: max(before.most, s.Generation)}
	default:
		return &wanted{least: s.Generation + 1, most: s.Generation + 1}
	}
}

// leaves ends the process by itself, and something is left of it.
func (f *fake) leaves() {
	f.set(func(s *processcontrol.Snapshot) { s.State = processcontrol.Killing })
}

func (f *fake) willObey(obeys bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.obeys = obeys
}

// moves lets something happen to a process that nobody asked for.
func (f *fake) moves(rnd *rand.Rand) {
	switch s := f.Snapshot(); {
	case s.State == processcontrol.Running && rnd.IntN(4) == 0:
		f.exits(rnd.IntN(2))
	case s.State == processcontrol.Running && rnd.IntN(4) == 0:
		f.leaves()
	case s.State == processcontrol.Killing && rnd.IntN(2) == 0:
		f.exits(rnd.IntN(2))
	case s.State == processcontrol.Stopping && rnd.IntN(2) == 0:
		f.goes()
	}
}
