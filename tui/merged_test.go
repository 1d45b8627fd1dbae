package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muesli/termenv"

	"tend/internal/logring"
	"tend/internal/theme"
	"tend/manager"
)

// inTurns plays on a screen of three processes that have printed n lines in
// turns.
func inTurns(t *testing.T, n int, play func(t *testing.T, d *driver)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := newFake(many(3)...)
		f.pace = 100 * time.Millisecond
		for i := range n {
			f.print(fmt.Sprintf("process-%03d", i%3), logring.Stdout, fmt.Sprintf("line %d.", i+1))
		}
		play(t, drive(t, f, 100, 24))
	})
}

func TestMergedOutputIsInOrderOfArrival(t *testing.T) {
	inTurns(t, 60, func(t *testing.T, d *driver) {
		d.press("m")
		for i := 40; i <= 60; i++ {
			want := fmt.Sprintf("process-%03d │ line %d.", (i-1)%3, i)
			if row := d.line(i - 40 + 2); !strings.Contains(row, want) {
				t.Errorf("row %q, want %q", row, want)
			}
		}
		d.fake.print("process-001", logring.Stdout, "line 61.")
		d.changed()
		d.mustRead(41, 61) // it is followed
		d.press("pgup")
		d.mustRead(22, 41)
		d.mustShow("▼ paused · 20 lines below")
		d.fake.print("process-001", logring.Stdout, "line 62.")
		d.changed()
		d.mustShow("▼ paused · 21 lines below")
		d.mustRead(22, 41)
		for want := 21; want >= 1; want-- {
			d.press("k")
			d.mustRead(want, want+19)
		}
		for want := 2; want <= 42; want++ {
			d.press("j")
			d.mustRead(want, want+19)
		}
		d.press("g")
		d.mustRead(1, 20)
		d.press("G")
		d.mustRead(42, 62)
	})
}

func TestOnlyTheMarkedAreMergedIfSomeAre(t *testing.T) {
	inTurns(t, 9, func(t *testing.T, d *driver) {
		d.press(" ", "j", " ", "m")
		d.mustShow("2 marked processes", "process-000 │ line 1.", "process-002 │ line 9.")
		d.mustNotShow("line 2.")
		if want := []string{"process-000", "process-002"}; !slices.Equal(d.app.listensTo, want) {
			t.Errorf("it listens to %q, want %q", d.app.listensTo, want)
		}
		d.press("tab", "k", " ") // now all three
		d.mustShow("line 2.")
		d.press("esc", "esc", "m")
		d.mustShow("all 3 processes", "line 2.")
	})
}

func TestTheMergedViewBeginsAndEndsWhereOneIs(t *testing.T) {
	for _, end := range []string{"m", "esc"} {
		inTurns(t, 300, func(t *testing.T, d *driver) {
			d.press("g", "pgdown")
			d.mustShow(" line 58.", " line 115.") // lines 20 to 39 of its own
			d.press("m")
			d.mustShow("process-000 │ line 58.", "process-001 │ line 59.", "line 77.")
			d.press("g", "pgdown")
			d.press(end)
			d.mustShow("▌process-000", " line 58.", " line 115.")
			d.press("f", "m")
			d.mustShow("line 300.")
			d.mustNotShow("paused")
		})
	}
}

func TestMergedOutputIsSearchedAndFiltered(t *testing.T) {
	inTurns(t, 300, func(t *testing.T, d *driver) {
		d.press("m", "g", "/")
		d.write("line 4")
		d.press("enter")
		d.mustShow("▸process-000 │ line 4.", "/line 4 1/11")
		d.press("n")
		d.mustShow("▸process-000 │ line 40.", "2/11")
		d.press("n")
		d.mustShow("▸process-001 │ line 41.", "3/11")
		d.press("esc", "&")
		d.write("0.")
		d.press("enter")
		d.mustShow("process-000 │ line 40.", "process-001 │ line 50.", "&0. 30")
		d.mustNotShow("line 41.")
		d.fake.print("process-002", logring.Stdout, "line 310.")
		d.changed()
		d.press("G")
		d.mustShow("process-002 │ line 310.", "&0. 31")
		d.press("/")
		d.write("1")
		d.press("enter", "n", "N")
		d.mustFit("all at once")
		d.press("m") // the search and the filter stay
		d.mustShow("▌process-000", "&0. 10  /1 ")
	})
}

// Lines of several processes that came at once stand in the order of these, and
// none of them is shown twice or never, wherever a page begins.
func TestLinesThatCameAtOnceAreAllThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(many(5)...)
		for i := range 40 { // the clock stands still
			for p := range 5 {
				f.print(fmt.Sprintf("process-%03d", p), logring.Stdout, fmt.Sprintf("line %d.", p*40+i+1))
			}
		}
		d := drive(t, f, 100, 24)
		d.press("m", "g")
		for want := 1; want <= 180; want++ {
			d.mustRead(want, want+19)
			d.press("j")
		}
		d.press("G", "v", "g")
		d.mustShow("200 lines selected")
		d.press("G", "k", "k")
		d.mustShow("3 lines selected")
	})
}

func TestNamesAreCutAndHaveTheirOwnColours(t *testing.T) {
	var ps []manager.ProcessView
	for i := range 12 {
		ps = append(ps, manager.ProcessView{Name: fmt.Sprintf("世界-service-with-a-name-%d", i)})
	}
	f := newFake(ps...)
	for _, p := range ps {
		f.print(p.Name, logring.Stdout, "x", strings.Repeat("long ", 40))
	}
	d := driveIn(t, f, 160, 50, termenv.TrueColor)
	d.press("m", "w")
	d.mustShow("世界-service-… │ x", "               │ ng long")
	seen := make(map[string]bool)
	for _, r := range d.app.logs.rows {
		if open, _, named := strings.Cut(r.text, "世"); named {
			seen[open] = true
		}
	}
	if len(seen) != len(theme.Find("").Processes) {
		t.Errorf("%d colours: %v", len(seen), seen)
	}
	before := d.app.logs.style.lead.hues[ps[3].Name]
	f.change(func(s *manager.Snapshot) { s.Processes = s.Processes[2:] })
	d.changed()
	if got := d.app.logs.style.lead.hues[ps[3].Name]; got != before {
		t.Error("a reload changes the colour of a process")
	}
	d.mustFit("names")
}

func TestAProcessThatIsGoneLeavesTheMergedView(t *testing.T) {
	inTurns(t, 9, func(t *testing.T, d *driver) {
		d.press("m", "v", "k", "k", "k")
		d.fake.change(func(s *manager.Snapshot) { s.Processes = s.Processes[1:] })
		d.changed()
		d.mustNotShow("line 1.")
		d.mustShow("line 2.", "all 2 processes")
		d.mustFit("gone")
		d.press("j", "k", "y")
		d.fake.change(func(s *manager.Snapshot) { s.Processes = nil })
		d.changed()
		d.mustFit("all gone")
		d.press("m", "v", "/", "n", "y", "e")
		d.mustSay("there is no process")
	})
}
