package processcontrol

import (
	"fmt"

	"tend/internal/cgroup"
)

// HardLimits are bounds that the kernel enforces: what exceeds them fails in
// the process itself. Zero means no bound.
type HardLimits struct {
	OpenFiles int // of each process, not of the tree

	// These need a cgroup v2 that tend may write.
	Memory    int64   // bytes; beyond them the kernel kills
	CPU       float64 // percent of one core; beyond them processes wait
	Processes int     // and threads; beyond them fork fails
}

// grouped reports whether a control group has to keep the limits.
func (h *HardLimits) grouped() bool { return h.Memory > 0 || h.CPU > 0 || h.Processes > 0 }

// Check reports which of the limits, hard or watched, this platform cannot
// honour.
func (l *Limits) Check() error {
	if l.OpenFiles > 0 && !countsOpenFiles {
		return fmt.Errorf("open files cannot be counted on this platform")
	}
	if l.Hard.OpenFiles > 0 {
		if err := checkOpenFiles(l.Hard.OpenFiles); err != nil {
			return err
		}
	}
	if !l.Hard.grouped() {
		return nil
	}
	wanted := cgroup.Limits{Memory: l.Hard.Memory, CPU: l.Hard.CPU, Processes: l.Hard.Processes}
	place, err := cgroup.Find()
	if err == nil {
		err = place.Check(wanted)
	}
	if err != nil {
		return fmt.Errorf("the kernel cannot enforce these hard limits here: %w", err)
	}
	return nil
}
