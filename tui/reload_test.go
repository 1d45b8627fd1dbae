package tui

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"tend/manager"
)

// notReloaded is a screen on which a configuration with n mistakes has not been
// taken over. The stack has logged that, too.
func notReloaded(t *testing.T, n, width, height int, before ...string) *driver {
	t.Helper()
	f := newFake(many(3)...)
	d := drive(t, f, width, height)
	d.press(before...)
	f.reloadErr = wrongConfig(n)
	for line := range strings.Lines(f.reloadErr.Error()) {
		f.log(slog.LevelError, "", strings.TrimSpace(line), noon)
	}
	d.press("ctrl+r")
	return d
}

func TestReloadSaysWhatHasChanged(t *testing.T) {
	f := newFake(many(1)...)
	f.reloadSummary = "new: api; gone: worker"
	d := drive(t, f, 80, 24)
	d.press("ctrl+r")
	d.mustShow("✓ configuration read again; new: api; gone: worker")
	if f.reloads != 1 {
		t.Errorf("read %d times", f.reloads)
	}
}

func TestReloadSaysAllThatIsWrongUntilItHasBeenRead(t *testing.T) {
	d := notReloaded(t, 3, 100, 24)
	for range 2 {
		d.mustShow("✗ not reloaded", "3 reasons", `✗ tend.toml:6: processes.api: unknown key "comand"`, "✗ tend.toml:12: processes.api.ready:",
			"500ms, 10s or 5m", "there is no", `process "rabbit"`, "✗ nothing has changed", "esc close")
		d.time = d.time.Add(10 * noticeTime)
		d.send(tickMsg{tick: d.app.tick})
		d.changed()
		d.press("tab", "j", "tab") // the list goes on as before
	}
	d.mustShow("▏ ● process-002")
	d.press("esc")
	d.mustNotShow("not reloaded")
	d.mustNotShow("nothing has changed")
	d.mustShow("▌ ● process-002", " process-002  ● running")
}

func TestASuccessfulReloadTakesTheReasonsAway(t *testing.T) {
	d := notReloaded(t, 3, 100, 24)
	d.fake.reloadErr = wrongConfig(1)
	d.press("ctrl+r")
	d.mustShow("not reloaded", "1 reason")
	d.mustNotShow("rabbit")
	d.fake.reloadErr, d.fake.reloadSummary = nil, "changed: api"
	d.press("ctrl+r")
	d.mustNotShow("not reloaded")
	d.mustShow("✓ configuration read again; changed: api", "▌ ● process-000")
}

func TestReasonsScroll(t *testing.T) {
	d := notReloaded(t, 60, 120, 24)
	last := "processes.p59"
	d.mustShow("tend.toml:6:", "▼ ", " more lines")
	d.mustNotShow(last)
	d.press("end")
	d.mustShow(last)
	d.mustNotShow("more lines")
	d.press("down", "pgdown", "ctrl+d", "G")
	d.mustShow(last)
	d.press("home")
	d.mustShow("tend.toml:6:")
	d.press("j", "j")
	d.mustNotShow("tend.toml:6:")
	d.press("pgup", "ctrl+u", "k", "g", "f", "w")
	d.mustShow("tend.toml:6:")
	d.send(tea.MouseMsg{X: 80, Y: 10, Action: tea.MouseActionPress, Button: tea.MouseButtonWheelDown})
	d.mustNotShow("tend.toml:6:")
	d.size(120, 90)
	d.mustShow("tend.toml:6:", last) // all of it fits now

	// Page by page nothing is passed over.
	for _, size := range [][2]int{{80, 24}, {58, 20}, {40, 10}} {
		d := notReloaded(t, 60, size[0], size[1])
		seen := d.view()
		for range 60 {
			d.press("pgdown")
			seen += d.view()
		}
		for i := 3; i < 60; i++ {
			if word := fmt.Sprintf("processes.p%d:", i); !strings.Contains(seen, word) {
				t.Errorf("%v: %s was never shown", size, word)
			}
		}
	}
}

func TestReasonsFillSmallScreens(t *testing.T) {
	for _, size := range [][2]int{{70, 24}, {58, 20}, {40, 10}} {
		d := notReloaded(t, 3, size[0], size[1])
		if !strings.Contains(d.line(1), "▌✗ not reloaded") {
			t.Errorf("%v: %q is below the header", size, d.line(1))
		}
		d.press("tab")
		d.mustShow("▌ ● process-000", "✗ nothing has changed")
		d.press("esc")
		d.mustShow("▌ ● process-000")
		d.mustNotShow("nothing has changed")
		d.press("tab")
		d.mustNotShow("not reloaded")
	}
}

// Both panes of tend's own take the place of the output, one over the other.
func TestReasonsAndMessages(t *testing.T) {
	d := notReloaded(t, 3, 100, 24, "L")
	d.mustShow("not reloaded")
	d.mustNotShow("all messages ·")
	d.press("L")
	d.mustShow("all messages · 3")
	d.press("L")
	d.mustShow("not reloaded", "▌✗ not")
	d.press("L")
	d.fake.reloadErr = nil
	d.press("ctrl+r")
	d.mustShow("all messages ·")
	d.press("esc")
	d.mustShow("▌ ● process-000", " process-000  ● running")

	d = notReloaded(t, 3, 100, 24, "tab")
	d.press("L", "esc", "esc")
	d.mustShow("▌process-000")
}

func TestNobodyListensToOutputBehindTheReasons(t *testing.T) {
	d := notReloaded(t, 3, 100, 24)
	d.app.settle()
	if len(d.app.listensTo) > 0 {
		t.Errorf("it listens to %q", d.app.listensTo)
	}
	d.press("esc")
	if !slices.Equal(d.app.listensTo, []string{"process-000"}) {
		t.Errorf("it listens to %q", d.app.listensTo)
	}
}

func TestAStackWithoutAFileSaysSo(t *testing.T) {
	d := drive(t, newFake(many(1)...), 80, 24)
	d.fake.reloadErr = errors.New("there is nothing to read again: this stack does not come from a file")
	d.press("ctrl+r")
	d.mustShow("✗ there is nothing to read again:", "from a file", "✗ nothing has changed")
}

func TestOneReloadAtATime(t *testing.T) {
	f := newFake(many(1)...)
	d := drive(t, f, 80, 24)
	first := d.app.press(keyNamed(t, "ctrl+r"))
	d.mustShow("reading the configuration again")
	d.press("ctrl+r")
	d.mustShow("the configuration is being read already")
	d.run(first)
	d.press("ctrl+r")
	if f.reloads != 2 {
		t.Errorf("read %d times", f.reloads)
	}
}

func TestNothingIsReadAgainAtTheEnd(t *testing.T) {
	d := notReloaded(t, 3, 100, 24)
	d.fake.change(func(s *manager.Snapshot) { s.Phase = manager.Closing })
	d.changed()
	d.mustNotShow("not reloaded")
	d.press("ctrl+r")
	d.mustShow("the session is ending")
	if d.fake.reloads != 1 {
		t.Errorf("read %d times", d.fake.reloads)
	}
	d.send(reloadedMsg{err: wrongConfig(3)}) // it was on its way
	d.mustNotShow("not reloaded")
}
