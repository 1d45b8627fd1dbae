package logfile

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"tend/internal/logring"
	"tend/internal/shortpath"
)

// session follows a ring into a real file while it prints a text.
func session(t *testing.T, spec Spec, text string) error {
	t.Helper()
	files, ring, log := New(), logring.New(8<<20), &said{}
	fo := NewFollower(Source{Ring: ring, Process: "web", Log: log.logger()}, spec)
	files.Begin(fo)
	for len(text) > 0 {
		fo.Admit(8<<20, nil)
		n := min(len(text), 64<<10)
		ring.Write(logring.Stdout, []byte(text[:n]))
		text = text[n:]
	}
	return files.Close()
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A file and its folders are for their owner only, and a file that is there is
// appended to.
func TestSessionsAppend(t *testing.T) {
	base := t.TempDir()
	spec := Spec{Path: filepath.Join(base, "a", "b", "api.log"), MaxSize: Unit, Keep: 1}
	for _, text := range []string{"one\n", "two\nto", "three\n"} {
		if err := session(t, spec, text); err != nil {
			t.Fatal(err)
		}
	}
	same(t, read(t, spec.Path), "one\ntwo\nthree\n")
	for path, want := range map[string]os.FileMode{spec.Path: 0o600, filepath.Join(base, "a", "b"): 0o700, filepath.Join(base, "a"): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}

	// What an interrupted session has left is not gone on with.
	if err := os.WriteFile(spec.Path, []byte("torn ap"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := session(t, spec, "whole\n"); err != nil {
		t.Fatal(err)
	}
	same(t, read(t, spec.Path), "torn ap\nwhole\n")
}

func TestNoOutputMakesNoFile(t *testing.T) {
	spec := Spec{Path: filepath.Join(t.TempDir(), "logs", "api.log"), MaxSize: Unit, Keep: 1}
	if err := session(t, spec, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Dir(spec.Path)); !os.IsNotExist(err) {
		t.Errorf("there is one: %v", err)
	}
}

// Together, the file and its backups have every line, in order; and no more
// backups stay than are asked for.
func TestRotation(t *testing.T) {
	base := t.TempDir()
	spec := Spec{Path: filepath.Join(base, "api.log"), MaxSize: Unit, Keep: 2}
	write := func(path, text string) {
		if err := os.WriteFile(filepath.Join(base, path), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("api-2.log", "another process's")
	lines := numbers(0, 44_000) // 2.3 MiB
	if err := session(t, spec, lines); err != nil {
		t.Fatal(err)
	}
	backups, err := filepath.Glob(filepath.Join(base, "api-2?*-size.log"))
	if err != nil || len(backups) != 2 {
		t.Fatalf("backups: %v, %v", backups, err)
	}
	all := ""
	for _, path := range append(slices.Sorted(slices.Values(backups)), spec.Path) {
		text := read(t, path)
		if len(text) > Unit || !strings.HasSuffix(text, "\n") {
			t.Errorf("%s: %d bytes that end in %q", path, len(text), text[len(text)-10:])
		}
		all += text
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	same(t, all, lines)

	// The next session goes on rotating, and throws the oldest away.
	if err := session(t, spec, lines); err != nil {
		t.Fatal(err)
	}
	after, err := filepath.Glob(filepath.Join(base, "api-2?*-size.log"))
	if err != nil || len(after) != 2 || slices.Contains(after, backups[0]) {
		t.Errorf("backups: %v, %v; they were %v", after, err, backups)
	}
	all = ""
	for _, path := range append(slices.Sorted(slices.Values(after)), spec.Path) {
		all += read(t, path)
	}
	if !strings.HasSuffix(all, lines[len(lines)-Unit:]) {
		t.Error("the end of it is not there")
	}
	if got := read(t, filepath.Join(base, "api-2.log")); got != "another process's" {
		t.Errorf("that was not ours: %q", got)
	}
}

// What is no file is not touched: timberjack would move it out of the way.
func TestWhatIsNoFile(t *testing.T) {
	base := t.TempDir()
	if err := os.WriteFile(filepath.Join(base, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	device := filepath.Join(base, "device")
	if err := os.Symlink(os.DevNull, device); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		base:                                  "it is a folder: name a file",
		device:                                "it is not a regular file, and could not be rotated: name another one",
		filepath.Join(base, "file/below.log"): "cannot make its folder: mkdir " + filepath.Join(base, "file") + ": not a directory",
	} {
		err := session(t, Spec{Path: path, MaxSize: Unit, Keep: 1}, "x\ny\n")
		if err == nil || err.Error() != "the last 2 lines of web are not in "+shortpath.FromHere(path)+": "+want {
			t.Errorf("%s: %v", path, err)
		}
	}
	entries, err := os.ReadDir(base)
	if err != nil || len(entries) != 2 || entries[0].Type() != os.ModeSymlink {
		t.Errorf("it left %v, %v", entries, err)
	}
}

// A file that is removed while it is written, with its folder or alone, is made
// again, and so is one that is moved: no line goes where nobody will find it.
func TestAFileThatIsRemovedIsMadeAgain(t *testing.T) {
	for what, remove := range map[string]func(folder, path string) error{
		"with its folder": func(folder, _ string) error { return os.RemoveAll(folder) },
		"alone":           func(_, path string) error { return os.Remove(path) },
		"moved":           func(_, path string) error { return os.Rename(path, path+".1") },
		"replaced": func(_, path string) error {
			return errors.Join(os.Rename(path, path+".1"), os.WriteFile(path, []byte("theirs\n"), 0o600))
		},
	} {
		folder := filepath.Join(t.TempDir(), "logs")
		spec := Spec{Path: filepath.Join(folder, "api.log"), MaxSize: Unit, Keep: 1}
		files, ring, log := New(), logring.New(8<<20), &said{}
		fo := NewFollower(Source{Ring: ring, Process: "web", Log: log.logger()}, spec)
		files.Begin(fo)
		ring.Write(logring.Stdout, []byte("one\n"))
		for fo.written.Load() != 2 {
			runtime.Gosched()
		}
		if err := remove(folder, spec.Path); err != nil {
			t.Fatal(err)
		}
		ring.Write(logring.Stdout, []byte("two\n"))
		if err := files.Close(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		want := "two\n"
		if what == "replaced" {
			want = "theirs\ntwo\n"
		}
		same(t, read(t, spec.Path), want)
		if strings.HasPrefix(want, "theirs") || what == "moved" {
			same(t, read(t, spec.Path+".1"), "one\n")
		}
		said := "level=WARN msg=\"" + shortpath.FromHere(spec.Path) + " was removed, moved or replaced: its output goes on in a new one\""
		if got := strings.Join(log.lines(), "\n"); got != said {
			t.Errorf("%s: said %s, want %s", what, got, said)
		}
	}
}
