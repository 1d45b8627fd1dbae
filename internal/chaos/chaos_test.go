//go:build linux

// Package chaos kills tend in every way there is, with processes under it that
// do all they can not to end, and looks for survivors. The short form is a round
// for each way:
//
//	go test ./internal/chaos                 # a round each
//	go test ./internal/chaos -rounds 100     # what docs/guarantees.md has
package chaos

import (
	"flag"
	"fmt"
	"os"
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

	// binary is the tend under test, and self this test binary; any user may
	// execute both.
	binary, self string
)

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVar); role != "" {
		play(role)
		return
	}
	flag.Parse()
	if *rounds == 1 {
		// They wait most of the time, each for something else.
		_ = flag.Set("test.parallel", "5")
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	built, remove, err := tendtest.Build("-trimpath")
	if err == nil {
		defer remove()
		binary = built
		self, err = publish(filepath.Dir(built))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// way is one in which a session ends.
type way struct {
	name string
	do   func(*session)
	code int // of tend, -1 if it is killed
}

// sudden reports whether tend has no time to do anything.
func (w way) sudden() bool { return w.code == -1 || w.code == crashed }

// crashed is with what the Go runtime ends a program that crashes.
const crashed = 2

var ways = []way{
	{"quit", func(s *session) { s.Type("q"); s.Until(tendtest.Text("Stop them and quit?")); s.Type("y") }, 0},
	{"ctrl+c", func(s *session) { s.Type("\x03") }, 0},
	{"SIGINT", func(s *session) { s.signal(syscall.SIGINT) }, 130},
	{"SIGTERM", func(s *session) { s.signal(syscall.SIGTERM) }, 143},
	{"SIGHUP", func(s *session) { s.signal(syscall.SIGHUP) }, 129},
	{"SIGKILL", func(s *session) { s.signal(syscall.SIGKILL) }, -1},
	{"SIGKILL of it and its leash", func(s *session) { s.kill(s.helpers()[:1]) }, -1},
	{"SIGKILL of it and its spare", func(s *session) { s.kill(s.helpers()[1:]) }, -1},
	{"crash", func(s *session) { s.signal(syscall.SIGSEGV) }, crashed},
}

func (s *session) signal(signal syscall.Signal) {
	s.t.Helper()
	if err := proctable.Signal(s.tend, signal); err != nil {
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
	everyWay(t, scene{processes: all(leavers)})
}

// everyWay has sessions of a scene end in every way.
func everyWay(t *testing.T, sc scene) {
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			unmeasured(t)
			var times []time.Duration
			for range *rounds {
				times = append(times, round(t, sc, way))
				if t.Failed() {
					break
				}
			}
			slices.Sort(times)
			t.Logf("%d rounds, gone after %v, at most %v", len(times), times[len(times)/2].Round(time.Millisecond), times[len(times)-1].Round(time.Millisecond))
		})
	}
}

// unmeasured lets a test run beside others, unless this is the long form: there
// times are taken.
func unmeasured(t *testing.T) {
	if *rounds == 1 {
		t.Parallel()
	}
}

// round is one session from begin to end; it returns how long after the attack
// the last process was gone.
func round(t *testing.T, sc scene, way way) time.Duration {
	t.Helper()
	s := sc.begin(t)
	helpers := s.bothHelpers()
	began := time.Now()
	way.do(s)
	s.wait()
	if s.cmd.ProcessState.ExitCode() != way.code {
		t.Errorf("tend ended with %v, not with %d; it said\n%s\n%s", s.cmd.ProcessState, way.code, s.said(), s.shown())
	}
	s.until("nothing is left", func() bool { return len(s.left(way)) == 0 })
	took := time.Since(began)
	s.until("its helpers are gone", func() bool { return !slices.ContainsFunc(helpers, there) })
	if left := s.left(way); len(left) > 0 {
		t.Errorf("back from nowhere: %v; it said\n%s", names(left), s.said())
	}
	s.tidy()
	s.usable()
	return took
}

// left is what must not be there any more.
func (s *session) left(way way) []proctable.Proc {
	return slices.DeleteFunc(s.holders(), func(p proctable.Proc) bool {
		return way.sudden() && slices.Contains(s.escapes, roleOf(p))
	})
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
	unmeasured(t)
	for range *rounds {
		s := begin(t, all(leavers))
		s.Close()
		s.wait()
		if code := s.cmd.ProcessState.ExitCode(); code != 129 {
			t.Errorf("tend ended with %v", s.cmd.ProcessState)
		}
		s.until("nothing is left", func() bool { return len(s.holders()) == 0 })
	}
}

// TestKilledHelperIsReplacedAndHarmsNobody kills the helpers one after the
// other, while tend lives.
func TestKilledHelperIsReplacedAndHarmsNobody(t *testing.T) {
	unmeasured(t)
	s := begin(t, all([]string{"child"}))
	before := s.holders()
	for range 2 {
		old := s.bothHelpers()
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
	s.wait()
	s.until("nothing is left", func() bool { return len(s.holders()) == 0 })
}
