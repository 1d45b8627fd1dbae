package cli

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"syscall"
)

// outletSize is how much an outlet keeps that has not been written yet, in bytes.
const outletSize = 1 << 20

// outlet writes what comes, line by line, to where that may take long: as much at
// once as has come while it wrote what came before. What comes seldom is written at
// once, what comes fast in large pieces. One goroutine writes to it.
type outlet struct {
	to   io.Writer
	wake chan struct{} // one slot: something is pending
	room chan struct{} // one slot: nothing is pending
	over chan struct{} // closed when nothing is written any more

	mu      sync.Mutex
	pending []byte
	closed  bool
	err     error
}

// newOutlet begins to write. The caller closes it.
func newOutlet(to io.Writer) *outlet {
	o := &outlet{to: to, wake: make(chan struct{}, 1), room: make(chan struct{}, 1), over: make(chan struct{})}
	go o.run()
	return o
}

// Write takes a line, and waits while there is no room for it. The error is that
// of something written before.
func (o *outlet) Write(line []byte) (int, error) {
	for {
		taken, err := o.take(line)
		if err != nil {
			return 0, err
		}
		if taken {
			poke(o.wake)
			return len(line), nil
		}
		select {
		case <-o.room:
		case <-o.over:
		}
	}
}

func (o *outlet) take(line []byte) (taken bool, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil || len(o.pending) > 0 && len(o.pending)+len(line) > outletSize {
		return false, o.err
	}
	o.pending = append(o.pending, line...)
	return true, nil
}

// run writes until the outlet is closed and everything is written, or nothing can
// be.
func (o *outlet) run() {
	defer close(o.over)
	var text []byte
	for range o.wake {
		var last bool
		text, last = o.swap(text[:0])
		poke(o.room)
		if len(text) > 0 {
			if _, err := o.to.Write(text); err != nil {
				o.fail(err)
				return
			}
		}
		if last {
			return
		}
	}
}

// swap returns what is pending, and keeps an empty buffer for what comes. It
// reports whether nothing more will come.
func (o *outlet) swap(empty []byte) (text []byte, last bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	text, o.pending = o.pending, empty
	return text, o.closed
}

func (o *outlet) fail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.err = err
}

// Close returns once everything is written, or why it is not.
func (o *outlet) Close() error {
	o.mu.Lock()
	o.closed = true
	o.mu.Unlock()
	poke(o.wake)
	<-o.over
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

func poke(ch chan<- struct{}) {
	select {
	case ch <- struct{}{}:
	default: // it has not been collected yet
	}
}

// unprinted is what an error of printing means. That nobody reads any more, as
// after “| head”, is no failure, and nothing is said of it. Commands that start
// nothing have been ended by SIGPIPE before.
func unprinted(err error) error {
	if errors.Is(err, syscall.EPIPE) {
		const brokenPipe = 13
		return exitCode(exitSignal + brokenPipe)
	}
	return fmt.Errorf("cannot print: %w", err)
}
