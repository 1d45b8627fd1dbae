package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tend/internal/theme"
	"tend/manager"
	"tend/processcontrol"
)

func TestFiguresAreShort(t *testing.T) {
	for percent, want := range map[float64]string{
		-1: "0%", 0: "0%", 0.49: "0%", 0.5: "1%", 12.4: "12%", 99.6: "100%", 1600: "1600%", 1e9: "9999%",
	} {
		if got := formatCPU(percent); got != want {
			t.Errorf("%g: %q, want %q", percent, got, want)
		}
	}
	for n, want := range map[int64]string{
		-1: "0", 0: "0", 1: "1K", 640 << 10: "640K", 999 << 10: "999K", 1000 << 10: "1.0M", 1 << 20: "1.0M", 8_600 << 10: "8.4M",
		10_190 << 10: "10M", 84 << 20: "84M", 999 << 20: "999M", 1023 << 20: "1.0G", 1229 << 20: "1.2G", 12 << 30: "12G", 1 << 62: "4.0E",
	} {
		if got := formatMemory(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	for n := int64(1); n > 0; n = n*5/4 + 1 {
		if got := formatMemory(n); len(got) > 4 {
			t.Fatalf("%d takes more than four cells: %q", n, got)
		}
	}
}

// using is a process that uses something.
func using(up time.Duration) manager.ProcessView {
	return manager.ProcessView{
		Name: "api", Status: manager.Ready, StartedAt: before(up), PID: 7, Generation: 1,
		Usage: processcontrol.Usage{At: noon, CPU: 12.4, Memory: 84 << 20, Processes: 3},
	}
}

func TestColumnsGiveWayMemoryFirstUptimeLast(t *testing.T) {
	p := using(5 * time.Minute)
	for _, c := range []struct {
		width int
		want  string
	}{
		{60, "ready                              12%   84M     5m"}, {37, "ready       12%   84M     5m"},
		{36, "ready            12%     5m"}, {31, "ready       12%     5m"}, {30, "ready              5m"}, {17, "ready 5m"}, {16, "ready"},
	} {
		got := row{entry: &entry{process: &p}, figures: true}.draw(newStyles(options(0).Renderer, theme.Find("")), c.width, 3, noon)
		if got = strings.TrimSpace(stripped(got)); got != "● api "+c.want {
			t.Errorf("in %d cells: %q, want %q", c.width, got, "● api "+c.want)
		}
	}
}

func TestFiguresAreShownWhileTheyAreFreshAndTheProcessRuns(t *testing.T) {
	d := drive(t, newFake(using(time.Hour)), 120, 24)
	d.mustShow("12%   84M  1h00m", "pid 7 · cpu 12% · 84M · run 1 · up 1h00m · 3 processes")
	d.time = noon.Add(freshFor)
	d.send(tickMsg{tick: d.app.tick})
	d.mustNotShow("84M")
	d.fake.edit("api", func(p *manager.ProcessView) { p.Usage.At = d.time })
	d.changed()
	d.mustShow("12%   84M  1h00m")
	for _, s := range []manager.Status{manager.Stopping, manager.Killing, manager.Stopped, manager.BackingOff} {
		d.fake.edit("api", func(p *manager.ProcessView) { p.Status = s })
		d.changed()
		d.mustNotShow("84M")
	}
}

// While the figures are off nobody looks, and what is measured nevertheless
// changes nothing on the screen.
func TestFiguresOff(t *testing.T) {
	p := using(time.Hour)
	for _, width := range []int{120, 80, 58, 40} {
		d := drive(t, newFake(p), width, 24)
		d.press("p")
		d.mustShow("figures off")
		d.mustNotShow("84M")
		d.time = noon.Add(noticeTime)
		d.changed()
		quiet := d.view()
		if !strings.Contains(d.line(0), "figures off") {
			t.Errorf("at %d cells the header says %q", width, d.line(0))
		}
		if !d.app.tickAt.IsZero() {
			t.Errorf("next tick at %v: nothing that is shown changes by itself", d.app.tickAt)
		}
		for i := range 20 {
			d.time = d.time.Add(time.Second)
			d.fake.edit("api", func(p *manager.ProcessView) {
				p.Usage = processcontrol.Usage{At: d.time, CPU: float64(i * 7), Memory: int64(i) << 30, Processes: i}
			})
			d.changed()
		}
		if d.view() != quiet {
			t.Errorf("something changed on the screen:\n%s", d.view())
		}
		d.press("p")
		d.mustNotShow("figures off")
		if width >= 120 {
			d.mustShow("133%   19G  1h00m")
		}
		if want := []bool{false, true}; !slices.Equal(d.fake.looks, want) {
			t.Errorf("looked: %v, want %v", d.fake.looks, want)
		}
	}
}

func TestFiguresDoNotMoveThePanes(t *testing.T) {
	for width := leastWidth; width < 220; width++ {
		d := drive(t, sceneStack(), width, 24)
		told := fmt.Sprint(d.fake.sizes)
		d.press("p")
		if got := fmt.Sprint(d.fake.sizes); got != told {
			t.Errorf("at %d: the processes were told %s and then %s", width, told, got)
		}
	}
}

func TestTheListIsWiderWhereThereIsRoomForFigures(t *testing.T) {
	last := 0
	for width := besideWidth; width < 300; width++ {
		w := listWidth(width, 13)
		if w < last || w > width/2 || width-w < w {
			t.Errorf("at %d the list is %d wide, after %d", width, w, last)
		}
		last = w
	}
	if narrow, wide := listWidth(wideWidth-1, 13), listWidth(160, 13); wide < narrow+8 {
		t.Errorf("%d and %d", narrow, wide)
	}
}
