package logview

import (
	"testing"
	"time"
)

func TestHorizonNeverFallsBehind(t *testing.T) {
	noon := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
	h := Horizon{at: noon}
	for _, step := range []struct {
		what   string
		passed time.Duration
		wall   time.Time
		want   time.Time
	}{
		{"time passes", time.Second, noon.Add(time.Second), noon.Add(time.Second)},
		{"the clock is set back", time.Second, noon.Add(-time.Hour), noon.Add(2 * time.Second)},
		{"time passes again", time.Second, noon.Add(-time.Hour), noon.Add(3 * time.Second)},
		{"the clock is set forward", time.Second, noon.Add(time.Hour), noon.Add(time.Hour)},
		{"and back once more", time.Second, noon, noon.Add(time.Hour + time.Second)},
	} {
		if h.advance(step.passed, step.wall); !h.at.Equal(step.want) {
			t.Errorf("%s: %s, want %s", step.what, h.at, step.want)
		}
	}
}
