//go:build !unix

package tui

// run runs the program to its end.
func (o *outside) run() error { return o.cmd.Run() }
