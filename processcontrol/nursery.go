package processcontrol

import (
	"runtime"
	"sync"
)

// nursery is the threads that start all processes. Linux can be asked to signal
// a child when its parent ends, but takes for that the thread that has started
// it (prctl(2), PR_SET_PDEATHSIG): it must not end before tend does.
type nursery struct {
	births  chan func()
	over    chan struct{} // closed: no more of them
	threads sync.WaitGroup
	once    sync.Once
}

// nurses is how many threads there are: while one waits for a child to be
// exec'ed, others can fork.
const nurses = 4

// newNursery starts the threads. The caller closes the nursery once nothing is
// left of what was started in it.
func newNursery() *nursery {
	n := &nursery{births: make(chan func()), over: make(chan struct{})}
	for range nurses {
		n.threads.Go(n.live)
	}
	return n
}

func (n *nursery) live() {
	runtime.LockOSThread() // for good: the thread ends with this function
	for {
		select {
		case birth := <-n.births:
			birth()
		case <-n.over:
			return
		}
	}
}

// do calls f in one of the threads, and returns when f has. It reports false if the
// nursery is closed: then f is not called.
func (n *nursery) do(f func()) bool {
	done := make(chan struct{})
	birth := func() {
		defer close(done)
		f()
	}
	select {
	case n.births <- birth:
		<-done
		return true
	case <-n.over:
		return false
	}
}

// close ends the threads. It may be called again.
func (n *nursery) close() {
	n.once.Do(func() { close(n.over) })
	n.threads.Wait()
}
