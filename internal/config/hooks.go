package config

import (
	"time"

	"tend/manager"
)

// hooks builds the commands that run on events. Their keys are the events'
// names.
func (b *builder) hooks(t *table, env scope) manager.Hooks {
	var hooks manager.Hooks
	for i, name := range manager.EventNames() { // in the order of the constants
		if hooks.Commands[i] = b.argv(t, name, env); hooks.Commands[i] != nil {
			hooks.Timeout = get[time.Duration](t, "timeout")
		}
	}
	return hooks
}
