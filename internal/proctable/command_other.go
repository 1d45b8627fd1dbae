//go:build !linux && !darwin

package proctable

// Command is not available on this platform.
func Command(int) []string { return nil }
