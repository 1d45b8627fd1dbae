package processcontrol

import (
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"tend/internal/proctable"
)

// pidFile is where daemons of these tests say who they are.
const pidFile = "daemon.pid"

// daemonSpec describes a process that forks away, with a stop command that
// leaves a trace before it asks the daemon to end.
func daemonSpec(t *testing.T, role string, env ...string) Spec {
	t.Helper()
	s := spec(t, role, env...)
	s.Daemon = &Daemon{PIDFile: filepath.Join(s.Dir, pidFile)}
	s.Stop.Command = []string{"sh", "-c", "echo asked >>asked; kill -TERM $(cat " + pidFile + ")"}
	return s
}

// untilDaemon starts the process and waits until its daemon is the process.
func (w *watched) untilDaemon(t *testing.T) Snapshot {
	t.Helper()
	if _, err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w.until(t, "the daemon", func(s Snapshot) bool { return s.State == Running && s.Ready })
}

// untilForked starts the process and waits until its leader has ended, and
// nothing else.
func (w *watched) untilForked(t *testing.T) Snapshot {
	t.Helper()
	if _, err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := w.Snapshot()
	for alive(s.PID) {
		if t.Context().Err() != nil {
			t.Fatal("the leader never ended")
		}
	}
	return s
}

// wasAsked reports whether the stop command has been run.
func (w *watched) wasAsked() bool {
	_, err := os.Stat(filepath.Join(w.Spec().Dir, "asked"))
	return err == nil
}

// writtenPID is the PID that a daemon has written.
func (w *watched) writtenPID(t *testing.T) int {
	t.Helper()
	return written(t, filepath.Join(w.Spec().Dir, pidFile))[0]
}

func TestDaemonIsTheProcessOnceItsLeaderHasEnded(t *testing.T) {
	eachContainment(t, func(t *testing.T, role string, contain func(*watched)) {
		for name, change := range map[string]func(*Daemon){
			"with a PID file":    func(*Daemon) {},
			"without a PID file": func(d *Daemon) { d.PIDFile = "" },
		} {
			t.Run(name, func(t *testing.T) {
				s := daemonSpec(t, role)
				change(s.Daemon)
				c := control(t, s)
				contain(c)
				for generation := uint64(1); generation <= 2; generation++ {
					c.untilDaemon(t)
					pid := c.writtenPID(t)
					// On a busy machine, the one in between may be the oldest for a while.
					got := c.until(t, "the last one", func(s Snapshot) bool { return s.PID == pid })
					if !alive(pid) || got.State != Running || got.Generation != generation {
						t.Errorf("the daemon is %d; %+v", pid, got)
					}
					if err := c.Stop(t.Context()); err != nil {
						t.Fatal(err)
					}
					end := c.Snapshot()
					if end.State != Idle || end.PID != 0 || end.Exit.Code != 5 || !end.Exit.Requested || alive(got.PID) {
						t.Errorf("%+v, exit %+v", end, end.Exit)
					}
					if !c.wasAsked() {
						t.Error("its stop command was not run")
					}
				}
			})
		}
	}, "leave-session 0 write-pid daemon.pid heed 5", "daemonise 0 write-pid daemon.pid heed 5", "leave 0 write-pid daemon.pid heed 5")
}

func TestDaemonIsKilledAfterTheGraceThoughItsStopCommandDoesNothing(t *testing.T) {
	eachContainment(t, func(t *testing.T, role string, contain func(*watched)) {
		s := daemonSpec(t, role)
		s.Stop.Command, s.Stop.Grace = []string{"true"}, 50*time.Millisecond
		c := control(t, s)
		contain(c)
		pid := c.untilDaemon(t).PID
		if err := c.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := c.Snapshot(); got.State != Idle || got.Exit.Signal != SIGKILL || alive(pid) {
			t.Errorf("%+v, exit %+v; alive %t", got, got.Exit, alive(pid))
		}
	}, "daemonise 0 write-pid daemon.pid wait")
}

func TestDaemonWhoseStopCommandFailsGetsTheSignal(t *testing.T) {
	s := daemonSpec(t, "daemonise 0 write-pid daemon.pid heed 5")
	s.Stop.Command = []string{"false"}
	c := control(t, s)
	c.untilDaemon(t)
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if exit := c.Snapshot().Exit; exit.Code != 5 {
		t.Errorf("%+v", exit)
	}
}

func TestDaemonThatEndsByItselfIsAnExit(t *testing.T) {
	eachContainment(t, func(t *testing.T, role string, contain func(*watched)) {
		c := control(t, daemonSpec(t, role))
		contain(c)
		for _, test := range []struct {
			signal syscall.Signal
			want   Exit
		}{{syscall.SIGKILL, Exit{Code: -1, Signal: SIGKILL}}, {syscall.SIGTERM, Exit{Code: 5}}} {
			pid := c.untilDaemon(t).PID
			if err := syscall.Kill(pid, test.signal); err != nil {
				t.Fatal(err)
			}
			got := c.untilState(t, Exited)
			if exit := got.Exit; exit.Code != test.want.Code || exit.Signal != test.want.Signal || exit.Requested || exit.Err != nil || got.PID != 0 {
				t.Errorf("%s: exit %+v", test.signal, exit)
			}
		}
		if c.wasAsked() {
			t.Error("its stop command was run")
		}
	}, "daemonise 0 write-pid daemon.pid heed 5")
}

func TestWhatADaemonLeavesBehindIsGoneBeforeItCountsAsExited(t *testing.T) {
	c := control(t, daemonSpec(t, "daemonise 0 write-pid daemon.pid leave-session wait ignore"))
	pid := c.untilDaemon(t).PID
	left := children(t, c, pid)
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	c.untilState(t, Exited)
	if len(left) != 1 || alive(left[0]) {
		t.Errorf("%v is left", left)
	}
}

// children lists the children of a process.
func children(t *testing.T, c *watched, pid int) (pids []int) {
	t.Helper()
	table, err := c.host.table.Fresh()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range table.Children(pid) {
		pids = append(pids, p.PID)
	}
	return pids
}

func TestStopWhileTheDaemonIsAwaitedIsNotDelayed(t *testing.T) {
	eachContainment(t, func(t *testing.T, role string, contain func(*watched)) {
		c := control(t, daemonSpec(t, role))
		contain(c)
		c.host.patience = time.Hour
		c.untilForked(t)
		pid := pidOf(t, c)
		if err := c.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := c.Snapshot(); got.State != Idle || !got.Exit.Success() || alive(pid) {
			t.Errorf("%+v, exit %+v; alive %t", got, got.Exit, alive(pid))
		}
		if c.wasAsked() { // whom it would have reached, nobody knows
			t.Error("its stop command was run, and there was no daemon")
		}
	}, "daemonise 0 heed 5")
}

func TestKillAndCloseEndADaemon(t *testing.T) {
	for name, end := range map[string]func(*watched, *testing.T) error{
		"kill":  func(c *watched, t *testing.T) error { return c.Kill(t.Context()) },
		"close": func(c *watched, t *testing.T) error { return c.Close(t.Context()) },
	} {
		for _, awaited := range []bool{true, false} {
			t.Run(name+" "+strconv.FormatBool(awaited), func(t *testing.T) {
				role := "daemonise 0 write-pid daemon.pid ignore"
				if awaited {
					role = "daemonise 0 ignore"
				}
				c := control(t, daemonSpec(t, role))
				c.host.patience = time.Hour
				if awaited {
					c.untilForked(t)
				} else {
					c.untilDaemon(t)
				}
				pid := pidOf(t, c)
				if err := end(c, t); err != nil {
					t.Fatal(err)
				}
				if got := c.Snapshot(); got.State != Idle || alive(pid) || c.wasAsked() {
					t.Errorf("%+v; alive %t, asked %t", got, alive(pid), c.wasAsked())
				}
			})
		}
	}
}

func TestRestartOfADaemonIsOneAfterTheOther(t *testing.T) {
	c := control(t, daemonSpec(t, "daemonise 0 write-pid daemon.pid heed 5"))
	before := c.untilDaemon(t).PID
	if err := c.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := c.until(t, "the second daemon", func(s Snapshot) bool { return s.Ready }); got.Generation != 2 || got.PID == before || alive(before) {
		t.Errorf("%+v; the old one is alive: %t", got, alive(before))
	}
}

func TestDaemonThatClosesItsOutputLivesOn(t *testing.T) {
	c := control(t, daemonSpec(t, "daemonise 0 write-pid daemon.pid mute"))
	pid := c.untilDaemon(t).PID
	if got := c.Snapshot(); got.State != Running || !alive(pid) {
		t.Errorf("%+v", got)
	}
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if exit := c.Snapshot().Exit; exit.Signal != SIGTERM {
		t.Errorf("%+v", exit)
	}
}

func TestViolationStopsADaemonByItsStopCommand(t *testing.T) {
	s := daemonSpec(t, "daemonise 0 write-pid daemon.pid heed 5")
	s.Health, s.Unhealthy = &Probe{Exec: []string{"false"}, Interval: time.Hour, Timeout: time.Minute}, LimitStop
	c := control(t, s)
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if exit := c.untilState(t, Exited).Exit; exit.Code != 5 || exit.Violation == nil || !c.wasAsked() {
		t.Errorf("%+v; asked %t", exit, c.wasAsked())
	}
}

func TestReadinessOfADaemonIsItsProbes(t *testing.T) {
	s := daemonSpec(t, "daemonise 0 write-pid daemon.pid heed 5")
	s.Ready = &Probe{Exec: []string{"test", "-e", "open"}, Interval: time.Millisecond, Timeout: time.Minute}
	c := control(t, s)
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	pid := c.writtenPID(t)
	if got := c.until(t, "the daemon", func(s Snapshot) bool { return s.PID == pid }); got.Ready {
		t.Errorf("%+v", got)
	}
	if err := os.WriteFile(filepath.Join(s.Dir, "open"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c.until(t, "ready", func(s Snapshot) bool { return s.Ready && s.PID == pid })
}

func TestHowADaemonEndedMayBeUnknown(t *testing.T) {
	exit := &Exit{Code: -1}
	if exit.Known() || exit.Success() || exit.String() != "ended, its exit code is not known" {
		t.Errorf("%+v: %s", exit, exit)
	}
}

func TestAnEndIsSeenThoughTheKernelTellsNothing(t *testing.T) {
	for name, end := range map[string]func(c *watched, over chan struct{}) error{
		"an end":            func(c *watched, _ chan struct{}) error { return c.Kill(t.Context()) },
		"nobody asks again": func(_ *watched, over chan struct{}) error { close(over); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			c := control(t, spec(t, "wait"))
			p := current(proctable.Proc{PID: c.up(t).PID})
			over, done := make(chan struct{}), make(chan struct{})
			go func() {
				defer close(done)
				pollOther(p, over)
			}()
			if err := end(c, over); err != nil {
				t.Fatal(err)
			}
			<-done
		})
	}
}
