package cli

import (
	"testing"
	"time"
)

func TestSinceIsHowLongAgoOrWhen(t *testing.T) {
	zone := time.FixedZone("here", 2*60*60)
	now := time.Date(2026, 3, 4, 12, 30, 0, 0, zone)
	for text, want := range map[string]time.Time{
		"10m":                  now.Add(-10 * time.Minute),
		"0s":                   now,
		"12:00":                time.Date(2026, 3, 4, 12, 0, 0, 0, zone),
		"12:00:01":             time.Date(2026, 3, 4, 12, 0, 1, 0, zone),
		"13:00":                time.Date(2026, 3, 3, 13, 0, 0, 0, zone), // yesterday
		"2026-03-01":           time.Date(2026, 3, 1, 0, 0, 0, 0, zone),
		"2026-03-01 08:15":     time.Date(2026, 3, 1, 8, 15, 0, 0, zone),
		"2026-03-01T08:15:30":  time.Date(2026, 3, 1, 8, 15, 30, 0, zone),
		"2026-03-01T08:15:30Z": time.Date(2026, 3, 1, 10, 15, 30, 0, zone),
		// As -t prints it.
		"2026-03-01T08:15:30.250+02:00": time.Date(2026, 3, 1, 8, 15, 30, 250_000_000, zone),
	} {
		if got, err := parseSince(text, now); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "-5m", "soon", "25:00", "2026-13-01", "10"} {
		if got, err := parseSince(text, now); err == nil {
			t.Errorf("%q: %v", text, got)
		}
	}
}
