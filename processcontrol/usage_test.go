package processcontrol

import (
	"context"
	"fmt"
	"testing"
	"time"
)

func TestCPUIsAveragedOverTheWindow(t *testing.T) {
	var m cpuMeter
	start := time.Unix(0, 0)
	at := func(second int) time.Time { return start.Add(time.Duration(second) * time.Second) }
	a, b := strayID{1, 1}, strayID{2, 2}
	if got := m.add(at(0), map[strayID]time.Duration{a: time.Hour}); got != 0 {
		t.Errorf("what was used before the first look counts: %v", got)
	}
	if got := m.add(at(1), map[strayID]time.Duration{a: time.Hour + time.Second}); got != 100 {
		t.Errorf("one second in one: %v", got)
	}
	// A new process counts with all it has used, one that is gone with nothing.
	if got := m.add(at(2), map[strayID]time.Duration{b: 3 * time.Second}); got != 200 {
		t.Errorf("four seconds in two: %v", got)
	}
	for second := 3; second <= 7; second++ {
		m.add(at(second), map[strayID]time.Duration{b: 3 * time.Second})
	}
	if got := m.add(at(8), map[strayID]time.Duration{b: 3 * time.Second}); got != 0 {
		t.Errorf("a window later: %v", got)
	}
	if len(m.history) > 8 {
		t.Errorf("%d points are kept", len(m.history))
	}
}

func TestLimitCountsWhenItHasBeenBrokenForLongEnough(t *testing.T) {
	limits := &Limits{Memory: 100 << 20, CPU: 50, For: 3 * time.Second, Warn: 0.8, Policy: LimitStop}
	b := make(breaches)
	judge := func(second int, memory int64, cpu float64) (string, string) {
		u := Usage{At: time.Unix(int64(second), 0), Memory: memory << 20, CPU: cpu}
		warning, v := b.judge(limits, u, 0)
		if v == nil {
			return warning, ""
		}
		return warning, v.Error()
	}
	for _, step := range []struct {
		second             int
		memory             int64
		cpu                float64
		warning, violation string
	}{
		{0, 10, 0, "", ""},
		{1, 80, 0, "memory 80.0 MiB of 100 MiB", ""},
		{2, 120, 0, "memory 120 MiB of 100 MiB", ""},
		{4, 120, 0, "memory 120 MiB of 100 MiB", ""},
		{5, 90, 0, "memory 90.0 MiB of 100 MiB", ""}, // a break: it begins anew
		{6, 120, 60, "cpu 60% of 50%", ""},
		{8, 120, 60, "cpu 60% of 50%", ""},
		{9, 120, 60, "cpu 60% of 50%", "memory: 120 MiB of 100 MiB for 3s"},
		{10, 10, 60, "cpu 60% of 50%", "cpu: 60% of 50% for 4s"},
	} {
		warning, violation := judge(step.second, step.memory, step.cpu)
		if warning != step.warning || violation != step.violation {
			t.Errorf("second %d: %q, %q; want %q, %q", step.second, warning, violation, step.warning, step.violation)
		}
	}
}

func TestRunTimeCountsAtOnce(t *testing.T) {
	limits := &Limits{RunTime: time.Minute, For: time.Hour, Policy: LimitRestart}
	u := Usage{At: time.Unix(0, 0)}
	if _, v := make(breaches).judge(limits, u, 59*time.Second); v != nil {
		t.Error(v)
	}
	_, v := make(breaches).judge(limits, u, 61*time.Second)
	if v == nil || v.Error() != "run time: 1m1s of 1m0s" || v.Policy != LimitRestart {
		t.Error(v)
	}
}

func TestFormatBytes(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 1023: "1023 B", 1536: "1.5 KiB", 200 << 20: "200 MiB", 3 << 40: "3.0 TiB"} {
		if got := formatBytes(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// sampled makes a Control whose Host measures.
func sampled(t *testing.T, s Spec) *watched {
	t.Helper()
	c := control(t, s)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); c.host.Sample(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return c
}

func TestLimitsOverTheWholeTree(t *testing.T) {
	for _, test := range []struct {
		role   string
		limits Limits
		what   string
	}{
		{"wait", Limits{Memory: 1 << 10}, "memory"},
		{"leave-session wait wait", Limits{Processes: 1}, "processes"},
		{"wait", Limits{RunTime: time.Nanosecond}, "run time"},
		{"wait", Limits{OpenFiles: 1}, "open files"},
		{"burn", Limits{CPU: 1}, "cpu"},
	} {
		for _, policy := range []LimitPolicy{LimitRestart, LimitKill} {
			t.Run(fmt.Sprint(test.what, " ", policy), func(t *testing.T) {
				s := spec(t, test.role)
				s.Limits = test.limits
				s.Limits.Policy = policy
				if err := s.Limits.Check(); err != nil {
					t.Skip(err)
				}
				c := sampled(t, s)
				if _, err := c.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				exit := c.untilState(t, Exited).Exit
				if v := exit.Violation; v == nil || v.What != test.what || v.Policy != policy {
					t.Errorf("exit %+v, violation %v", exit, exit.Violation)
				}
			})
		}
	}
}

func TestBrokenLimitThatIsOnlyLoggedShowsAsAWarning(t *testing.T) {
	s := spec(t, "wait")
	s.Limits = Limits{Memory: 1 << 10, Policy: LimitLog}
	c := sampled(t, s)
	c.up(t)
	got := c.until(t, "a warning", func(s Snapshot) bool { return s.Warning != "" })
	if got.State != Running || got.Usage.Memory == 0 || got.Usage.Processes != 1 {
		t.Errorf("%+v", got)
	}
}

func TestNothingIsMeasuredThatNobodyLooksAt(t *testing.T) {
	c := sampled(t, spec(t, "wait"))
	c.up(t)
	if c.host.sampler.wanted() {
		t.Error("it is measured though nobody looks")
	}
	stop := c.host.Measure()
	c.until(t, "figures", func(s Snapshot) bool { return !s.Usage.At.IsZero() && s.Usage.Memory > 0 })
	stop()
	if c.host.sampler.wanted() {
		t.Error("it is measured though nobody looks any more")
	}
}

func TestHardLimitOnOpenFiles(t *testing.T) {
	s := spec(t, "files")
	s.Limits.Hard.OpenFiles = 64
	if err := s.Limits.Check(); err != nil {
		t.Skip(err)
	}
	c := control(t, s)
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.untilPrinted(t, "at most 64 files")
}
