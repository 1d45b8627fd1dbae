package config

import (
	"time"

	"tend/processcontrol"
)

// stop builds how a process is asked to end.
func (b *builder) stop(process *table, env scope) processcontrol.StopSpec {
	t := get[*table](process, "stop")
	spec := processcontrol.StopSpec{
		Signal:  get[processcontrol.Signal](t, "signal"),
		Command: b.argv(t, "command", env),
		Keys:    get[string](t, "keys"),
		Grace:   get[time.Duration](t, "grace"),
	}
	if daemon := get[*table](process, "daemon"); daemon != nil {
		for _, name := range []string{"command", "keys"} {
			if t.given[name] {
				b.report(place{key: join(t.path, name)}, "a daemon is asked to end by daemon.stop, and by nothing else: take "+name+" out", "")
			}
		}
		spec.Command = b.argv(daemon, "stop", env)
		return spec
	}
	if t.given["keys"] {
		keys := place{key: join(t.path, "keys")}
		if t.given["command"] {
			b.report(keys, "a process is asked to end by command or by keys, not by both: take one of the two out", "")
		}
		if !hasTerminal(process) {
			b.report(keys, "keys are typed into a terminal, and tty = false gives it none: take one of the two out", "")
		}
	}
	return spec
}
