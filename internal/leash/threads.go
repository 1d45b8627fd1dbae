//go:build linux || darwin

package leash

import (
	"runtime"
	"sync"
)

// reservedThreads is more than a helper has been seen to use.
const reservedThreads = 6

// reserveThreads makes the Go runtime own some threads from now on, which it
// never gives back. It aborts a program that needs one and cannot have it, and a
// helper has to act just when there is nothing left.
func reserveThreads() {
	var all, done sync.WaitGroup
	all.Add(reservedThreads)
	for range reservedThreads {
		done.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			all.Done()
			all.Wait() // none gives up its thread before each has one
		})
	}
	done.Wait()
}
