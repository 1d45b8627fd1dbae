package processcontrol

import (
	"fmt"
	"time"
)

// Usage is what a process and its descendants use together.
type Usage struct {
	At        time.Time // when it was measured; zero if it was not
	Memory    int64     // resident bytes; what processes share counts for each
	CPU       float64   // percent of one core over the last few seconds
	Processes int
	OpenFiles int // only counted where there is a limit for it, else 0
}

// cpuWindow is the time over which CPU use is averaged: long enough that a
// burst is none, short enough to follow.
const cpuWindow = 5 * time.Second

// cpuMeter turns the CPU time that processes have used so far into a rate.
type cpuMeter struct {
	last    map[strayID]time.Duration // by process, at the last measurement
	used    time.Duration             // by all of them since the first one
	history []cpuPoint                // within the window, oldest first
}

type cpuPoint struct {
	at   time.Time
	used time.Duration
}

// add takes in what each process has used so far, and returns the average rate
// over the window, in percent of one core.
func (m *cpuMeter) add(now time.Time, used map[strayID]time.Duration) float64 {
	if m.last != nil {
		for id, total := range used {
			m.used += max(0, total-m.last[id]) // all of it, for one that is new
		}
	}
	m.last = used
	m.history = append(m.history, cpuPoint{now, m.used})
	// The newest point that is as old as the window stays, as its start.
	for len(m.history) > 2 && now.Sub(m.history[1].at) >= cpuWindow {
		m.history = m.history[1:]
	}
	first := m.history[0]
	elapsed := now.Sub(first.at)
	if elapsed <= 0 {
		return 0
	}
	return 100 * float64(m.used-first.used) / float64(elapsed)
}

// bound is one limit as it stands.
type bound struct {
	what       string
	used, most float64
	show       func(float64) string
	at         bool // counts at once
}

// bounds lists the limits that are set, with what is used of them.
func (l *Limits) bounds(u Usage, ran time.Duration) []bound {
	all := []bound{
		{"memory", float64(u.Memory), float64(l.Memory), func(v float64) string { return formatBytes(int64(v)) }, false},
		{"cpu", u.CPU, l.CPU, func(v float64) string { return fmt.Sprintf("%.0f%%", v) }, false},
		{"processes", float64(u.Processes), float64(l.Processes), func(v float64) string { return fmt.Sprintf("%.0f", v) }, false},
		{"open files", float64(u.OpenFiles), float64(l.OpenFiles), func(v float64) string { return fmt.Sprintf("%.0f", v) }, false},
		{"run time", float64(ran), float64(l.RunTime), func(v float64) string { return time.Duration(v).Round(time.Second).String() }, true},
	}
	set := all[:0]
	for _, b := range all {
		if b.most > 0 {
			set = append(set, b)
		}
	}
	return set
}

// breaches remembers since when which limit has been broken.
type breaches map[string]time.Time

// judge compares what is used with what is allowed. It returns what to warn
// of, and the limit that has been broken for long enough, if one has.
func (b breaches) judge(l *Limits, u Usage, ran time.Duration) (warning string, v *Violation) {
	for _, bound := range l.bounds(u, ran) {
		text := fmt.Sprintf("%s of %s", bound.show(bound.used), bound.show(bound.most))
		if bound.used <= bound.most {
			delete(b, bound.what)
			if l.Warn > 0 && bound.used >= l.Warn*bound.most && warning == "" {
				warning = bound.what + " " + text
			}
			continue
		}
		since, broken := b[bound.what]
		if !broken {
			since = u.At
			b[bound.what] = since
		}
		warning = bound.what + " " + text
		if held := u.At.Sub(since); v == nil && (bound.at || held >= l.For) {
			if !bound.at && l.For > 0 {
				text += " for " + held.Round(time.Second).String()
			}
			v = &Violation{What: bound.what, Detail: text, Policy: l.Policy}
		}
	}
	return warning, v
}

// formatBytes writes a size in the largest unit that keeps it above one.
func formatBytes(n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB"}
	v, i := float64(n), 0
	for v >= 1024 && i < len(units)-1 {
		v /= 1024
		i++
	}
	if i == 0 || v >= 100 {
		return fmt.Sprintf("%.0f %s", v, units[i])
	}
	return fmt.Sprintf("%.1f %s", v, units[i])
}
