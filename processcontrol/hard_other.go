//go:build !linux

package processcontrol

import "errors"

const countsOpenFiles = false

func checkOpenFiles(int) error {
	return errors.New("open files cannot be limited by the kernel on this platform")
}

func (h *HardLimits) apply(int) error { return nil }
