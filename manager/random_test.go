package manager

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tend/processcontrol"
)

// Whatever is asked for, whatever the processes and the files do meanwhile, and
// however often the configuration changes: nothing starts before what it needs,
// nothing stays that is not to, no flag is left behind, and the screen shows what is.
func TestRandomWishesKeepTheRules(t *testing.T) {
	for seed := range uint64(300) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		stack := randomStack(rnd, 6)
		for i := range stack {
			if rnd.IntN(6) == 0 {
				every(time.Duration(1+rnd.IntN(20))*time.Second, rnd.IntN(2) == 0)(&stack[i])
			}
			stack[i].Backoff.GiveUp = 3
		}
		withRig(t, stack, func(r *rig) {
			bad := func(format string, args ...any) { r.t.Errorf("seed %d: "+format, append([]any{seed}, args...)...) }
			r.inRun(func() {
				r.core.jitter = func() float64 { return 0.5 }
				r.asked = func(name string, op processcontrol.Op) { r.checkStart(name, op, bad) }
			})
			for range 40 {
				r.inRun(func() {
					r.stir(rnd)
					r.wishAtRandom(rnd, &stack)
					if rnd.IntN(3) == 0 {
						r.stir(rnd)
					}
				})
				r.checkFlags(bad)
				if rnd.IntN(3) == 0 {
					time.Sleep(time.Duration(rnd.IntN(8000)) * time.Millisecond)
					r.checkFlags(bad)
				}
			}
			if seed%3 == 0 {
				r.checkEnd(bad)
				return
			}
			for range 3 { // what waited for others has its turn then
				r.inRun(func() {
					for _, f := range r.fakes {
						f.willObey(true)
						f.concludes()
					}
				})
				time.Sleep(time.Minute)
			}
			r.checkFlags(bad)
			r.inRun(func() {
				for i, u := range r.core.units {
					if r.core.isToEnd(i) || u.wanted && u.atRest() && r.core.startable(i) {
						bad("%s is %s at the end, wanted %t", u.process.Name, u.seen.State, u.wanted)
					}
				}
			})
		})
	}
}

// stir lets things happen to some processes that nobody asked for.
func (r *rig) stir(rnd *rand.Rand) {
	names := make([]string, 0, len(r.fakes))
	for name := range r.fakes {
		names = append(names, name)
	}
	slices.Sort(names) // the same each time
	for _, name := range names {
		f := r.fakes[name]
		if rnd.IntN(4) > 0 {
			continue
		}
		f.willObey(rnd.IntN(3) > 0)
		switch s := f.Snapshot().State; {
		case s == processcontrol.Running && rnd.IntN(3) == 0:
			f.becomesReady()
		case s == processcontrol.Killing && rnd.IntN(5) == 0:
			f.set(func(s *processcontrol.Snapshot) { s.State = processcontrol.Stuck })
		case s == processcontrol.Stuck && rnd.IntN(2) == 0:
			f.exits(1)
		default:
			f.moves(rnd)
		}
		f.set(func(s *processcontrol.Snapshot) { s.Ready = s.Ready && s.State == processcontrol.Running })
	}
}

// wishAtRandom asks for something: an action on one process or on all, as if a file
// had changed, or for a stack that is a little different.
func (r *rig) wishAtRandom(rnd *rand.Rand, stack *[]Process) {
	switch n := rnd.IntN(10); {
	case n < 6:
		cmd := Command{Action: Action(rnd.IntN(int(Restart) + 1))}
		if n < 5 {
			cmd.Names = []string{r.core.units[rnd.IntN(len(r.core.units))].process.Name}
		}
		_ = r.wish(cmd) // what is stuck or leaving cannot be started
	case n == 6:
		r.core.touched(rnd.IntN(len(r.core.units)))
	case n == 7:
		edit(rnd, stack)
		if _, err := r.replace(&Stack{Name: "test", Processes: slices.Clone(*stack)}); err != nil {
			r.t.Error(err)
		}
	}
}

// checkStart checks that nothing starts which is not wanted, or cannot be yet.
func (r *rig) checkStart(name string, op processcontrol.Op, bad func(string, ...any)) {
	if op != processcontrol.OpStart {
		return
	}
	i := r.core.graph.index[name]
	if !r.core.units[i].wanted {
		bad("%s starts and is not wanted", name)
	}
	for _, n := range r.core.graph.needs[i] {
		if on := r.core.units[n.on]; !on.meets(n.condition) || r.core.isToEnd(n.on) {
			bad("%s starts while %s is %s, wanted %t", name, on.process.Name, on.seen.State, on.wanted)
		}
	}
}

// checkFlags checks what holds whenever everything has settled.
func (r *rig) checkFlags(bad func(string, ...any)) {
	r.inRun(func() {}) // until what was asked for is published
	r.inRun(func() {
		shown, is := r.Snapshot(), r.core.view(nil, nil)
		for i, u := range r.core.units {
			name := u.process.Name
			if !reflect.DeepEqual(*shown.Processes[i], *is.Processes[i]) {
				bad("%s is shown as\n%+v\nand is\n%+v", name, *shown.Processes[i], *is.Processes[i])
			}
			if u.killAsked == killWanted || u.atRest() && u.cycle || u.retired && (u.wanted || u.atRest()) {
				bad("%s, %s, is left with %+v", name, u.seen.State, *u)
			}
			if u.seen.State.Alive() && !u.wanted && !u.ordered && u.stopAsked != u.seen.Generation {
				bad("%s is not wanted, and not asked to end", name)
			}
		}
	})
}

// checkEnd ends the session, and checks that it ends, in order.
func (r *rig) checkEnd(bad func(string, ...any)) {
	r.inRun(func() {
		r.asked = func(name string, op processcontrol.Op) {
			i := r.core.graph.index[name]
			for _, d := range r.core.graph.dependents[i] {
				if u := r.core.units[d]; op == processcontrol.OpStop && u.seen.State.Alive() && u.seen.State != processcontrol.Stuck {
					bad("%s stops while %s is %s", name, u.process.Name, u.seen.State)
				}
			}
			if op == processcontrol.OpStart {
				bad("%s starts while the session ends", name)
			}
		}
	})
	r.Shutdown(false)
	for range 100 {
		synctest.Wait()
		if r.Snapshot().Phase == Closed {
			return
		}
		for _, f := range r.fakes {
			f.concludes()
		}
	}
	bad("the session does not end: %s", fmt.Sprint(r.diary.all()))
}

// concludes brings what is on its way out to its end, as it was on its way.
func (f *fake) concludes() {
	switch s := f.Snapshot(); {
	case s.State != processcontrol.Stopping && s.State != processcontrol.Killing && s.State != processcontrol.Stuck:
	case s.Stop.Phase == processcontrol.NoPhase:
		f.exits(0)
	default:
		f.goes()
	}
}
