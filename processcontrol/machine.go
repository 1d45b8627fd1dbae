package processcontrol

import "fmt"

// This file is the whole of a process's state machine, as data and without any
// process: state × event → state, effect, answer. Control feeds it, under its
// mutex, and carries out the effects with no lock held.

// event is what can happen to a process: an operation that somebody asks for,
// or something observed of the current generation.
type event uint8

const (
	askStart event = iota
	askStop
	askKill
	askRestart
	sawExec       // the process has been exec'ed
	sawFailure    // it could not be
	sawExit       // its leader has ended
	sawGraceEnd   // the grace period is over
	sawGone       // nothing of it is left
	sawPersisting // SIGKILL did not make it go in time
	sawViolation  // a limit or its health is broken so that it has to be stopped
	sawOutrage    // the same so that it has to be killed

	eventCount
)

var eventNames = [eventCount]string{
	askStart: "start", askStop: "stop", askKill: "kill", askRestart: "restart",
	sawExec: "exec", sawFailure: "failed start", sawExit: "exit", sawGraceEnd: "end of grace",
	sawGone: "gone", sawPersisting: "persisting", sawViolation: "violation", sawOutrage: "violation to kill for",
}

func (e event) String() string { return eventNames[e] }

// effect is what has to be done outside the lock after a step.
type effect uint8

const (
	noEffect  effect = iota
	launch           // fork and exec a new generation
	terminate        // send the stop signal, then SIGKILL after the grace period
	kill             // send SIGKILL now
)

// Answer is what an operation comes to at the moment it is asked for.
type Answer uint8

const (
	// Accepted: it has begun.
	Accepted Answer = iota
	// Already: there was nothing to do.
	Already
	// Joined: the same is under way, and this caller waits for it too.
	Joined
	// Queued: a start is remembered until the old generation is gone.
	Queued
)

var answerNames = [...]string{Accepted: "accepted", Already: "already", Joined: "joined", Queued: "queued"}

// String returns the answer in lower case.
func (a Answer) String() string { return answerNames[a] }

// rule is one cell of the table.
type rule struct {
	next   State
	effect effect
	answer Answer
	err    error // the operation is refused; nothing changes
	known  bool  // false: the event cannot happen in that state
}

func to(next State, e effect) rule       { return rule{next: next, effect: e, known: true} }
func answer(next State, a Answer) rule   { return rule{next: next, answer: a, known: true} }
func refuse(state State, err error) rule { return rule{next: state, err: err, known: true} }
func (r rule) answering(a Answer) rule   { r.answer = a; return r }

// rules is the table. What is not in it is an error, never a panic.
//
// A violation counts while the process runs. At any other time it comes too
// late: it is on its way out already, and the table does not know the event.
//
// A gone generation that ended by itself comes to rest as Exited, one that was
// asked to end as Idle: see machine.settle.
var rules = [stateCount][eventCount]rule{
	Idle: {
		askStart:   to(Starting, launch),
		askStop:    answer(Idle, Already),
		askKill:    answer(Idle, Already),
		askRestart: to(Starting, launch),
	},
	Starting: {
		askStart:   answer(Starting, Already),
		askStop:    to(Stopping, terminate),
		askKill:    to(Killing, kill),
		askRestart: to(Stopping, terminate).answering(Queued),
		sawExec:    to(Running, noEffect),
		sawFailure: to(Failed, noEffect),
	},
	Running: {
		askStart:   answer(Running, Already),
		askStop:    to(Stopping, terminate),
		askKill:    to(Killing, kill),
		askRestart: to(Stopping, terminate).answering(Queued),
		sawExit:    to(Killing, noEffect),

		sawViolation: to(Stopping, terminate),
		sawOutrage:   to(Killing, kill),
	},
	Stopping: {
		askStart:      answer(Stopping, Queued),
		askStop:       answer(Stopping, Joined),
		askKill:       to(Killing, kill),
		askRestart:    answer(Stopping, Queued),
		sawExec:       to(Stopping, noEffect), // asked to stop while it was starting
		sawFailure:    to(Idle, noEffect),
		sawExit:       to(Stopping, noEffect), // what it left has the rest of the grace period
		sawGraceEnd:   to(Killing, noEffect),
		sawGone:       to(Idle, noEffect),
		sawPersisting: to(Stuck, noEffect),
	},
	Killing: {
		askStart:      answer(Killing, Queued),
		askStop:       answer(Killing, Joined),
		askKill:       answer(Killing, Joined),
		askRestart:    answer(Killing, Queued),
		sawExec:       to(Killing, noEffect),
		sawFailure:    to(Idle, noEffect),
		sawExit:       to(Killing, noEffect),
		sawGraceEnd:   to(Killing, noEffect),
		sawGone:       to(Idle, noEffect),
		sawPersisting: to(Stuck, noEffect),
	},
	Stuck: {
		askStart:      refuse(Stuck, ErrStuck),
		askStop:       answer(Stuck, Joined), // its caller is told ErrStuck, a remembered start is dropped
		askKill:       to(Killing, kill),
		askRestart:    refuse(Stuck, ErrStuck),
		sawExit:       to(Stuck, noEffect),
		sawGone:       to(Idle, noEffect),
		sawPersisting: to(Stuck, noEffect),
	},
	Exited: {
		askStart:   to(Starting, launch),
		askStop:    answer(Exited, Already),
		askKill:    answer(Exited, Already),
		askRestart: to(Starting, launch),
	},
	Failed: {
		askStart:   to(Starting, launch),
		askStop:    answer(Failed, Already),
		askKill:    answer(Failed, Already),
		askRestart: to(Starting, launch),
	},
}

// machine is what is known and wanted of a process. It is a value: step
// returns the next one.
type machine struct {
	state State
	// generation counts the runs; it belongs to the current or last one.
	generation uint64
	// epoch is raised by every operation, so that what was decided before the
	// user's last word can be told from what was decided after it.
	epoch uint64
	// wanted is what the last operation asked for: to run, or not to.
	wanted bool
	// asked is set once somebody asked the current generation to end.
	asked bool
	// queued is set while a start is remembered until this generation is gone.
	queued bool
}

// step is the pure heart of a Control. An event that the table does not know
// in this state leaves the machine as it is and is an error.
func (m machine) step(e event) (machine, effect, Answer, error) {
	if m.state >= stateCount || e >= eventCount || !rules[m.state][e].known {
		return m, noEffect, Already, fmt.Errorf("%w: %s while %s", errImpossible, e, m.state)
	}
	r := rules[m.state][e]
	if r.err != nil {
		return m, noEffect, r.answer, r.err
	}
	switch e {
	case askStart, askRestart:
		m.epoch++
		m.wanted = true
		m.queued = r.answer == Queued
		m.asked = m.asked || e == askRestart && m.state.Alive()
	case askStop, askKill:
		// The last word counts: a start that was remembered is dropped.
		m.epoch++
		m.wanted, m.queued = false, false
		m.asked = m.asked || m.state.Alive()
	case sawGone, sawFailure:
		return m.settle(e, r.next)
	}
	m.state = r.next
	if r.effect == launch {
		m = m.begin()
	}
	return m, r.effect, r.answer, nil
}

// settle brings a generation to rest of which nothing is left, and begins the
// next one if a start was remembered.
func (m machine) settle(e event, rest State) (machine, effect, Answer, error) {
	if e == sawGone && !m.asked {
		rest = Exited
	}
	m.state = rest
	if m.queued {
		return m.begin(), launch, Accepted, nil
	}
	return m, noEffect, Accepted, nil
}

func (m machine) begin() machine {
	m.state = Starting
	m.generation++
	m.asked, m.queued = false, false
	return m
}
