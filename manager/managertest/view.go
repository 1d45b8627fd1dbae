// Package managertest makes what tests need of package manager that have no stack
// that runs.
package managertest

import (
	"tend/manager"
	"tend/processcontrol"
)

// View makes a process, api, as it is in a status in its first run. change, if not
// nil, makes it another.
func View(status manager.Status, change func(*manager.ProcessView)) *manager.ProcessView {
	v := &manager.ProcessView{Name: "api", Family: "api", Status: status, Generation: 1}
	switch status {
	case manager.Starting:
		v.State = processcontrol.Starting
	case manager.Running, manager.Ready:
		v.State, v.Ready = processcontrol.Running, true
	case manager.Stopping:
		v.State = processcontrol.Stopping
	case manager.Killing:
		v.State = processcontrol.Killing
	case manager.Stuck:
		v.State = processcontrol.Stuck
	case manager.Done, manager.Exited, manager.GaveUp, manager.BackingOff, manager.Scheduled:
		v.State, v.Exit = processcontrol.Exited, &processcontrol.Exit{}
	case manager.Failed:
		v.State = processcontrol.Failed
	}
	if change != nil {
		change(v)
	}
	return v
}
