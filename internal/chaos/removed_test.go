//go:build linux

package chaos

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWorkingFolderIsRemoved(t *testing.T) {
	unmeasured(t)
	s := scene{
		processes: []process{{name: "still", more: `dir = "work"`}, {name: "other", role: "still"}},
		prepare:   func(s *session) { s.check(os.Mkdir(filepath.Join(s.dir, "work"), 0o700)) },
	}.begin(t)
	work := filepath.Join(s.dir, "work")
	s.check(os.Remove(work))
	s.press(0, "r")
	s.says("cannot start", "working folder "+work+" does not exist")
	s.isShown("1 failed")
	if len(s.of("still")) != 1 {
		t.Errorf("there is %v", names(s.holders()))
	}
	s.check(os.Mkdir(work, 0o700))
	s.press(0, "s")
	s.until("it runs again", s.allUp)
	s.quit(0)
}

// TestTendsFolderIsRemoved: the one that tend was started in, with the
// configuration, its environment and its logs.
func TestTendsFolderIsRemoved(t *testing.T) {
	unmeasured(t)
	base := t.TempDir()
	dir := filepath.Join(base, "project")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s := scene{
		dir: dir, top: `reload = "auto"`, log: "../tend.log", processes: []process{{name: "child"}, {name: "still"}},
	}.begin(t)
	text := s.text()
	s.keepLock(filepath.Join(base, "lock"))
	s.check(os.RemoveAll(dir))
	s.says("the configuration stays as it was", "this configuration does not exist")
	s.press(1, "r")
	s.says("cannot start", "working folder "+dir+" does not exist")

	// It comes back, with another process in it.
	s.check(os.Mkdir(dir, 0o700))
	s.check(os.Link(filepath.Join(base, "lock"), s.lock))
	s.processes = append(s.processes, process{name: "new", role: "still"})
	s.write(s.config, s.text())
	s.says("process=new run=1")
	s.write(s.config, text)
	s.says("ended by SIGTERM\" process=new")
	s.quit(0)
}

// keepLock keeps the file alive that shows whose processes are whose.
func (s *session) keepLock(path string) {
	s.t.Helper()
	s.check(os.Link(s.lock, path))
}

func TestLogFolderIsRemoved(t *testing.T) {
	unmeasured(t)
	s := scene{processes: []process{{name: "asked", more: `log.file = "logs/asked.log"`}}}.begin(t)
	file := filepath.Join(s.dir, "logs", "asked.log")
	holds := func(text string) func() bool {
		return func() bool {
			log, _ := os.ReadFile(file)
			return strings.Contains(string(log), text)
		}
	}
	s.until("the first line", holds("up"))
	s.check(os.RemoveAll(filepath.Dir(file)))
	s.ask()
	s.until("the next line in a new file", holds("asked 1 times"))
	s.says("logs/asked.log was removed, moved or replaced: its output goes on in a new one")
	s.quit(0)
}

// TestRuntimeFolderIsRemoved: as it is when its user logs out elsewhere.
func TestRuntimeFolderIsRemoved(t *testing.T) {
	unmeasured(t)
	s := begin(t, []process{{name: "child"}})
	s.check(os.RemoveAll(filepath.Join(s.runtime, "tend")))
	s.says("the record of the session had been removed, and has been made again")
	if again := s.recorded(); again != s.groups {
		t.Errorf("it has the control groups %q, not %q", again, s.groups)
	}

	// All of it, with what it is in.
	s.check(os.RemoveAll(s.runtime))
	s.says("the record of the session has been removed: nothing keeps another session of this configuration from running beside this one")
	s.quit(0)
}
