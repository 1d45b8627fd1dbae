//go:build linux

package chaos

import (
	"path/filepath"
	"syscall"
	"testing"

	"tend/internal/proctable"
)

// TestWhatAnEditorLeavesBehindIsThePersons: many an editor hands the file to a
// window and ends. That becomes tend's child, and is none of its processes.
func TestWhatAnEditorLeavesBehindIsThePersons(t *testing.T) {
	unmeasured(t)
	dir := t.TempDir()
	window := filepath.Join(dir, "window")
	s := scene{
		dir: dir, processes: []process{{name: "asked"}}, user: stranger(t), // who may make no control groups
		env:     []string{"EDITOR=env " + roleVar + "='fork|" + window + "' " + self},
		prepare: func(s *session) { s.write(window, ""); s.check(chownTo(window, s.user)) },
	}.begin(t)
	t.Cleanup(func() {
		for _, p := range s.holdersOf(window) {
			_ = proctable.Signal(p, syscall.SIGKILL)
		}
	})
	s.isShown("up")
	s.Type("e")
	s.until("the window is tend's child", func() bool {
		found := s.holdersOf(window)
		return len(found) == 1 && found[0].PPID == s.tend.PID
	})
	s.until("the screen is back", func() bool { return s.wrong() != "" })
	s.quit(0)
	if len(s.holdersOf(window)) != 1 {
		t.Errorf("it has been ended\n%s", s.said())
	}
}
