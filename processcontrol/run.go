package processcontrol

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"tend/internal/trust"
)

// run is one generation of a process. One goroutine, live, takes it from fork
// to gone: it is the only one that signals the process, waits for it and reaps
// it. Others reach it through askToEnd and makeEnd, which never wait.
type run struct {
	control    *Control
	generation uint64
	spec       *Spec // as it was when the run was launched

	asked   atomic.Bool   // an operation wanted it to end
	end     chan struct{} // closed: ask it to end
	endOnce sync.Once
	killNow chan struct{} // one slot: make it end

	execed chan struct{} // closed once it has been exec'ed, or failed is set
	failed error
	stuck  chan struct{} // closed when SIGKILL did not help; guarded by control.mu
	gone   chan struct{} // closed when nothing of it is left
	// successor is the run that was remembered until this one was gone. It is
	// set before gone is closed.
	successor *run

	resized chan struct{} // one slot: its terminal ought to have another size
	passing chan passing  // signals that somebody wants sent
	faded   chan struct{} // one slot: it ought to draw everything anew

	// All below belongs to the goroutine of live.
	kin                 // the process, and everything that stems from it
	startedAt time.Time // when it was exec'ed
	pumps     sync.WaitGroup
	hurry     chan struct{} // closed: the pumps wait for no disk any more
	monitors  sync.WaitGroup
	cancel    func()        // tells the monitors to end
	parting   chan struct{} // closed: they have been told
	firstOut  int64         // number of the first line of output that is its own
	notices   *notices      // what its processes say; nil if it is not to say anything

	plea plea // how it is asked to end

	vigil  *vigil        // over the daemon; nil as long as there is none
	forked chan struct{} // closed once there is one
	left   *Exit         // how the daemon has ended, as far as it has
	lost   error         // why there is none, where there had to be

	reported map[string]bool // broken limits that have been told of; the sampler's
}

func newRun(c *Control) *run {
	return &run{
		control: c, resized: make(chan struct{}, 1), faded: make(chan struct{}, 1), passing: make(chan passing),
		end: make(chan struct{}), killNow: make(chan struct{}, 1), hurry: make(chan struct{}), parting: make(chan struct{}), forked: make(chan struct{}),
		execed: make(chan struct{}), stuck: make(chan struct{}), gone: make(chan struct{}),
	}
}

// askToEnd makes live send the stop signal. It never waits.
func (r *run) askToEnd() { r.endOnce.Do(func() { close(r.end) }) }

// makeEnd makes live send SIGKILL at once. It never waits.
func (r *run) makeEnd() {
	select {
	case r.killNow <- struct{}{}:
	default: // already on its way
	}
}

// resize makes live give the terminal its newest size. It never waits.
func (r *run) resize() {
	select {
	case r.resized <- struct{}{}:
	default: // already on its way
	}
}

// redraw makes live have the process draw everything anew. It never waits.
func (r *run) redraw() {
	select {
	case r.faded <- struct{}{}:
	default: // already on its way
	}
}

// live is the life of the generation.
func (r *run) live() {
	defer r.control.runs.Done()
	defer close(r.gone)
	if !r.begin() {
		return
	}
	asked := r.await()
	r.endMonitors()
	if asked {
		r.ask()
	}
	r.destroy()
	r.closeNotices()
	// The monitors have been told long ago: nothing waits for an answer that is
	// on its way. What their commands have left behind is the run's to end.
	r.monitors.Wait()
	if r.spec.runsCommands() {
		r.destroy()
	}
	exit := r.outcome(r.reap())
	r.drain()
	r.finish(exit)
}

// begin forks and execs, and reports whether there is a process now.
func (r *run) begin() bool {
	c := r.control
	r.firstOut = c.ring.Stats().LinesIn + 1
	if r.generation > 1 {
		c.ring.Note("run %d", r.generation)
	}
	w := onPipes
	if r.spec.TTY {
		w = onTerminal
	}
	r.host, r.log = c.host, c.log.With("run", r.generation)
	if err := r.launch(w); err != nil {
		r.failed = err
		r.complain("cannot start", "err", err)
		c.ring.Note("cannot start: %v", err)
		close(r.execed)
		c.observe(r, sawFailure, func(s *status) {
			s.err, s.endedAt, s.stop = err, time.Now(), Progress{}
		})
		return false
	}
	r.startedAt = time.Now()
	process := r.process
	if err := r.spec.Limits.Hard.apply(process.pid); err != nil {
		r.complain("runs without its hard limit", "err", err)
	}
	c.log.Info(fmt.Sprintf("started, pid %d", process.pid), "run", r.generation)
	if r.generation == 1 {
		if why := trust.Exposed(process.program()); why != "" {
			r.log.Warn("others could have changed what it executes: " + why)
		}
	}
	c.raw.begin(r.generation)
	if r.spec.Foreground != nil {
		r.spec.Foreground.join(process)
	}
	for _, out := range process.outputs {
		r.pumps.Go(func() { r.pump(out) })
	}
	ready := r.spec.Ready == nil && r.spec.Daemon == nil
	c.observe(r, sawExec, func(s *status) { s.pid, s.ready = process.pid, ready })
	close(r.execed)
	r.startMonitors()
	return true
}

// launch forks and execs, unless somebody else listens on the port that the
// process is going to listen on: it would fail, and say so less clearly.
func (r *run) launch(w wiring) error {
	if err := r.host.checkPort(r.spec.Port); err != nil {
		return err
	}
	env, err := r.openNotices()
	if err != nil {
		return err
	}
	err = r.spawn(r.spec, env, r.control.name, r.generation, w, r.control.newestSize())
	if err != nil {
		r.closeNotices()
	}
	return err
}

// await returns when the process has ended by itself, or, with true, when it
// has to.
func (r *run) await() (asked bool) {
	var back <-chan time.Time // when its terminal gets its size back
	for {
		select {
		case <-r.end:
			return true
		case <-r.killNow:
			return false
		case p := <-r.passing:
			r.pass(p)
		case <-r.resized:
			r.process.resize(r.control.newestSize())
		case <-r.faded:
			r.process.resize(r.control.newestSize().another())
			back = time.After(redrawPause)
		case <-back:
			r.process.resize(r.control.newestSize())
		case <-r.process.exited:
			if r.forkedAway() {
				return r.follow()
			}
			r.control.observe(r, sawExit, func(*status) {})
			// Somebody may have asked just before: what it has left then has its
			// grace period.
			return r.control.Snapshot().State == Stopping
		}
	}
}

// startMonitors starts what watches the running process: its probes, and the
// measuring of what it uses.
func (r *run) startMonitors() {
	ctx, cancel := context.WithCancel(context.Background())
	remove := r.control.host.sampler.add(r)
	r.cancel = func() { cancel(); remove() }
	if r.notices != nil {
		r.monitors.Go(r.hear)
	}
	ready := make(chan struct{})
	switch {
	case r.spec.Ready != nil: // closed below
	case r.spec.Daemon != nil:
		ready = r.forked
	default:
		close(ready)
	}
	if r.spec.Watchdog > 0 {
		r.monitors.Go(func() { r.guard(ctx, ready) })
	}
	if r.spec.Ready != nil || r.spec.Health != nil {
		r.monitors.Go(func() {
			if r.spec.Ready != nil {
				if r.watchReadiness(ctx) != nil {
					return
				}
				close(ready)
			}
			select {
			case <-ready:
				r.watchHealth(ctx)
			case <-ctx.Done():
			}
		})
	}
}

// endMonitors tells the monitors to end. They are joined when the process is
// gone: hear, which does nothing but listen, goes on until then.
func (r *run) endMonitors() {
	r.cancel()
	close(r.parting)
}

// reap collects the leader's exit status.
func (r *run) reap() *Exit {
	exit, err := r.bury()
	if err != nil {
		r.complain("cannot collect the exit status", "err", err)
	}
	r.control.note(r, func(s *status) { s.stop.Phase = phaseAfter(s.stop, Reaped) })
	return exit
}

// drain reads what the process has written and nobody has read yet. All of it
// is in the kernel: only a stranger who holds the other end can keep a reader
// waiting, and he gets a deadline. A slow disk is not waited for any more: it
// is to delay no end, and what a pipe holds has room in the ring.
func (r *run) drain() {
	close(r.hurry)
	for _, out := range r.process.outputs {
		err := out.file.SetReadDeadline(time.Now().Add(drainGrace))
		if err != nil && !errors.Is(err, os.ErrClosed) { // nobody has listened any more
			r.complain("cannot bound the reading of output", "stream", out.stream, "err", err)
		}
	}
	r.pumps.Wait()
	r.process.closeOutputs()
	r.control.note(r, func(s *status) { s.stop.Phase = phaseAfter(s.stop, Drained) })
}

// phaseAfter advances the phase of a stop, if there is one.
func phaseAfter(stop Progress, p Phase) Phase {
	if stop.Phase == NoPhase {
		return NoPhase
	}
	return p
}

// finish tells the Control that nothing is left.
func (r *run) finish(exit *Exit) {
	c := r.control
	r.leave()
	exit.Requested = r.asked.Load()
	c.ring.Note("%s", exit)
	level := slog.LevelInfo
	if exit.Err != nil {
		level = slog.LevelError
	}
	c.log.Log(context.Background(), level, exit.String(), "run", r.generation)
	c.observe(r, sawGone, func(s *status) {
		exit.Violation = s.violation
		s.pid, s.ready, s.exit, s.endedAt, s.err = 0, false, exit, time.Now(), nil
		s.health, s.watchdog, s.usage, s.warning = NoHealth, NoHealth, Usage{}, ""
		s.ports, s.says = nil, ""
		s.stop = Progress{}
	})
}

// String says how the process ended, as a person would.
func (e *Exit) String() string {
	switch {
	case e == nil:
		return ""
	case e.Violation != nil:
		return "ended because of " + e.Violation.Error()
	case e.Err != nil:
		return e.Err.Error()
	case e.Signal != 0:
		return "ended by " + e.Signal.String()
	case !e.Known():
		return "ended, its exit code is not known"
	default:
		return fmt.Sprintf("exit %d", e.Code)
	}
}

// pump moves one output of the process into the ring until its end, as fast as
// the files of the process can follow.
func (r *run) pump(out *output) {
	c, ring := r.control, r.control.ring
	take := func(block []byte) { c.take(out.stream, block, r.hurry) }
	if out.terminal {
		full := false
		take = func(block []byte) {
			answers, altScreen := c.raw.write(block) // whoever is told of the lines finds it there
			r.process.answer(answers)
			if altScreen != full {
				full = altScreen
				c.note(r, func(s *status) { s.fullScreen = full })
			}
			c.take(out.stream, block, r.hurry)
		}
	}
	deaf := false
	if f := r.spec.Foreground; f != nil {
		take = f.echo(out.stream, take, func() {
			if deaf = !out.terminal; deaf {
				_ = out.file.SetReadDeadline(time.Now()) // ends copyTo; else the process's own end does
			}
		})
	}
	err := out.copyTo(take, &r.host.blocks)
	if r.spec.Foreground != nil && !deaf && out.isDeadline(err) {
		// Who runs it may have taken longer than drain waits, and gets it all.
		if err = out.rest(take, &r.host.blocks); err == nil {
			err = out.file.SetReadDeadline(time.Now().Add(lastLook))
		}
		if err == nil {
			err = out.copyTo(take, &r.host.blocks)
		}
	}
	ring.End(out.stream)
	switch {
	case err == nil:
	case deaf:
		_ = out.file.Close() // nothing was written to it
	case out.isDeadline(err):
		r.log.Warn("output cut off: a process that is not part of it any more still holds it open", "stream", out.stream)
		ring.Note("%s cut off: something that left the process group still holds it open", out.stream)
	default:
		r.complain("cannot read output", "stream", out.stream, "err", err)
	}
}
