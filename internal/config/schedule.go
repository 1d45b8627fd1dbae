package config

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/robfig/cron/v3"

	"tend/manager"
)

// cronWant is what the sentences about cron expressions ask for.
const cronWant = `must be a cron expression of five fields, such as "0 3 * * *", or one such as "@hourly"`

// parseCron reads the times of a cron expression.
func parseCron(s string) (*manager.Schedule, *fault) {
	s = strings.Join(strings.Fields(s), " ")
	zoned := strings.HasPrefix(s, "TZ=") || strings.HasPrefix(s, "CRON_TZ=")
	if zoned && !strings.Contains(s, " ") { // of which the parser is afraid
		return nil, faultf(cronWant+", and this is nothing but a time zone: %q", s)
	}
	times, err := cron.ParseStandard(s)
	if err != nil {
		return nil, faultf(cronWant+", and %q is none: %s", s, plainText(err.Error()))
	}
	// From any day on, the parser looks five years ahead.
	if times.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return nil, faultf("never comes: there is no day such as in %q", s)
	}
	return &manager.Schedule{Text: s, Next: times.Next}, nil
}

// plainText is the message of a library as the end of a sentence.
func plainText(message string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, oneLine(message))
}

// schedule is when the process starts by itself, nil if never.
func (b *builder) schedule(t *table) *manager.Schedule {
	schedule, key := get[*manager.Schedule](t, "schedule"), "schedule"
	if every := get[time.Duration](t, "every"); every > 0 {
		schedule, key = everyFor(every), "every"
	}
	at := place{key: join(t.path, key)}
	if t.given["schedule"] && t.given["every"] {
		b.report(at, "a process is started by schedule or by every, not by both: take one of the two out", "")
	}
	if schedule != nil && get[manager.RestartPolicy](t, "restart") == manager.RestartAlways {
		text := fmt.Sprintf(`restart = "always" starts a process again as soon as it has ended, which leaves nothing for %s to do: take one of the two out`, key)
		b.report(at, text, "")
	}
	return schedule
}

// everyFor begins at once, and goes on from each start.
func everyFor(d time.Duration) *manager.Schedule {
	return &manager.Schedule{
		Text:   "every " + short(d),
		Next:   func(now time.Time) time.Time { return now.Add(d) },
		AtOnce: true,
	}
}
