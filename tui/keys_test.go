package tui

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"tend/internal/logring"
	"tend/manager"
	"tend/processcontrol"
)

func TestOperationsAskForTheSelectedProcess(t *testing.T) {
	for _, c := range []struct {
		key    string
		status manager.Status
		want   manager.Action
	}{
		{"s", manager.Stopped, manager.Start}, {"s", manager.GaveUp, manager.Start}, {"s", manager.Stopping, manager.Start},
		{"s", manager.BackingOff, manager.Start}, {"x", manager.Running, manager.Stop}, {"x", manager.Waiting, manager.Stop},
		{"x", manager.BackingOff, manager.Stop}, {"x", manager.Scheduled, manager.Stop}, {"s", manager.Scheduled, manager.Start}, {"X", manager.Running, manager.Kill}, {"X", manager.Stopping, manager.Kill},
		{"X", manager.Stuck, manager.Kill}, {"r", manager.Ready, manager.Restart}, {"r", manager.Exited, manager.Restart},
	} {
		d := drive(t, newFake(manager.ProcessView{Name: "db"}, manager.ProcessView{Name: "api", Status: c.status}), 80, 24)
		d.press("j", c.key)
		want := []manager.Command{{Action: c.want, Names: []string{"api"}}}
		if !reflect.DeepEqual(d.fake.commands, want) {
			t.Errorf("%s on %s: %v, want %v", c.key, c.status, d.fake.commands, want)
		}
	}
}

func TestWhatDoesNotApplySaysSoAndDoesNothing(t *testing.T) {
	for _, c := range []struct {
		key    string
		status manager.Status
		want   string
	}{
		{"s", manager.Running, "api is running already"},
		{"s", manager.Waiting, "api is waiting"},
		{"s", manager.Stuck, "api is stuck: X tries to kill it again"},
		{"x", manager.Stopped, "api is not running"},
		{"x", manager.Stopping, "api is being stopped already: X kills it"},
		{"X", manager.Done, "api is not running"},
		{"X", manager.Killing, "api is being killed already"},
		{"r", manager.Stuck, "api is stuck"},
		{"K", manager.Running, "no port keeps api from starting"},
		{"K", manager.Failed, "no port keeps api from starting"},
		{"ctrl+x", manager.Done, "nothing is running: S starts everything"},
		{"R", manager.NotStarted, "nothing is running: S starts everything"},
	} {
		d := drive(t, newFake(manager.ProcessView{Name: "api", Status: c.status}), 80, 24)
		d.press(c.key)
		if !strings.Contains(d.line(-1), c.want) {
			t.Errorf("%s on %s says %q, want %q", c.key, c.status, d.line(-1), c.want)
		}
		if len(d.fake.commands) > 0 {
			t.Errorf("%s on %s asks for %v", c.key, c.status, d.fake.commands)
		}
		d.press("Z")
		if strings.Contains(d.line(-1), c.want) {
			t.Error("the hint is still there after the next key")
		}
	}
}

func TestTheFooterOffersWhatApplies(t *testing.T) {
	for _, c := range []struct {
		process   manager.ProcessView
		want, not []string
	}{
		{manager.ProcessView{Status: manager.Running}, []string{"x stop", "r restart", "X kill"}, []string{"s start"}},
		{manager.ProcessView{Status: manager.Running, StopsAfter: []string{"web"}}, []string{"s start", "x stop", "r restart", "X kill"}, nil},
		{manager.ProcessView{Status: manager.Running, StopsAfter: []string{"web"}, Queued: true}, []string{"x stay stopped", "X kill"}, []string{"s start", "r restart"}},
		{manager.ProcessView{Status: manager.Stopped}, []string{"s start"}, []string{"x stop", "X kill", "r restart"}},
		{manager.ProcessView{Status: manager.Stopping}, []string{"X kill", "s start"}, []string{"x st"}},
		{manager.ProcessView{Status: manager.Stopping, Queued: true}, []string{"X kill", "x stay stopped"}, []string{"s start"}},
		{manager.ProcessView{Status: manager.Stuck}, []string{"X kill"}, []string{"s start", "x stop"}},
		{manager.ProcessView{Status: manager.BackingOff}, []string{"s start", "x stop"}, []string{"X kill", "K free"}},
		{manager.ProcessView{Status: manager.Scheduled}, []string{"s start", "x call off"}, []string{"X kill", "r restart"}},
		{manager.ProcessView{Status: manager.Ready, Retired: true}, []string{"x stop", "X kill"}, []string{"r restart"}},
		{manager.ProcessView{Status: manager.Failed, PortTaken: stranger()}, []string{"K free port", "s start"}, []string{"x stop"}},
		{manager.ProcessView{Status: manager.BackingOff, PortTaken: stranger()}, []string{"K free port", "x stop"}, nil},
		{manager.ProcessView{Status: manager.Failed, PortTaken: &processcontrol.PortTakenError{Port: 80}}, []string{"s start"}, []string{"K free"}},
		{manager.ProcessView{Status: manager.Failed, PortTaken: &processcontrol.PortTakenError{Port: 80, PID: 1, Owner: "db"}}, []string{"s start"}, []string{"K free"}},
	} {
		c.process.Name = "api"
		d := drive(t, newFake(c.process), 80, 24)
		foot := d.line(-1)
		for _, w := range append(c.want, "? help") {
			if !strings.Contains(foot, " "+w) {
				t.Errorf("%s: %q does not offer %q", c.process.Status, foot, w)
			}
		}
		for _, w := range c.not {
			if strings.Contains(foot, " "+w) {
				t.Errorf("%s: %q offers %q", c.process.Status, foot, w)
			}
		}
	}
}

func TestOperationsActOnAllMarkedToWhichTheyApply(t *testing.T) {
	f := newFake(
		manager.ProcessView{Name: "a", Status: manager.Running}, manager.ProcessView{Name: "b", Status: manager.Stopped},
		manager.ProcessView{Name: "c", Status: manager.Ready}, manager.ProcessView{Name: "d", Status: manager.Running},
	)
	d := drive(t, f, 80, 24)
	d.press(" ", " ", " ", "x")
	if want := []string{"a", "c"}; len(f.commands) != 1 || !reflect.DeepEqual(f.commands[0].Names, want) {
		t.Fatalf("asked for %v, want one stop of %v", f.commands, want)
	}
	d.press("esc", "x")
	if want := []string{"d"}; len(f.commands) != 2 || !reflect.DeepEqual(f.commands[1].Names, want) {
		t.Fatalf("asked for %v, want then a stop of %v", f.commands, want)
	}
	d.press("home", " ", " ", "r", "X")
	d.fake.commands = nil
	d.press("esc", "home", "j", " ", "up", "X")
	d.mustShow("b is not running")
}

func TestTheWholeStackAsksFirst(t *testing.T) {
	for _, c := range []struct {
		key      string
		question string
		want     manager.Action
	}{
		{"ctrl+x", "2 processes are running. Stop them?", manager.Stop},
		{"R", "2 processes are running. Restart them?", manager.Restart},
	} {
		for _, answer := range []string{"y", "enter"} {
			d := drive(t, newFake(many(2)...), 80, 24)
			d.press(c.key)
			d.mustShow(c.question, "[y]es", "[n]o")
			if len(d.fake.commands) > 0 {
				t.Fatalf("%s did not wait for the answer", c.key)
			}
			d.press("x", answer)
			if want := []manager.Command{{Action: c.want}}; !reflect.DeepEqual(d.fake.commands, want) {
				t.Errorf("%s %s: %v, want %v", c.key, answer, d.fake.commands, want)
			}
			d.mustNotShow(c.question)
		}
		for _, answer := range []string{"n", "esc"} {
			d := drive(t, newFake(many(2)...), 80, 24)
			d.press(c.key, answer)
			d.mustNotShow(c.question)
			if len(d.fake.commands) > 0 {
				t.Errorf("%s %s: %v", c.key, answer, d.fake.commands)
			}
		}
	}
	d := drive(t, newFake(many(2)...), 80, 24)
	d.press("S")
	if want := []manager.Command{{Action: manager.Start}}; !reflect.DeepEqual(d.fake.commands, want) {
		t.Errorf("S: %v, want %v", d.fake.commands, want)
	}
}

func TestQuitAsksWhileSomethingRuns(t *testing.T) {
	d := drive(t, newFake(many(3)...), 80, 24)
	d.press("q")
	d.mustShow("3 processes are running. Stop them and quit?")
	d.press("n", "q", "y")
	if want := []bool{false}; !reflect.DeepEqual(d.fake.shutdowns, want) {
		t.Fatalf("shutdowns %v, want %v", d.fake.shutdowns, want)
	}
	d.changed()
	d.mustShow("Stopping everything", "0 of 3 gone", "X kill what is left")
	d.press("j", "?", "?", "s")
	d.mustShow("▌ ● process-001", "the session is ending")
	d.press("q")
	if want := []bool{false, true}; !reflect.DeepEqual(d.fake.shutdowns, want) {
		t.Fatalf("shutdowns %v, want %v", d.fake.shutdowns, want)
	}
	d.fake.change(func(s *manager.Snapshot) { s.Phase = manager.Closed })
	if d.changed(); !d.quit {
		t.Error("the screen goes on although the stack is closed")
	}
}

func TestQuitDoesNotAskWhileNothingRuns(t *testing.T) {
	d := drive(t, newFake(manager.ProcessView{Name: "a", Status: manager.Done}), 80, 24)
	d.press("q")
	if want := []bool{false}; !reflect.DeepEqual(d.fake.shutdowns, want) {
		t.Errorf("shutdowns %v, want %v", d.fake.shutdowns, want)
	}
}

func TestCtrlCQuitsWithoutAskingAndThenForces(t *testing.T) {
	for _, before := range [][]string{nil, {"q"}, {"?"}, {"R"}} {
		d := drive(t, newFake(many(3)...), 80, 24)
		d.press(before...)
		d.press("ctrl+c", "ctrl+c")
		if want := []bool{false, true}; !reflect.DeepEqual(d.fake.shutdowns, want) {
			t.Errorf("after %v: shutdowns %v, want %v", before, d.fake.shutdowns, want)
		}
	}
}

func TestAnEndFromOutsideShowsTheSameView(t *testing.T) {
	d := drive(t, newFake(many(3)...), 80, 24)
	d.press("R")
	d.fake.change(func(s *manager.Snapshot) { s.Phase = manager.Closing })
	d.changed()
	d.mustNotShow("Restart them?")
	d.mustShow("Stopping everything")
	d.press("X")
	if want := []bool{true}; !reflect.DeepEqual(d.fake.shutdowns, want) {
		t.Errorf("shutdowns %v, want %v", d.fake.shutdowns, want)
	}
}

func TestKeysTypedFastAreAllTaken(t *testing.T) {
	d := drive(t, newFake(many(9)...), 80, 24)
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jjjkjx")})
	if len(d.fake.commands) != 1 || d.fake.commands[0].Names[0] != "process-003" {
		t.Errorf("asked for %v", d.fake.commands)
	}
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("x"), Paste: true})
	if len(d.fake.commands) != 1 {
		t.Error("what was pasted was taken for keys")
	}
}

func TestTheMouse(t *testing.T) {
	d := drive(t, newFake(many(9)...), 80, 24)
	for i := range 100 {
		d.fake.print("process-004", logring.Stdout, fmt.Sprintf("line %d", i+1))
	}
	click := func(x, y int, b tea.MouseButton) {
		d.send(tea.MouseMsg{X: x, Y: y, Button: b, Action: tea.MouseActionPress})
		d.mustFit("mouse")
	}
	click(5, 5, tea.MouseButtonLeft)
	d.mustShow("▌ ● process-004")
	click(5, 5, tea.MouseButtonWheelDown)
	d.mustShow("▌ ● process-005")
	click(5, 5, tea.MouseButtonWheelUp)
	click(50, 5, tea.MouseButtonWheelUp)
	d.mustShow("▼ paused", "line 96")
	d.mustNotShow("line 97")
	click(50, 5, tea.MouseButtonLeft)
	d.mustShow("▌process-004")
	click(50, 22, tea.MouseButtonLeft)
	d.mustNotShow("paused")
	d.press("?")
	click(50, 5, tea.MouseButtonLeft)
	d.mustNotShow("any key closes")
	click(5, 2, tea.MouseButtonLeft)
	d.mustShow("▌ ● process-001")
}

func TestEveryKeyInEveryScene(t *testing.T) {
	sizes := [][2]int{{40, 10}, {80, 24}, {0, 0}}
	n := 0
	everyScene(func(scene scene, stack func() *fakeStack) {
		n++
		sizes := sizes[:2+n%5/4] // where nothing is seen, a fifth of the modes is enough
		t.Run(scene.name, func(t *testing.T) {
			t.Parallel()
			for i, key := range allKeys() {
				size := sizes[i%len(sizes)]
				d := drive(t, stack(), 80, 24)
				scene.play(d)
				d.size(size[0], size[1])
				d.press(key)
				d.mustFit(fmt.Sprintf("%s %s at %v", scene.name, key, size))
			}
		})
	})
}
