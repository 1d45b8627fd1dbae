package tui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"tend/internal/logring"
	"tend/internal/logview"
	"tend/internal/theme"
	"tend/manager"
)

// reading is a screen of one process that has printed n lines. There is room
// for 21 of them, 20 while it is paused.
func reading(t *testing.T, n int) *driver {
	f := newFake(many(1)...)
	for i := range n {
		f.print("process-000", logring.Stdout, fmt.Sprintf("line %d.", i+1))
	}
	return drive(t, f, 100, 24)
}

// mustRead fails unless exactly these lines are shown.
func (d *driver) mustRead(first, last int) {
	d.t.Helper()
	for i, want := range map[int]bool{first - 1: false, first: true, last: true, last + 1: false} {
		if word := fmt.Sprintf(" line %d.", i); strings.Contains(d.view(), word) != want {
			d.t.Fatalf("want lines %d to %d on the screen:\n%s", first, last, d.view())
		}
	}
}

func (d *driver) say(n int) {
	for range n {
		d.fake.print("process-000", logring.Stdout, fmt.Sprintf("line %d.", d.fake.printed("process-000")+1))
	}
	d.changed()
}

func TestOutputFollowsTheEnd(t *testing.T) {
	d := reading(t, 100)
	d.mustRead(80, 100)
	d.say(5)
	d.mustRead(85, 105)
}

func TestScrollingUpPausesAndSaysWhatIsMissed(t *testing.T) {
	d := reading(t, 100)
	d.press("pgup") // one row of the old page stays in view
	d.mustRead(61, 80)
	d.mustShow("▼ paused · 20 lines below · f to follow")
	d.say(1)
	d.mustRead(61, 80)
	d.mustShow("▼ paused · 21 lines below · f")
	d.say(131)
	d.mustRead(61, 80)
	d.mustShow("▼ paused · 152 lines below · f to follow")
	d.press("f")
	d.mustRead(212, 232)
	d.mustNotShow("to follow")
}

func TestScrollingDownToTheEndFollowsAgain(t *testing.T) {
	d := reading(t, 100)
	d.press("ctrl+u")
	d.mustRead(71, 90)
	d.press("ctrl+d")
	d.mustRead(80, 99)
	d.press("pgdown")
	d.mustRead(80, 100)
	d.mustNotShow("paused")
}

func TestFollowTogglesWhereOneIs(t *testing.T) {
	d := reading(t, 100)
	d.press("f")
	d.mustRead(81, 100)
	d.mustShow("paused")
	d.press("f")
	d.mustRead(80, 100)
}

func TestEndsOfTheOutput(t *testing.T) {
	d := reading(t, 100)
	d.press("g")
	d.mustRead(1, 20)
	d.press("pgup", "up")
	d.mustRead(1, 20)
	d.press("G")
	d.mustRead(80, 100)
	d.press("tab", "home")
	d.mustRead(1, 20)
	d.press("down")
	d.mustRead(2, 21)
	d.press("up", "down", "down", "j", "k")
	d.mustRead(3, 22)
	d.press("end")
	d.mustRead(80, 100)
}

func TestShortOutputCannotBeScrolled(t *testing.T) {
	d := reading(t, 10)
	d.press("pgup", "g", "ctrl+u")
	d.mustRead(1, 10)
	d.mustNotShow("paused")
}

func TestLinesThatAreDroppedMoveThePage(t *testing.T) {
	f := newFake(many(1)...)
	f.limit = logring.MinLimit
	d := drive(t, f, 100, 24)
	d.say(100)
	d.press("g")
	for f.dropped("process-000") < 31 {
		d.say(1)
	}
	first := int(f.dropped("process-000")) + 1
	d.mustRead(first, first+19)
	d.press("up")
	d.mustRead(first, first+19)
	for f.dropped("process-000") < int64(first+19) {
		d.say(1)
	}
	first = int(f.dropped("process-000")) + 1
	d.mustRead(first, first+19)
}

func TestWhereOneStandsIsKeptForEachProcess(t *testing.T) {
	f := newFake(many(2)...)
	for i := range 100 {
		f.print("process-000", logring.Stdout, fmt.Sprintf("line %d.", i+1))
		f.print("process-001", logring.Stdout, fmt.Sprintf("other %d.", i+1))
	}
	d := drive(t, f, 100, 24)
	d.press("g", "j")
	d.mustShow("other 100.")
	d.mustNotShow("paused")
	d.press("k")
	d.mustRead(1, 20)
	d.mustShow("paused")
}

func TestWrappedLinesAreReadRowByRow(t *testing.T) {
	f := newFake(many(1)...)
	for i := range 50 {
		f.print("process-000", logring.Stdout, fmt.Sprintf("%02d:%s", i+1, strings.Repeat("x", 130)))
	}
	d := drive(t, f, 100, 24) // 61 cells: three rows a line
	d.press("w")
	d.mustShow("44:", "50:")
	d.mustNotShow("43:")
	d.press("tab", "up")
	d.mustShow("44:") // its last row went, and the first of the page is its second
	for range 3 * 50 {
		d.press("up")
		d.mustFit("up")
	}
	d.mustShow("01:")
	for range 3 * 50 {
		d.press("down")
		d.mustFit("down")
	}
	d.mustShow("50:")
	d.mustNotShow("paused")
}

func TestNotesAreRules(t *testing.T) {
	f := newFake(many(1)...)
	f.print("process-000", logring.Note, "── run 2 ──")
	d := drive(t, f, 80, 24)
	rest := strings.TrimSpace(d.line(2)[strings.Index(d.line(2), "│")+len("│"):])
	if !strings.HasPrefix(rest, "── run 2 ───────") || !strings.HasSuffix(d.line(2), "─") {
		t.Errorf("a note is drawn as %q", d.line(2))
	}
}

func TestEmptyOutputSaysWhy(t *testing.T) {
	unmet := []manager.Unmet{{Dependency: manager.Dependency{Name: "db"}}, {Dependency: manager.Dependency{Name: "seed"}, Failed: true}}
	for _, c := range []struct {
		p    manager.ProcessView
		want string
	}{
		{manager.ProcessView{Status: manager.NotStarted}, "not started: press s"},
		{manager.ProcessView{Status: manager.Waiting, WaitingFor: unmet}, "waiting for db, seed (failed)"},
		{manager.ProcessView{Status: manager.Running}, "no output yet"},
		{manager.ProcessView{Status: manager.Failed}, "could not be started: press s to try again"},
		{manager.ProcessView{Status: manager.GaveUp, Restarts: 5}, "gave up: press s to try again"},
		{manager.ProcessView{Status: manager.Done}, "ended without output"},
	} {
		c.p.Name = "api"
		d := drive(t, newFake(c.p), 120, 24)
		d.mustShow(" " + c.want)
	}
}

func TestTheProcessesAreToldTheSizeOfThePane(t *testing.T) {
	d := drive(t, sceneStack(), 100, 30)
	if len(d.fake.sizes) != 1 {
		t.Fatalf("told %v", d.fake.sizes)
	}
	d.press("j", "tab", "pgup", "?", "w", "q", "y") // none of these is a new size
	d.changed()
	d.size(100, 30)
	if len(d.fake.sizes) != 1 {
		t.Fatalf("told %v", d.fake.sizes)
	}
	d.size(100, 31)
	d.size(20, 5)
	if got := d.fake.sizes; len(got) != 2 || got[1][1] != got[0][1]+1 {
		t.Fatalf("told %v", got)
	}
	if want := d.app.logs.width - logsGutter; d.fake.sizes[1][0] != want {
		t.Errorf("told %d columns, the pane shows %d", d.fake.sizes[1][0], want)
	}
	single := drive(t, sceneStack(), 40, 10)
	single.press("tab", "tab")
	if len(single.fake.sizes) != 1 {
		t.Errorf("one pane at a time: told %v", single.fake.sizes)
	}
}

func TestFlowRepeatsColoursInEveryRow(t *testing.T) {
	rows := flow("\x1b[1m\x1b[31mabcdefgh\x1b[0mij", 3, 0)
	want := []string{
		"\x1b[1m\x1b[31mabc\x1b[0m", "\x1b[1m\x1b[31mdef\x1b[0m", "\x1b[1m\x1b[31mgh\x1b[0mi", "j  ",
	}
	if strings.Join(rows, "|") != strings.Join(want, "|") {
		t.Errorf("got  %q\nwant %q", rows, want)
	}
	if got := flow("世界世", 3, 2); len(got) != 2 || got[0] != "世 " || got[1] != "界 " {
		t.Errorf("wide characters: %q", got)
	}
}

func TestClipShowsThatThereIsMore(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"世界", 3, "世…"}, {"a世界", 4, "a世…"},
		{"", 2, "  "}, {"abc", 1, "…"}, {"abc", 0, ""}, {"\x1b[31mabcd", 3, "\x1b[31mab\x1b[0m…"},
		{"a\x1b[2Jb\x07", 3, "ab "},
	} {
		if got := clip(c.in, c.n, "…"); got != c.want {
			t.Errorf("clip(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}

func FuzzCells(f *testing.F) {
	f.Add("a\x1b[31m世界\x1b[0m e\u0301 👨‍👩‍👧‍👦 \xff", 7)
	f.Fuzz(func(t *testing.T, s string, width int) {
		width = min(max(width, 2), 300)
		check := func(what, got string) {
			if w := ansi.StringWidth(got); w != width {
				t.Errorf("%s is %d cells wide, not %d: %q of %q", what, w, width, got, s)
			}
			if strings.ContainsAny(got, "\n\r\t\a\b") {
				t.Errorf("%s moves the cursor: %q", what, got)
			}
		}
		check("clip", clip(s, width, ellipsis))
		for _, row := range flow(s, width, 0) {
			check("flow", row)
		}
		check("line", newLine(width).add(paint{}, plain(s)).fill(paint{}))
		check("cut", leftOf(clip(s, width+9, ellipsis), width))
		check("rest", rightOf(clip(s, width+9, ellipsis), 9, width+9))
	})
}

func BenchmarkDrawLongLines(b *testing.B) {
	st := newStyles(options(2).Renderer, theme.Find(""))
	line := &logview.Line{Line: logring.Line{Number: 1, Text: strings.Repeat("\x1b[32mword\x1b[0m ", 64<<10/14)}}
	style := lineStyle{st: st}
	for _, wrap := range []bool{false, true} {
		b.Run(fmt.Sprintf("wrap=%t", wrap), func(b *testing.B) {
			for b.Loop() {
				style.draw(line, 100, 0, wrap)
			}
		})
	}
}

// Who comes back is read from its end, and not from where one stood before.
func TestWhereOneStoodGoesWithTheProcess(t *testing.T) {
	f := newFake(many(3)...)
	for i := range 100 {
		f.print("process-001", logring.Stdout, fmt.Sprintf("line %d.", i+1))
	}
	d := drive(t, f, 100, 24)
	d.press("j", "pgup")
	d.mustShow("▼ paused")
	all := f.snap.Processes
	f.change(func(s *manager.Snapshot) { s.Processes = []*manager.ProcessView{all[0], all[2]} })
	d.changed()
	d.mustShow("▌ ● process-002")
	d.mustNotShow("paused")
	if got := d.app.listensTo; len(got) != 1 || got[0] != "process-002" {
		t.Errorf("it listens to %q", got)
	}
	f.change(func(s *manager.Snapshot) { s.Processes = all })
	d.changed()
	d.press("k")
	d.mustShow("▌ ● process-001", "line 100.")
	d.mustNotShow("paused")
}
