//go:build !linux && !darwin

package proctable

import "syscall"

// Signal does nothing: Read finds nobody here.
func Signal(Proc, syscall.Signal) error { return nil }
