package tui

import (
	"tend/manager"
	"tend/processcontrol"
)

// sparkMost is how many measurements are kept of each process: about two
// minutes.
const sparkMost = 120

// usages is what processes used in the last minutes, by name, oldest first.
type usages map[string][]processcontrol.Usage

// observe takes in what has been measured since.
func (u usages) observe(ps []*manager.ProcessView) {
	for _, p := range ps {
		if p.Usage.At.IsZero() {
			continue
		}
		past := u[p.Name]
		if n := len(past); n > 0 && !p.Usage.At.After(past[n-1].At) {
			continue
		}
		if len(past) == sparkMost {
			copy(past, past[1:])
			past = past[:sparkMost-1]
		}
		u[p.Name] = append(past, p.Usage)
	}
	if len(u) > len(ps) {
		u.forget(ps)
	}
}

// forget drops what is known of processes that are gone.
func (u usages) forget(ps []*manager.ProcessView) {
	there := make(map[string]bool, len(ps))
	for _, p := range ps {
		there[p.Name] = true
	}
	for name := range u {
		if !there[name] {
			delete(u, name)
		}
	}
}

func (u usages) of(name string) []processcontrol.Usage { return u[name] }

// bars are the heights of a sparkline.
var bars = []rune("▁▂▃▄▅▆▇█")

// headroom is how much higher the highest bar is than the greatest value: what
// stays as it is is not drawn as if it were full.
const headroom = 1.5

// sparkline draws the last n values.
func sparkline(past []processcontrol.Usage, value func(processcontrol.Usage) float64, n int) string {
	past = past[max(0, len(past)-n):]
	greatest := 0.0
	for _, u := range past {
		greatest = max(greatest, value(u))
	}
	if greatest <= 0 {
		return ""
	}
	line := make([]rune, len(past))
	for i, u := range past {
		line[i] = bars[min(len(bars)-1, int(value(u)/(greatest*headroom)*float64(len(bars))))]
	}
	return string(line)
}
