//go:build unix

package cli

import "syscall"

// become puts a program in the place of this one: its exit code and its signals
// are its own.
func become(program string, argv, environ []string) error {
	return syscall.Exec(program, argv, environ)
}
