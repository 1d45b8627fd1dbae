package processcontrol

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// freezer is a folder of the cgroup v1 freezer: what is frozen in it does not
// die of SIGKILL until it is thawed, as little as a process does that waits for
// a disk that is gone.
type freezer struct {
	t   *testing.T
	dir string
}

func newFreezer(t *testing.T) *freezer {
	t.Helper()
	dir := filepath.Join("/sys/fs/cgroup/freezer", fmt.Sprintf("tend-test-%d-%d", os.Getpid(), time.Now().UnixNano()))
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Skip("needs root and the cgroup v1 freezer:", err)
	}
	f := &freezer{t: t, dir: dir}
	t.Cleanup(func() {
		f.write("freezer.state", "THAWED")
		// It can be removed once the last process in it has been reaped.
		for os.Remove(dir) != nil {
			if t.Context().Err() == nil {
				t.Error("the freezer is not empty")
				return
			}
			if procs, err := os.ReadFile(filepath.Join(dir, "cgroup.procs")); err != nil || len(procs) == 0 {
				continue
			}
		}
	})
	return f
}

func (f *freezer) write(name, value string) {
	f.t.Helper()
	if err := os.WriteFile(filepath.Join(f.dir, name), []byte(value), 0); err != nil {
		f.t.Error(err)
	}
}

// freeze makes a process one that SIGKILL does not end.
func (f *freezer) freeze(pid int) {
	f.t.Helper()
	f.write("cgroup.procs", strconv.Itoa(pid))
	f.write("freezer.state", "FROZEN")
}

func (f *freezer) thaw() { f.write("freezer.state", "THAWED") }

func TestFailedTerminationIsStuckNeverIdle(t *testing.T) {
	f := newFreezer(t)
	c := control(t, spec(t, "wait"))
	c.host.stuckAfter = 500 * time.Millisecond
	pid := c.up(t).PID
	f.freeze(pid)

	if err := c.Kill(t.Context()); !errors.Is(err, ErrStuck) {
		t.Fatal(err)
	}
	if s := c.Snapshot(); s.State != Stuck || s.PID != pid || !errors.Is(s.Err, ErrStuck) {
		t.Fatalf("%+v", s)
	}
	if _, err := c.Start(t.Context()); !errors.Is(err, ErrStuck) {
		t.Fatal("start:", err)
	}
	if err := c.Restart(t.Context()); !errors.Is(err, ErrStuck) {
		t.Fatal("restart:", err)
	}
	if err := c.Stop(t.Context()); !errors.Is(err, ErrStuck) {
		t.Fatal("stop:", err)
	}
	// Kill tries again, and fails again.
	if err := c.Kill(t.Context()); !errors.Is(err, ErrStuck) {
		t.Fatal("second kill:", err)
	}

	// Once the kernel lets it go, it is gone by itself.
	f.thaw()
	if s := c.untilState(t, Idle); s.PID != 0 || s.Exit == nil || s.Exit.Signal != SIGKILL || s.Err != nil {
		t.Fatalf("%+v, exit %+v", s, s.Exit)
	}
	c.host.stuckAfter = stuckAfter
	c.up(t) // and can be started again
}

func TestStartRememberedBeforeAProcessGotStuckHappensWhenItIsGone(t *testing.T) {
	f := newFreezer(t)
	c := control(t, spec(t, "wait"))
	c.host.stuckAfter = 500 * time.Millisecond
	f.freeze(c.up(t).PID)
	if _, err := c.Request(OpKill); err != nil {
		t.Fatal(err)
	}
	if answer, err := c.Request(OpStart); answer != Queued || err != nil {
		t.Fatal(answer, err)
	}
	c.untilState(t, Stuck)
	f.thaw()
	c.until(t, "the second generation", func(s Snapshot) bool { return s.State == Running && s.Generation == 2 })
}

func TestErrandThatCannotBeKilledIsSaidAndCollectedLater(t *testing.T) {
	f := newFreezer(t)
	host := newTestHost(t)
	host.stuckAfter = 300 * time.Millisecond
	e := errand(t, "echo $$ >pids; exec sleep 1000")
	ctx, cancel := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- host.Run(ctx, e) }()
	pid := written(t, filepath.Join(e.Dir, "pids"))[0]
	f.freeze(pid)
	cancel()
	if err := <-ran; !errors.Is(err, ErrStuck) {
		t.Fatal(err)
	}
	if err := host.errands.close(); !errors.Is(err, ErrStuck) {
		t.Fatal(err)
	}
	f.thaw()
	if err := host.errands.close(); err != nil || alive(pid) {
		t.Errorf("%v, alive %t", err, alive(pid))
	}
}

// A probe's command that the kernel does not let go does not hold its process. It is
// said, and collected later.
func TestAProbeThatCannotBeKilledDoesNotHoldItsProcess(t *testing.T) {
	f := newFreezer(t)
	s := spec(t, "wait")
	file := filepath.Join(t.TempDir(), "pids")
	s.Ready = &Probe{Exec: []string{"/bin/sh", "-c", `echo $$ >"$0"; exec sleep 1000`, file}, Interval: time.Second, Timeout: time.Minute}
	c := control(t, s)
	c.host.stuckAfter = 300 * time.Millisecond
	c.up(t)
	pid := written(t, file)[0]
	f.freeze(pid)
	if err := c.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := c.host.errands.close(); !errors.Is(err, ErrStuck) || !alive(pid) {
		t.Errorf("%v, alive %t", err, alive(pid))
	}
	f.thaw()
	if err := c.host.errands.close(); err != nil || alive(pid) {
		t.Errorf("%v, alive %t", err, alive(pid))
	}
}

// A stop that comes just as the leader ends by itself leads to Stuck as well if
// what it left does not go.
func TestAStopAtTheMomentOfAnEndIsNeverLostTrackOf(t *testing.T) {
	for range 4 {
		f := newFreezer(t)
		s := spec(t, "wait")
		file := filepath.Join(t.TempDir(), "pids")
		s.Command = []string{"/bin/sh", "-c", `sleep 1000 & echo $! >"$0"; exec sleep 1000`, file}
		s.Stop.Grace = 100 * time.Millisecond
		c := control(t, s)
		c.host.stuckAfter = 200 * time.Millisecond
		if _, err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.freeze(written(t, file)[0])
		ended := make(chan error, 1)
		go func() { ended <- c.Signal(t.Context(), SIGKILL) }()
		if _, err := c.Request(OpStop); err != nil {
			t.Fatal(err)
		}
		<-ended // it may have been too late
		c.untilState(t, Stuck)
		f.thaw()
		c.until(t, "its end", func(s Snapshot) bool { return !s.State.Alive() })
	}
}
