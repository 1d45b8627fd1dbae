// Package threads sees to it that a program has the threads that it will need when
// there are none left.
package threads

import (
	"runtime"
	"sync"
)

// Reserve makes the Go runtime own n threads from now on. It never gives an idle
// one back, and aborts the program when it cannot have one that it needs.
func Reserve(n int) {
	var all, done sync.WaitGroup
	all.Add(n)
	for range n {
		done.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			all.Done()
			all.Wait() // none gives up its thread before each has one
		})
	}
	done.Wait()
}
