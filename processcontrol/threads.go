package processcontrol

import (
	"runtime"
	"sync"
)

// reservedThreads is more than a session has been seen to use at a time.
const reservedThreads = 16

// ReserveThreads makes the Go runtime own some threads from now on. It never
// gives an idle one back, and aborts the program when it cannot have one that
// it needs: a stack that uses up the processes the user may have (RLIMIT_NPROC
// counts threads too) must find starts failing, not the program gone that runs
// the Host. That calls it before it starts anything.
func ReserveThreads() {
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
