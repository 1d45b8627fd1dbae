package processcontrol

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"tend/internal/proctable"
)

// notices is what the processes of a run say about themselves: a mailbox, and
// what has come in.
type notices struct {
	mailbox *mailbox
	ready   chan struct{} // closed once one has said READY=1
	beat    chan struct{} // one slot: WATCHDOG=1
	trigger chan struct{} // one slot: WATCHDOG=trigger
}

// notifies reports whether the process is expected to speak for itself.
func (s *Spec) notifies() bool { return s.Watchdog > 0 || s.Ready != nil && s.Ready.Notify }

// openNotices makes the mailbox of a run that is about to start, if it needs
// one, and returns what the process has to know of it.
func (r *run) openNotices() (env []string, err error) {
	if !r.spec.notifies() {
		return nil, nil
	}
	m, err := openMailbox(&r.host.sockets)
	if err != nil {
		return nil, err
	}
	r.notices = &notices{
		mailbox: m, ready: make(chan struct{}),
		beat: make(chan struct{}, 1), trigger: make(chan struct{}, 1),
	}
	env = []string{notifyVar + "=" + m.path}
	if r.spec.Watchdog > 0 {
		// There is no WATCHDOG_PID: with a shell in between, the process that
		// reports would take it for somebody else's.
		env = append(env, fmt.Sprintf("%s=%d", watchdogVar, r.spec.Watchdog.Microseconds()))
	}
	return env, nil
}

// closeNotices ends hear. Nobody may be left who has something to say.
func (r *run) closeNotices() {
	if r.notices == nil {
		return
	}
	if err := r.notices.mailbox.close(); err != nil {
		r.complain("cannot remove its socket", "err", err)
	}
}

// letterPause is how long hear does not listen after each letter: nobody has
// that much to say, and whoever says it all the same is not to keep tend busy.
const letterPause = time.Millisecond

// hear takes in what the processes of the run say, until closeNotices. It goes
// on during a stop: what they say then is worth showing, and whoever writes to a
// socket that nobody reads from waits.
func (r *run) hear() {
	n := r.notices
	buf := make([]byte, maxLetter+1)
	said, ready, objected := "", false, false
	object := func(message string, from sender) {
		if !objected {
			r.log.Warn("ignored "+message, "pid", from.pid, "uid", from.uid)
		}
		objected = true
	}
	for ; ; time.Sleep(letterPause) {
		letter, err := n.mailbox.next(buf)
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			r.complain("cannot read what it says about itself", "err", err)
			return
		case letter.tooLong:
			object(fmt.Sprintf("a notification of more than %d bytes", maxLetter), letter.from)
			continue
		case !r.entitled(letter.from):
			object("a notification from a process that is none of its own", letter.from)
			continue
		}
		news := parseNotification(letter.text)
		if news.speaks && news.status != said {
			said = news.status
			r.control.note(r, func(s *status) { s.says = news.status })
		}
		if news.ready && !ready {
			ready = true
			close(n.ready)
		}
		if news.beat {
			tell(n.beat)
		}
		if news.trigger {
			tell(n.trigger)
		}
	}
}

// entitled reports whether a process may speak for the run. Those that belong
// to it may, and no other of tend's own. Of the rest, whoever knows the name of
// the mailbox and is the same user may: most have ended by now, as
// systemd-notify(1) does at once, so that nobody can be asked whose they were;
// and others have been handed the name, by the run, to speak for it.
func (r *run) entitled(from sender) bool {
	if !from.known || from.pid == r.process.pid {
		return true
	}
	owner := ""
	if p, err := proctable.ReadOne(from.pid); err == nil {
		owner = r.host.families.ownerOf(p)
	}
	if owner != "" {
		return owner == r.cookie
	}
	return from.uid == os.Geteuid() || from.uid == 0
}

// awaitNotice waits until a process of the run has said READY=1. Its error is
// that of ctx.
func (r *run) awaitNotice(ctx context.Context) error {
	select {
	case <-r.notices.ready:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// tell fills the one slot of a channel. It never waits.
func tell(slot chan<- struct{}) {
	select {
	case slot <- struct{}{}:
	default: // it has been told already
	}
}
