package proctable

import "sync"

// Walker gives every caller a table that was read after the call, and reads no
// more often than one walk after the other. The zero value is ready to use and
// safe for concurrent use.
type Walker struct {
	mu      sync.Mutex
	running *walk // being read, or the last one read
	next    *walk // joined by those who came while running was being read
}

type walk struct {
	done  chan struct{}
	table *Table
	err   error
}

// Fresh returns the table as it was at some moment after the call began.
func (w *Walker) Fresh() (*Table, error) {
	joined, before, lead := w.join()
	if lead {
		var last *Table
		if before != nil {
			<-before.done
			last = before.table
		}
		w.promote(joined)
		joined.table, joined.err = Reread(last)
		close(joined.done)
	}
	<-joined.done
	return joined.table, joined.err
}

// join returns the walk that has not begun yet, the one before it, and whether
// the caller is the one to do it.
func (w *Walker) join() (joined, before *walk, lead bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.next == nil {
		w.next = &walk{done: make(chan struct{})}
		lead = true
	}
	return w.next, w.running, lead
}

// promote marks the walk as begun: whoever comes from now on needs another.
func (w *Walker) promote(walk *walk) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running, w.next = walk, nil
}
