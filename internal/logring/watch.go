package logring

import "slices"

// watcher is one registration; its address tells it from others of the same
// channel.
type watcher struct{ ch chan<- struct{} }

// Watch has a value sent on ch after each change of the ring. The send never
// waits: with one slot in ch, the reader learns that something changed since
// it last looked, however often. Nothing is sent at first. Until cancel has
// returned, and for a write that runs at that moment, a value may still come;
// ch is never closed. Nobody watching costs one atomic load a write.
func (r *Ring) Watch(ch chan<- struct{}) (cancel func()) {
	w := &watcher{ch}
	r.swapWatchers(func(list []*watcher) []*watcher {
		return append(slices.Clip(list), w)
	})
	return func() {
		r.swapWatchers(func(list []*watcher) []*watcher {
			return slices.DeleteFunc(slices.Clone(list), func(o *watcher) bool { return o == w })
		})
	}
}

// swapWatchers replaces the list by a new one; lists are never changed, since
// writers walk them without a lock.
func (r *Ring) swapWatchers(change func([]*watcher) []*watcher) {
	for {
		old := r.watchers.Load()
		var list []*watcher
		if old != nil {
			list = *old
		}
		var replacement *[]*watcher
		if list = change(list); len(list) > 0 {
			replacement = &list
		}
		if r.watchers.CompareAndSwap(old, replacement) {
			return
		}
	}
}

// notify tells those who watch. The caller does not hold the lock.
func (r *Ring) notify() {
	list := r.watchers.Load()
	if list == nil {
		return
	}
	for _, w := range *list {
		select {
		case w.ch <- struct{}{}:
		default:
		}
	}
}
