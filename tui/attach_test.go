package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"tend/manager"
	"tend/processcontrol"
)

// consoles is a stack with something to type into.
func consoles() *fakeStack {
	f := company()
	db, api := f.snap.Processes[0], f.snap.Processes[2]
	db.TTY, api.TTY = true, true
	f.raw = map[string]string{
		"db":  "psql (17)\r\nType \"help\".\r\n\r\n\x1b[1mshop=#\x1b[0m select 世界",
		"api": "\x1b[?1049h\x1b[2J\x1b[1;1H\x1b[7m editor \x1b[0m\x1b[3;5H\x1b[32mgreen\x1b[0m\x1b[?1002h\x1b[?1006h",
	}
	return f
}

// attachings are the modes of being in the terminal of a process.
var attachings = []scene{
	{"prompt", func(d *driver) { d.press("j", "a") }},
	{"editor", func(d *driver) { toAPI(d); d.press("a") }},
	{"zoomed", func(d *driver) { toAPI(d); d.press("z"); d.press("a") }},
}

func TestAttachings(t *testing.T) {
	for _, size := range goldenSizes {
		for _, scene := range attachings {
			t.Run(fmt.Sprintf("%dx%d/%s", size[0], size[1], scene.name), func(t *testing.T) {
				d := drive(t, consoles(), size[0], size[1])
				scene.play(d)
				golden.RequireEqual(t, []byte(d.app.View()+"\n"))
			})
		}
	}
}

func TestWhatIsTypedGoesToTheProcessUntilOneLeaves(t *testing.T) {
	d := drive(t, consoles(), 100, 24)
	d.press("j", "a")
	d.mustShow("attached", "shop=# select")
	d.write("q;s")
	d.press("enter", "ctrl+c", "up", "esc")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("pasted text"), Paste: true})
	if want := "q;s\r\x03\x1b[A\x1bpasted text"; strings.ReplaceAll(d.fake.typed, "db:", "") != want {
		t.Errorf("typed was %q, want %q", d.fake.typed, want)
	}
	if len(d.fake.commands)+len(d.fake.shutdowns) > 0 {
		t.Errorf("the stack was told %v, %v", d.fake.commands, d.fake.shutdowns)
	}
	d.press("ctrl+]", "x")
	if len(d.fake.commands) != 1 {
		t.Error("keys still go to the process")
	}
}

func TestTheScreenOfAProcessIsFollowedAndAnswered(t *testing.T) {
	d := drive(t, consoles(), 100, 24)
	d.press("j", "a")
	d.fake.mu.Lock()
	d.fake.raw["db"] += "\r\nmore\x1b[6n"
	d.fake.mu.Unlock()
	d.changed()
	d.mustShow("more")
	if d.fake.typed != "db:\x1b[5;5R" {
		t.Errorf("typed was %q", d.fake.typed)
	}
}

func TestTheMouseIsPassedOn(t *testing.T) {
	d := drive(t, consoles(), 100, 24)
	toAPI(d)
	d.press("a")
	area := d.app.layout.logs
	d.mouse(area.x+logsGutter+4, area.y+1+2, tea.MouseActionPress)
	if d.fake.typed != "api:\x1b[<0;5;3M" {
		t.Errorf("typed was %q", d.fake.typed)
	}
	d.mouse(2, 2, tea.MouseActionPress)
	if d.app.attached != nil || d.app.list.selected().Name != "db" {
		t.Error("a click elsewhere does not leave")
	}
}

func TestOneAttachesOnlyToWhatHasATerminalAndRuns(t *testing.T) {
	d := drive(t, consoles(), 100, 24)
	d.press("a")
	d.mustShow("select a process")
	d.press("j", "j", "a")
	d.mustShow("cache has no terminal")
	d.fake.edit("db", func(p *manager.ProcessView) { p.PID = 0; p.Status = manager.Stopped })
	d.changed()
	d.press("k", "a")
	d.mustShow("db does not run: s starts it")
}

func TestAttachingGivesTheTerminalThisScreensSizeAgain(t *testing.T) {
	d := drive(t, consoles(), 100, 24)
	mine := slices.Clone(d.fake.sizes)
	d.press("j", "a") // somebody else's screen may have had another size
	if got := d.fake.sizes[len(mine):]; len(mine) == 0 || len(got) != 1 || got[0] != mine[len(mine)-1] {
		t.Errorf("the terminals were told %v, and then %v", mine, got)
	}
}

func TestAFullScreenProgramSaysHowItIsSeen(t *testing.T) {
	d := drive(t, consoles(), 100, 24)
	d.press("j")
	d.mustNotShow("full screen")
	d.fake.edit("db", func(p *manager.ProcessView) { p.FullScreen = true })
	d.changed()
	d.mustShow("db  ● ready  full screen: a shows it")
}

func TestEnterLeavesWhatHasEnded(t *testing.T) {
	d := drive(t, consoles(), 100, 24)
	d.press("j", "a")
	d.fake.edit("db", func(p *manager.ProcessView) { p.PID = 0; p.Status = manager.Done; p.Exit = &processcontrol.Exit{} })
	d.changed()
	d.mustShow("ctrl+] or enter leaves · db has ended")
	d.press("x") // may have been meant for it
	if d.app.attached == nil || len(d.fake.commands) > 0 {
		t.Errorf("another key leaves: %t, or does something: %v", d.app.attached == nil, d.fake.commands)
	}
	d.press("enter")
	if d.app.attached != nil {
		t.Error("enter does not leave")
	}
}

func TestTheEndOfTheSessionLeaves(t *testing.T) {
	d := drive(t, consoles(), 100, 24)
	d.press("j", "a")
	d.fake.change(func(s *manager.Snapshot) { s.Phase = manager.Closing })
	d.changed()
	if d.app.attached != nil {
		t.Error("one is still attached")
	}
}
