//go:build linux

// Package chaos kills tend in every way there is, with processes under it that
// do all they can not to end, and looks for survivors. The short form is a round
// for each way:
//
//	go test ./internal/chaos                 # a round each
//	go test ./internal/chaos -rounds 100     # what docs/guarantees.md has
package chaos

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"tend/internal/proctable"
	"tend/internal/tendtest"
)

var (
	rounds = flag.Int("rounds", 1, "how often each way is tried")

	binary, self, runtimeDir string
)

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVar); role != "" {
		play(role)
		return
	}
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	built, remove, err := tendtest.Build("-trimpath")
	if err == nil {
		defer remove()
		binary, runtimeDir = built, filepath.Dir(built)
		self, err = os.Executable()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// ways are those in which a session ends.
var ways = []struct {
	name string
	do   func(*session)
	code int // of tend, -1 if it is killed
}{
	{"quit", func(s *session) { s.Type("q"); s.Until(tendtest.Text("Stop them and quit?")); s.Type("y") }, 0},
	{"ctrl+c", func(s *session) { s.Type("\x03") }, 0},
	{"SIGINT", func(s *session) { s.signal(syscall.SIGINT) }, 130},
	{"SIGTERM", func(s *session) { s.signal(syscall.SIGTERM) }, 143},
	{"SIGHUP", func(s *session) { s.signal(syscall.SIGHUP) }, 129},
	{"SIGKILL", func(s *session) { s.signal(syscall.SIGKILL) }, -1},
	{"SIGKILL of it and its leash", func(s *session) { s.kill(s.helpers()[:1]) }, -1},
	{"SIGKILL of it and its spare", func(s *session) { s.kill(s.helpers()[1:]) }, -1},
	{"crash", func(s *session) { s.signal(syscall.SIGSEGV) }, 2},
}

func (s *session) signal(signal syscall.Signal) {
	if err := s.cmd.Process.Signal(signal); err != nil {
		s.t.Error(err)
	}
}

// kill kills tend and some of its helpers, at once.
func (s *session) kill(helpers []int) {
	for _, pid := range helpers {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			s.t.Error(err)
		}
	}
	s.signal(syscall.SIGKILL)
}

// TestNothingOutlivesTend has tend end in every way, as often as -rounds says,
// and prints for each the time until the last process was gone.
func TestNothingOutlivesTend(t *testing.T) {
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			var times []time.Duration
			for range *rounds {
				times = append(times, round(t, way.do, way.code))
				if t.Failed() {
					break
				}
			}
			slices.Sort(times)
			t.Logf("%d rounds, gone after %v, at most %v", len(times), times[len(times)/2].Round(time.Millisecond), times[len(times)-1].Round(time.Millisecond))
		})
	}
}

// round is one session from begin to end; it returns how long after the attack
// the last process was gone.
func round(t *testing.T, attack func(*session), code int) time.Duration {
	t.Helper()
	s := begin(t, leavers)
	var helpers []int
	s.until("both helpers", func() bool {
		helpers = s.helpers()
		return len(helpers) == 2
	})
	began := time.Now()
	attack(s)
	err := s.cmd.Wait()
	var exit *exec.ExitError
	switch {
	case err != nil && !errors.As(err, &exit):
		t.Error(err)
	case s.cmd.ProcessState.ExitCode() != code:
		t.Errorf("tend ended with %v", s.cmd.ProcessState)
	}
	s.until("nothing is left", func() bool { return len(s.holders()) == 0 })
	took := time.Since(began)
	s.until("its helpers are gone", func() bool {
		return !slices.ContainsFunc(helpers, func(pid int) bool { return there(pid) })
	})
	if left := s.holders(); len(left) > 0 {
		t.Errorf("back from nowhere: %v", names(left))
	}
	if wrong := s.usable(); wrong != "" {
		t.Errorf("the terminal cannot be used: %s", wrong)
	}
	return took
}

// there reports whether a helper lives: whoever has taken it in may be slow to
// reap it.
func there(pid int) bool {
	p, err := proctable.ReadOne(pid)
	return err == nil && !p.Zombie
}

// TestClosedTerminal is apart: there is no terminal left that could be looked
// at.
func TestClosedTerminal(t *testing.T) {
	for range *rounds {
		s := begin(t, leavers)
		s.Close()
		_ = s.cmd.Wait()
		if code := s.cmd.ProcessState.ExitCode(); code != 129 {
			t.Errorf("tend ended with %v", s.cmd.ProcessState)
		}
		s.until("nothing is left", func() bool { return len(s.holders()) == 0 })
	}
}

// TestKilledHelperIsReplacedAndHarmsNobody kills the helpers one after the
// other, while tend lives.
func TestKilledHelperIsReplacedAndHarmsNobody(t *testing.T) {
	s := begin(t, []string{"child"})
	before := s.holders()
	for range 2 {
		var old []int
		s.until("both helpers", func() bool {
			old = s.helpers()
			return len(old) == 2
		})
		if err := syscall.Kill(old[0], syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		s.until("another helper", func() bool {
			now := s.helpers()
			return len(now) == 2 && !slices.Contains(now, old[0])
		})
	}
	if now := s.holders(); !slices.EqualFunc(now, before, func(a, b proctable.Proc) bool { return a.PID == b.PID }) {
		t.Errorf("there is %v, there was %v", names(now), names(before))
	}
	s.signal(syscall.SIGKILL)
	_ = s.cmd.Wait()
	s.until("nothing is left", func() bool { return len(s.holders()) == 0 })
}
