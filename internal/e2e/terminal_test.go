//go:build linux

// Package e2e runs the built tend in a real terminal, as a person would.
package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tend/internal/tendtest"

	// What the binary is made of, so that a result is not taken from go test's
	// cache once any of it has changed.
	_ "tend/internal/cli"
)

// binary is the tend under test, built once by TestMain.
var binary string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	built, remove, err := tendtest.Build("-race")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer remove()
	binary = built
	return m.Run()
}

const (
	cookieVar = "TEND_E2E_COOKIE" // marks everything that a test has started
	patience  = 20 * time.Second  // only bounds a test that has failed
	glance    = 20 * time.Millisecond
)

// terminal is a tmux session of one window in which tend runs.
type terminal struct {
	t      *testing.T
	socket string
	cookie string
	status string // file that holds tend's exit code once it has ended
	after  string // file that holds the terminal's modes before and after
}

// open starts tend in a terminal of the given size.
func open(t *testing.T, cols, rows int, args ...string) *terminal {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("tmux is not installed")
	}
	dir := t.TempDir()
	term := &terminal{
		t: t, socket: filepath.Join(dir, "tmux"), status: filepath.Join(dir, "status"), after: filepath.Join(dir, "modes"),
		cookie: fmt.Sprintf("%d-%d", os.Getpid(), time.Now().UnixNano()),
	}
	quoted := make([]string, 0, len(args)+1)
	for _, a := range append([]string{binary}, args...) {
		quoted = append(quoted, "'"+strings.ReplaceAll(a, "'", `'\''`)+"'")
	}
	script := fmt.Sprintf("stty -a | tail -n +2 >%[1]s; env %[2]s=%[3]s GORACE=atexit_sleep_ms=0 %[4]s; echo $? >%[5]s; stty -a | tail -n +2 >>%[1]s; echo TEND-HAS-ENDED; exec sleep 1000",
		term.after, cookieVar, term.cookie, strings.Join(quoted, " "), term.status)
	term.tmux("-f", "/dev/null", "new-session", "-d", "-x", strconv.Itoa(cols), "-y", strconv.Itoa(rows), script)
	t.Cleanup(func() {
		term.tmux("kill-server")
		term.wantNothingLeft()
		if t.Failed() {
			t.Logf("tend runs as %v", term.pids())
		}
	})
	return term
}

func (term *terminal) tmux(args ...string) string {
	term.t.Helper()
	cmd := exec.Command("tmux", append([]string{"-S", term.socket}, args...)...)
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	if err != nil {
		term.t.Fatalf("tmux %q: %v\n%s", args, err, out)
	}
	return string(out)
}

// keys types, in tmux's names of keys.
func (term *terminal) keys(keys ...string) {
	term.t.Helper()
	term.tmux(append([]string{"send-keys"}, keys...)...)
}

func (term *terminal) screen() string {
	term.t.Helper()
	return term.tmux("capture-pane", "-p")
}

// until looks at the screen until it is as wanted, and returns it.
func (term *terminal) until(what string, ok func(screen string) bool) string {
	term.t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(glance)
	defer tick.Stop()
	for {
		screen := term.screen()
		if ok(screen) {
			return screen
		}
		select {
		case <-tick.C:
		case <-deadline:
			term.t.Fatalf("never saw %s; the screen:\n%s", what, screen)
		}
	}
}

// row waits until the list shows the process with all of the texts.
func (term *terminal) row(name string, texts ...string) {
	term.t.Helper()
	term.until(fmt.Sprintf("%s with %q", name, texts), func(screen string) bool {
		row := rowOf(screen, name)
		for _, text := range texts {
			if !strings.Contains(row, text) {
				return false
			}
		}
		return row != ""
	})
}

// rowOf returns the line of the list that shows the process.
func rowOf(screen, name string) string {
	for _, line := range strings.Split(screen, "\n")[1:] {
		list, _, _ := strings.Cut(line, "│")
		if fields := strings.Fields(strings.Trim(list, "▌ ")); len(fields) > 1 && (fields[0] == name || fields[1] == name) {
			return list
		}
	}
	return ""
}

// wantExit waits until tend has ended, and checks its exit code and that the
// terminal is as it was.
func (term *terminal) wantExit(code string) {
	term.t.Helper()
	screen := term.until("the end of tend", func(screen string) bool { return strings.Contains(screen, "TEND-HAS-ENDED") })
	got, err := os.ReadFile(term.status)
	if err != nil || strings.TrimSpace(string(got)) != code {
		term.t.Fatalf("exit code %q, want %s (%v); the screen:\n%s", got, code, err, screen)
	}
	modes, err := os.ReadFile(term.after)
	if err != nil {
		term.t.Fatal(err)
	}
	if half := len(modes) / 2; string(modes[:half]) != string(modes[half:]) {
		term.t.Errorf("the terminal's modes before and after:\n%s", modes)
	}
}

// pids returns what runs with the test's cookie, tend itself included.
func (term *terminal) pids() []int {
	var pids []int
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, file := range files {
		environ, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(environ), cookieVar+"="+term.cookie) {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}

// wantNothingLeft checks that nothing that tend has started is there.
func (term *terminal) wantNothingLeft() {
	term.t.Helper()
	for _, pid := range term.pids() {
		cmdline, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		term.t.Errorf("left behind: %d %q", pid, strings.ReplaceAll(string(cmdline), "\x00", " "))
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			term.t.Error(err)
		}
	}
}

// tendPID returns the PID of tend itself.
func (term *terminal) tendPID() int {
	term.t.Helper()
	for _, pid := range term.pids() {
		if exe, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid)); err == nil && exe == binary {
			return pid
		}
	}
	term.t.Fatal("tend does not run")
	return 0
}
