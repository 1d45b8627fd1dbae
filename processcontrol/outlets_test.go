package processcontrol

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tend/internal/logring"
)

// filed is spec for a process with a file.
func filed(t *testing.T, role, path string) Spec {
	t.Helper()
	s := spec(t, role)
	s.Log = LogSpec{Buffer: logring.MinLimit, File: path, MaxSize: 1 << 30, Keep: 1}
	return s
}

// runs starts a process that ends by itself, and waits for that.
func (w *watched) runs(t *testing.T) Snapshot {
	t.Helper()
	if _, err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w.untilState(t, Exited)
}

// closed ends the Control now, and so completes its files.
func (w *watched) closed(t *testing.T) {
	t.Helper()
	if err := w.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// holds fails if there is something else in a file.
func holds(t *testing.T, path, want string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil || string(text) != want {
		t.Errorf("%s, %v: %d bytes that end in %q, want %d that end in %q",
			path, err, len(text), text[max(len(text)-80, 0):], len(want), want[max(len(want)-80, 0):])
	}
}

// counted is what a child prints that plays lines.
func counted(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "line %d\n", i+1)
	}
	return b.String()
}

func TestAllOutputOfAFloodIsInItsFile(t *testing.T) {
	for _, tty := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "logs", "flood.log")
		s := filed(t, "lines 400000", path)
		s.TTY = tty
		c := control(t, s)
		c.runs(t)
		c.closed(t)
		holds(t, path, counted(400_000)+"-- exit 0 --\n")
		if stats := c.Output().Stats(); stats.LinesDropped == 0 {
			t.Error("all of it had room in the ring: the test is none")
		}
	}
}

func TestTheFileOfAProcessIsAppendedToOverItsRunsAndSessions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.log")
	first := control(t, filed(t, "bytes 3 x", path)) // its last line has no end
	first.runs(t)
	first.runs(t)
	first.closed(t)
	second := control(t, filed(t, "lines 1", path))
	second.runs(t)
	second.closed(t)
	second.closed(t)
	holds(t, path, "xxx\n-- exit 0 --\n-- run 2 --\nxxx\n-- exit 0 --\nline 1\n-- exit 0 --\n")
}

func TestTheFileOfTheSessionHasTheLinesOfAll(t *testing.T) {
	dir := t.TempDir()
	host := newTestHost(t)
	host.LogTo(LogSpec{File: filepath.Join(dir, "all.log"), MaxSize: 1 << 30, Keep: 1})
	counting := filed(t, "lines 2", filepath.Join(dir, "own.log"))
	writing := spec(t, "bytes 1 x")
	writing.Name = "longer-name"
	a, b := controlOn(t, host, counting), controlOn(t, host, writing)
	a.runs(t)
	a.closed(t)
	b.runs(t)
	b.closed(t)
	holds(t, filepath.Join(dir, "own.log"), "line 1\nline 2\n-- exit 0 --\n")
	holds(t, filepath.Join(dir, "all.log"), "lines       | line 1\nlines       | line 2\nlines       | -- exit 0 --\n"+
		"longer-name | x\nlonger-name | -- exit 0 --\n")
}

func TestWithoutAFileThereIsNothing(t *testing.T) {
	c := control(t, spec(t, "lines 1"))
	if c.outlets.Load() != nil || c.host.ringLimit(&LogSpec{Buffer: 1}) != 1 {
		t.Error("there is something")
	}
	c.runs(t)
}

func TestReconfiguredTheFileChangesAtOnce(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	s := filed(t, "obey 0", at("one"))
	c := control(t, s)
	c.up(t)
	next := s
	next.Log.File = at("two")
	c.Reconfigure(next)
	next.Env = filed(t, "lines 1", "").Env
	c.Reconfigure(next)
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.runs(t)
	next.Log.File = ""
	c.Reconfigure(next)
	if c.outlets.Load() != nil {
		t.Error("there is still one")
	}
	c.runs(t)
	next.Log.File = at("three")
	next.Log.MaxSize = 2 << 30
	c.Reconfigure(next)
	c.runs(t)
	c.closed(t)
	next.Log.File = at("never")
	c.Reconfigure(next)
	if err := c.host.files.Close(); err != nil {
		t.Error(err)
	}
	holds(t, at("one"), "up\n")
	holds(t, at("two"), "bye\n-- exit 0 --\n-- run 2 --\nline 1\n-- exit 0 --\n")
	holds(t, at("three"), "-- run 4 --\nline 1\n-- exit 0 --\n")
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 3 {
		t.Errorf("%v, %v", entries, err)
	}
}

// Whoever is last, the newest counts, and no line is written twice.
func TestReconfiguredByManyAtOnceWhileItFloods(t *testing.T) {
	dir := t.TempDir()
	s := filed(t, "lines 200000", filepath.Join(dir, "0"))
	c := control(t, s)
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	var callers sync.WaitGroup
	for n := range 4 {
		callers.Go(func() {
			for range 20 {
				other := s
				other.Log.File = filepath.Join(dir, fmt.Sprint(n))
				c.Reconfigure(other)
			}
		})
	}
	callers.Wait()
	if o := c.outlets.Load(); o.own.Spec().Path != c.Spec().Log.File || len(o.followers) != 1 {
		t.Errorf("it writes to %s, of %d, and is to write to %s", o.own.Spec().Path, len(o.followers), c.Spec().Log.File)
	}
	c.untilState(t, Exited)
	c.closed(t)
	if err := c.host.files.Close(); err != nil {
		t.Error(err)
	}
	seen, missing := map[string]bool{}, 0
	for n := range 4 {
		text, err := os.ReadFile(filepath.Join(dir, fmt.Sprint(n)))
		if err != nil && !os.IsNotExist(err) {
			t.Error(err)
		}
		for line := range strings.Lines(string(text)) {
			var lost int
			if _, err := fmt.Sscanf(line, "-- %d line", &lost); err == nil {
				missing += lost
			} else if seen[line] {
				t.Fatalf("%q is there twice", line)
			}
			seen[line] = true
		}
	}
	if missing == 0 && len(seen) != 200_001 {
		t.Errorf("%d lines are there", len(seen))
	}
}
