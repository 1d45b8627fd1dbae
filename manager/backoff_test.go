package manager

import (
	"testing"
	"time"
)

func TestDelayDoublesUpToItsMaximum(t *testing.T) {
	b := Backoff{Initial: time.Second, Max: 10 * time.Second}
	for attempt, want := range []time.Duration{1: 1, 2: 2, 3: 4, 4: 8, 5: 10, 6: 10} {
		if attempt == 0 {
			continue
		}
		if got := b.Delay(attempt, 0); got != want*time.Second {
			t.Errorf("attempt %d: %s, want %ds", attempt, got, want)
		}
	}
}

func TestDelayNeverOverflows(t *testing.T) {
	b := Backoff{Initial: time.Nanosecond, Max: 1<<63 - 1}
	last := time.Duration(0)
	for attempt := 1; attempt < 200; attempt++ {
		got := b.Delay(attempt, 0)
		if got < last {
			t.Fatalf("attempt %d: %s after %s", attempt, got, last)
		}
		last = got
	}
	if last != b.Max {
		t.Errorf("it ends at %s", last)
	}
}

func TestJitterTakesAQuarterAtMost(t *testing.T) {
	b := Backoff{Initial: 8 * time.Second, Max: 8 * time.Second}
	if got := b.Delay(1, 1); got != 6*time.Second {
		t.Errorf("with full jitter: %s", got)
	}
	if b := (Backoff{Initial: time.Minute, Max: time.Second}); b.Delay(1, 0) != time.Second {
		t.Error("the maximum does not bound the first delay")
	}
}

func TestHealthyRunResetsTheBackoffAndOldRestartsAreForgotten(t *testing.T) {
	b := Backoff{Initial: time.Second, Max: 10 * time.Second, GiveUp: 3, Within: time.Minute}
	now := time.Unix(1000, 0)
	r := restarts{}
	r = r.next(b, time.Second, now, 0)
	r = r.next(b, time.Second, now, 0)
	if r.attempt != 2 || r.at != now.Add(2*time.Second) {
		t.Fatalf("%+v", r)
	}
	r = r.next(b, 11*time.Second, now, 0)
	if r.attempt != 1 || r.total != 3 {
		t.Fatalf("after a healthy run: %+v", r)
	}
	if late := r.next(b, 0, now.Add(2*time.Minute), 0); late.gaveUp || len(late.recent) != 1 {
		t.Fatalf("old restarts count: %+v", late)
	}
	if r = r.next(b, 0, now, 0); !r.gaveUp || !r.at.IsZero() {
		t.Fatalf("the fourth in a minute: %+v", r)
	}
}
