package tui

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"tend/manager"
	"tend/processcontrol"
)

// company is a stack with groups.
func company() *fakeStack {
	started := func(ago time.Duration) time.Time { return noon.Add(-ago) }
	use := func(cpu float64, memory int64) processcontrol.Usage {
		return processcontrol.Usage{At: noon, CPU: cpu, Memory: memory, Processes: 1}
	}
	f := newFake(
		manager.ProcessView{Name: "db", Group: "storage", Status: manager.Ready, PID: 1, Generation: 1, StartedAt: started(9 * time.Minute), Usage: use(3, 90<<20)},
		manager.ProcessView{Name: "proxy", Status: manager.Running, PID: 2, Generation: 1, StartedAt: started(8 * time.Minute), Usage: use(1, 10<<20)},
		manager.ProcessView{Name: "api", Group: "backend", Status: manager.Running, PID: 3, Generation: 4, StartedAt: started(time.Minute), Usage: use(40, 50<<20), Restarts: 3},
		manager.ProcessView{Name: "cache", Group: "storage", Status: manager.Failed, Problem: "exit 1", EndedAt: noon},
		manager.ProcessView{Name: "worker", Group: "backend", Status: manager.Running, PID: 4, Generation: 1, StartedAt: started(5 * time.Minute), Usage: use(7, 300<<20)},
	)
	for _, p := range f.snap.Processes {
		f.print(p.Name, 0, p.Name+" says hello")
	}
	return f
}

// shownRows are the keys of the rows of the list, a group's head in brackets.
func shownRows(l *list) []string {
	var out []string
	for _, e := range l.rows {
		if e.process == nil {
			out = append(out, "["+e.group+"]")
			continue
		}
		out = append(out, e.process.Name)
	}
	return out
}

func mustList(t *testing.T, d *driver, want ...string) {
	t.Helper()
	if got := shownRows(&d.app.list); !slices.Equal(got, want) {
		t.Errorf("the list is %q, want %q", got, want)
	}
}

func TestGroupsFold(t *testing.T) {
	d := drive(t, company(), 100, 24)
	mustList(t, d, "[storage]", "db", "cache", "proxy", "[backend]", "api", "worker")
	d.press("j", "j", "left") // from cache
	mustList(t, d, "[storage]", "proxy", "[backend]", "api", "worker")
	if d.app.list.selectedGroup() != "storage" {
		t.Error("the selection is not at the head of the group")
	}
	d.press("left") // nothing more to fold
	d.press("j", "left")
	mustList(t, d, "[storage]", "proxy", "[backend]", "api", "worker") // it has no group
	d.press("k", "enter")
	mustList(t, d, "[storage]", "db", "cache", "proxy", "[backend]", "api", "worker")
	d.press("enter", "right")
	mustList(t, d, "[storage]", "db", "cache", "proxy", "[backend]", "api", "worker")
}

func TestAGroupIsOperatedOnAndReadAsAWhole(t *testing.T) {
	d := drive(t, company(), 100, 24)
	d.press("j", "j", "j", "j")
	d.mustShow("backend", "2 processes", "api says hello", "worker says hello")
	d.press("x")
	d.press(" ")
	d.press("r")
	want := []manager.Command{{Action: manager.Stop, Names: []string{"api", "worker"}}, {Action: manager.Restart, Names: []string{"api", "worker"}}}
	if !reflect.DeepEqual(d.fake.commands, want) {
		t.Errorf("the stack was told %v", d.fake.commands)
	}
	d.press("k", " ") // all are marked: no longer
	if len(d.app.list.marks) != 0 {
		t.Errorf("marked are %v", d.app.list.marks)
	}
}

func TestTheListIsSorted(t *testing.T) {
	d := drive(t, company(), 100, 24)
	d.press("j", "j", "j", "j", "j") // api
	for _, want := range [][]string{
		{"api", "cache", "db", "proxy", "worker"},
		{"cache", "db", "proxy", "api", "worker"},
		{"api", "worker", "db", "proxy", "cache"},
		{"worker", "db", "api", "proxy", "cache"},
		{"api", "worker", "proxy", "db", "cache"},
		{"api", "db", "proxy", "cache", "worker"},
		{"[storage]", "db", "cache", "proxy", "[backend]", "api", "worker"},
	} {
		d.press("o")
		mustList(t, d, want...)
		if p := d.app.list.selected(); p == nil || p.Name != "api" {
			t.Errorf("sorted %s, the selection has moved", orderWords[d.app.list.roster.order])
		}
	}
}

func TestProcessesAreFoundByWhatTheyAreCalled(t *testing.T) {
	d := drive(t, company(), 100, 24)
	d.press("j")
	d.press("F")
	d.write("or")
	mustList(t, d, "worker")
	d.mustShow("1 of 5", "worker says hello")
	d.press("backspace", "enter")
	mustList(t, d, "worker", "proxy")
	d.press("x")
	if want := []manager.Command{{Action: manager.Stop, Names: []string{"worker"}}}; !reflect.DeepEqual(d.fake.commands, want) {
		t.Errorf("the stack was told %v", d.fake.commands)
	}
	d.press("esc")
	if len(d.app.list.rows) != 7 || d.app.list.selected().Name != "worker" {
		t.Errorf("the list is %q at %v", shownRows(&d.app.list), d.app.list.selected())
	}
	d.press("F")
	d.write("zzz")
	d.mustShow("none is called that", "0 of 5")
	d.press("s", "esc")
	if len(d.fake.commands) != 1 || d.app.list.selected().Name != "worker" {
		t.Errorf("the stack was told %v, the selection is at %v", d.fake.commands, d.app.list.selected())
	}
}

func TestLongLinesAreMovedAlong(t *testing.T) {
	f := newFake(many(1)...)
	line := ""
	for i := range 12 {
		line += fmt.Sprintf("%02d........", i)
	}
	f.print("process-000", 0, line, "short")
	d := drive(t, f, 80, 24)
	d.press("enter")
	d.mustShow("00...", "short")
	for range 10 {
		d.press("right")
	}
	d.mustShow("11...", "no line goes on to the right")
	for range 10 {
		d.press("left")
	}
	d.mustShow("00...", "short")
}

// companies are the modes of a stack with groups.
var companies = []scene{
	{"groups", func(d *driver) { d.press("j") }},
	{"head", func(*driver) {}},
	{"folded", func(d *driver) { d.press("left"); d.press("j", "j", "left") }},
	{"finding", func(d *driver) { d.press("F"); d.write("e") }},
	{"found", func(d *driver) { d.press("F"); d.write("e"); d.press("enter") }},
	{"findnone", func(d *driver) { d.press("F"); d.write("zzz") }},
	{"bycpu", func(d *driver) { d.press("o", "o", "o") }},
}

func TestCompanies(t *testing.T) { goldens(t, companies, company) }
