package tui

import (
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"

	"tend/internal/logring"
	"tend/internal/theme"
	"tend/manager"
	"tend/processcontrol"
)

// misbehaving is a stack in which all that can go wrong does.
func misbehaving() *fakeStack {
	const term, kill = 15, 9
	run := func(name string, s manager.Status, cpu float64, memory int64) manager.ProcessView {
		return manager.ProcessView{
			Name: name, Command: "./" + name, Status: s, State: processcontrol.Running, TTY: true,
			Generation: 2, PID: 5100, StartedAt: before(20 * time.Minute),
			Usage: processcontrol.Usage{At: noon, CPU: cpu, Memory: memory << 20, Processes: 2},
		}
	}
	stop := func(name string, s manager.Status, stop processcontrol.Progress, ago time.Duration) manager.ProcessView {
		p := run(name, s, 0, 0)
		p.Usage = processcontrol.Usage{}
		p.Stop = stop
		p.Stop.Since, p.Stop.Grace = before(ago), 10*time.Second
		return p
	}
	memory := &processcontrol.Exit{Signal: term, Code: -1, Violation: &processcontrol.Violation{
		What: "memory", Detail: "600 MiB of 512 MiB for 10s", Policy: processcontrol.LimitRestart,
	}}

	unwell := run("api", manager.Ready, 1, 96)
	unwell.HasProbe, unwell.Ready, unwell.Health = true, true, processcontrol.Unhealthy
	unwell.Problem = "unhealthy: GET http://localhost:8080/healthz: 503 Service Unavailable, expected 200 to 399"
	leaking := run("worker", manager.Running, 12, 480)
	leaking.Warning = "memory 480 MiB of 512 MiB"
	leaking.Problem = leaking.Warning
	busy := run("encoder", manager.Running, 612, 900)
	busy.Warning, busy.Health, busy.Problem = "cpu 612% of 400%", processcontrol.Healthy, "cpu 612% of 400%"
	warming := run("search", manager.Running, 44, 310)
	warming.HasProbe, warming.Problem = true, "not ready: dial tcp 127.0.0.1:9200: connect: connection refused"
	over := manager.ProcessView{Name: "thumbs", Status: manager.BackingOff, Generation: 3, Restarts: 2, Attempt: 3,
		StartedAt: before(5 * time.Minute), EndedAt: before(2 * time.Second), RetryAt: noon.Add(2 * time.Second),
		Exit: memory, Problem: "ended because of memory: 600 MiB of 512 MiB for 10s"}
	ended := manager.ProcessView{Name: "batch", Status: manager.Exited, Generation: 1, Exit: memory,
		StartedAt: before(5 * time.Minute), EndedAt: before(time.Minute), Problem: "ended because of memory: 600 MiB of 512 MiB for 10s"}
	failed := manager.ProcessView{Name: "billing", Command: "./billing", Status: manager.Failed, Generation: 1, EndedAt: before(time.Minute),
		Problem: "working folder /home/ada/shop/services/billing does not exist"}
	stuck := stop("nfs-sync", manager.Stuck, processcontrol.Progress{Phase: processcontrol.Killed, Signal: kill, Means: "SIGKILL", Survivors: 1}, 95*time.Second)
	stuck.Problem = processcontrol.ErrStuck.Error()

	f := newFake(
		unwell, leaking, busy, warming, over, ended, failed, stuck,
		stop("queue", manager.Killing, processcontrol.Progress{Phase: processcontrol.Killed, Signal: kill, Means: "SIGKILL", Survivors: 3}, 12*time.Second),
		stop("proxy", manager.Stopping, processcontrol.Progress{Phase: processcontrol.Waiting, Means: "stop command", Survivors: 2}, 3*time.Second),
		stop("repl", manager.Stopping, processcontrol.Progress{Phase: processcontrol.Waiting, Signal: term, Means: "SIGTERM", Survivors: 1}, 4*time.Second),
		stop("tailer", manager.Stopping, processcontrol.Progress{Phase: processcontrol.Reaped, Signal: term, Means: "SIGTERM"}, time.Second),
		stop("cron", manager.Stopping, processcontrol.Progress{}, 0),
		manager.ProcessView{Name: "launcher", Command: "./launcher", Status: manager.Done, Generation: 1,
			StartedAt: before(time.Hour), EndedAt: before(time.Hour), Exit: &processcontrol.Exit{}},
	)
	f.print("launcher", logring.Stdout, "the server is up, I am done")
	f.print("launcher", logring.Note, "stdout cut off: something that left the process group still holds it open", "exit 0")
	f.print("billing", logring.Note, "cannot start: working folder /home/ada/shop/services/billing does not exist")
	f.print("worker", logring.Stdout, "cached 4800 orders")
	f.print("queue", logring.Stdout, "SIGTERM? never heard of it")
	return f
}

// tell gives tend something to have said.
func tell(f *fakeStack) {
	f.log(slog.LevelInfo, "", "shop: 14 processes from tend.toml", before(26*time.Hour))
	f.logRun(slog.LevelInfo, "api", 1, "started, pid 5090", before(25*time.Minute))
	f.logRun(slog.LevelWarn, "api", 1, "unhealthy: GET http://localhost:8080/healthz: 503 Service Unavailable, expected 200 to 399", before(21*time.Minute))
	f.logRun(slog.LevelInfo, "api", 2, "started, pid 5100", before(20*time.Minute))
	f.logRun(slog.LevelWarn, "thumbs", 2, "ending it policy=restart: memory: 600 MiB of 512 MiB for 10s", before(12*time.Second))
	f.logRun(slog.LevelWarn, "queue", 2, "did not end in time, sending SIGKILL grace=10s", before(2*time.Second))
	f.logRun(slog.LevelError, "repl", 2, "stop keys failed, sending SIGTERM instead: it has no terminal to type into", before(time.Second))
	f.log(slog.LevelInfo, "世界", "all is well\nhere", noon)
}

func (d *driver) selectProcess(name string) {
	d.t.Helper()
	i := slices.IndexFunc(d.fake.snap.Processes, func(p *manager.ProcessView) bool { return p.Name == name })
	if i < 0 {
		d.t.Fatalf("no process %q", name)
	}
	d.press("home")
	d.press(slices.Repeat([]string{"j"}, i)...)
}

// troubles are scenes in which something goes wrong; one for each way.
var troubles = []scene{
	{"unhealthy", func(d *driver) { d.selectProcess("api") }},
	{"leaking", func(d *driver) { d.selectProcess("worker") }},
	{"unready", func(d *driver) { d.selectProcess("search") }},
	{"overlimit", func(d *driver) { d.selectProcess("thumbs") }},
	{"endedforit", func(d *driver) { d.selectProcess("batch") }},
	{"unstartable", func(d *driver) { d.selectProcess("billing") }},
	{"stuck", func(d *driver) { d.selectProcess("nfs-sync") }},
	{"graceover", func(d *driver) { d.selectProcess("queue") }},
	{"stopcommand", func(d *driver) { d.selectProcess("proxy") }},
	{"fellback", func(d *driver) { tell(d.fake); d.changed(); d.selectProcess("repl") }},
	{"draining", func(d *driver) { d.selectProcess("tailer") }},
	{"endingalone", func(d *driver) { d.selectProcess("cron") }},
	{"cutoff", func(d *driver) { d.selectProcess("launcher") }},
	{"figuresoff", func(d *driver) { d.press("p") }},
	{"messages", func(d *driver) { tell(d.fake); d.changed(); d.press("L") }},
	{"nomessages", func(d *driver) { d.press("L") }},
}

func TestTroubles(t *testing.T) { goldens(t, troubles, misbehaving, [2]int{60, 16}) }

func TestTroublesInColour(t *testing.T) {
	d := driveIn(t, misbehaving(), 120, 18, termenv.TrueColor)
	d.selectProcess("nfs-sync")
	golden.RequireEqualEscape(t, []byte(d.app.View()+"\n"), true)
}

func TestTheHeaderCountsWarnings(t *testing.T) {
	healthy := many(3)
	d := drive(t, newFake(healthy...), 100, 24)
	if got := strings.TrimSpace(d.line(0)); !strings.HasSuffix(got, "● 3 running") {
		t.Errorf("got %q", got)
	}
	d.fake.edit("process-001", func(p *manager.ProcessView) { p.Warning = "cpu 90% of 100%" })
	d.changed()
	if got := strings.TrimSpace(d.line(0)); !strings.HasSuffix(got, "● 2 running  ! 1 warning") {
		t.Errorf("got %q", got)
	}
	d.fake.edit("process-002", func(p *manager.ProcessView) { p.Health = processcontrol.Unhealthy })
	d.changed()
	if got := strings.TrimSpace(d.line(0)); !strings.HasSuffix(got, "● 1 running  ! 2 warnings") {
		t.Errorf("got %q", got)
	}
}

// What is wrong is said in full where there is room, and never in colour alone.
func TestProblems(t *testing.T) {
	long := "not ready: " + strings.Repeat("connection refused, ", 20)
	for _, c := range []struct {
		p    manager.ProcessView
		want string
	}{
		{manager.ProcessView{Status: manager.Running}, ""},
		{manager.ProcessView{Status: manager.Running, Problem: "not ready: no", Warning: "cpu 9% of 9%"}, "! not ready: no; cpu 9% of 9%"},
		{manager.ProcessView{Status: manager.Running, Problem: "cpu 9% of 9%", Warning: "cpu 9% of 9%"}, "! cpu 9% of 9%"},
		{manager.ProcessView{Status: manager.Ready, Health: processcontrol.Unhealthy, Problem: "unhealthy: no"}, "✗ unhealthy: no"},
		{manager.ProcessView{Status: manager.Stopping, Warning: "memory 600 MiB of 512 MiB"}, "! memory 600 MiB of 512 MiB"},
		{manager.ProcessView{Status: manager.Stuck}, "✗ SIGKILL did not end it: X tries again"},
		{manager.ProcessView{Status: manager.Failed, Problem: long}, "✗ not ready: connection refused, connection refused,"},
	} {
		lines := drawProblem(newStyles(options(termenv.Ascii).Renderer, theme.Find("")), newBindings(nil), &c.p, 60, 24)
		got := strings.TrimSpace(strings.Join(lines, "\n"))
		if c.want == "" && got == "" {
			continue
		}
		if !strings.HasPrefix(got, c.want) || len(lines) > mostProblem || len(lines) == 0 {
			t.Errorf("%+v: %q, want %q", c.p, got, c.want)
		}
		if len(lines) > 1 && !strings.HasSuffix(got, ellipsis) {
			t.Errorf("a problem that is cut does not show it: %q", got)
		}
	}
}

func TestBrokenRulesAreNamed(t *testing.T) {
	for _, c := range []struct {
		what  string
		width int
		want  string
	}{
		{"memory", 16, "ended: memory"}, {"memory", 9, "memory"}, {"health", 20, "ended: unhealthy"},
		{"open files", 17, "ended: open files"}, {"open files", 10, "open files"}, {"open files", 9, "ended"},
	} {
		p := manager.ProcessView{Status: manager.Exited, Exit: &processcontrol.Exit{Violation: &processcontrol.Violation{What: c.what}}}
		if got := fitForm(forms(&p, true, noon), c.width).words; got != c.want {
			t.Errorf("%s in %d cells: %q, want %q", c.what, c.width, got, c.want)
		}
		p.Status = manager.Stopped // the user did not let it come back
		if got := forms(&p, true, noon)[0].words; got != "stopped" {
			t.Errorf("stopped in its backoff: %q", got)
		}
	}
}

func TestWarningsGiveWay(t *testing.T) {
	for _, c := range []struct {
		warning string
		width   int
		want    string
	}{
		{"memory 480 MiB of 512 MiB", 30, "memory 480 MiB of 512 MiB"}, {"memory 480 MiB of 512 MiB", 16, "memory 480M/512M"}, {"memory 480 MiB of 512 MiB", 13, "mem 480M/512M"},
		{"memory 480 MiB of 512 MiB", 9, "memory"}, {"open files 250 of 256", 20, "open files 250/256"},
		{"open files 250 of 256", 9, "warning"}, {"run time 55m0s of 1h0m0s", 9, "run time"}, {"", 9, "running"},
	} {
		p := manager.ProcessView{Status: manager.Running, Warning: c.warning}
		if got := fitWords(runningWords(&p), c.width); got != c.want {
			t.Errorf("%q in %d cells: %q, want %q", c.warning, c.width, got, c.want)
		}
	}
}

func TestScriptsAreShownByALineThatSaysSomething(t *testing.T) {
	for command, want := range map[string]string{
		"go run ./cmd/api": "go run ./cmd/api",
		"\n  \nsleep 1\n":  "sleep 1",
		"\ntrap 'echo bye' TERM\n# serve\n./serve\n":    "./serve",
		"#!/bin/sh\nset -eu\n\n./migrate\n./seed\n":     "./migrate …",
		"trap 'exit 0' TERM; while :; do sleep 1; done": "trap 'exit 0' TERM; while :; do sleep 1; done",
		"# nothing\n# at all":                           "# nothing",
		"":                                              "",
	} {
		if got := oneLine(command); got != want {
			t.Errorf("%q is shown as %q, want %q", command, got, want)
		}
	}
}

func TestFailuresToAskHaveNoMoreToRead(t *testing.T) {
	d := drive(t, newFake(many(1)...), 80, 24)
	d.fake.doErr = errors.New("cannot stop it")
	d.press("x")
	if got := strings.TrimSpace(d.line(-1)); got != "✗ cannot stop it" {
		t.Errorf("got %q", got)
	}
}

// What goes wrong again and again does not hide what is worse.
func TestAnErrorIsNotCoveredUpByWarnings(t *testing.T) {
	d := drive(t, newFake(many(1)...), 100, 24)
	d.fake.log(slog.LevelError, "", "the disk is full", noon)
	d.fake.log(slog.LevelWarn, "api", "exit 1; restart 1", noon)
	d.changed()
	d.mustShow("the disk is full")
	d.fake.log(slog.LevelWarn, "api", "exit 1; restart 2", noon)
	d.changed()
	d.mustShow("the disk is full")
	d.time = noon.Add(noticeTime)
	d.fake.log(slog.LevelWarn, "api", "exit 1; restart 3", d.time)
	d.changed()
	d.mustShow("restart 3")
}
