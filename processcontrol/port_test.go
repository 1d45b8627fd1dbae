package processcontrol

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tend/internal/proctable"
)

// stranger starts a process that plays a part beside tend, and returns its PID
// and the port that it listens on.
func stranger(t *testing.T, role string) (pid, port int) {
	t.Helper()
	s := spec(t, role)
	cmd := exec.Command(s.Command[0])
	cmd.Env, cmd.Dir = s.Env, s.Dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // and what it has started
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() && lines.Text() != "up" {
		if word, ok := strings.CutPrefix(lines.Text(), "on "); ok {
			port, _ = strconv.Atoi(word)
		}
	}
	if port == 0 {
		t.Skipf("%s did not listen", role)
	}
	return cmd.Process.Pid, port
}

// refused starts a process that needs the port, and returns why it could not.
func refused(t *testing.T, c *watched) *PortTakenError {
	t.Helper()
	_, err := c.Start(t.Context())
	var taken *PortTakenError
	if !errors.As(err, &taken) {
		t.Fatalf("it was started: %v", err)
	}
	if s := c.untilState(t, Failed); !errors.As(s.Err, &taken) {
		t.Errorf("%+v", s)
	}
	return taken
}

// ends waits until a process has ended that was signalled: its port is free a
// moment before that.
func ends(t *testing.T, pid int) {
	t.Helper()
	for alive(pid) {
		if t.Context().Err() != nil {
			t.Fatalf("process %d lives", pid)
		}
	}
}

func TestStartFailsWhileAStrangerHasThePort(t *testing.T) {
	for _, address := range []string{"127.0.0.1:0", "127.0.0.9:0", "[::1]:0", "[::]:0", "0.0.0.0:0"} {
		t.Run(address, func(t *testing.T) {
			pid, port := stranger(t, "listen "+address)
			s := spec(t, "wait")
			s.Port = port
			c := control(t, s)
			e := refused(t, c)
			want := fmt.Sprintf("port %d is taken already, by %s (pid %d)", port, oneLine(s.Command[0], titleLength), pid)
			if e.PID != pid || e.Started == 0 || e.Port != port || e.Owner != "" || e.Error() != want {
				t.Errorf("%+v: %v; want %s", *e, e, want)
			}
			if alive(c.Snapshot().PID) || len(c.text()) > 0 {
				t.Error("it was started all the same")
			}
			if err := c.host.EndHolder(t.Context(), e); err != nil {
				t.Fatal(err)
			}
			ends(t, pid)
			c.up(t)
		})
	}
}

func TestPortOfAnotherProcessOfTheStackIsSaidToBeSo(t *testing.T) {
	for _, role := range []string{"listen 127.0.0.1:0", "leave wait listen 127.0.0.1:0", "daemonise wait listen 127.0.0.1:0"} {
		t.Run(role, func(t *testing.T) {
			host := newTestHost(t)
			s := spec(t, role)
			s.Name = "web"
			web := controlOn(t, host, s)
			web.up(t)
			port := portOf(t, web, 1)
			s = spec(t, "wait")
			s.Port = port
			e := refused(t, controlOn(t, host, s))
			if want := fmt.Sprintf("port %d is taken already, by process web of this stack", port); e.Error() != want {
				t.Errorf("%v; want %s", e, want)
			}
			for _, owner := range []string{"web", ""} { // whatever the caller has made of it
				e.Owner = owner
				if err := host.EndHolder(t.Context(), e); err == nil ||
					err.Error() != fmt.Sprintf("cannot free port %d: process web of this stack has it", port) {
					t.Error(err)
				}
			}
			if s := web.Snapshot(); s.State != Running || !alive(e.PID) {
				t.Errorf("%+v", s)
			}
		})
	}
}

func TestNoRunFindsItsOwnPortTaken(t *testing.T) {
	for _, role := range []string{"listen ", "daemonise wait listen ", "bequeath "} {
		address := freePort(t)
		s := spec(t, role+address)
		_, port, _ := net.SplitHostPort(address)
		s.Port, _ = strconv.Atoi(port)
		s.Stop.Grace = 50 * time.Millisecond
		c := control(t, s)
		c.up(t)
		for range 3 {
			if err := c.Restart(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// takenBy describes the holder of a port as a failed start does.
func takenBy(t *testing.T, host *Host, pid, port int) *PortTakenError {
	t.Helper()
	var e *PortTakenError
	if err := host.checkPort(port); !errors.As(err, &e) || e.PID != pid {
		t.Fatalf("port %d: %v; want pid %d", port, err, pid)
	}
	return e
}

func TestHolderThatIgnoresSIGTERMIsKilled(t *testing.T) {
	host := newTestHost(t)
	pid, port := stranger(t, "stubborn 127.0.0.1:0")
	e := takenBy(t, host, pid, port)
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("no patience"))
	if err := host.EndHolder(ctx, e); err == nil || !strings.HasSuffix(err.Error(), "has not given it free: no patience") || !alive(pid) {
		t.Errorf("%v, alive %t", err, alive(pid))
	}
	if err := host.endHolder(t.Context(), e, time.Millisecond); err != nil {
		t.Error(err)
	}
	ends(t, pid)
	if err := host.EndHolder(t.Context(), e); err != nil {
		t.Error("a port that is free:", err)
	}
}

func TestPortThatOutlivesItsHolderIsSaidToBeTakenByAnother(t *testing.T) {
	host := newTestHost(t)
	pid, port := stranger(t, "bequeath 127.0.0.1:0")
	err := host.endHolder(t.Context(), takenBy(t, host, pid, port), time.Millisecond)
	var now *PortTakenError
	if !errors.As(err, &now) || now.PID == pid || now.PID == 0 {
		t.Fatal(err)
	}
	ends(t, pid)
	if err := host.EndHolder(t.Context(), now); err != nil {
		t.Error(err)
	}
	ends(t, now.PID)
}

func TestOnlyTheVeryHolderIsEnded(t *testing.T) {
	host := newTestHost(t)
	pid, port := stranger(t, "listen 127.0.0.1:0")
	other, _ := stranger(t, "listen 127.0.0.1:0")
	start, err := proctable.ReadOne(other)
	if err != nil {
		t.Fatal(err)
	}
	own := listenHere(t)
	for name, test := range map[string]struct {
		change func(*PortTakenError)
		want   string
	}{
		"somebody has its PID":        {func(e *PortTakenError) { e.Started++ }, "it has changed hands: port"},
		"somebody has its port":       {func(e *PortTakenError) { e.PID, e.Started = other, start.Start }, "it has changed hands: port"},
		"nobody knows who it is":      {func(e *PortTakenError) { e.PID = 0 }, "it cannot be seen from here who has it"},
		"it is tend":                  {func(e *PortTakenError) { e.PID, e.Port = os.Getpid(), own }, "it is tend itself that has it"},
		"it is said to be tend's own": {func(e *PortTakenError) { e.Owner = "web" }, "process web of this stack has it"},
	} {
		e := takenBy(t, host, pid, port)
		test.change(e)
		if err := host.EndHolder(t.Context(), e); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v; want %s", name, err, test.want)
		}
	}
	if !alive(pid) || !alive(other) {
		t.Error("it was ended")
	}
}

// listenHere listens in this process.
func listenHere(t *testing.T) (port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().(*net.TCPAddr).Port
}
