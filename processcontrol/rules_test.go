package processcontrol

import (
	"context"
	"errors"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// These are the rules of the design, each under its own name, on real
// processes.

func TestStartWhileStoppingWaitsUntilTheOldGenerationIsGone(t *testing.T) {
	c := control(t, spec(t, "ignore"))
	first := c.up(t)
	if answer, err := c.Request(OpStop); answer != Accepted || err != nil {
		t.Fatal(answer, err)
	}
	answer, err := c.Start(t.Context())
	if answer != Queued || err != nil {
		t.Fatalf("start while stopping: %s, %v", answer, err)
	}
	if s := c.Snapshot(); s.State != Stopping || s.PID != first.PID || !s.Queued || s.Generation != 1 {
		t.Fatalf("the new generation did not wait: %+v", s)
	}
	if answer, err := c.Start(t.Context()); answer != Queued || err != nil {
		t.Fatalf("second start while stopping: %s, %v", answer, err)
	}
	// Kill drops the start; asked again, it is remembered while killing too.
	if _, err := c.Request(OpKill); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Request(OpStart); err != nil {
		t.Fatal(err)
	}
	s := c.until(t, "the second generation", func(s Snapshot) bool { return s.State == Running })
	if s.Generation != 2 || s.PID == first.PID || alive(first.PID) {
		t.Fatalf("after the stop: %+v; the old one alive: %t", s, alive(first.PID))
	}
}

func TestKillWhileStoppingCutsTheGraceShort(t *testing.T) {
	c := control(t, spec(t, "ignore")) // its grace is a minute
	pid := c.up(t).PID
	stopped := make(chan error, 1)
	go func() { stopped <- c.Stop(context.Background()) }()
	c.until(t, "the stop signal", func(s Snapshot) bool { return s.Stop.Phase >= Signalled })
	if err := c.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-stopped; err != nil {
		t.Fatal("the stop that was cut short:", err)
	}
	if s := c.Snapshot(); s.State != Idle || s.Exit.Signal != SIGKILL || !s.Exit.Requested || alive(pid) {
		t.Fatalf("%+v, exit %+v", s, s.Exit)
	}
}

func TestStopWhileStoppingJoins(t *testing.T) {
	c := control(t, spec(t, "obey 3"))
	c.up(t)
	var callers sync.WaitGroup
	for range 16 {
		callers.Go(func() {
			if err := c.Stop(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	callers.Wait()
	s := c.Snapshot()
	if s.State != Idle || s.Generation != 1 || s.Exit.Code != 3 || !strings.HasSuffix(c.text(), "bye\n") {
		t.Fatalf("%+v, exit %+v, output %q", s, s.Exit, c.text())
	}
}

func TestStopWhileStartingIsNotLost(t *testing.T) {
	for range 20 {
		c := control(t, spec(t, "ignore"))
		if _, err := c.Request(OpStart); err != nil {
			t.Fatal(err)
		}
		if err := c.Kill(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s := c.Snapshot(); s.State != Idle || s.PID != 0 {
			t.Fatalf("%+v", s)
		}
	}
}

func TestStopDropsARememberedStart(t *testing.T) {
	c := control(t, spec(t, "obey 0"))
	c.up(t)
	if _, err := c.Request(OpRestart); err != nil {
		t.Fatal(err)
	}
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := c.Snapshot(); s.State != Idle || s.Generation != 1 {
		t.Fatalf("%+v", s)
	}
}

func TestRestartIsSupersededByAStop(t *testing.T) {
	c := control(t, spec(t, "ignore"))
	c.up(t)
	restarted := make(chan error, 1)
	go func() { restarted <- c.Restart(context.Background()) }()
	c.until(t, "the restart", func(s Snapshot) bool { return s.Queued })
	if err := c.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-restarted; !errors.Is(err, ErrSuperseded) {
		t.Fatal(err)
	}
}

func TestEightRestartsAtOnceAreOne(t *testing.T) {
	c := control(t, spec(t, "obey 0"))
	c.up(t)
	for range 8 {
		if _, err := c.Request(OpRestart); err != nil {
			t.Fatal(err)
		}
	}
	if s := c.until(t, "the second generation", func(s Snapshot) bool { return s.State == Running }); s.Generation != 2 {
		t.Fatalf("%+v", s)
	}
}

func TestRestartReturnsOnceTheNewGenerationRuns(t *testing.T) {
	c := control(t, spec(t, "obey 0"))
	before := c.up(t)
	if err := c.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := c.Snapshot(); s.State != Running || s.Generation != 2 || s.PID == before.PID || alive(before.PID) {
		t.Fatalf("%+v", s)
	}
}

func TestCancelledContextEndsTheWaitNotTheStop(t *testing.T) {
	c := control(t, spec(t, "ignore"))
	pid := c.up(t).PID
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Stop(ctx); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if s := c.Snapshot(); s.State != Stopping || s.PID != pid || !alive(pid) {
		t.Fatalf("a live process is called %s", s.State)
	}
	if err := c.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestProcessIsNotBoundToTheContextOfItsStart(t *testing.T) {
	c := control(t, spec(t, "wait"))
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := c.Start(ctx); err != nil {
		t.Fatal(err)
	}
	cancel()
	c.untilPrinted(t, "up\n")
	if s := c.Snapshot(); s.State != Running || !alive(s.PID) {
		t.Fatalf("%+v", s)
	}
}

func TestSnapshotNeverWaitsForAStop(t *testing.T) {
	c := control(t, spec(t, "ignore"))
	c.up(t)
	if _, err := c.Request(OpStop); err != nil {
		t.Fatal(err)
	}
	allocated := 1.0
	for try := 0; allocated > 0 && try < 20; try++ { // what others allocate meanwhile counts as well
		allocated = testing.AllocsPerRun(100, func() { _ = c.Snapshot() })
	}
	if allocated > 0 {
		t.Errorf("Snapshot allocates %v times", allocated)
	}
	c.until(t, "progress", func(s Snapshot) bool { return s.Stop.Phase == Waiting && s.Stop.Survivors == 1 })
	if err := c.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestGraceOverMeansSIGKILL(t *testing.T) {
	s := spec(t, "ignore")
	s.Stop.Grace = 50 * time.Millisecond
	c := control(t, s)
	c.up(t)
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := c.Snapshot(); s.State != Idle || s.Exit.Signal != SIGKILL || s.Exit.Code != -1 {
		t.Fatalf("%+v, exit %+v", s, s.Exit)
	}
}

// pidOf returns the PID that the "leave" parts print for their child.
func pidOf(t *testing.T, c *watched) int {
	t.Helper()
	out := c.untilPrinted(t, "child ")
	fields := strings.Fields(out[strings.Index(out, "child "):])
	pid, err := strconv.Atoi(fields[1])
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func TestGrandchildThatIgnoresSIGTERMDoesNotSurviveAStop(t *testing.T) {
	s := spec(t, "leave wait ignore")
	s.Stop.Grace = 50 * time.Millisecond
	c := control(t, s)
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	pid := pidOf(t, c)
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if alive(pid) {
		t.Error("the grandchild survived")
	}
}

func TestGrandchildHasTheRestOfTheGraceOnceTheLeaderIsGone(t *testing.T) {
	c := control(t, spec(t, "leave wait ignore")) // its grace is a minute
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	pid := pidOf(t, c)
	if _, err := c.Request(OpStop); err != nil {
		t.Fatal(err)
	}
	c.until(t, "one survivor", func(s Snapshot) bool { return s.Stop.Phase == Waiting && s.Stop.Survivors == 1 })
	if s := c.Snapshot(); s.State != Stopping || !alive(pid) {
		t.Errorf("%+v", s)
	}
	if err := c.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if alive(pid) {
		t.Error("the grandchild survived")
	}
}

func TestGrandchildInAGroupOfItsOwnDoesNotSurviveAStop(t *testing.T) {
	s := spec(t, "leave-group ignore")
	s.Stop.Grace = 50 * time.Millisecond
	c := control(t, s)
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	pid := pidOf(t, c)
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if alive(pid) {
		t.Error("the grandchild survived")
	}
}

// eachContainment runs a test with control groups, where the machine has them,
// and without.
func eachContainment(t *testing.T, test func(t *testing.T, role string, contain func(*watched)), roles ...string) {
	for _, role := range roles {
		t.Run(role, func(t *testing.T) { test(t, role, func(*watched) {}) })
		t.Run(role+", without control groups", func(t *testing.T) {
			test(t, role, func(c *watched) { c.host.groups.broken = true })
		})
	}
}

func TestDescendantThatLeavesItsSessionDoesNotSurviveAStop(t *testing.T) {
	eachContainment(t, func(t *testing.T, role string, contain func(*watched)) {
		s := spec(t, role)
		s.Stop.Grace = 50 * time.Millisecond
		c := control(t, s)
		contain(c)
		if _, err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		pid := pidOf(t, c)
		c.untilPrinted(t, "up\n")
		if err := c.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if alive(pid) {
			t.Error("it survived")
		}
	}, "leave-session wait ignore", "daemonise wait ignore")
}

func TestDaemonThatIsLeftBehindIsGoneBeforeTheProcessCountsAsExited(t *testing.T) {
	eachContainment(t, func(t *testing.T, role string, contain func(*watched)) {
		c := control(t, spec(t, role))
		contain(c)
		if _, err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		pid := pidOf(t, c)
		if s := c.untilState(t, Exited); s.Exit.Code != 5 || alive(pid) {
			t.Errorf("exit %+v; what it left is alive: %t", s.Exit, alive(pid))
		}
	}, "leave-session 5 ignore", "daemonise 5 ignore")
}

func TestDaemonWithAClearedEnvironmentDoesNotLeaveItsControlGroup(t *testing.T) {
	c := control(t, spec(t, "leave-session 0 ignore", "TEND_TEST_HOLD=1"))
	if c.host.groups.session == nil {
		t.Skip("there are no control groups here")
	}
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	pid := pidOf(t, c)
	if c.untilState(t, Exited); alive(pid) {
		t.Error("it survived")
	}
}

func TestOrphansAreReapedOneByOne(t *testing.T) {
	c := control(t, spec(t, "daemonise 0 ignore"))
	for range 3 {
		if _, err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		c.untilState(t, Exited)
	}
	table, err := c.host.table.Fresh()
	if err != nil {
		t.Fatal(err)
	}
	c.host.families.reapOrphans(table)
	table, err = c.host.table.Fresh()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range table.Children(os.Getpid()) {
		if p.Zombie {
			t.Errorf("orphan %d is a zombie", p.PID)
		}
	}
}

func TestWhatAProcessLeavesBehindIsGoneBeforeItCountsAsExited(t *testing.T) {
	c := control(t, spec(t, "leave 4 ignore"))
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	pid := pidOf(t, c)
	if s := c.untilState(t, Exited); s.Exit.Code != 4 || s.Exit.Requested || alive(pid) {
		t.Fatalf("exit %+v; what it left is alive: %t", s.Exit, alive(pid))
	}
}

func TestLastLinesOfAProcessAreNeverLost(t *testing.T) {
	for _, tty := range []bool{false, true} {
		s := spec(t, "lines 10000")
		s.TTY = tty
		c := control(t, s)
		if _, err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		c.untilState(t, Exited)
		if out := c.text(); strings.Count(out, "\n") != 10000 || !strings.HasSuffix(out, "line 10000\n") {
			t.Errorf("terminal %t: %d lines, the end is %q", tty, strings.Count(out, "\n"), out[max(0, len(out)-40):])
		}
	}
}

func TestProcessThatClosesItsOutputLivesOn(t *testing.T) {
	for _, tty := range []bool{false, true} {
		s := spec(t, "mute")
		s.TTY = tty
		c := control(t, s)
		pid := c.up(t).PID
		if s := c.Snapshot(); s.State != Running || !alive(pid) {
			t.Errorf("terminal %t: %+v", tty, s)
		}
		if err := c.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

func TestOutputHeldOpenByAStrangerDelaysTheEndByTheDrainGraceOnly(t *testing.T) {
	c := control(t, spec(t, "leave-session 0 wait", "TEND_TEST_HOLD=1")) // with nothing that says whose it is
	c.host.groups.broken = true                                          // and nothing that holds it
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	pid := pidOf(t, c)
	c.untilState(t, Exited)
	notes := c.Output().Read(1, 1<<20)
	said := false
	for _, line := range notes.Lines {
		said = said || strings.Contains(line.Text, "cut off")
	}
	if !said {
		t.Errorf("nothing says that output was cut off: %+v", notes.Lines)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if _, err := syscall.Wait4(pid, nil, 0, nil); err != nil { // it has become ours
		t.Fatal(err)
	}
}

func TestFailedStartSaysWhyAndCanBeTriedAgain(t *testing.T) {
	dir := t.TempDir()
	script := dir + "/script"
	if err := os.WriteFile(script, []byte("#!/nowhere/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	text := dir + "/text"
	if err := os.WriteFile(text, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, want string
		change     func(*Spec)
	}{
		{"missing program", "program /nowhere/program does not exist", func(s *Spec) { s.Command = []string{"/nowhere/program"} }},
		{"not in PATH", `program "no-such-program" is not in its PATH`, func(s *Spec) { s.Command = []string{"no-such-program"} }},
		{"folder", "is a folder", func(s *Spec) { s.Command = []string{dir} }},
		{"not executable", "may not be executed", func(s *Spec) { s.Command = []string{text} }},
		{"missing interpreter", "the interpreter that program " + script + " names does not exist", func(s *Spec) { s.Command = []string{script} }},
		{"missing folder", "working folder /nowhere does not exist", func(s *Spec) { s.Dir = "/nowhere" }},
		{"folder is a file", "is not a folder", func(s *Spec) { s.Dir = text }},
		{"no command", "there is no command", func(s *Spec) { s.Command = nil }},
	} {
		for _, tty := range []bool{false, true} {
			s := spec(t, "wait")
			s.TTY = tty
			test.change(&s)
			c := control(t, s)
			for generation := uint64(1); generation <= 2; generation++ {
				_, err := c.Start(t.Context())
				if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "cannot start wait (run ") {
					t.Errorf("%s: %v; want %q", test.name, err, test.want)
				}
				if s := c.until(t, "failed", func(s Snapshot) bool { return s.State == Failed }); s.Generation != generation || s.Err == nil {
					t.Errorf("%s: %+v", test.name, s)
				}
			}
		}
	}
}

func TestStdinIsATerminalOfItsOwnOrNothing(t *testing.T) {
	s := spec(t, "stdin")
	c := control(t, s)
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.untilState(t, Exited)
	if out := c.text(); !strings.Contains(out, `read "" EOF`) {
		t.Errorf("on pipes: %q", out)
	}
}

func TestReadiness(t *testing.T) {
	port := freePort(t)
	for name, test := range map[string]struct {
		role  string
		probe Probe
	}{
		"tcp":  {"listen " + port, Probe{TCP: port, Interval: time.Millisecond, Timeout: time.Second}},
		"log":  {"wait", Probe{Log: regexp.MustCompile("^up$")}},
		"exec": {"wait", Probe{Exec: []string{"true"}, Interval: time.Millisecond, Timeout: 10 * time.Second, Successes: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			s := spec(t, test.role)
			s.Ready = &test.probe
			c := control(t, s)
			if _, err := c.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			c.until(t, "ready", func(s Snapshot) bool { return s.Ready })
			if err := c.Kill(t.Context()); err != nil {
				t.Fatal(err)
			}
			if s := c.Snapshot(); s.Ready {
				t.Error("still ready after it is gone")
			}
			// The probe of a new generation starts anew, and its stop does not
			// wait for an answer.
			if err := c.Restart(t.Context()); err != nil {
				t.Fatal(err)
			}
			c.until(t, "ready again", func(s Snapshot) bool { return s.Ready && s.Generation == 2 })
		})
	}
}

func TestProbeThatSaysNoIsHeard(t *testing.T) {
	s := spec(t, "wait")
	s.Ready = &Probe{Exec: []string{"false"}, Interval: time.Millisecond, Timeout: 10 * time.Second}
	c := control(t, s)
	c.up(t)
	if s := c.until(t, "an answer", func(s Snapshot) bool { return s.ProbeErr != nil }); s.Ready || s.ProbeErr.Error() != "false: exit 1" {
		t.Fatalf("%+v", s)
	}
}

func TestStopDoesNotWaitForAProbe(t *testing.T) {
	s := spec(t, "obey 0")
	s.Ready = &Probe{Exec: []string{"sleep", "1000"}, Timeout: time.Hour}
	c := control(t, s)
	c.up(t)
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestNothingIsObservedOfAGenerationThatIsOver(t *testing.T) {
	c := control(t, spec(t, "exit 0"))
	for range 50 {
		if _, err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		c.untilState(t, Exited)
	}
	if n := c.dropped.Load(); n != 0 {
		t.Errorf("%d observations came after their generation was over", n)
	}
}

func TestClosedControlRefusesToStart(t *testing.T) {
	c := control(t, spec(t, "wait"))
	c.up(t)
	if err := c.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Start(t.Context()); !errors.Is(err, ErrClosed) {
		t.Fatal(err)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// alive reports whether there is a process with the PID that has not ended.
func alive(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return false
	}
	state := stat[strings.LastIndexByte(string(stat), ')')+2]
	return state != 'Z' && state != 'X'
}
