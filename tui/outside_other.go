//go:build !unix

package tui

// Run runs the program to its end.
func (o *outside) Run() error { return o.cmd.Run() }
