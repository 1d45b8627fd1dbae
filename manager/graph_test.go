package manager

import (
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tend/processcontrol"
)

// Whatever the graph: nobody starts before its conditions hold, and when
// everything ends, nobody is asked to before what depends on it is gone.
func TestRandomGraphsStartAndStopInOrder(t *testing.T) {
	for seed := range uint64(30) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		stack := randomStack(rnd, 1+rnd.IntN(200))
		for i := range stack {
			stack[i].Backoff.GiveUp = 2
		}
		withRig(t, stack, func(r *rig) {
			r.asked = func(name string, op processcontrol.Op) { r.checkOrder(stack, name, op) }
			for range 40 {
				for _, f := range r.fakes {
					running := f.Snapshot().State == processcontrol.Running
					switch {
					case running && rnd.IntN(3) == 0:
						f.becomesReady()
					case running && rnd.IntN(5) == 0:
						f.exits(rnd.IntN(3) / 2)
					}
					synctest.Wait()
				}
				if rnd.IntN(4) == 0 {
					r.do(Restart, stack[rnd.IntN(len(stack))].Name)
				}
				time.Sleep(time.Duration(rnd.IntN(1000)) * time.Millisecond)
			}
			for _, f := range r.fakes {
				f.mu.Lock()
				f.obeys = rnd.IntN(2) == 0
				f.mu.Unlock()
			}
			r.Shutdown(false)
			for r.Snapshot().Phase != Closed {
				synctest.Wait()
				for _, f := range r.fakes {
					if f.Snapshot().State == processcontrol.Stopping {
						f.goes()
						break // the others first hear of it
					}
				}
			}
		})
	}
}

// checkOrder looks, from inside a request, whether it comes at its time.
func (r *rig) checkOrder(stack []Process, name string, op processcontrol.Op) {
	state := func(name string) processcontrol.Snapshot { return r.fakes[name].Snapshot() }
	switch op {
	case processcontrol.OpStart:
		i := slices.IndexFunc(stack, func(p Process) bool { return p.Name == name })
		for _, d := range stack[i].DependsOn {
			on := unit{process: &Process{}, seen: state(d.Name)}
			if !on.meets(d.Condition) {
				r.t.Errorf("%s starts, and %s is %s, not %s", name, d.Name, on.seen.State, d.Condition)
			}
		}
	case processcontrol.OpStop:
		if !r.core.closing {
			return
		}
		for _, p := range stack {
			depends := slices.ContainsFunc(p.DependsOn, func(d Dependency) bool { return d.Name == name })
			if depends && state(p.Name).State.Alive() {
				r.t.Errorf("%s is stopped, and %s, which depends on it, is %s", name, p.Name, state(p.Name).State)
			}
		}
	}
}

func TestRandomStacksHaveAStartOrder(t *testing.T) {
	for seed := range uint64(50) {
		rnd := rand.New(rand.NewPCG(seed, 2))
		stack := &Stack{Processes: randomStack(rnd, 1+rnd.IntN(200))}
		waves, err := stack.StartOrder()
		if err != nil {
			t.Fatal(err)
		}
		wave := make(map[string]int)
		for i, names := range waves {
			for _, name := range names {
				wave[name] = i
			}
		}
		for _, p := range stack.Processes {
			for _, d := range p.DependsOn {
				if wave[d.Name] >= wave[p.Name] {
					t.Errorf("seed %d: %s comes before %s", seed, p.Name, d.Name)
				}
			}
		}
	}
}
