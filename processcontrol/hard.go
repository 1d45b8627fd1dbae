package processcontrol

import "fmt"

// HardLimits are bounds that the kernel enforces: what exceeds them fails in
// the process itself. Zero means no bound.
type HardLimits struct {
	OpenFiles int // of each process, not of the tree
}

// Check reports which of the limits, hard or watched, this platform cannot
// honour.
func (l *Limits) Check() error {
	if l.OpenFiles > 0 && !countsOpenFiles {
		return fmt.Errorf("open files cannot be counted on this platform")
	}
	if l.Hard.OpenFiles > 0 && !limitsOpenFiles {
		return fmt.Errorf("open files cannot be limited by the kernel on this platform")
	}
	return nil
}
