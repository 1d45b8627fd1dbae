package processcontrol

import (
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestPIDFileThatNamesAStrangerIsNotBelieved(t *testing.T) {
	eachContainment(t, func(t *testing.T, role string, contain func(*watched)) {
		s := daemonSpec(t, role)
		c := control(t, s)
		contain(c)
		c.host.patience = 50 * time.Millisecond
		stranger := controlOn(t, c.host, spec(t, "wait")) // it is tend's own even, but none of the run
		pid := stranger.up(t).PID
		if err := os.WriteFile(s.Daemon.PIDFile, []byte(strconv.Itoa(pid)), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := c.untilState(t, Exited)
		if err := got.Exit.Err; err == nil || !strings.Contains(err.Error(), "daemon.pid names process "+strconv.Itoa(pid)+", which it has not started") {
			t.Errorf("%v", err)
		}
		if got.Exit.Success() || got.Exit.Code != -1 || got.Ready {
			t.Errorf("%+v", got.Exit)
		}
		if s := stranger.Snapshot(); s.State != Running || !alive(pid) || c.wasAsked() {
			t.Errorf("the stranger was touched: %+v; the stop command was run: %t", s, c.wasAsked())
		}
	}, "exit 0", "leave-session 0 ignore", "daemonise 0 ignore")
}

func TestNoDaemonInTimeIsSaid(t *testing.T) {
	for name, test := range map[string]struct {
		role, file string
		without    bool // a PID file
		want       string
	}{
		"nothing left":           {role: "exit 0", without: true, want: "left no daemon behind: nothing that it has started is there any more; see whether its command makes it fork away, or take daemon out"},
		"nothing left, no file":  {role: "exit 0", want: "left no daemon behind: daemon.pid is not there, and nothing that it has started is there any more; see whether its command makes it fork away, or take daemon out"},
		"no file":                {role: "daemonise 0 ignore", want: "left no daemon behind within 50ms: daemon.pid is not there; pid_file has to be the file that the daemon writes; without pid_file, the oldest process that is left is the daemon"},
		"an empty file":          {role: "daemonise 0 ignore", file: "\n", want: `daemon.pid does not begin with a PID, but with ""; pid_file has to be`},
		"something else":         {role: "daemonise 0 ignore", file: "pid\x1b[31m: 1\n2\n", want: `daemon.pid does not begin with a PID, but with "pid: 1"; pid_file has to be`},
		"nobody":                 {role: "daemonise 0 ignore", file: "1999999999", want: "daemon.pid names process 1999999999, which is not there; pid_file has to be"},
		"no PID":                 {role: "daemonise 0 ignore", file: "-1", want: `daemon.pid does not begin with a PID, but with "-1"; pid_file has to be`},
		"the first of processes": {role: "daemonise 0 ignore", file: "1", want: "daemon.pid names process 1, which it has not started; if that is an older one, end it first"},
	} {
		t.Run(name, func(t *testing.T) {
			s := daemonSpec(t, test.role)
			if test.file != "" {
				if err := os.WriteFile(s.Daemon.PIDFile, []byte(test.file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if test.without {
				s.Daemon.PIDFile = ""
			}
			c := control(t, s)
			c.host.patience = 50 * time.Millisecond
			if _, err := c.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			exit := c.untilState(t, Exited).Exit
			if exit.Err == nil || !strings.Contains(exit.Err.Error(), test.want) || exit.String() != exit.Err.Error() {
				t.Errorf("got  %v\nwant %s", exit.Err, test.want)
			}
			if strings.HasPrefix(test.role, "daemonise") && alive(pidOf(t, c)) {
				t.Error("what it has left is alive")
			}
		})
	}
}

func TestPIDFileThatCannotBeReadHoldsNothingUp(t *testing.T) {
	s := daemonSpec(t, "daemonise 0 ignore")
	if err := syscall.Mkfifo(s.Daemon.PIDFile, 0o600); err != nil {
		t.Fatal(err)
	}
	c := control(t, s)
	c.host.patience = 50 * time.Millisecond
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := "left no daemon behind within 50ms: daemon.pid cannot be read: it is not a regular file; "
	if exit := c.untilState(t, Exited).Exit; exit.Err == nil || !strings.HasPrefix(exit.Err.Error(), want) {
		t.Errorf("got  %v\nwant %s", exit.Err, want)
	}
}

func TestLeaderThatFailsLeavesNoDaemonBehind(t *testing.T) {
	s := daemonSpec(t, "daemonise 3 write-pid daemon.pid ignore")
	c := control(t, s)
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if exit := c.untilState(t, Exited).Exit; exit.Code != 3 || exit.Err != nil || alive(c.writtenPID(t)) {
		t.Errorf("exit %+v; what it has left is alive: %t", exit, alive(c.writtenPID(t)))
	}
	if c.wasAsked() {
		t.Error("its stop command was run")
	}
	s.Daemon = &Daemon{PIDFile: s.Daemon.PIDFile, SuccessCodes: []int{3}}
	c.Reconfigure(s)
	if got := c.untilDaemon(t); got.PID != c.writtenPID(t) {
		t.Errorf("3 is a success now: %+v", got)
	}
}

func TestPIDFileMayComeLate(t *testing.T) {
	s := daemonSpec(t, "daemonise 0 heed 5")
	s.Health = &Probe{Exec: []string{"true"}, Interval: time.Hour, Timeout: time.Minute}
	c := control(t, s)
	leader := c.untilForked(t).PID
	pid := pidOf(t, c)
	if got := c.Snapshot(); got.State != Running || got.Ready || got.PID != leader || got.Health != NoHealth {
		t.Errorf("before there is a file: %+v", got)
	}
	if err := os.WriteFile(s.Daemon.PIDFile, []byte(strconv.Itoa(pid)+"\nand more\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := c.until(t, "the daemon", func(s Snapshot) bool { return s.Ready }); got.PID != pid {
		t.Errorf("%+v", got)
	}
	c.until(t, "its health", func(s Snapshot) bool { return s.Health == Healthy })
}

func TestDaemonThatHandsOverIsFollowed(t *testing.T) {
	s := daemonSpec(t, "daemonise 0 write-pid daemon.pid leave-session wait heed 5")
	c := control(t, s)
	first := c.untilDaemon(t).PID
	second := children(t, c, first)[0]
	if err := os.WriteFile(s.Daemon.PIDFile, []byte(strconv.Itoa(second)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(first, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	got := c.until(t, "the next daemon", func(s Snapshot) bool { return s.PID != first })
	if got.PID != second || got.State != Running || !got.Ready || got.Generation != 1 {
		t.Errorf("%+v; want %d", got, second)
	}
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if exit := c.Snapshot().Exit; exit.Code != 5 {
		t.Errorf("%+v", exit)
	}
}

func TestWithoutAPIDFileTheRunLastsAsLongAsAnythingOfItIsLeft(t *testing.T) {
	s := daemonSpec(t, "daemonise 0 leave-session wait heed 5")
	s.Daemon.PIDFile = ""
	c := control(t, s)
	first := c.untilDaemon(t).PID
	second := children(t, c, first)[0]
	if err := syscall.Kill(first, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if got := c.until(t, "the next oldest", func(s Snapshot) bool { return s.PID != first }); got.PID != second || got.State != Running {
		t.Errorf("%+v; want %d", got, second)
	}
	if err := syscall.Kill(second, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	// The first failure is what began it.
	if exit := c.untilState(t, Exited).Exit; exit.Signal != SIGKILL {
		t.Errorf("%+v", exit)
	}
}
