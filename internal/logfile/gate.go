package logfile

import (
	"sync"
	"time"
)

// gate is where those wait who are too far ahead.
type gate struct {
	mu      sync.Mutex
	waiting []chan struct{}
}

// enter returns a channel that is closed when there is a reason to look again.
func (g *gate) enter() <-chan struct{} {
	opened := make(chan struct{})
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, opened)
	return opened
}

// open lets all look again.
func (g *gate) open() {
	g.mu.Lock()
	all := g.waiting
	g.waiting = nil
	g.mu.Unlock()
	for _, opened := range all {
		close(opened)
	}
}

// Admit waits while more than half of what the Ring holds, within a limit of so
// many bytes, is not in the file yet. It does not wait for a disk that does
// nothing, nor once stop is closed.
func (fo *Follower) Admit(limit int64, stop <-chan struct{}) {
	if !fo.holds(limit) {
		return
	}
	f := fo.file.Load()
	timer := time.NewTimer(hungAfter)
	defer timer.Stop()
	opened, seen := fo.gate.enter(), f.progress.Load()
	for fo.holds(limit) {
		select {
		case <-stop:
			return
		case <-opened:
			opened = fo.gate.enter()
			continue // and the timer runs on: several of these are no progress
		case <-timer.C:
		}
		now := f.progress.Load()
		if now == seen {
			f.hang(fo)
			return
		}
		seen = now
		timer.Reset(hungAfter)
	}
}

// holds reports whether who writes into the Ring has to wait.
func (fo *Follower) holds(limit int64) bool {
	f := fo.file.Load()
	if f == nil || state(f.state.Load()) != flowing || fo.until.Load() != 0 {
		return false
	}
	s := fo.Ring.Stats()
	if s.Memory <= limit/2 {
		return false // nothing is dropped for a while
	}
	lines := s.LinesIn + 1 - fo.written.Load()
	bytes := marked(s).bytes - fo.bytes.Load()
	// By either measure: with lines of very different lengths, and with what a
	// line takes beside its text, neither is exact.
	return 2*lines > s.LinesKept || 2*bytes > s.BytesKept
}
