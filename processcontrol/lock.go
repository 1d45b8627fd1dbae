//go:build !lockstat || !linux

package processcontrol

import "sync"

// lock is the mutex of a Control. Built with the tag lockstat it is one that
// measures how long it is held: see lock_stat.go.
type lock = sync.Mutex
