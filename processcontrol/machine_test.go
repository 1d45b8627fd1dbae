package processcontrol

import (
	"errors"
	"math/rand/v2"
	"testing"
)

// TestEveryStateTimesEveryEvent pins the whole table down. A cell that is not
// listed has to be refused and to change nothing.
func TestEveryStateTimesEveryEvent(t *testing.T) {
	type cell struct {
		next   State
		effect effect
		answer Answer
		err    error
	}
	want := map[State]map[event]cell{
		Idle: {
			askStart: {Starting, launch, Accepted, nil}, askStop: {Idle, noEffect, Already, nil},
			askKill: {Idle, noEffect, Already, nil}, askRestart: {Starting, launch, Accepted, nil},
		},
		Starting: {
			askStart: {Starting, noEffect, Already, nil}, askStop: {Stopping, terminate, Accepted, nil},
			askKill: {Killing, kill, Accepted, nil}, askRestart: {Stopping, terminate, Queued, nil},
			sawExec: {Running, noEffect, Accepted, nil}, sawFailure: {Failed, noEffect, Accepted, nil},
		},
		Running: {
			askStart: {Running, noEffect, Already, nil}, askStop: {Stopping, terminate, Accepted, nil},
			askKill: {Killing, kill, Accepted, nil}, askRestart: {Stopping, terminate, Queued, nil},
			sawExit: {Killing, noEffect, Accepted, nil}, sawViolation: {Stopping, terminate, Accepted, nil},
			sawOutrage: {Killing, kill, Accepted, nil},
		},
		Stopping: {
			askStart: {Stopping, noEffect, Queued, nil}, askStop: {Stopping, noEffect, Joined, nil},
			askKill: {Killing, kill, Accepted, nil}, askRestart: {Stopping, noEffect, Queued, nil},
			sawExec: {Stopping, noEffect, Accepted, nil}, sawFailure: {Idle, noEffect, Accepted, nil},
			sawExit: {Stopping, noEffect, Accepted, nil}, sawGraceEnd: {Killing, noEffect, Accepted, nil},
			sawPersisting: {Stuck, noEffect, Accepted, nil},
			sawGone:       {Idle, noEffect, Accepted, nil},
		},
		Killing: {
			askStart: {Killing, noEffect, Queued, nil}, askStop: {Killing, noEffect, Joined, nil},
			askKill: {Killing, noEffect, Joined, nil}, askRestart: {Killing, noEffect, Queued, nil},
			sawExec: {Killing, noEffect, Accepted, nil}, sawFailure: {Idle, noEffect, Accepted, nil},
			sawExit: {Killing, noEffect, Accepted, nil}, sawGraceEnd: {Killing, noEffect, Accepted, nil},
			sawGone: {Idle, noEffect, Accepted, nil}, sawPersisting: {Stuck, noEffect, Accepted, nil},
		},
		Stuck: {
			askStart: {Stuck, noEffect, Accepted, ErrStuck}, askStop: {Stuck, noEffect, Joined, nil},
			askKill: {Killing, kill, Accepted, nil}, askRestart: {Stuck, noEffect, Accepted, ErrStuck},
			sawExit: {Stuck, noEffect, Accepted, nil}, sawGone: {Idle, noEffect, Accepted, nil},
			sawPersisting: {Stuck, noEffect, Accepted, nil},
		},
		Exited: {
			askStart: {Starting, launch, Accepted, nil}, askStop: {Exited, noEffect, Already, nil},
			askKill: {Exited, noEffect, Already, nil}, askRestart: {Starting, launch, Accepted, nil},
		},
		Failed: {
			askStart: {Starting, launch, Accepted, nil}, askStop: {Failed, noEffect, Already, nil},
			askKill: {Failed, noEffect, Already, nil}, askRestart: {Starting, launch, Accepted, nil},
		},
	}
	for s := range stateCount {
		for e := range eventCount {
			// Somebody asked it to end, so that gone means Idle.
			m := machine{state: s, generation: 3, asked: true}
			next, effect, answer, err := m.step(e)
			w, known := want[s][e]
			if !known {
				if !errors.Is(err, errImpossible) || next != m || effect != noEffect {
					t.Errorf("%s while %s: %+v, effect %d, error %v; want it refused", e, s, next, effect, err)
				}
				continue
			}
			if next.state != w.next || effect != w.effect || answer != w.answer || !errors.Is(err, w.err) {
				t.Errorf("%s while %s: %s, effect %d, %s, %v; want %s, effect %d, %s, %v",
					e, s, next.state, effect, answer, err, w.next, w.effect, w.answer, w.err)
			}
			if w.err != nil && next != m {
				t.Errorf("%s while %s was refused but changed the machine: %+v", e, s, next)
			}
		}
	}
}

func TestEventOutsideTheTableIsAnErrorNotAPanic(t *testing.T) {
	for _, m := range []machine{{state: stateCount}, {state: 255}} {
		if _, _, _, err := m.step(askStart); !errors.Is(err, errImpossible) {
			t.Errorf("state %d: %v", m.state, err)
		}
	}
	if _, _, _, err := (machine{}).step(eventCount); !errors.Is(err, errImpossible) {
		t.Errorf("unknown event: %v", err)
	}
}

// steps applies events that have to be possible, and returns the last machine
// and effect.
func steps(t *testing.T, m machine, events ...event) (machine, effect) {
	t.Helper()
	var last effect
	for _, e := range events {
		next, effect, _, err := m.step(e)
		if err != nil {
			t.Fatalf("%s while %s: %v", e, m.state, err)
		}
		m, last = next, effect
	}
	return m, last
}

func TestWhatEndsByItselfIsExitedAndWhatWasAskedToIsIdle(t *testing.T) {
	if m, _ := steps(t, machine{}, askStart, sawExec, sawExit, sawGone); m.state != Exited {
		t.Errorf("ended by itself: %s", m.state)
	}
	if m, _ := steps(t, machine{}, askStart, sawExec, askStop, sawExit, sawGone); m.state != Idle {
		t.Errorf("asked to end: %s", m.state)
	}
	if m, _ := steps(t, machine{}, askStart, sawExec, sawExit, askStop, sawGone); m.state != Idle {
		t.Errorf("asked to end while what it left was cleared away: %s", m.state)
	}
}

func TestRememberedStartRunsWhenTheOldGenerationIsGone(t *testing.T) {
	m, effect := steps(t, machine{}, askStart, sawExec, askStop, askStart)
	if effect != noEffect || !m.queued || m.generation != 1 {
		t.Fatalf("while it stops: %+v, effect %d", m, effect)
	}
	m, effect = steps(t, m, sawGone)
	if effect != launch || m.generation != 2 || m.queued || m.asked || m.state != Starting {
		t.Fatalf("once it is gone: %+v, effect %d", m, effect)
	}
}

func TestTheLastWordCounts(t *testing.T) {
	for _, last := range []event{askStop, askKill} {
		m, effect := steps(t, machine{}, askStart, sawExec, askRestart, last, sawGone)
		if effect == launch || m.state != Idle {
			t.Errorf("%s after restart: %+v, effect %d", last, m, effect)
		}
	}
	m, effect := steps(t, machine{}, askStart, sawExec, askRestart, askStop, askStart, sawGone)
	if effect != launch || m.generation != 2 {
		t.Errorf("start after stop after restart: %+v, effect %d", m, effect)
	}
}

func TestStopDropsARememberedStartOfAStuckProcess(t *testing.T) {
	m, effect := steps(t, machine{}, askStart, sawExec, askKill, askStart, sawPersisting, askStop, sawGone)
	if effect == launch || m.state != Idle {
		t.Errorf("%+v, effect %d", m, effect)
	}
}

func TestManyRestartsAtOnceAreOne(t *testing.T) {
	m, _ := steps(t, machine{}, askStart, sawExec)
	for range 8 {
		m, _ = steps(t, m, askRestart)
	}
	m, _ = steps(t, m, sawGone, sawExec)
	if m.generation != 2 || m.queued || m.state != Running {
		t.Errorf("after eight restarts: %+v", m)
	}
}

// TestRandomEventsKeepTheInvariants walks the table at random.
func TestRandomEventsKeepTheInvariants(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		m := machine{}
		for range 500 {
			e := event(random.IntN(int(eventCount)))
			next, effect, _, err := m.step(e)
			if err != nil {
				if next != m {
					t.Fatalf("seed %d: %s while %s failed and changed the machine", seed, e, m.state)
				}
				continue
			}
			if next.generation != m.generation && (effect != launch || next.state != Starting) {
				t.Fatalf("seed %d: %s while %s began a generation without a launch", seed, e, m.state)
			}
			if effect == launch && m.state.Alive() && e != sawGone && e != sawFailure {
				t.Fatalf("seed %d: %s while %s launched over a live generation", seed, e, m.state)
			}
			if next.queued && !next.wanted {
				t.Fatalf("seed %d: %s while %s: a start is remembered that nobody wants", seed, e, m.state)
			}
			if next.queued && !next.state.Alive() {
				t.Fatalf("seed %d: %s while %s: a remembered start was lost", seed, e, m.state)
			}
			m = next
		}
	}
}
