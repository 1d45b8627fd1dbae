package tui

import (
	"slices"
	"strings"
	"testing"

	"tend/internal/keymap"
	"tend/internal/logring"
	"tend/manager"
)

// What the configuration takes for a key is what bubbletea calls it, and there
// is no other.
func TestKeysAreCalledAsTheyArrive(t *testing.T) {
	named := keymap.KeyNames()
	for name := range keyTypes() {
		key, err := keymap.ParseKey(name)
		if key != name || err != nil {
			t.Errorf("%q is %q, %v", name, key, err)
		}
		if !slices.Contains(named, keymap.KeyName(name)) {
			t.Errorf("%q is not among the names", name)
		}
	}
	for _, name := range named {
		for _, before := range []string{"", "alt+"} {
			key, err := keymap.ParseKey(before + name)
			if err != nil {
				t.Fatal(err)
			}
			if got := keyNamed(t, key).String(); got != key {
				t.Errorf("%q arrives as %q", key, got)
			}
		}
	}
}

func TestAReboundKeyActsAndItsOldOneDoesNot(t *testing.T) {
	d := driveBound(t, newFake(many(2)...), keymap.Bindings{
		keymap.Stop: {"f5", "alt+x"}, keymap.Down: {"ctrl+n"}, keymap.Mark: {"x"}, keymap.PageDown: {" "},
	})
	d.press("j", "down", "ctrl+n", "f5", "alt+x")
	if len(d.fake.commands) != 2 || d.fake.commands[0].Action != manager.Stop || d.fake.commands[0].Names[0] != "process-001" {
		t.Fatalf("f5 and alt+x asked for %v", d.fake.commands)
	}
	d.press("x", " ")
	if len(d.fake.commands) != 2 || len(d.app.list.marks) != 1 {
		t.Errorf("x, which marks, asked for %v and marked %v", d.fake.commands, d.app.list.marks)
	}
}

func TestWhatHasNoKeyIsDoneFromThePalette(t *testing.T) {
	d := driveBound(t, newFake(many(1)...), keymap.Bindings{keymap.Kill: nil, keymap.Help: nil, keymap.Palette: {"ctrl+k"}})
	d.press("X", "?", ":")
	d.mustNotShow("any key closes")
	if len(d.fake.commands) > 0 || d.app.dialog != noDialog {
		t.Fatalf("keys that are bound to nothing did %v", d.fake.commands)
	}
	d.mustNotShow("kill")
	d.mustNotShow("help")
	d.press("ctrl+k")
	d.write("kill")
	d.press("enter")
	if len(d.fake.commands) != 1 || d.fake.commands[0].Action != manager.Kill {
		t.Errorf("asked for %v", d.fake.commands)
	}
}

func TestAllThatNamesAKeyNamesTheOneThatIsBound(t *testing.T) {
	keys := keymap.Bindings{
		keymap.Stop: {"f5", "alt+x"}, keymap.Kill: {"f9"}, keymap.StartAll: {"f6"}, keymap.Help: {"f1"}, keymap.Details: {"alt+i"},
		keymap.Messages: {"f2"}, keymap.Search: {"ctrl+f"}, keymap.Merge: {"alt+m"}, keymap.Follow: {"alt+f"}, keymap.Back: {"b"},
		keymap.Find: {"ctrl+g"}, keymap.Start: {"alt+s"}, keymap.Up: {"w"}, keymap.Down: {"alt+down"}, keymap.Wrap: nil, keymap.Palette: {"ctrl+p"},
	}
	drive := func(ps ...manager.ProcessView) *driver {
		d := driveBound(t, newFake(ps...), keys)
		d.mustFit("rebound")
		return d
	}
	stuck := manager.ProcessView{Name: "api", Status: manager.Stuck}
	for _, c := range []struct {
		where string
		d     *driver
		keys  string
		want  []string
	}{
		{"footer", drive(many(2)...), "", []string{"f5 stop", "f9 kill", "f1 help", "alt+f pause"}},
		{"palette", drive(many(2)...), "ctrl+p", []string{"f5 alt+x", "f9"}},
		{"hint", drive(stuck), "r", []string{"api is stuck: f9 tries to kill it again"}},
		{"problem", drive(stuck), "", []string{"SIGKILL did not end it: f9 tries again"}},
		{"stack", drive(manager.ProcessView{Name: "api", Status: manager.Stopped}), "R", []string{"nothing is running: f6 starts everything"}},
		{"details asked for", drive(many(2)...), "u", []string{"alt+i shows the details"}},
		{"details", drive(many(2)...), "alt+i", []string{"alt+i closes"}},
		{"messages", drive(many(2)...), "f2", []string{"f2 closes"}},
		{"search", drive(many(2)...), "n", []string{"ctrl+f searches"}},
		{"merged", drive(many(2)...), "alt+m", []string{"alt+m ends"}},
		{"finder", drive(many(2)...), "ctrl+g p r o enter", []string{"b all"}},
		{"empty", drive(manager.ProcessView{Name: "api"}), "", []string{"not started: press alt+s"}},
	} {
		c.d.press(strings.Fields(c.keys)...)
		c.d.mustFit(c.where)
		for _, want := range c.want {
			if !strings.Contains(c.d.view(), want) {
				t.Errorf("%s does not show %q:\n%s", c.where, want, c.d.view())
			}
		}
	}

	d := drive(many(2)...)
	for range 100 {
		d.fake.print("process-000", logring.Stdout, "line")
	}
	d.changed()
	d.press("enter", "pgup")
	d.mustShow("alt+f to follow")
	d.press("f1", "alt+down")
	d.mustFit("help")
	d.mustShow("w alt+down more · other keys close")
	d.press("down")
	d.mustNotShow("other keys close")
	d.press("f1")
	d.size(200, 60)
	d.mustShow("f5 alt+x", "f9", "none", "wrap", "any key closes")
	for _, gone := range []string{"↓ j", "↑ k", " X "} {
		d.mustNotShow(gone)
	}
	d.press("f1", "q", "y")
	d.changed()
	d.press("alt+s")
	d.mustShow("the session is ending: f9 kills what is left")
}

// In a sentence, what has no key is what the palette finds it by.
func TestSentencesAboutWhatHasNoKey(t *testing.T) {
	for _, c := range []struct {
		keys keymap.Bindings
		want string
	}{
		{keymap.Bindings{keymap.Kill: nil}, "api is stuck: “:kill” tries to kill it again"},
		{keymap.Bindings{keymap.Kill: nil, keymap.Palette: {"ctrl+p", ":"}}, "api is stuck: “ctrl+p kill” tries to kill it again"},
		{keymap.Bindings{keymap.Kill: {" ", "X"}, keymap.Mark: {"."}}, "api is stuck: space tries to kill it again"},
	} {
		d := driveBound(t, newFake(manager.ProcessView{Name: "api", Status: manager.Stuck}), c.keys)
		d.press("r")
		d.mustShow(c.want)
	}
}

// A key that interrupts gives up what is typed first; all others are typed.
func TestReboundKeysAreTypedInAPrompt(t *testing.T) {
	d := driveBound(t, newFake(many(2)...), keymap.Bindings{keymap.Interrupt: {"ctrl+c", "f10"}, keymap.Stop: {"z"}, keymap.Zoom: nil})
	d.press("/", "z")
	d.mustShow("/z")
	if len(d.fake.commands) > 0 {
		t.Fatalf("what was typed asked for %v", d.fake.commands)
	}
	d.press("f10")
	if len(d.fake.shutdowns) != 0 || d.app.asks() {
		t.Error("f10 does not give up what is typed")
	}
	d.press("f10")
	if len(d.fake.shutdowns) != 1 {
		t.Error("f10 does not interrupt")
	}
}

// What is told of them in the place of a key is what finds them.
func TestThePaletteFindsActionsByTheirWords(t *testing.T) {
	for a := NoAction + 1; a < actionCount; a++ {
		if a == Palette || a == EndSession { // one is it, the other is for visitors
			continue
		}
		d := drive(t, newFake(many(2)...), 80, 24)
		words := d.app.keys.words(a)
		d.press(":")
		d.write(words)
		if !slices.ContainsFunc(d.app.palette.found, func(f foundOffer) bool { return strings.HasSuffix(f.words, ": "+words) }) {
			t.Errorf("%q is not found", words)
		}
	}
}
