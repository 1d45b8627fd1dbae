package config

import (
	"time"

	"tend/processcontrol"
)

// limits builds what a process may use, and reports what this platform cannot
// honour.
func (b *builder) limits(t *table) processcontrol.Limits {
	hard := get[*table](t, "hard")
	l := processcontrol.Limits{
		Memory:    get[int64](t, "memory"),
		CPU:       get[float64](t, "cpu"),
		OpenFiles: get[int](t, "open_files"),
		Processes: get[int](t, "processes"),
		RunTime:   get[time.Duration](t, "run_time"),
		For:       get[time.Duration](t, "for"),
		Warn:      get[float64](t, "warn") / 100,
		Policy:    get[processcontrol.LimitPolicy](t, "policy"),
		Hard: processcontrol.HardLimits{
			OpenFiles: get[int](hard, "open_files"),
			Memory:    get[int64](hard, "memory"),
			CPU:       get[float64](hard, "cpu"),
			Processes: get[int](hard, "processes"),
		},
	}
	// Each on its own, because only the first is reported of several.
	watched := processcontrol.Limits{OpenFiles: l.OpenFiles}
	b.honour(place{key: join(t.path, "open_files")}, watched.Check())
	for _, one := range []struct {
		name string
		hard processcontrol.HardLimits
	}{
		{"open_files", processcontrol.HardLimits{OpenFiles: l.Hard.OpenFiles}},
		{"memory", processcontrol.HardLimits{Memory: l.Hard.Memory}},
		{"cpu", processcontrol.HardLimits{CPU: l.Hard.CPU}},
		{"processes", processcontrol.HardLimits{Processes: l.Hard.Processes}},
	} {
		enforced := processcontrol.Limits{Hard: one.hard}
		b.honour(place{key: join(hard.path, one.name)}, enforced.Check())
	}
	return l
}

// honour reports err, if it is one, as the reason why a key has no place here.
// Where the stack runs elsewhere, it is of no concern what is possible here.
func (b *builder) honour(p place, err error) {
	if err != nil && !b.options.Elsewhere {
		b.report(p, err.Error(), "")
	}
}
