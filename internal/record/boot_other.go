//go:build !linux && !darwin

package record

// Boot knows nothing on this platform.
func Boot() string { return "" }
