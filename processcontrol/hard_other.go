//go:build !linux

package processcontrol

const (
	countsOpenFiles = false
	limitsOpenFiles = false
)

func (h *HardLimits) apply(int) error { return nil }
