package tui

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tend/manager"
	"tend/processcontrol"
)

func TestTheNextRunIsSaidAsPeopleSayIt(t *testing.T) {
	for wait, want := range map[time.Duration]string{
		-time.Minute: "in 1s", 0: "in 1s", 25 * time.Second: "in 25s", 59*time.Minute + 59*time.Second: "in 59m",
		time.Hour: "13:00", 12*time.Hour - time.Second: "23:59", 12 * time.Hour: "Su 00:00", 50 * time.Hour: "Mo 14:00",
		6*day + 11*time.Hour: "Fr 23:00", 6*day + 12*time.Hour: "21 Mar", 300 * day: "8 Jan", 345 * day: "Feb 2027",
	} {
		if got := nextWords(noon.Add(wait), noon); got != want {
			t.Errorf("in %s: %q, want %q", wait, got, want)
		}
	}
	// What the clock on the wall says is what counts.
	if got := nextWords(noon.Add(2*time.Hour), noon.In(time.FixedZone("", 3600))); got != "15:00" {
		t.Errorf("an hour east: %q", got)
	}
}

func TestScheduledForms(t *testing.T) {
	failed := &processcontrol.Exit{Code: 1}
	for _, c := range []struct {
		next    time.Time
		problem string
		width   int
		want    string
	}{
		{noon.Add(50 * time.Hour), "", 20, "next Mo 14:00 "}, {noon.Add(50 * time.Hour), "", 11, "Mo 14:00 "},
		{noon.Add(2 * time.Hour), "", 9, "14:00 "}, {noon.Add(25 * time.Second), "", 11, "next in 25s "},
		{time.Time{}, "", 9, "scheduled "},
		{noon.Add(2 * time.Hour), "exit 1", 30, "failed (exit 1) · next 14:00 "}, {noon.Add(2 * time.Hour), "exit 1", 22, "failed · next 14:00 "},
		{noon.Add(2 * time.Hour), "exit 1", 12, "failed 14:00"}, {noon.Add(2 * time.Hour), "exit 1", 9, "failed "},
		{time.Time{}, "exit 1", 20, "failed exit 1"}, {time.Time{}, "exit 1", 9, "failed "},
	} {
		p := manager.ProcessView{Status: manager.Scheduled, NextRun: c.next, Problem: c.problem, Exit: failed}
		f := fitForm(forms(&p, true, noon), c.width)
		if got := f.words + " " + f.right; got != c.want {
			t.Errorf("%s %q in %d cells: %q, want %q", c.next, c.problem, c.width, got, c.want)
		}
	}
}

// What failed the last time is seen although all is well with the schedule.
func TestAFailedRunIsSeenUntilTheNext(t *testing.T) {
	p := manager.ProcessView{
		Name: "report", Status: manager.Scheduled, Generation: 2, NextRun: noon.Add(2 * time.Hour), EndedAt: before(time.Hour),
		Exit: &processcontrol.Exit{Code: 3}, Problem: "exit 3",
	}
	d := drive(t, newFake(p), 80, 24)
	d.mustShow("✗ 1 failed ", "▌ ✗ report failed", "report  ✗ failed (exit 3) · next 14:00", "✗ the last run failed: exit 3")
	d.fake.edit("report", func(p *manager.ProcessView) { p.Problem, p.Exit = "", &processcontrol.Exit{} })
	d.changed()
	d.mustShow("◇ 1 scheduled ", "▌ ◇ report next 14:00", "report  ◇ next 14:00 · run 2 · 1h00m ago")
	d.mustNotShow("failed")
	d.fake.edit("report", func(p *manager.ProcessView) { p.Status, p.StartedAt, p.PID = manager.Running, noon, 7 })
	d.changed()
	d.mustShow("● 1 running ", "▌ ● report running", "report  ● running · next 14:00 · pid 7")
}

func TestSchedulesAreCalledOffWithTheWholeStack(t *testing.T) {
	d := drive(t, newFake(manager.ProcessView{Name: "report", Status: manager.Scheduled}), 80, 24)
	d.press("ctrl+x")
	if len(d.fake.commands) != 1 || d.fake.commands[0].Action != manager.Stop {
		t.Errorf("asked for %v", d.fake.commands)
	}
}

// The ticks come when the words change, over a whole week.
func TestTicksOfASchedule(t *testing.T) {
	next := noon.Add(8*day + 90*time.Minute)
	p := manager.ProcessView{Name: "report", Status: manager.Scheduled, NextRun: next}
	d := drive(t, newFake(p), 80, 24)
	var seen []string
	for range 130 {
		at := d.app.tickAt
		if at.IsZero() {
			break
		}
		shown := d.view()
		d.time = at.Add(-time.Nanosecond)
		if d.send(tea.ResumeMsg{}); d.view() != shown {
			t.Fatalf("something changed before the tick at %s", at)
		}
		d.time = at
		d.send(tickMsg{tick: d.app.tick})
		if words := nextWords(next, at); len(seen) == 0 || seen[len(seen)-1] != words {
			seen = append(seen, words)
		}
	}
	if got, want := len(seen), 2+1+59+59; got != want || seen[got-1] != "in 1s" {
		t.Errorf("%d words, want %d: %v", got, want, seen)
	}
	if !d.app.tickAt.IsZero() {
		t.Errorf("next tick at %s, though nothing changes any more", d.app.tickAt)
	}
}
