package tui

import (
	"strings"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"tend/manager"
	"tend/processcontrol"
)

// closing is a stack of which one process is being ended in each way there is.
func closing(names ...string) *fakeStack {
	stops := []processcontrol.Progress{
		{Phase: processcontrol.Requested, Since: noon},
		{Phase: processcontrol.Waiting, Means: "SIGTERM", Since: before(4 * time.Second), Grace: 8 * time.Second, Survivors: 3},
		{Phase: processcontrol.Waiting, Means: "stop command", Since: before(90 * time.Second), Grace: time.Minute, Survivors: 12},
		{Phase: processcontrol.Reaped, Means: "SIGTERM", Since: before(time.Second), Grace: 8 * time.Second},
	}
	var ps []manager.ProcessView
	add := func(s manager.Status, stop processcontrol.Progress) {
		ps = append(ps, manager.ProcessView{Name: names[len(ps)%len(names)], Status: s, Stop: stop, PID: 100 + len(ps)})
	}
	for _, stop := range stops {
		add(manager.Stopping, stop)
	}
	add(manager.Killing, processcontrol.Progress{Phase: processcontrol.Killed, Means: "SIGKILL", Since: before(9 * time.Second), Grace: 8 * time.Second, Survivors: 1})
	add(manager.Stuck, processcontrol.Progress{Phase: processcontrol.Killed, Means: "SIGKILL", Since: before(20 * time.Second), Survivors: 1})
	add(manager.Running, processcontrol.Progress{})
	ps[len(ps)-1].StopsAfter = []string{names[0], names[1]}
	add(manager.Starting, processcontrol.Progress{})
	f := newFake(ps...)
	f.change(func(s *manager.Snapshot) { s.Phase = manager.Closing })
	return f
}

func TestTheShutdownShowsHowMuchOfItsGraceEachHasUsed(t *testing.T) {
	d := drive(t, closing("asked", "half", "late", "reads", "killed", "stuck", "later"), 80, 24)
	want := []string{
		" Stopping everything   ╌╌╌╌╌╌╌╌╌╌╌  0 of 8 gone · 0s",
		"   ! stuck             ━━━━━━━━━━━  stuck         20s      1 left   pid 105",
		"   ▼ killed            ━━━━━━━━━━━  SIGKILL       9s       1 left   pid 104",
		"   ▽ asked                          stopping                        pid 100",
		"   ▽ half              ━━━━━╌╌╌╌╌╌  SIGTERM       4s/8s    3 left   pid 101",
		"   ▽ late              ━━━━━━━━━━━  stop command  1m/1m    12 left  pid 102",
		"   ▽ reads                          draining                        pid 103",
		"   ● later                          waits for asked +1              pid 106",
		"   ◔ asked                          waits for its turn              pid 107",
		"── ctrl+c or X kills what is left ",
	}
	for i, want := range want {
		if got := strings.TrimRight(d.line(i+1), " ─"); !strings.HasPrefix(got, strings.TrimRight(want, " ")) {
			t.Errorf("line %d:\n%q, want\n%q", i+1, got, want)
		}
	}

	// Those that go leave the columns where they are.
	d.fake.change(func(s *manager.Snapshot) { s.Processes = pointers([]manager.ProcessView{*s.Processes[1]}) })
	d.changed()
	d.mustShow(want[4], "7 of 8 gone")
}

func TestWhatForcesIsOnTheScreenUntilItHasBeenForced(t *testing.T) {
	const forces = "ctrl+c or X kills what is left"
	for _, width := range []int{40, 80, 160} {
		d := drive(t, newFake(many(2)...), width, 24)
		d.mustNotShow(forces)
		d.press("ctrl+c")
		d.changed()
		d.mustShow(forces, "Stopping everything")
		d.press("ctrl+c")
		d.mustShow("Killing what is left")
		d.mustNotShow(forces)
		if got := d.fake.shutdowns; len(got) != 2 || got[0] || !got[1] {
			t.Errorf("shut down with %v, want once gently and once by force", got)
		}
	}
}

// Somebody else may have forced it: a signal to tend, or another screen.
func TestNothingIsSaidToForceOnceAllAreKilled(t *testing.T) {
	d := drive(t, closing("a", "b", "c", "d", "killed", "stuck", "e"), 80, 24)
	d.fake.change(func(s *manager.Snapshot) { s.Processes = s.Processes[4:6] })
	d.changed()
	d.mustShow("SIGKILL", "stuck")
	d.mustNotShow("kills what is left")
	d.mustShow("X kill again")
}

func TestTheShutdownFillsTheTerminalExactlyWhateverTheNames(t *testing.T) {
	t.Parallel()
	for _, names := range [][]string{
		{"a", "b", "c", "d", "e", "f", "g"},
		{"世界世界世界世界世界世界", "👨‍👩‍👧‍👦 family", "a\tb\nc", strings.Repeat("long", 60), "", "é", "g"},
	} {
		d := driveIn(t, closing(names...), 80, 24, termenv.TrueColor)
		for width := leastWidth; width <= 200; width++ {
			for _, height := range []int{leastHeight, 16, 30} {
				d.size(width, height)
				d.mustFit("shutdown")
			}
		}
	}
}
