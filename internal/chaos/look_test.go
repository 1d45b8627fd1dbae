//go:build linux

package chaos

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"tend/internal/proctable"
	"tend/internal/record"
	"tend/internal/tendtest"
)

// holders are the processes that have the lock of this session open: all that
// it has started, however they have changed since.
func (s *session) holders() []proctable.Proc { return s.holdersOf(s.lock) }

func (s *session) holdersOf(lock string) (found []proctable.Proc) {
	table, err := proctable.Read()
	s.check(err)
	for _, p := range table.All() {
		if p.Start < s.tend.Start || p.Zombie {
			continue // it was there before
		}
		folder := fmt.Sprintf("/proc/%d/fd/", p.PID)
		entries, _ := os.ReadDir(folder) // none if it has gone
		for _, e := range entries {
			if target, err := os.Readlink(folder + e.Name()); err == nil && target == lock {
				found = append(found, p)
				break
			}
		}
	}
	return found
}

// of are those of the holders that play a role.
func (s *session) of(role string) []proctable.Proc {
	return slices.DeleteFunc(s.holders(), func(p proctable.Proc) bool { return roleOf(p) != role })
}

// roleOf is which role a process plays.
func roleOf(p proctable.Proc) string {
	entry, _ := proctable.EnvironEntry(p.PID, roleVar+"=")
	role, _, _ := strings.Cut(strings.TrimPrefix(entry, roleVar+"="), "|")
	return role
}

func names(found []proctable.Proc) (texts []string) {
	for _, p := range found {
		texts = append(texts, fmt.Sprintf("%d %q %s", p.PID, proctable.Command(p.PID), roleOf(p)))
	}
	return texts
}

// helpers are the helpers of this tend.
func (s *session) helpers() []int { return tendtest.Helpers(s.t, s.tend.PID) }

// bothHelpers waits until both are there, and returns them.
func (s *session) bothHelpers() (helpers []int) {
	s.t.Helper()
	s.until("both helpers", func() bool {
		helpers = s.helpers()
		return len(helpers) == 2
	})
	return helpers
}

// modes are those of the terminal now.
func (s *session) modes() *unix.Termios {
	modes, err := unix.IoctlGetTermios(int(s.Side.Fd()), unix.TCGETS)
	if err != nil {
		s.t.Fatal(err)
	}
	return modes
}

// usable waits until the terminal can be used again: what was drawn last may
// not have arrived.
func (s *session) usable() {
	s.t.Helper()
	s.until("a terminal that can be used", func() bool { return s.wrong() == "" })
}

// wrong says what is wrong with the terminal, if anything is.
func (s *session) wrong() string {
	drawn := s.Drawn()
	switch {
	case *s.modes() != s.before:
		return "its modes are others"
	case strings.LastIndex(drawn, "\x1b[?1049h") > strings.LastIndex(drawn, "\x1b[?1049l"):
		return "it shows the alternate screen"
	case strings.LastIndex(drawn, "\x1b[?25l") > strings.LastIndex(drawn, "\x1b[?25h"):
		return "it has no cursor"
	}
	return ""
}

// recorded is the folder of the control groups of the session, as its record has
// it; nothing if there are none, or no record can be kept.
func (s *session) recorded() string {
	records, err := filepath.Glob(filepath.Join(s.runtime, "tend", "*.json"))
	if err != nil || len(records) == 0 {
		return ""
	}
	text, err := os.ReadFile(records[0])
	var known record.Session
	if err != nil || json.Unmarshal(text, &known) != nil {
		return "" // cut off by a full disk
	}
	return known.Groups
}
