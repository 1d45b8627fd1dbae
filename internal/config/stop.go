package config

import (
	"time"

	"tend/processcontrol"
)

// stop builds how a process is asked to end.
func (b *builder) stop(t *table, tty bool, env scope) processcontrol.StopSpec {
	spec := processcontrol.StopSpec{
		Signal:  get[processcontrol.Signal](t, "signal"),
		Command: b.argv(t, "command", env),
		Keys:    get[string](t, "keys"),
		Grace:   get[time.Duration](t, "grace"),
	}
	if t.given["keys"] {
		keys := place{key: join(t.path, "keys")}
		if t.given["command"] {
			b.report(keys, "a process is asked to end by command or by keys, not by both: take one of the two out", "")
		}
		if !tty {
			b.report(keys, "keys are typed into a terminal, and tty = false gives it none: take one of the two out", "")
		}
	}
	return spec
}
