package processcontrol

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"tend/internal/proctable"
)

// These tests drive a Control by hand: what they are about depends on moments
// that no real process can be made to meet.

// unattended makes a Control with a run that is Running, and that no goroutine
// attends to: the test observes and signals for it.
func unattended(t *testing.T) (*Control, *run) {
	t.Helper()
	host, err := NewHost(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() {
		if err := host.Close(); err != nil {
			t.Error(err)
		}
	})
	c := New(host, Spec{Name: "unattended"}, func() {})
	return c, launched(t, c)
}

// launched makes a run that is Running.
func launched(t *testing.T, c *Control) *run {
	t.Helper()
	b := newBlank(c, askStart)
	c.mu.Lock()
	_, _, r, err := c.plan(askStart, b)
	c.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	c.observe(r.run, sawExec, func(*status) {})
	return r.run
}

// vanish does what live does when nothing of the run is left.
func (r *run) vanish() {
	r.control.observe(r, sawGone, func(*status) {})
	close(r.gone)
	r.control.runs.Done()
}

func TestCloseTriesAgainToEndWhatIsStuck(t *testing.T) {
	c, r := unattended(t)
	killed := make(chan error, 1)
	go func() { killed <- c.Kill(context.Background()) }()
	<-r.killNow
	c.observe(r, sawPersisting, func(*status) {})
	if err := <-killed; !errors.Is(err, ErrStuck) {
		t.Fatal("kill:", err)
	}
	// Close tries again, in vain, and says so. It may be asked once more.
	for range 2 {
		closed := make(chan error, 1)
		go func() { closed <- c.Close(context.Background()) }()
		<-r.killNow
		if s := c.Snapshot(); s.State != Killing {
			t.Errorf("while closing: %s", s.State)
		}
		c.observe(r, sawPersisting, func(*status) {})
		if err := <-closed; !errors.Is(err, ErrStuck) {
			t.Fatal("close:", err)
		}
	}
	r.vanish()
	if err := c.Close(t.Context()); err != nil || c.Snapshot().State != Idle {
		t.Fatal(err, c.Snapshot().State)
	}
}

func TestWhatIsMeasuredTooLateIsDropped(t *testing.T) {
	c, r := unattended(t)
	r.process = &process{pid: 1 << 30}
	c.host.sampler.add(r)
	c.host.Measure()
	due, _ := c.host.sampler.due()
	late := due[1<<30]
	go func() { _ = c.Kill(context.Background()) }()
	<-r.killNow
	r.vanish()
	late.read(time.Now(), []proctable.Proc{{PID: 1 << 30, RSS: 1 << 20}})
	if s := c.Snapshot(); s.State != Idle || !s.Usage.At.IsZero() {
		t.Errorf("what is %s uses %+v", s.State, s.Usage)
	}
	if c.violate(r, &Violation{What: "memory", Policy: LimitKill}) {
		t.Error("a violation was taken in after the end")
	}
	if n := c.dropped.Load(); n != 2 {
		t.Errorf("%d observations were dropped, want 2", n)
	}

	// It cannot touch the next generation either.
	next := launched(t, c)
	late.read(time.Now(), []proctable.Proc{{PID: 1 << 30, RSS: 1 << 20}})
	if c.violate(r, &Violation{What: "memory", Policy: LimitKill}) {
		t.Error("a violation of an old generation was taken in")
	}
	if s := c.Snapshot(); s.State != Running || s.Generation != 2 || !s.Usage.At.IsZero() {
		t.Errorf("%+v", s)
	}
	go func() { _ = c.Kill(context.Background()) }()
	<-next.killNow
	next.vanish()
	if err := c.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}
