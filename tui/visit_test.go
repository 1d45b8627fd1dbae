package tui

import (
	"errors"
	"slices"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"

	"tend/internal/logview"
	"tend/manager"
)

// visitor drives a screen that shows another process's session.
func visitor(t *testing.T, f *fakeStack, width, height int, v *Visit) *driver {
	t.Helper()
	o := options(termenv.Ascii)
	v.PID = 4711
	if v.Silent == nil {
		v.Silent = func() bool { return false }
	}
	o.Visit = v
	return driveWith(t, f, width, height, o)
}

func TestVisits(t *testing.T) {
	silent := func() bool { return true }
	for _, c := range []struct {
		name   string
		silent func() bool
		press  []string
	}{
		{"visit", nil, nil},
		{"silent", silent, nil},
		{"help", nil, []string{"?"}},
		{"end", nil, []string{"Q"}},
	} {
		for _, size := range [][2]int{{80, 24}, {120, 40}, {40, 10}} {
			t.Run(c.name+map[int]string{80: "", 120: "-wide", 40: "-small"}[size[0]], func(t *testing.T) {
				d := visitor(t, company(), size[0], size[1], &Visit{Silent: c.silent})
				d.press(c.press...)
				d.mustFit(c.name)
				golden.RequireEqual(t, []byte(readable(d.app.View()+"\n")))
			})
		}
	}
}

func TestLeavingAVisitStopsNothing(t *testing.T) {
	for _, keys := range [][]string{{"q"}, {"ctrl+c"}, {"?", "ctrl+c"}, {"Q", "n", "q"}, {"Q", "ctrl+c"}, {":", "ctrl+c", "ctrl+c"}} {
		d := visitor(t, company(), 80, 24, &Visit{})
		d.press(keys...)
		if !d.quit || d.app.ctx.Err() == nil {
			t.Errorf("%q does not leave", keys)
		}
		if len(d.fake.shutdowns)+len(d.fake.commands) > 0 {
			t.Errorf("%q: the stack was told %v, %v", keys, d.fake.shutdowns, d.fake.commands)
		}
	}
}

func TestAVisitorEndsTheSessionAfterAQuestion(t *testing.T) {
	d := visitor(t, company(), 80, 24, &Visit{})
	d.press("Q")
	d.mustShow("and end the session?")
	d.press("y")
	if d.quit || !slices.Equal(d.fake.shutdowns, []bool{false}) {
		t.Fatalf("quit %v, the stack was told %v", d.quit, d.fake.shutdowns)
	}
	d.press("Q") // hurries it
	if !slices.Equal(d.fake.shutdowns, []bool{false, true}) {
		t.Fatalf("the stack was told %v", d.fake.shutdowns)
	}
	d.press("q")
	if !d.quit || len(d.fake.shutdowns) != 2 {
		t.Errorf("quit %v, the stack was told %v", d.quit, d.fake.shutdowns)
	}
}

func TestOnlyAVisitorHasAKeyThatEndsTheSession(t *testing.T) {
	d := drive(t, company(), 80, 24)
	d.press("Q")
	if d.app.dialog != noDialog || len(d.fake.shutdowns) > 0 {
		t.Errorf("a dialog %v, the stack was told %v", d.app.dialog, d.fake.shutdowns)
	}
	d.press("?")
	d.mustNotShow("end the session")
}

func TestWhatWasSeenStaysWhileTheSessionIsSilent(t *testing.T) {
	f := &muted{fakeStack: talking()}
	v := &Visit{Silent: func() bool { return f.silent }}
	o := options(termenv.Ascii)
	o.Visit = v
	d := &driver{t: t, fake: f.fakeStack, time: noon}
	d.app = newApp(t.Context(), f, o)
	d.app.Init()
	d.size(80, 24)
	before := d.line(3)
	f.silent = true
	d.changed()
	if after := d.line(3); after != before {
		t.Errorf("the output was %q, is %q", before, after)
	}
	d.mustShow(silentWords, "q leaves")
	d.press("q")
	if !d.quit {
		t.Error("q does not leave")
	}
}

// muted is a stack that may not answer.
type muted struct {
	*fakeStack
	silent bool
}

func (m *muted) Logs(q logview.Query) (logview.Page, error) {
	if m.silent {
		return logview.Page{}, errors.New("no answer")
	}
	return m.fakeStack.Logs(q)
}

func TestAVisitorLeavesOnceThereIsEnough(t *testing.T) {
	enough := false
	d := visitor(t, company(), 80, 24, &Visit{Enough: func(*manager.Snapshot) bool { return enough }})
	d.changed()
	if d.app.ctx.Err() != nil {
		t.Fatal("it has left too early")
	}
	enough = true
	d.changed()
	if d.app.ctx.Err() == nil || len(d.fake.shutdowns) > 0 {
		t.Errorf("it stays; the stack was told %v", d.fake.shutdowns)
	}
}
