//go:build !unix

package screen

import "errors"

// ErrNotSuspended is that of Suspend where programs cannot be stopped.
var ErrNotSuspended = errors.New("cannot suspend: programs cannot be stopped on this platform")

// Suspend leaves the screen as it is.
func (s *Screen) Suspend() error { return ErrNotSuspended }

// regain has nothing to wait for.
func (s *Screen) regain() bool { return true }

func (s *Screen) foreground() bool { return true }
