package tui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"

	"tend/internal/logring"
	"tend/manager"
	"tend/processcontrol"
)

// stranger holds a port that a process of the stack wants.
func stranger() *processcontrol.PortTakenError {
	return &processcontrol.PortTakenError{Port: 8080, PID: 1234, Started: 99, Command: "node server.js"}
}

// longSession is a stack that runs for days: some processes run at their times,
// others have left the configuration, and somebody else holds a port.
func longSession() *fakeStack {
	const term = 15
	run := func(name, command string, s manager.Status, up time.Duration, ports ...int) manager.ProcessView {
		return manager.ProcessView{
			Name: name, Command: command, Status: s, State: processcontrol.Running, TTY: true,
			Generation: 1, PID: 6001, StartedAt: before(up), Ports: ports,
			Usage: processcontrol.Usage{At: noon, CPU: 3, Memory: 96 << 20, Processes: 2},
		}
	}
	timed := func(name string, next time.Time, exit *processcontrol.Exit) manager.ProcessView {
		p := manager.ProcessView{
			Name: name, Command: "./" + name + ".sh", Status: manager.Scheduled, NextRun: next,
			Exit: exit,
		}
		if exit != nil {
			p.Generation, p.StartedAt, p.EndedAt = 4, before(2*time.Hour+time.Minute), before(2*time.Hour)
			if !exit.Success() {
				p.Problem = exit.String()
			}
		}
		return p
	}
	failed := func(name string, taken *processcontrol.PortTakenError) manager.ProcessView {
		return manager.ProcessView{
			Name: name, Command: "npm run dev", Status: manager.Failed, State: processcontrol.Failed, Generation: 1,
			EndedAt: before(time.Minute), PortTaken: taken, Problem: "cannot start " + name + ": " + taken.Error(),
		}
	}

	api := run("api", "go run ./cmd/api", manager.Ready, 5*time.Minute, 8081, 9229, 40_001, 40_002, 40_003)
	api.HasProbe, api.Ready, api.Says = true, true, "serving 12 clients, 3 requests under way, nothing to complain about"
	own := *stranger()
	own.Port, own.Owner = 8081, "api"
	hidden := *stranger()
	hidden.PID, hidden.Command, hidden.User = 0, "", "root"
	syncing := run("sync", "./sync.sh", manager.Running, 20*time.Second)
	syncing.NextRun, syncing.Says = noon.Add(3*time.Hour), "copying 7 of 90"
	leaver := run("legacy", "./legacy", manager.Stopping, 26*time.Hour)
	leaver.Retired = true
	leaver.Stop = processcontrol.Progress{Phase: processcontrol.Waiting, Signal: term, Means: "SIGTERM", Since: before(3 * time.Second), Grace: 10 * time.Second, Survivors: 2}
	waits := run("legacy-db", "postgres -D old", manager.Ready, 26*time.Hour, 5433)
	waits.Retired, waits.HasProbe, waits.Ready = true, true, true

	f := newFake(
		run("db", "postgres -D data", manager.Ready, 26*time.Hour, 5432),
		api,
		failed("web", stranger()), failed("admin", &own), failed("proxy", &hidden),
		timed("backup", noon.Add(2*time.Hour), &processcontrol.Exit{}),
		timed("report", noon.Add(2*time.Hour), &processcontrol.Exit{Code: 1}),
		timed("cleanup", noon.Add(25*time.Second), nil),
		timed("weekly", noon.Add(50*time.Hour), nil),
		syncing, leaver, waits,
	)
	f.print("report", logring.Stdout, "reading orders", "cannot read orders: no such table")
	f.print("report", logring.Note, "exit 1")
	f.print("api", logring.Stdout, "listening on :8081", "debugger on :9229")
	return f
}

// wrongConfig is what a configuration with several mistakes is refused for.
func wrongConfig(n int) error {
	lines := []string{
		`tend.toml:6: processes.api: unknown key "comand" (did you mean command?)`,
		`tend.toml:12: processes.api.ready: interval: "1" is no duration: a number with its unit, such as 500ms, 10s or 5m`,
		"tend.toml:20: processes.worker: depends_on: there is no process \"rabbit\"",
	}
	for i := len(lines); i < n; i++ {
		lines = append(lines, fmt.Sprintf("tend.toml:%d: processes.p%d: command is missing", 20+i, i))
	}
	return errors.New(strings.Join(lines[:n], "\n"))
}

// sessions are scenes of a session that goes on for long; one for each way.
var sessions = []scene{
	{"scheduled", func(d *driver) { d.selectProcess("backup") }},
	{"schedulefailed", func(d *driver) { d.selectProcess("report") }},
	{"scheduledruns", func(d *driver) { d.selectProcess("sync") }},
	{"porttaken", func(d *driver) { d.selectProcess("web") }},
	{"freeport", func(d *driver) { d.selectProcess("web"); d.press("K") }},
	{"porttakenbyus", func(d *driver) { d.selectProcess("admin") }},
	{"retired", func(d *driver) { d.selectProcess("legacy") }},
	{"ports", func(d *driver) { d.selectProcess("api") }},
	{"notreloaded", func(d *driver) { d.fake.reloadErr = wrongConfig(3); d.press("ctrl+r") }},
	{"notreloadedatall", func(d *driver) { d.fake.reloadErr = wrongConfig(60); d.press("ctrl+r") }},
	{"reloaded", func(d *driver) {
		d.fake.reloadSummary = "new: mailer; changed: api, db; gone: legacy, legacy-db"
		d.press("ctrl+r")
	}},
	{"outcome", func(d *driver) {
		d.fake.change(func(s *manager.Snapshot) {
			s.Phase, s.Outcome = manager.Closing, &manager.Outcome{Process: "report", Code: 1}
		})
		d.changed()
	}},
}

func TestSessions(t *testing.T) { goldens(t, sessions, longSession, [2]int{58, 20}) }

func TestSessionsInColour(t *testing.T) {
	d := driveIn(t, longSession(), 120, 18, termenv.TrueColor)
	d.fake.reloadErr = wrongConfig(3)
	d.press("ctrl+r")
	golden.RequireEqualEscape(t, []byte(d.app.View()+"\n"), true)
}

func TestTheShutdownSaysWhichProcessEndedTheSession(t *testing.T) {
	ended := func(exit *processcontrol.Exit, s manager.Status) []manager.ProcessView {
		return append(many(2), manager.ProcessView{Name: "e2e", Status: s, Exit: exit, EndedAt: noon})
	}
	for _, c := range []struct {
		ps   []manager.ProcessView
		code int
		want string
	}{
		{ended(&processcontrol.Exit{Code: 3}, manager.Exited), 3, "✗ e2e ended the session: exit 3"},
		{ended(&processcontrol.Exit{Signal: 11, Code: -1}, manager.Exited), 139, "✗ e2e ended the session: SIGSEGV, exit 139"},
		{ended(&processcontrol.Exit{}, manager.Done), 0, "✓ e2e ended the session: exit 0"},
		{ended(&processcontrol.Exit{Code: 2}, manager.Done), 0, "✓ e2e ended the session: exit 2"},
		{ended(nil, manager.Failed), 1, "✗ e2e ended the session: failed, exit 1"},
		{many(2), 7, "✗ e2e ended the session: exit 7"},
	} {
		d := drive(t, newFake(c.ps...), 80, 24)
		d.fake.change(func(s *manager.Snapshot) {
			s.Phase, s.Outcome = manager.Closing, &manager.Outcome{Process: "e2e", Code: c.code}
		})
		d.changed()
		if got := strings.TrimSpace(d.line(2)); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
		d.mustShow("● process-000   ", "● process-001   ", "waits for its turn")
	}
	d := drive(t, newFake(many(2)...), 80, 24)
	d.press("q", "y")
	d.changed()
	d.mustNotShow("ended the session")
}
