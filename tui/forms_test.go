package tui

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tend/manager"
	"tend/processcontrol"
)

func TestForms(t *testing.T) {
	byName := make(map[string]*manager.ProcessView)
	ps := everyStatus()
	for i := range ps {
		byName[ps[i].Name] = &ps[i]
	}
	for _, c := range []struct {
		name  string
		width int
		want  string
	}{
		{"db", 20, "ready 2h05m"}, {"db", 10, "ready "},
		{"worker", 20, "waiting for search "}, {"worker", 10, "for search "}, {"worker", 8, "waiting "},
		{"reports", 30, "waiting for seed (exit 1) "}, {"reports", 8, "waiting! "},
		{"mailer", 30, "backoff 4s (3rd) exit 1"}, {"mailer", 16, "backoff 4s (3rd) "}, {"mailer", 10, "backoff 4s "}, {"mailer", 8, "retry 4s "},
		{"proxy", 23, "SIGTERM 3s/10s · 2 left "}, {"proxy", 14, "SIGTERM 3s/10s "}, {"proxy", 12, "TERM 3s/10s "}, {"proxy", 8, "3s/10s "},
		{"web", 36, "SIGTERM 3s/10s · 2 left △ then start"}, {"web", 8, "3s/10s △"},
		{"queue", 20, "SIGKILL · 3 left 12s"}, {"queue", 16, "SIGKILL · 3 left "}, {"queue", 8, "SIGKILL "},
		{"nfs-sync", 20, "stuck · 1 left 1m"}, {"seed", 8, "exit 1 "}, {"renderer", 8, "SIGSEGV "},
		{"legacy-import", 16, "gave up exit 137"}, {"legacy-import", 8, "gave up "}, {"docs", 8, "idle "},
		{"migrate", 8, "done "}, {"metrics", 8, "failed "}, {"tunnel", 8, "stopped "}, {"smoke", 8, "starting "},
	} {
		f := fitForm(forms(byName[c.name], true, noon), c.width)
		if got := f.words + " " + f.right; got != c.want {
			t.Errorf("%s in %d cells: %q, want %q", c.name, c.width, got, c.want)
		}
	}
	for _, p := range ps {
		fs := forms(&p, true, noon)
		if w := fs[len(fs)-1].width(); w > narrowestForm {
			t.Errorf("the shortest form of %s is %d cells wide", p.Name, w)
		}
	}
}

func TestWhatIsStoppedAfterOthersSaysAfterWhom(t *testing.T) {
	for _, c := range []struct {
		after  []string
		queued bool
		width  int
		want   string
	}{
		{[]string{"api"}, false, 40, "running · stops after api"}, {[]string{"api"}, true, 40, "running · restarts after api"},
		{[]string{"api", "web"}, false, 40, "running · stops after api, web"}, {[]string{"api", "web"}, false, 29, "running · stops after api +1"},
		{[]string{"api", "web"}, false, 20, "stops after api, web"}, {[]string{"api", "web"}, false, 19, "stops after api +1"},
		{[]string{"api"}, false, 10, "stops"}, {[]string{"api"}, true, 10, "restarts"},
	} {
		p := manager.ProcessView{Status: manager.Running, StopsAfter: c.after, Queued: c.queued}
		if got := fitWords(runningWords(&p), c.width); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestStopsInDetail(t *testing.T) {
	for _, c := range []struct {
		stop processcontrol.Progress
		want string
	}{
		{processcontrol.Progress{}, "ending"}, // by itself
		{processcontrol.Progress{Phase: processcontrol.Requested, Since: noon}, "stopping"},
		{processcontrol.Progress{Phase: processcontrol.Waiting, Means: "stop command", Since: before(time.Second), Grace: 90 * time.Second, Survivors: 2}, "stop command 1s/1m · 2 left"},
		{processcontrol.Progress{Phase: processcontrol.Waiting, Means: "stop keys", Since: before(time.Second)}, "stop keys 1s"},
		{processcontrol.Progress{Phase: processcontrol.Signalled, Means: "SIGINT", Signal: 2, Since: noon}, "SIGINT 0s"},
		{processcontrol.Progress{Phase: processcontrol.Reaped, Means: "SIGTERM", Signal: 15, Since: noon, Grace: time.Second}, "reading last output"},
		{processcontrol.Progress{Phase: processcontrol.Drained, Means: "SIGTERM", Signal: 15, Since: noon, Grace: time.Second}, "ending"},
	} {
		p := manager.ProcessView{Status: manager.Stopping, Stop: c.stop}
		if got := forms(&p, true, noon)[0].words; got != c.want {
			t.Errorf("%+v: %q, want %q", c.stop, got, c.want)
		}
	}
}

func TestDurations(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", 59*time.Second + 999*time.Millisecond: "59s", time.Minute: "1m", 59 * time.Minute: "59m",
		2*time.Hour + 5*time.Minute: "2h05m", 24 * time.Hour: "1d00h", 99*day + 23*time.Hour: "99d23h", 1000 * day: "1000d",
	} {
		if got := shortDuration(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
	for n, want := range map[int]string{1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 13: "13th", 21: "21st", 111: "111th", 122: "122nd"} {
		if got := ordinal(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	if sinceGrid(noon.Add(time.Hour), noon) != 0 || untilGrid(before(time.Hour), noon) != time.Second {
		t.Error("a clock that was set back shows negative times")
	}
}

// The next tick comes when a word changes, not a moment before or after.
func TestTicksComeWhenAWordChanges(t *testing.T) {
	running := func(up time.Duration) manager.ProcessView {
		return manager.ProcessView{Name: "api", Status: manager.Running, StartedAt: before(up)}
	}
	for _, c := range []struct {
		what string
		p    manager.ProcessView
		want time.Duration // 0: never
	}{
		{"first minute", running(2300 * time.Millisecond), time.Second},
		{"last second of it", running(59 * time.Second), time.Second},
		{"first hour", running(3*time.Minute + 20*time.Second), 40 * time.Second},
		{"first day", running(2*time.Hour + 59*time.Second), time.Second},
		{"later", running(26*time.Hour + 10*time.Minute), 50 * time.Minute},
		{"stopping", manager.ProcessView{Status: manager.Stopping, Stop: processcontrol.Progress{Phase: processcontrol.Waiting, Means: "SIGTERM", Since: before(200 * time.Millisecond)}}, time.Second},
		{"ending", manager.ProcessView{Status: manager.Stopping}, 0},
		{"figures", func() manager.ProcessView {
			p := running(3 * time.Minute)
			p.Usage = processcontrol.Usage{At: before(2 * time.Second), Memory: 1 << 20}
			return p
		}(), freshFor - 2*time.Second},
		{"backoff", manager.ProcessView{Status: manager.BackingOff, RetryAt: noon.Add(9 * time.Second)}, time.Second},
		{"backoff is over", manager.ProcessView{Status: manager.BackingOff, RetryAt: noon}, 0},
		{"not started", manager.ProcessView{Status: manager.NotStarted}, 0},
		{"waiting", manager.ProcessView{Status: manager.Waiting}, 0},
	} {
		d := drive(t, newFake(c.p), 120, 24)
		got := time.Duration(0)
		if !d.app.tickAt.IsZero() {
			got = d.app.tickAt.Sub(noon)
		}
		if got != c.want {
			t.Errorf("%s: tick after %s, want %s", c.what, got, c.want)
		}
		if got == 0 {
			continue
		}
		// What is drawn a moment earlier is what is drawn now.
		now := d.view()
		d.time = noon.Add(got - time.Nanosecond)
		if d.send(tea.ResumeMsg{}); d.view() != now {
			t.Errorf("%s: something changed before the tick", c.what)
		}
		d.time = noon.Add(got)
		if d.send(tea.ResumeMsg{}); d.view() == now && c.what != "stopping" {
			t.Errorf("%s: nothing changed at the tick:\n%s", c.what, now)
		}
	}
}

func TestWhatIsNotOnTheScreenSetsNoTick(t *testing.T) {
	ps := many(100)
	for i := range 99 {
		ps[i].Status = manager.NotStarted
	}
	d := drive(t, newFake(ps...), 80, 24)
	if !d.app.tickAt.IsZero() {
		t.Error("a process out of sight sets a tick")
	}
	d.press("end")
	if d.app.tickAt.IsZero() {
		t.Error("a process in sight sets none")
	}
}

func TestNoticesGoAwayByThemselves(t *testing.T) {
	f := newFake(manager.ProcessView{Name: "api"})
	d := drive(t, f, 80, 24)
	f.doErr = errors.New("cannot start api: working folder services/api:\nno such directory")
	d.press("s")
	if got := strings.TrimSpace(d.line(-1)); got != "✗ cannot start api: working folder services/api: no such directory" {
		t.Errorf("got %q", got)
	}
	if d.app.tickAt != noon.Add(noticeTime) {
		t.Errorf("next tick at %s", d.app.tickAt)
	}
	d.time = noon.Add(noticeTime)
	d.send(tickMsg{tick: d.app.tick})
	if got := d.line(-1); !strings.Contains(got, "s start") || !d.app.tickAt.IsZero() {
		t.Errorf("got %q", got)
	}
}

func TestTheJournalIsHeard(t *testing.T) {
	f := newFake(manager.ProcessView{Name: "api"})
	f.log(slog.LevelWarn, "", "long ago", before(time.Hour))
	d := drive(t, f, 80, 24)
	d.mustNotShow("long ago")
	f.log(slog.LevelWarn, "api", "memory is over its limit", noon)
	f.log(slog.LevelInfo, "api", "started", noon)
	d.changed()
	if got := strings.TrimSpace(d.line(-1)); got != "! api: memory is over its limit                                 L all messages" {
		t.Errorf("got %q", got)
	}
	f.log(slog.LevelError, "", "cannot read tend.toml", noon)
	d.changed()
	if got := strings.TrimSpace(d.line(-1)); got != "✗ cannot read tend.toml                                         L all messages" {
		t.Errorf("got %q", got)
	}
	d.time = noon.Add(noticeTime)
	d.changed()
	d.mustNotShow("cannot read") // an entry is said once
}
