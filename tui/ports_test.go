package tui

import (
	"strings"
	"testing"
	"time"

	"tend/internal/theme"
	"tend/manager"
)

func TestPortsAreBounded(t *testing.T) {
	for _, c := range []struct {
		ports []int
		width int
		want  string
	}{
		{[]int{8080}, 8, ":8080"}, {[]int{80, 443}, 8, ":80 :443"}, {[]int{80, 443, 8080}, 8, ":80 +2"},
		{[]int{8080, 9229, 1, 2}, 8, ":8080 +3"}, {[]int{65_535, 1, 2}, 8, ":65535 …"}, {nil, 8, ""},
	} {
		if got := shortPorts(c.ports, c.width); got != c.want {
			t.Errorf("%v in %d cells: %q, want %q", c.ports, c.width, got, c.want)
		}
	}
	if got := portWords([]int{1, 2, 3, 4}, 2); got != ":1 :2 +2" {
		t.Errorf("got %q", got)
	}
}

func TestPortsAreShownWhereThereIsRoomAndSomethingListens(t *testing.T) {
	p := using(time.Hour)
	p.Ports = []int{8080, 9229}
	f := newFake(p)
	d := drive(t, f, 160, 24)
	d.mustShow(":8080 +1   12%   84M  1h00m", "api  ● ready · :8080 :9229 · pid 7")
	d.press("p") // they are measured, too
	d.mustNotShow(":8080")
	d.press("p")
	d.size(120, 24)
	d.mustNotShow(":8080 +1")
	d.mustShow("api  ● ready · :8080 :9229 · pid 7")
	f.edit("api", func(p *manager.ProcessView) { p.Status = manager.Exited })
	d.changed()
	d.mustNotShow(":8080")
}

func TestPortsGiveWayFirst(t *testing.T) {
	p := using(5 * time.Minute)
	p.Ports = []int{8080}
	for width, want := range map[int]string{
		56: "ready                  :8080   12%   84M     5m",
		54: "ready                :8080   12%   84M     5m",
		53: "ready                       12%   84M     5m",
	} {
		got := row{entry: &entry{process: &p}, figures: true}.draw(newStyles(options(0).Renderer, theme.Find("")), width, 3, noon)
		if got = strings.TrimSpace(stripped(got)); got != "● api "+want {
			t.Errorf("in %d cells: %q, want %q", width, got, "● api "+want)
		}
	}
}

// What a process says of itself stands after its state, and leaves room for
// what tend knows.
func TestWhatAProcessSaysIsCut(t *testing.T) {
	p := using(time.Hour)
	p.Says = "serving 12 clients"
	f := newFake(p)
	d := drive(t, f, 140, 24)
	d.mustShow("api  ● ready · serving 12 clients · pid 7 · cpu 12%", "▌ ● api ready ")
	d.size(100, 24)
	f.edit("api", func(p *manager.ProcessView) { p.Usage.At = time.Time{} })
	d.changed()
	d.mustShow("api ready · serving … 1h00m")
	f.edit("api", func(p *manager.ProcessView) { p.Says = "42%" })
	d.changed()
	d.mustShow("api ready · 42%       1h00m")
	d.size(140, 24)
	f.edit("api", func(p *manager.ProcessView) { p.Usage.At = noon })
	f.edit("api", func(p *manager.ProcessView) { p.Says = strings.Repeat("word\n", 100) })
	d.changed()
	d.mustShow("ready · word word", "… · pid 7")
	d.size(80, 24)
	d.mustShow("ready · word word", "… · pid 7", "▌ ● api ready ")
}
