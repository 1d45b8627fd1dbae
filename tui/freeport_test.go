package tui

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"tend/manager"
	"tend/processcontrol"
)

// barred is a process that a stranger on its port keeps from starting.
func barred(name string) manager.ProcessView {
	return manager.ProcessView{
		Name: name, Status: manager.Failed, Generation: 1,
		PortTaken: stranger(), Problem: stranger().Error(),
	}
}

func TestAStrangerOnThePortIsEndedAfterAQuestion(t *testing.T) {
	for _, answer := range []string{"y", "n", "esc"} {
		d := drive(t, newFake(barred("web")), 80, 24)
		d.mustShow("port 8080", "K free port", "(K frees it)")
		d.press("K")
		d.mustShow("End node server.js (pid 1234), which listens on port", "8080, and start web?", "[y]es")
		if d.press("x", answer); answer != "y" {
			if len(d.fake.commands) > 0 {
				t.Errorf("%s asks for %v", answer, d.fake.commands)
			}
			continue
		}
		if want := []manager.Command{{Action: manager.FreePort, Names: []string{"web"}}}; !reflect.DeepEqual(d.fake.commands, want) {
			t.Errorf("%v, want %v", d.fake.commands, want)
		}
		d.mustNotShow("[y]es")
	}
}

func TestOnlyStrangersCanBeEnded(t *testing.T) {
	for _, c := range []struct {
		edit func(p *manager.ProcessView)
		want string
	}{
		{func(p *manager.ProcessView) { p.PortTaken = nil }, "no port keeps web from starting"},
		{func(p *manager.ProcessView) { p.PortTaken.PID = 0 }, "who holds port 8080 cannot be seen from here"},
		{func(p *manager.ProcessView) { p.PortTaken.Owner = "api" }, "port 8080 is held by api, which is of this stack"},
		{func(p *manager.ProcessView) { p.Retired = true }, "web is leaving"},
	} {
		p := barred("web")
		c.edit(&p)
		d := drive(t, newFake(p), 80, 24)
		d.mustNotShow("K free")
		d.press("K")
		d.mustShow(c.want)
		d.press("y")
		if len(d.fake.commands) > 0 {
			t.Errorf("%s: asked for %v", c.want, d.fake.commands)
		}
	}
	d := drive(t, newFake(many(2)...), 80, 24)
	d.press(" ", " ", "K")
	d.mustShow("no port keeps any of the 2 marked from starting")
}

// Nobody is ended who was not named: whose end is asked about is one, and the
// question goes with it.
func TestTheQuestionIsAboutOneStranger(t *testing.T) {
	d := drive(t, newFake(barred("web"), barred("api"), manager.ProcessView{Name: "db", Status: manager.Running}), 80, 24)
	d.press(" ", " ", "K")
	d.mustShow("one port at a time: esc unmarks")
	d.press("esc", "home", " ", "end", " ", "K") // the one of the marked to which it applies
	d.mustShow("and start web?")

	d.fake.edit("web", func(p *manager.ProcessView) { p.Status, p.PortTaken = manager.Starting, nil })
	d.changed()
	d.mustShow("and start web?") // it is just being tried again
	again := *stranger()
	again.PID, again.Started = 4321, 100
	d.fake.edit("web", func(p *manager.ProcessView) { p.Status, p.PortTaken = manager.BackingOff, &again })
	d.changed()
	d.mustNotShow("and start web?")
	d.mustShow("no need any more to end node server.js (pid 1234)")
	d.press("y")
	if len(d.fake.commands) > 0 {
		t.Errorf("asked for %v", d.fake.commands)
	}
	d.press("K")
	d.mustShow("(pid 4321)")
	d.fake.edit("web", func(p *manager.ProcessView) { p.Status, p.PortTaken = manager.Running, nil })
	d.changed()
	d.mustNotShow("and start web?")
}

func TestTheQuestionGoesWithItsProcess(t *testing.T) {
	d := drive(t, newFake(barred("web"), manager.ProcessView{Name: "db", Status: manager.Running}), 80, 24)
	d.press("K")
	d.fake.change(func(s *manager.Snapshot) { s.Processes = s.Processes[1:] })
	d.changed()
	d.mustNotShow("and start web?")
	d.press("y")
	if len(d.fake.commands) > 0 {
		t.Errorf("asked for %v", d.fake.commands)
	}
}

func TestStrangersAreNamedInAFewWords(t *testing.T) {
	p := barred("web")
	p.PortTaken.Command = "java -jar " + strings.Repeat("very/", 40) + "long.jar"
	d := drive(t, newFake(p), 80, 24)
	d.press("K")
	d.mustShow("End java -jar very/very", "… (pid", "[y]es")
	for width := leastWidth; width < 90; width++ {
		d.size(width, 24)
		d.mustShow("End java -jar", " very/very", "start web?", "[y]es")
		d.mustFit("question")
	}
	p.PortTaken.Command = "/home/ada/.local/share/mise/installs/node/24.1.0/bin/node server.js"
	d = drive(t, newFake(p), 80, 24)
	d.press("K")
	d.mustShow("End node server.js (pid 1234), which")
	p.PortTaken.Command = ""
	d = drive(t, newFake(p), 80, 24)
	d.press("K")
	d.mustShow("End the process with pid 1234, which listens on port")
}

func TestAPortThatCannotBeFreedSaysWhy(t *testing.T) {
	d := drive(t, newFake(barred("web")), 80, 24)
	d.fake.doErr = errors.New("cannot free the port of web: that is not what keeps it from starting")
	d.press("K", "y")
	d.mustShow("✗ cannot free the port of web: that is not what keeps it from starting")
	d.fake.change(func(s *manager.Snapshot) { s.Phase = manager.Closing })
	d.changed()
	d.press("K")
	d.mustShow("the session is ending")
}

func TestTakenPortsAreSaidInTheRow(t *testing.T) {
	for width, want := range map[int]string{20: "port 65535 taken", 11: "port 65535", 9: "failed"} {
		p := manager.ProcessView{Status: manager.Failed, PortTaken: &processcontrol.PortTakenError{Port: 65_535}}
		if got := fitForm(forms(&p, true, noon), width).words; got != want {
			t.Errorf("in %d cells: %q, want %q", width, got, want)
		}
	}
}
