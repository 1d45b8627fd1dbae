package export

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/robfig/cron/v3"

	"tend/manager"
)

// calendars are cron expressions, and the same for systemd.
var calendars = map[string]string{
	"* * * * *":                           "*-*-* *:*:00",
	"0 3 * * *":                           "*-*-* 03:00:00",
	"*/15 9-17 * * mon-fri":               "Mon..Fri *-*-* 09..17:00,15,30,45:00",
	"0 0 1 */3 *":                         "*-01,04,07,10-01 00:00:00",
	"30 4 1,15 * 5":                       "*-*-01,15 04:30:00 | Fri *-*-* 04:30:00", // either of the two
	"0 0 */2 * 1":                         "*-*-01,03,05,07,09,11,13,15,17,19,21,23,25,27,29,31 00:00:00 | Mon *-*-* 00:00:00",
	"0 0 13 * 0-6":                        "*-*-* 00:00:00",
	"0 0 * * 0,6":                         "Sun,Sat *-*-* 00:00:00",
	"@hourly":                             "*-*-* *:00:00",
	"@weekly":                             "Sun *-*-* 00:00:00",
	"@yearly":                             "*-01-01 00:00:00",
	"CRON_TZ=Europe/Rome 0 3 * * *":       "*-*-* 03:00:00 Europe/Rome",
	"TZ=America/New_York 5-7,30 22 * * *": "*-*-* 22:05..07,30:00 America/New_York",
}

func timesFor(t *testing.T, text string) times {
	t.Helper()
	parsed, err := cron.ParseStandard(text)
	if err != nil {
		t.Fatal(err)
	}
	return timesOf(&manager.Schedule{Text: text, Next: parsed.Next})
}

func TestCalendarsOfSystemd(t *testing.T) {
	for text, want := range calendars {
		if got := strings.Join(timesFor(t, text).onCalendar(), " | "); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// TestSystemdComesAtTheSameTimes asks systemd itself when the next times are.
func TestSystemdComesAtTheSameTimes(t *testing.T) {
	program, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze, which is in the package systemd, is not here to tell times")
	}
	const layout = "2006-01-02 15:04:05"
	for text := range calendars {
		if strings.Contains(text, "TZ=") {
			continue // the zone is systemd's to know; the times are the same
		}
		schedule, err := cron.ParseStandard(text)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Date(2026, 2, 27, 11, 59, 30, 0, time.UTC)
		next := start
		got := map[string]bool{}
		for _, line := range timesFor(t, text).onCalendar() {
			out, err := exec.CommandContext(t.Context(), "env", "TZ=UTC", "LC_ALL=C", program, "calendar", "--iterations=6", "--base-time="+start.Format(layout)+" UTC", line).CombinedOutput()
			if err != nil {
				t.Fatalf("%s: %v\n%s", line, err, out)
			}
			for _, word := range strings.Split(string(out), "\n") {
				if _, at, ok := strings.Cut(word, "lapse: "); ok || strings.Contains(word, "Iter") {
					if !ok {
						_, at, _ = strings.Cut(word, ": ")
					}
					fields := strings.Fields(at)
					if len(fields) >= 3 {
						got[fields[1]+" "+fields[2]] = true
					}
				}
			}
		}
		for range 6 {
			next = schedule.Next(next)
			if !got[next.Format(layout)] {
				t.Errorf("%s: systemd does not come at %s, but at %v", text, next.Format(layout), got)
			}
		}
	}
}

func TestCronOfWhatComesAgainAndAgain(t *testing.T) {
	for every, want := range map[time.Duration]string{
		time.Minute: "* * * * *", 5 * time.Minute: "*/5 * * * *", time.Hour: "0 * * * *", 6 * time.Hour: "0 */6 * * *",
		24 * time.Hour: "0 0 * * *", 7 * time.Second: "", 90 * time.Minute: "", 7 * time.Minute: "", 48 * time.Hour: "",
	} {
		s := &manager.Schedule{Text: "every", AtOnce: true, Next: func(now time.Time) time.Time { return now.Add(every) }}
		if got, ok := timesOf(s).cron(); got != want || ok != (want != "") {
			t.Errorf("%s: got %q, want %q", every, got, want)
		}
	}
	if got := timesFor(t, "@every 5m"); got.every != 5*time.Minute || got.atOnce {
		t.Errorf("@every 5m is %+v", got)
	}
	if got, _ := timesFor(t, "CRON_TZ=Europe/Rome 0 3 * * *").cron(); got != "0 3 * * *" {
		t.Errorf("without its zone it is %q", got)
	}
}
