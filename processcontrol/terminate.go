package processcontrol

import (
	"context"
	"time"
)

// This file is the two ways in which a generation is ended. Both run in the
// generation's own goroutine, with no lock held; what they find out is
// recorded by Control.observe and Control.note.

// ask asks the process to end and gives the process its grace period. It returns
// when nothing is left, when the period is over, or when somebody lost
// patience. The leader stays unreaped throughout, so that its PID and group
// can belong to nobody else.
func (r *run) ask() {
	c := r.control
	stop := r.manner()
	began := time.Now()
	// Whatever asks beside us ends when this does.
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	failed := make(chan error, 1)
	err := r.request(ctx, &stop, failed)
	c.note(r, func(s *status) {
		s.stop.Phase, s.stop.Means, s.stop.Since = Signalled, stop.means(), began
		if s.stop.Means == stop.Signal.String() {
			s.stop.Signal = stop.Signal
		}
	})
	if err != nil {
		r.insist(&stop, err)
	}

	grace := time.NewTimer(stop.Grace)
	defer grace.Stop()
	tick := time.NewTicker(progressInterval)
	defer tick.Stop()
	look := time.NewTimer(time.Hour) // runs once the leader has ended
	look.Stop()
	defer look.Stop()
	pause := firstLook
	exited := r.process.exited
	for {
		select {
		case <-exited:
			exited = nil
			c.observe(r, sawExit, func(*status) {})
			look.Reset(0)
		case <-look.C:
			if left, known := r.survivors(); known && left == 0 {
				return
			}
			pause = min(2*pause, lastLook)
			look.Reset(pause)
		case <-tick.C:
			left, _ := r.survivors()
			c.note(r, func(s *status) { s.stop.Phase, s.stop.Survivors = Waiting, left })
		case <-r.plea.again:
			r.pleadAgain()
		case err := <-failed:
			r.insist(&stop, err)
		case p := <-r.passing:
			r.pass(p)
		case <-r.resized:
			r.process.resize(c.newestSize())
		case <-grace.C:
			c.log.Warn("did not end in time, sending SIGKILL", "run", r.generation, "grace", stop.Grace)
			c.observe(r, sawGraceEnd, func(*status) {})
			return
		case <-r.killNow:
			return
		}
	}
}

// destroy sends SIGKILL to everything the generation left, and returns when
// all of it is gone. The first SIGKILL is sent in any case: it makes sure that
// nothing was forked between the last look and the reaping of the leader.
func (r *run) destroy() {
	c := r.control
	began := time.Now()
	pause := firstLook
	stuck := false
	exited := r.process.exited
	for {
		left, known := r.kill()
		if exited == nil && known && left == 0 {
			return
		}
		if known && left > 0 {
			c.note(r, func(s *status) {
				s.stop.Phase, s.stop.Signal, s.stop.Means, s.stop.Survivors = Killed, SIGKILL, SIGKILL.String(), left
				if s.stop.Since.IsZero() {
					s.stop.Since = began
				}
			})
		}
		if !stuck && time.Since(began) > c.host.stuckAfter {
			stuck, pause = true, stuckLook
			r.complain("SIGKILL did not end it", "left", left)
			c.observe(r, sawPersisting, func(s *status) { s.err = ErrStuck })
		}
		look := time.NewTimer(pause)
		select {
		case <-exited:
			exited, pause = nil, firstLook
			c.observe(r, sawExit, func(*status) {})
		case <-look.C:
			if !stuck {
				pause = min(2*pause, lastLook)
			}
		case <-r.killNow:
			began, stuck, pause = time.Now(), false, firstLook
		}
		look.Stop()
	}
}
