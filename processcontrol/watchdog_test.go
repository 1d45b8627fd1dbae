package processcontrol

import (
	"testing"
	"time"
)

func TestMissingSignsOfLife(t *testing.T) {
	for _, test := range []struct {
		policy LimitPolicy
		want   Signal
	}{{LimitLog, 0}, {LimitRestart, SIGTERM}, {LimitStop, SIGTERM}, {LimitKill, SIGKILL}} {
		t.Run(test.policy.String(), func(t *testing.T) {
			s := spec(t, "speak WATCHDOG=1 WATCHDOG=1%0ASTATUS=alive")
			s.Watchdog, s.Unhealthy = 50*time.Millisecond, test.policy
			c := control(t, s)
			if _, err := c.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			if test.policy == LimitLog {
				got := c.until(t, "the verdict", func(s Snapshot) bool { return s.Health == Unhealthy })
				if got.State != Running || got.HealthErr == nil || got.HealthErr.Error() != "no WATCHDOG=1 within 50ms" {
					t.Errorf("%+v", got)
				}
				return
			}
			exit := c.untilState(t, Exited).Exit
			v := exit.Violation
			if v == nil || v.What != "watchdog" || v.Detail != "no WATCHDOG=1 within 50ms" || v.Policy != test.policy ||
				exit.Requested || exit.Signal != test.want {
				t.Errorf("exit %+v, violation %+v", exit, v)
			}
		})
	}
}

func TestTroubleThatTheProcessReportsCountsAtOnceAndPasses(t *testing.T) {
	s := spec(t, "speak WATCHDOG=1 WATCHDOG=trigger WATCHDOG=1 WATCHDOG=trigger")
	s.Watchdog, s.Unhealthy = time.Hour, LimitLog
	c := control(t, s)
	c.up(t)
	for n, want := range []Health{Healthy, Unhealthy, Healthy, Unhealthy} {
		if n > 0 {
			c.speaks(t, n)
		}
		got := c.until(t, want.String(), func(s Snapshot) bool { return s.Health == want })
		if (got.HealthErr != nil) != (want == Unhealthy) {
			t.Errorf("%d: %v", n, got.HealthErr)
		}
	}
	if err := c.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := c.Snapshot(); s.Health != NoHealth {
		t.Errorf("after the end: %+v", s)
	}
}

func TestTroubleEndsTheProcessAtOnce(t *testing.T) {
	s := speaker(t, "speak WATCHDOG=trigger") // before it is ready, too
	s.Watchdog, s.Unhealthy = time.Hour, LimitRestart
	c := control(t, s)
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	v := c.untilState(t, Exited).Exit.Violation
	if v == nil || v.What != "watchdog" || v.Detail != "it has said WATCHDOG=trigger" {
		t.Errorf("%+v", v)
	}
}

func TestSignsOfLifeAreExpectedFromReadinessOn(t *testing.T) {
	s := speaker(t, "speak STATUS=loading")
	s.Watchdog, s.Unhealthy = time.Millisecond, LimitStop
	c := control(t, s)
	c.up(t)
	for range 5 { // each takes longer than the interval
		if err := c.host.Run(t.Context(), errand(t, "sleep 0.01")); err != nil {
			t.Fatal(err)
		}
	}
	if s := c.Snapshot(); s.State != Running || s.Health != NoHealth {
		t.Errorf("it is not ready: %+v", s)
	}
	if err := send(c.socket(t), "READY=1"); err != nil {
		t.Fatal(err)
	}
	if v := c.untilState(t, Exited).Exit.Violation; v == nil || v.What != "watchdog" {
		t.Errorf("%+v", v)
	}
}

func TestProbeAndWatchdogAreOneHealth(t *testing.T) {
	s := spec(t, "speak WATCHDOG=1 WATCHDOG=trigger")
	s.Watchdog, s.Unhealthy = time.Hour, LimitLog
	s.Health = &Probe{Exec: []string{"true"}, Interval: time.Hour, Timeout: time.Minute}
	c := control(t, s)
	c.up(t)
	c.until(t, "both", func(s Snapshot) bool { return s.Health == Healthy })
	c.speaks(t, 1)
	got := c.until(t, "the worse", func(s Snapshot) bool { return s.Health == Unhealthy })
	if got.HealthErr == nil || got.HealthErr.Error() != "it has said WATCHDOG=trigger" {
		t.Errorf("%+v", got)
	}
}
