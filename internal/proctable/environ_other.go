//go:build !linux && !darwin

package proctable

// EnvironEntry finds nothing here.
func EnvironEntry(int, string) (entry string, told bool) { return "", false }
