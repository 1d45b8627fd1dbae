package tui

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"

	"tend/internal/logring"
	"tend/manager"
	"tend/processcontrol"
)

// scene is a mode that the screen can be in.
type scene struct {
	name string
	play func(d *driver)
}

// scenes are the modes that there are.
var scenes = []scene{
	{"all", func(d *driver) { d.press("j", "j", "j") }},
	{"notready", func(d *driver) { d.press("j", "j", "j", "j", "j") }},
	{"stopping", func(d *driver) { d.press("end"); d.press(strings.Split("kkkkkkkk", "")...) }},
	{"logs", func(d *driver) { d.press("j", "j", "j", "enter") }},
	{"paused", func(d *driver) {
		d.press("j", "j", "j", "pgup")
		d.fake.print("api", logring.Stdout, make([]string, 132)...)
		d.changed()
	}},
	{"wrapped", func(d *driver) { d.press("j", "j", "j", "w"); d.time = d.time.Add(noticeTime); d.send(tickMsg{}) }},
	{"marked", func(d *driver) { d.press(" ", " ", " ", "up") }},
	{"failure", func(d *driver) {
		d.fake.doErr = errors.New("cannot stop api: the session has ended")
		d.press("j", "j", "j", "x")
	}},
	{"warning", func(d *driver) {
		d.fake.log(slog.LevelWarn, "cache", "memory is over its limit", noon)
		d.changed()
	}},
	{"hint", func(d *driver) { d.press("s") }},
	{"help", func(d *driver) { d.press("?") }},
	{"quit", func(d *driver) { d.press("q") }},
	{"stopall", func(d *driver) { d.press("ctrl+x") }},
	{"restartall", func(d *driver) { d.press("R") }},
	{"shutdown", func(d *driver) {
		d.press("q", "y")
		d.changed()
		for _, name := range []string{"db", "smoke", "assets"} {
			d.fake.edit(name, func(p *manager.ProcessView) { p.Status = manager.Stopped })
		}
		d.time = d.time.Add(3 * time.Second)
		d.changed()
	}},
	{"forced", func(d *driver) {
		d.press("ctrl+c")
		d.changed()
		d.press("ctrl+c")
		d.fake.change(func(s *manager.Snapshot) {
			for i, p := range s.Processes {
				if runs(p) || p.Status == manager.Stopping {
					killed := *p
					killed.Status, killed.Stop = manager.Killing, processcontrol.Progress{Phase: processcontrol.Killed, Means: "SIGKILL", Since: noon, Survivors: 1}
					s.Processes[i] = &killed
				}
			}
		})
		d.time = d.time.Add(time.Second)
		d.changed()
	}},
	{"runs", func(d *driver) { again(d); d.press("j") }},
	{"runsmerged", func(d *driver) { again(d); d.press("m") }},
	{"nooutput", func(d *driver) { d.press("j", "enter") }},
	{"empty", func(d *driver) {
		d.fake.change(func(s *manager.Snapshot) { s.Processes = nil })
		d.changed()
	}},
}

// again has a process run for the third time, beside one that goes on.
func again(d *driver) {
	d.fake.pace = time.Millisecond // one after the other, merged too
	for run, ended := range []string{"exit 1", "ended by SIGTERM", ""} {
		if run > 0 {
			d.fake.print("cache", logring.Note, fmt.Sprintf("run %d", run+1))
		}
		d.fake.print("cache", logring.Stdout, "loading the dump of yesterday", "listening on :6379")
		d.fake.print("db", logring.Stdout, "connection received: host=127.0.0.1")
		if ended != "" {
			d.fake.print("cache", logring.Note, ended)
		}
	}
	d.changed()
}

func sceneStack() *fakeStack {
	f := newFake(everyStatus()...)
	speak(f)
	return f
}

func TestScreens(t *testing.T) { goldens(t, scenes, sceneStack, [2]int{58, 20}) }

func TestColours(t *testing.T) {
	d := driveIn(t, sceneStack(), 100, 30, termenv.TrueColor)
	d.press("j", "j", "j", " ", "enter", "pgup")
	golden.RequireEqualEscape(t, []byte(d.app.View()+"\n"), true)
}

// everyScene calls do for each scene there is, with a stack that it plays in.
func everyScene(do func(scene scene, stack func() *fakeStack)) {
	for _, scene := range scenes {
		do(scene, sceneStack)
	}
	for _, scene := range troubles {
		do(scene, misbehaving)
	}
	for _, scene := range sessions {
		do(scene, longSession)
	}
	for _, scene := range findings {
		do(scene, talking)
	}
	for _, scene := range attachings {
		do(scene, consoles)
	}
	for _, scene := range palettes {
		do(scene, company)
	}
	for _, scene := range knowings {
		do(scene, known)
	}
	for _, scene := range companies {
		do(scene, company)
	}
}

func TestNoColourLeavesNoSequenceOnTheScreen(t *testing.T) {
	everyScene(func(scene scene, stack func() *fakeStack) {
		d := drive(t, stack(), 100, 30)
		scene.play(d)
		// But for what is marked, and where one types.
		view := strings.NewReplacer(sgrReverse, "", sgrUnderline, "", sgrReset, "").Replace(d.app.View())
		if strings.Contains(view, "\x1b") {
			t.Errorf("%s: there is a sequence on the screen: %q", scene.name, view)
		}
	})
}

// Every line is exactly as wide as the terminal, and there are exactly as many
// as it is high, at every size and in every mode.
func TestEveryScreenFillsTheTerminalExactly(t *testing.T) {
	everyScene(func(scene scene, stack func() *fakeStack) {
		t.Run(scene.name, func(t *testing.T) {
			t.Parallel()
			d := driveIn(t, stack(), 80, 24, termenv.TrueColor)
			scene.play(d)
			for width := range 201 {
				for _, height := range []int{0, 1, 9, 10, 15, 16, 32} {
					d.size(width, height)
					d.mustFit(scene.name)
				}
			}
		})
	})
}

func TestWideAndHostileNamesFillTheTerminalExactly(t *testing.T) {
	t.Parallel()
	var ps []manager.ProcessView
	for i, name := range []string{"世界世界世界世界世界世界世界世界世界世界", "né\u0301e", "👨‍👩‍👧‍👦 family", "a\tb\nc\x1b[31md", "", strings.Repeat("long", 60)} {
		ps = append(ps, manager.ProcessView{
			Name: name, Command: "sh -c '\n\techo 世界\n'", Warning: strings.Repeat("世界 ", i*9), Health: processcontrol.Health(i % 3),
			Usage: processcontrol.Usage{At: noon, CPU: float64(i) * 1e9, Memory: 1 << (10 * i), Processes: i}, Problem: "first\nsecond\x1b[2J",
			Ports: []int{80, 65_535, 65_534}, Says: strings.Repeat(name, 2), Retired: i%2 == 0, StopsAfter: []string{name, name}[:i%3], NextRun: noon.Add(time.Hour),
			Status: manager.Status(i), PID: 12, Generation: 3, StartedAt: noon, RetryAt: noon,
			WaitingFor: []manager.Unmet{{Dependency: manager.Dependency{Name: name}, Failed: true, Why: name}},
		})
	}
	f := newFake(ps...)
	f.change(func(s *manager.Snapshot) { s.Name, s.Source = "世界\n世界", "/長い/道/tend.toml" })
	for _, p := range ps {
		f.print(p.Name, logring.Stdout, "世界世界世界世界世界世界世界世界世界", "👨‍👩‍👧‍👦👨‍👩‍👧‍👦", "e\u0301e\u0301", "\x1b[41mred \x1b[2J\x07 bell", "\xff\xfe\x80", "\u200b\u200d")
		f.print(p.Name, logring.Note, "── 世界 ──")
	}
	for _, wrap := range []bool{false, true} {
		d := driveIn(t, f, 80, 24, termenv.TrueColor)
		if wrap {
			d.press("w")
		}
		for width := 1; width <= 130; width++ {
			d.size(width, 20)
			for range ps {
				d.press("j")
				d.mustFit("hostile")
			}
			d.press("q")
			d.mustFit("hostile question")
			d.press("n", "home")
		}
	}
}

func TestTooSmallSaysSo(t *testing.T) {
	d := drive(t, sceneStack(), 30, 8)
	if got := strings.Join(strings.Fields(d.view()), " "); got != "terminal too small: 30×8, tend needs 40×10" {
		t.Errorf("got %q", got)
	}
	d.press("q", "x", "?", "y") // what is not seen is not asked for
	if len(d.fake.commands)+len(d.fake.shutdowns) > 0 {
		t.Errorf("keys did something: %v %v", d.fake.commands, d.fake.shutdowns)
	}
	d.press("ctrl+c")
	if len(d.fake.shutdowns) != 1 {
		t.Error("ctrl+c does not quit")
	}
}

func TestHeaderGivesWayWordsFirstThenCounts(t *testing.T) {
	f := newFake(
		manager.ProcessView{Name: "a", Status: manager.Ready}, manager.ProcessView{Name: "b", Status: manager.Ready},
		manager.ProcessView{Name: "c", Status: manager.Stopping}, manager.ProcessView{Name: "d", Status: manager.BackingOff},
		manager.ProcessView{Name: "e", Status: manager.Done}, manager.ProcessView{Name: "f", Status: manager.Done},
	)
	d := drive(t, f, 80, 24)
	for _, c := range []struct {
		width int
		want  string
	}{
		{80, "● 2 ready  ▽ 1 stopping  △ 1 backoff  ✓ 2 done "},
		{50, "● 2  ▽ 1  △ 1  ✓ 2 "},
	} {
		d.size(c.width, 24)
		if got := d.line(0); !strings.HasSuffix(got, " "+c.want) {
			t.Errorf("at %d: %q, want %q at its end", c.width, got, c.want)
		}
	}
	ts := tallies(f.snap.Processes)
	if got := countPieces(ts, 8); len(got) != 2 {
		t.Errorf("in 8 cells: %v, want two counts", got)
	}
	if got := countPieces(ts, 3); len(got) != 1 || got[0].glyph != "△" {
		t.Errorf("in 3 cells: %v, want what needs attention", got)
	}
	if got := countPieces(ts, 2); got != nil {
		t.Errorf("in 2 cells: %v, want nothing", got)
	}
}

func TestListKeepsTheSelectionInView(t *testing.T) {
	d := drive(t, newFake(many(500)...), 80, 24)
	for range 300 {
		d.press("down")
	}
	d.mustShow("▌ ● process-300")
	d.press("end")
	d.mustShow("▌ ● process-499")
	d.press("home")
	d.mustShow("▌ ● process-000")
	d.press("j")
	d.size(80, 10)
	d.mustShow("▌ ● process-001")
}

func TestTheSelectionStaysWithItsProcess(t *testing.T) {
	d := drive(t, newFake(many(5)...), 80, 24)
	d.press("j", "j", " ", "k")
	d.fake.change(func(s *manager.Snapshot) { s.Processes = s.Processes[1:] })
	d.changed()
	d.mustShow("▌*● process-002")
	d.fake.change(func(s *manager.Snapshot) { s.Processes = s.Processes[3:] })
	d.changed()
	d.mustShow("▌ ● process-004")
	if len(d.app.list.marks) != 0 {
		t.Error("a process that is gone is still marked")
	}
}

func TestTheSelectionGoesToTheNeighbourOfWhatVanishes(t *testing.T) {
	for _, c := range []struct {
		selected int
		left     []int
		want     string
	}{
		{2, []int{0, 1, 3, 4}, "process-003"}, // the next
		{2, []int{3, 4}, "process-003"},       // wherever that stands now
		{4, []int{0, 1, 2, 3}, "process-003"}, // the one before, at the end
		{3, []int{4, 0}, "process-004"},
		{1, []int{2, 1, 0}, "process-001"},
	} {
		all := many(5)
		d := drive(t, newFake(all...), 80, 24)
		d.selectProcess(all[c.selected].Name)
		d.fake.change(func(s *manager.Snapshot) {
			var left []*manager.ProcessView
			for _, i := range c.left {
				left = append(left, s.Processes[i])
			}
			s.Processes = left
		})
		d.changed()
		d.mustShow("▌ ● "+c.want, " "+c.want+"  ● running")
	}
	d := drive(t, newFake(many(3)...), 80, 24)
	d.fake.change(func(s *manager.Snapshot) { s.Processes = pointers([]manager.ProcessView{{Name: "other"}}) })
	d.changed()
	d.mustShow("▌ ○ other")
	d.fake.change(func(s *manager.Snapshot) { s.Processes = nil })
	d.changed()
	d.mustShow("no processes")
	d.fake.change(func(s *manager.Snapshot) { s.Processes = pointers(many(3)) })
	d.changed()
	d.mustShow("▌ ● process-000")
}

func TestOverlayKeepsWhatIsAround(t *testing.T) {
	screen := []string{"世界世界世界", "\x1b[31mred red red\x1b[0m ", "abcdefghijkl"}
	overlay(screen, 12, []string{"[xx]", "[xx]", "[xx]"}, 3, 0)
	for i, want := range []string{"世 [xx] 世界", "red[xx] red ", "abc[xx]hijkl"} {
		if got := ansi.Strip(screen[i]); i > 0 && got != want || ansi.StringWidth(got) != 12 {
			t.Errorf("line %d: %q, want %q", i, got, want)
		}
	}
	if !strings.Contains(screen[1][strings.Index(screen[1], "]"):], "\x1b[31m") {
		t.Errorf("the colour behind the box is lost: %q", screen[1])
	}
}

func TestNoGlyphMeansTwoThings(t *testing.T) {
	words := make(map[face]string)
	for s := range faces {
		p := manager.ProcessView{Status: manager.Status(s), Exit: &processcontrol.Exit{Code: 1}}
		f := faceOf(&p)
		word := forms(&p, true, noon)[0].words
		if word == "" || f.glyph == "" {
			t.Errorf("%s has glyph %q and words %q", manager.Status(s), f.glyph, word)
		}
		if words[f] == word {
			t.Errorf("%s looks and reads like another", manager.Status(s))
		}
		words[f] = word
	}
}

// many makes n running processes.
func many(n int) []manager.ProcessView {
	ps := make([]manager.ProcessView, n)
	for i := range ps {
		ps[i] = manager.ProcessView{
			Name: fmt.Sprintf("process-%03d", i), Command: "sleep 100", Status: manager.Running,
			State: processcontrol.Running, Generation: 1, PID: 1000 + i, StartedAt: noon.Add(-time.Duration(i) * time.Second),
		}
	}
	return ps
}

// busy makes n running processes that use something.
func busy(n int) []manager.ProcessView {
	ps := many(n)
	for i := range ps {
		ps[i].Usage = processcontrol.Usage{At: noon, CPU: float64(i), Memory: int64(i) << 20, Processes: 3}
		if i%5 == 0 {
			ps[i].Warning = "memory 480 MiB of 512 MiB"
		}
	}
	return ps
}

func BenchmarkView500(b *testing.B) {
	f := newFake(busy(500)...)
	for i := range 200 {
		f.print("process-000", logring.Stdout, fmt.Sprintf("\x1b[32mline\x1b[0m %d of what it prints, which is as long as lines are, and longer", i))
	}
	d := driveIn(b, f, 160, 50, termenv.TrueColor)
	b.ReportAllocs()
	for b.Loop() {
		d.app.View()
	}
}

func BenchmarkUpdateAndView500(b *testing.B) {
	f := newFake(busy(500)...)
	for i := range 200 {
		f.print("process-000", logring.Stdout, fmt.Sprintf("\x1b[32mline\x1b[0m %d of what it prints, which is as long as lines are, and longer", i))
	}
	d := driveIn(b, f, 160, 50, termenv.TrueColor)
	b.ReportAllocs()
	for b.Loop() {
		d.app.look()
		d.app.arrange()
		d.app.View()
	}
}
