package tui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tend/manager"
	"tend/processcontrol"
)

// known is a stack of which more is known than the list shows.
func known() *fakeStack {
	f := company()
	db, proxy, api, cache, worker := f.snap.Processes[0], f.snap.Processes[1], f.snap.Processes[2], f.snap.Processes[3], f.snap.Processes[4]
	api.Command = "set -e\nexec ./api --port 8080"
	api.DependsOn = []manager.Dependency{{Name: "db", Condition: manager.OnReady}, {Name: "cache", Condition: manager.OnStarted}}
	proxy.DependsOn = []manager.Dependency{{Name: "api", Condition: manager.OnStarted}}
	worker.DependsOn = []manager.Dependency{{Name: "db", Condition: manager.OnReady}, {Name: "cache", Condition: manager.OnReady}}
	worker.Status, worker.WaitingFor = manager.Waiting, []manager.Unmet{{Dependency: worker.DependsOn[1], Failed: true, Why: "failed"}}
	cache.Command, db.Command = "./cache", "postgres -D data"
	f.details = map[string]manager.Details{"api": {
		Spec: processcontrol.Spec{
			Name: "api", Dir: "/srv/shop/api", Env: []string{"PORT=8080", "DB_PASSWORD=hunter2", "DB=postgres://me:hunter3@db/shop", "LANG=C"},
			Stop:   processcontrol.StopSpec{Signal: processcontrol.SIGTERM, Grace: 10 * time.Second},
			Ready:  &processcontrol.Probe{HTTP: "http://localhost:8080/healthz", Interval: time.Second},
			Health: &processcontrol.Probe{TCP: "localhost:8080", Interval: 10 * time.Second},
			Limits: processcontrol.Limits{Memory: 256 << 20, CPU: 150},
		},
		Snapshot: processcontrol.Snapshot{ProbeErr: errors.New("connection refused"), Health: processcontrol.Healthy},
		History: []processcontrol.Run{
			{Generation: 2, Err: errors.New("program ./api does not exist"), EndedAt: noon.Add(-9 * time.Minute)},
			{Generation: 3, StartedAt: noon.Add(-8 * time.Minute), EndedAt: noon.Add(-time.Minute), Exit: &processcontrol.Exit{Code: 1}},
		},
		Tree: []processcontrol.Member{
			{PID: 3, PPID: 1, Command: []string{"./api", "--port", "8080"}, Memory: 40 << 20},
			{PID: 31, PPID: 3, Command: []string{"./api", "helper"}, Memory: 10 << 20},
			{PID: 32, PPID: 31, Zombie: true},
		},
	}}
	return f
}

func toAPI(d *driver) { d.press("j", "j", "j", "j", "j") }

// knowings are the modes of such a stack.
var knowings = []scene{
	{"details", func(d *driver) { toAPI(d); d.press("i") }},
	{"more", func(d *driver) { toAPI(d); d.press("i", "tab", "G") }},
	{"group", func(d *driver) { d.press("i") }},
	{"graph", func(d *driver) { toAPI(d); d.press("d") }},
	{"revealed", func(d *driver) { toAPI(d); d.press("i", "u", "pgdown", "pgdown", "pgdown") }},
	{"graphalone", func(d *driver) {
		d.fake.change(func(s *manager.Snapshot) {
			for i, p := range s.Processes {
				alone := *p
				alone.DependsOn = nil
				s.Processes[i] = &alone
			}
		})
		d.changed()
		d.press("j", "d")
	}},
	{"zoomed", func(d *driver) { toAPI(d); d.press("z") }},
}

func TestKnowings(t *testing.T) { goldens(t, knowings, known) }

func TestSecretsAreShownOnlyWhenAskedFor(t *testing.T) {
	d := drive(t, known(), 120, 50)
	toAPI(d)
	d.press("i")
	d.mustShow("DB_PASSWORD="+masked, "DB="+masked, "PORT=8080")
	if strings.Contains(d.app.View(), "hunter") {
		t.Error("a secret is shown unasked")
	}
	d.press("u")
	d.mustShow("DB_PASSWORD=hunter2", "DB=postgres://me:hunter3@db/shop")
	d.press("i", "i")
	d.mustShow("DB_PASSWORD=" + masked)
	d.press("i", "u")
	d.mustShow("i shows the details")
}

func TestDetailsFollowTheSelection(t *testing.T) {
	d := drive(t, known(), 120, 50)
	toAPI(d)
	d.press("i")
	d.mustShow("/srv/shop/api", "connection refused", "cpu            40% of 150%")
	d.press("k", "k", "k") // cache
	d.mustShow("./cache", "needed by      api, worker")
	if strings.Contains(d.app.View(), "/srv/shop/api") {
		t.Error("it tells of another process")
	}
	d.press("esc")
	d.mustShow("cache says hello")
	d.press("d", "i")
	d.mustShow("cache · i closes")
}

func TestErrorsAreJumpedTo(t *testing.T) {
	f := newFake(many(1)...)
	for i := range 50 {
		f.print("process-000", 0, fmt.Sprintf("line %d", i))
	}
	f.print("process-000", 0, "ERROR: first", "fine", "terror is no error: second")
	for i := range 50 {
		f.print("process-000", 0, fmt.Sprintf("more %d", i))
	}
	d := drive(t, f, 100, 20)
	d.press("]")
	d.mustShow("second", "/errors 2/2")
	d.press("[")
	d.mustShow("ERROR: first", "/errors 1/2")
	d.press("]")
	d.mustShow("/errors 2/2")
}
