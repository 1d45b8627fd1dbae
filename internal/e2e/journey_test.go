//go:build linux

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// stack writes a configuration and returns its file.
func stack(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "tend.toml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// selects moves the selection to the process in the given place.
func (term *terminal) selects(place int) {
	term.t.Helper()
	term.keys("g")
	term.keys("Home")
	for range place {
		term.keys("j")
	}
}

// TestExampleJourney is what a person does in the first minute: looks at the
// example, stops the process that refuses to, restarts another meanwhile,
// starts the first again, and quits.
func TestExampleJourney(t *testing.T) {
	term := open(t, 110, 30, "demo")
	term.row("db", "ready")
	term.row("migrate", "done")
	term.row("api", "running")
	term.until("output of db", func(s string) bool { return strings.Contains(s, "ready to accept connections") })

	term.selects(8)
	term.keys("x")
	term.row("stubborn", "SIGTERM", "s/5s", "left")
	term.keys("k", "k", "k") // everything else answers meanwhile
	term.until("a worker selected", func(s string) bool { return strings.Contains(s, "▌ ●   worker-2") })
	term.keys("r")
	term.until("the second run of the worker", func(s string) bool { return strings.Contains(s, "run 2") })
	term.row("stubborn", "SIGTERM", "s/5s", "left")
	term.selects(8)
	term.keys("s") // remembered until the old one is gone
	term.row("stubborn", "SIGTERM")
	term.until("the second run of stubborn", func(s string) bool {
		return strings.Contains(s, "run 2") && strings.Contains(rowOf(s, "stubborn"), "running")
	})

	term.keys("q")
	term.until("the question", func(s string) bool { return strings.Contains(s, "Stop them and quit?") })
	term.keys("n")
	term.keys("q")
	term.keys("y")
	term.until("the end in progress", func(s string) bool { return strings.Contains(s, "Stopping everything") })
	term.wantExit("0")
	term.wantNothingLeft()
}

const stubborn = `
[processes.stubborn]
command = '''trap '' TERM INT HUP; echo up; sh -c 'while :; do sleep 0.2; done' & while :; do sleep 0.2; done'''
stop = { grace = "5s" }
[processes.other]
command = "echo up; exec sleep 1000"
`

func TestKillDuringAStopEndsItAtOnceWithItsGroup(t *testing.T) {
	term := open(t, 80, 24, "-c", stack(t, strings.Replace(stubborn, "5s", "1h", 1)))
	term.row("stubborn", "running")
	term.until("output", func(s string) bool { return strings.Contains(s, "up") })
	term.keys("x")
	term.row("stubborn", "SIGTERM", "s/1h")
	term.keys("X")
	term.row("stubborn", "stopped")
	term.keys("C-c")
	term.wantExit("0")
	term.wantNothingLeft()
}

func TestSecondCtrlCForces(t *testing.T) {
	term := open(t, 80, 24, "-c", stack(t, strings.Replace(stubborn, "5s", "1h", 1)))
	term.row("stubborn", "running")
	term.until("output", func(s string) bool { return strings.Contains(s, "up") })
	term.keys("C-c")
	term.row("stubborn", "SIGTERM")
	term.keys("C-c")
	term.wantExit("0")
	term.wantNothingLeft()
}

func TestSignalsStopEverythingInReverseOrder(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			order := filepath.Join(t.TempDir(), "order")
			process := `
[processes.%s]
command = '''trap 'echo %[1]s >>%[2]s; exit' TERM; echo up; while :; do sleep 0.1; done'''
%[3]s
`
			term := open(t, 80, 24, "-c", stack(t,
				fmt.Sprintf(process, "web", order, `depends_on = ["api"]`)+
					fmt.Sprintf(process, "api", order, `depends_on = ["db"]`)+
					fmt.Sprintf(process, "db", order, `ready = { log = "up" }`)+stubborn))
			term.row("web", "running")
			term.row("stubborn", "running")
			term.until("output", func(s string) bool { return strings.Contains(s, "up") })
			if err := syscall.Kill(term.tendPID(), signal); err != nil {
				t.Fatal(err)
			}
			term.wantExit(fmt.Sprint(128 + int(signal)))
			term.wantNothingLeft()
			if got, err := os.ReadFile(order); string(got) != "web\napi\ndb\n" {
				t.Errorf("stopped in the order %q, %v", got, err)
			}
		})
	}
}

func TestClosedTerminalStopsEverything(t *testing.T) {
	term := open(t, 80, 24, "-c", stack(t, strings.Replace(stubborn, "5s", "100ms", 1)))
	term.row("stubborn", "running")
	pid := term.tendPID()
	term.tmux("kill-pane")
	gone(t, pid)
	term.wantNothingLeft()
	term.tmux("-f", "/dev/null", "new-session", "-d", "sleep 1000") // for the clean-up
}

func TestHundredProcessesStartShowAndStopInParallel(t *testing.T) {
	var text strings.Builder
	for i := range 100 {
		fmt.Fprintf(&text, "[processes.p%03d]\ncommand = '''trap 'sleep 1; exit' TERM; echo up; while :; do sleep 1; done'''\n", i)
	}
	term := open(t, 160, 50, "-c", stack(t, text.String()))
	term.until("a hundred running", func(s string) bool { return strings.Contains(s, "100 running") })
	term.keys("End")
	term.row("p099", "running")
	term.keys("C-c")
	term.wantExit("0")
	term.wantNothingLeft()
}

func TestScreenFollowsTheTerminalsSize(t *testing.T) {
	term := open(t, 80, 24, "-c", stack(t, stubborn))
	term.row("stubborn", "running")
	term.tmux("resize-window", "-x", "30", "-y", "8")
	term.until("that it is too small", func(s string) bool { return strings.Contains(s, "terminal too small") })
	term.tmux("resize-window", "-x", "160", "-y", "50")
	term.row("stubborn", "running")
	term.keys("C-c", "C-c")
	term.wantExit("0")
}

// gone waits until there is no process with the PID.
func gone(t *testing.T, pid int) {
	t.Helper()
	fd, err := pidfd(pid)
	if err == syscall.ESRCH {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fd)
	if !ends(fd, patience) {
		t.Fatalf("process %d goes on", pid)
	}
}
