package export

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"tend/manager"
)

// times are when a process starts by itself: at those of a calendar, or again
// and again.
type times struct {
	calendar *cron.SpecSchedule // nil: every
	fields   string             // the cron expression without its time zone
	zone     string             // empty: that of the machine
	every    time.Duration
	atOnce   bool // the first run does not wait for its time
}

// timesOf reads a schedule.
func timesOf(s *manager.Schedule) times {
	if s.AtOnce {
		var start time.Time
		return times{every: s.Next(start).Sub(start), atOnce: true}
	}
	t := times{fields: s.Text}
	if zone, fields, ok := strings.Cut(s.Text, " "); ok && strings.Contains(zone, "TZ=") {
		_, t.zone, _ = strings.Cut(zone, "=")
		t.fields = fields
	}
	parsed, err := cron.ParseStandard(s.Text)
	switch parsed := parsed.(type) {
	case *cron.SpecSchedule:
		t.calendar = parsed
	case cron.ConstantDelaySchedule:
		t.every = parsed.Delay
	default:
		panic(fmt.Sprintf("the schedule %q, which the loader took: %v", s.Text, err))
	}
	return t
}

// star is the bit by which the parser tells * from all values.
const star = 1 << 63

var days = [...]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}

// onCalendar is the calendar as systemd has it, see systemd.time(7). A cron
// expression that names days of the month and of the week means either; here
// each has a line of its own.
func (t times) onCalendar() []string {
	c := t.calendar
	number := func(n int) string { return fmt.Sprintf("%02d", n) }
	date := func(dom uint64) string {
		return "*-" + list(c.Month, 1, 12, number) + "-" + list(dom, 1, 31, number)
	}
	clock := list(c.Hour, 0, 23, number) + ":" + list(c.Minute, 0, 59, number) + ":00"
	if t.zone != "" {
		clock += " " + t.zone
	}
	week := list(c.Dow, 0, 6, func(n int) string { return days[n] })
	day := func(week, date string) string {
		if week == "*" {
			return date + " " + clock
		}
		return week + " " + date + " " + clock
	}
	switch {
	case (c.Dom|c.Dow)&star != 0:
		return []string{day(week, date(c.Dom))}
	case week == "*" || list(c.Dom, 1, 31, number) == "*":
		return []string{day("*", date(star))} // either of them, and one is always
	}
	return []string{day("*", date(c.Dom)), day(week, date(star))}
}

// list writes a set of numbers: all of them as *, runs of them as from..to.
func list(set uint64, least, most int, name func(int) string) string {
	has := func(n int) bool { return n <= most && (set&star != 0 || set&(1<<n) != 0) }
	var parts []string
	for n := least; n <= most; n++ {
		if !has(n) {
			continue
		}
		first := n
		for has(n + 1) {
			n++
		}
		switch {
		case first == least && n == most:
			return "*"
		case n-first < 2:
			parts = append(parts, name(first))
			if n > first {
				parts = append(parts, name(n))
			}
		default:
			parts = append(parts, name(first)+".."+name(n))
		}
	}
	return strings.Join(parts, ",")
}

// cron is the cron expression for programs that know nothing else. For what
// comes again and again there is one only if it divides an hour or a day.
func (t times) cron() (fields string, ok bool) {
	minutes, hours := int(t.every/time.Minute), int(t.every/time.Hour)
	switch {
	case t.fields == "@midnight":
		return "@daily", true
	case t.calendar != nil:
		return t.fields, true
	case t.every%time.Minute != 0:
		return "", false
	case minutes == 1:
		return "* * * * *", true
	case minutes < 60 && 60%minutes == 0:
		return "*/" + strconv.Itoa(minutes) + " * * * *", true
	case t.every == 24*time.Hour:
		return "0 0 * * *", true
	case t.every%time.Hour == 0 && hours == 1:
		return "0 * * * *", true
	case t.every%time.Hour == 0 && hours < 24 && 24%hours == 0:
		return "0 */" + strconv.Itoa(hours) + " * * *", true
	}
	return "", false
}
