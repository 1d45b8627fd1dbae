//go:build linux

package chaos

import (
	endian "encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// This file sets the clock on the wall under a tend that runs. The machine's own
// clock is left alone, which others need: tend is built with a package time that
// adds to it what a file says. Everything in tend that asks for the time asks
// there, and nothing that the kernel does for tend goes by that clock: timers
// and deadlines are monotonic.

// The changes to the sources that tend is built from. Go's build takes them as an
// overlay; no file is changed.
const (
	nowBefore = "sec, nsec, mono := runtimeNow()\n\tif mono == 0 {"
	nowAfter  = "sec, nsec, mono := runtimeNow()\n\tif Shift != nil {\n\t\tsec += atomic.LoadInt64(Shift)\n\t}\n\tif mono == 0 {"

	importsBefore = "import (\n\t\"errors\"\n"
	importsAfter  = "import (\n\t\"errors\"\n\t\"sync/atomic\"\n"

	shiftVar = "\n// Shift is what is added to the clock on the wall, in seconds.\nvar Shift *int64\n"

	clockVar  = "TEND_CHAOS_CLOCK"
	openShift = `package main

import (
	"os"
	"syscall"
	"time"
	"unsafe"
)

func init() {
	file, err := os.Open(os.Getenv("` + clockVar + `"))
	if err != nil {
		return // a helper
	}
	defer file.Close()
	shared, err := syscall.Mmap(int(file.Fd()), 0, 8, syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		panic(err)
	}
	time.Shift = (*int64)(unsafe.Pointer(&shared[0]))
}
`
)

// buildShifted builds tend with a clock that can be set.
func buildShifted(t *testing.T) (path string) {
	t.Helper()
	dir := t.TempDir()
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	main, err := exec.Command("go", "list", "-f", "{{.Dir}}", "tend").Output()
	if err != nil {
		t.Fatal(err)
	}
	original := filepath.Join(strings.TrimSpace(string(goroot)), "src/time/time.go")
	source, err := os.ReadFile(original)
	if err != nil {
		t.Fatal(err)
	}
	text := string(source)
	for before, after := range map[string]string{nowBefore: nowAfter, importsBefore: importsAfter} {
		if !strings.Contains(text, before) {
			t.Fatalf("this Go has another package time: there is no %q in it", before)
		}
		text = strings.Replace(text, before, after, 1)
	}
	replace := map[string]string{}
	for of, text := range map[string]string{
		original: text + shiftVar,
		filepath.Join(strings.TrimSpace(string(main)), "shift_chaos.go"): openShift,
	} {
		file := filepath.Join(dir, filepath.Base(of))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		replace[of] = file
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(dir, "tend")
	if out, err := exec.Command("go", "build", "-trimpath", "-overlay", file, "-o", path, "tend").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// clock is the clock on the wall of a session.
type clock struct {
	t    *testing.T
	file string
}

func newClock(t *testing.T) *clock {
	t.Helper()
	c := &clock{t, filepath.Join(t.TempDir(), "clock")}
	c.set(0)
	return c
}

// set makes the clock differ from the machine's by so much.
func (c *clock) set(shift time.Duration) {
	c.t.Helper()
	file, err := os.OpenFile(c.file, os.O_WRONLY|os.O_CREATE, 0o600)
	if err == nil {
		_, err = file.WriteAt(endian.NativeEndian.AppendUint64(nil, uint64(int64(shift/time.Second))), 0)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		c.t.Fatal(err)
	}
}

// cron is the expression that comes once a day, at the minute of a time.
func cron(at time.Time) string { return fmt.Sprintf("%d %d * * *", at.Minute(), at.Hour()) }

// TestClockIsSet sets the clock forward and back by an hour and more. What counts
// durations goes on as if nothing had happened, what has times of the day follows
// the clock.
func TestClockIsSet(t *testing.T) {
	if *rounds == 1 {
		t.Skip("builds much of Go anew: it needs -rounds")
	}
	c := newClock(t)
	began := time.Now()
	soon, past := began.Add(30*time.Minute), began.Add(-30*time.Minute).Truncate(time.Minute)
	tend := buildShifted(t)
	s := scene{
		binary: tend, env: []string{clockVar + "=" + c.file},
		processes: []process{
			{name: "tardy", more: `stop.grace = "30m"`},
			{name: "ignores"},
			{name: "soon", role: "short", more: fmt.Sprintf("schedule = %q", cron(soon))},
			{name: "past", role: "short", more: fmt.Sprintf("schedule = %q", cron(past))},
			{name: "each", role: "short", more: `every = "1s"`},
			{name: "back", role: "short", more: backoff("200ms")},
			{name: "waits", role: "short", more: backoff("30m")},
			{name: "late", role: "still", more: `every = "30m"`},
			{name: "slow", role: "still", more: `ready = { exec = ["sleep", "1000"], timeout = "30m" }`},
		},
	}.begin(t)
	s.says("process=waits run=1", "process=late run=1")

	// An hour forward, while a process has half an hour to end.
	s.press(0, "x")
	s.isShown("SIGTERM")
	c.set(time.Hour)
	s.says("process=soon run=1") // whose time has passed
	s.goesOn()
	s.hint("tardy")
	s.says(`"exit 0" process=tardy`)

	// Back, to just before a time that is long over, while a process has a moment
	// to end.
	s.press(1, "x")
	c.set(time.Until(past) - 2*time.Second)
	s.says("process=ignores run=1 grace=300ms", "ended by SIGKILL", "process=past run=1")
	s.goesOn()

	for _, name := range []string{"waits", "late"} {
		if line := s.lineOf(s.said(), name, "run=2"); line != "" {
			t.Errorf("half an hour has not passed: %s", line)
		}
	}
	if strings.Contains(s.said(), "process=slow") && strings.Contains(s.said(), "ready") {
		t.Errorf("half an hour has not passed\n%s", s.said())
	}
	s.quit(0)

	// Without the screen, where lines come in the order of their times.
	c.set(time.Hour)
	lines := scene{
		binary: tend, env: []string{clockVar + "=" + c.file}, args: []string{"--tui=false"},
		processes: []process{{name: "asked"}, {name: "still"}},
	}.begin(t)
	lines.isShown("asked | up")
	for n, shift := range []time.Duration{-time.Hour, 2 * time.Hour, 0} {
		c.set(shift)
		lines.ask()
		lines.isShown(fmt.Sprintf("asked | asked %d times", n+1))
	}
	lines.signal(syscall.SIGTERM)
	lines.over(143)
}

// backoff is that a process is started again, after so long.
func backoff(wait string) string {
	return fmt.Sprintf("restart = \"always\"\nbackoff = { initial = %q, max = %[1]q, give_up = 0 }", wait)
}

// goesOn waits until what is started again and again has been, some times more.
func (s *session) goesOn() {
	s.t.Helper()
	for _, name := range []string{"back", "each"} {
		runs := func() int { return strings.Count(s.said(), "process="+name+" ") }
		before := runs()
		s.until(name+" goes on", func() bool { return runs() > before+6 })
	}
}
