//go:build linux

package chaos

import (
	"os"
	"path/filepath"
	"testing"
)

// readOnly has the folder of a session, and those for its records, written by
// nobody but root.
func readOnly(t *testing.T) scene {
	return scene{
		user: stranger(t), log: "open/tend.log", env: []string{"TMPDIR=/proc"},
		prepare: func(s *session) {
			s.check(os.Mkdir(filepath.Join(s.dir, "open"), 0o777))
			s.check(os.Chmod(filepath.Join(s.dir, "open"), 0o777)) // whatever the mask
			for _, dir := range []string{s.runtime, s.dir} {
				s.check(os.Chmod(dir, 0o555))
			}
		},
	}
}

// TestNothingMayBeWritten: neither at home, nor where records are, nor where
// temporary files are. Processes run as ever.
func TestNothingMayBeWritten(t *testing.T) {
	unmeasured(t)
	sc := readOnly(t)
	sc.processes = []process{{name: "child"}, {name: "session"}}
	s := sc.begin(t)
	s.says("nothing keeps another session of this configuration from running beside this one", "cannot keep a record of the session: mkdir /proc/tend-")
	s.quit(0)
}

// TestNothingMayBeWrittenAndTendIsKilled: what is left is found without a record.
func TestNothingMayBeWrittenAndTendIsKilled(t *testing.T) {
	unmeasured(t)
	sc := readOnly(t)
	sc.processes = []process{{name: "child"}, {name: "session"}}
	s := sc.begin(t)
	s.bothHelpers()
	s.signal(9)
	s.over(-1)
}

func TestLogMayNotBeWritten(t *testing.T) {
	unmeasured(t)
	sc := readOnly(t)
	sc.processes = []process{{name: "still", more: `log.file = "logs/still.log"`}}
	s := sc.begin(t)
	s.says("cannot write its output to logs/still.log: cannot make its folder: mkdir", "permission denied; trying again every 5s")
	s.quit(1)
	s.isShown("of still are not in logs/still.log")
}

func TestTendsOwnLogMayNotBeWritten(t *testing.T) {
	unmeasured(t)
	sc := readOnly(t)
	sc.log, sc.processes = "tend.log", []process{{name: "still"}}
	s := sc.open(t)
	s.over(2)
	s.isShown("tend: cannot write tend's log: open ")
	s.isShown("permission denied")
}
