package foreground

import (
	"context"
	"sync"
	"time"
)

// reading hands on what is typed, in a goroutine of its own.
type reading struct {
	over   *bell // rung when it is to end
	cancel context.CancelFunc
	done   sync.WaitGroup
}

// read begins to hand on what is typed.
func (f *Foreground) read() (*reading, error) {
	over, err := newBell()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(f.ctx)
	r := &reading{over: over, cancel: cancel}
	r.done.Go(func() {
		if f.terminal {
			// A key that nobody takes, since the process has just ended, is lost:
			// it was meant for the process.
			r.copy(f, func(keys []byte) error { _ = f.process.Type(ctx, keys); return nil })
			return
		}
		_ = f.pipe.SetWriteDeadline(time.Time{})
		stop := context.AfterFunc(ctx, func() { _ = f.pipe.SetWriteDeadline(time.Now()) })
		defer stop()
		if r.copy(f, func(text []byte) error { _, err := f.pipe.Write(text); return err }) {
			_ = f.pipe.Close() // what was typed has ended, and so does the input
		}
	})
	return r, nil
}

// copy hands on what is typed until the reading ends. It reports whether there is
// no more to come.
func (r *reading) copy(f *Foreground, take func([]byte) error) (ended bool) {
	block := make([]byte, portion)
	for {
		n, err := read(f.In, block, r.over)
		if err != nil {
			return false
		}
		if n == 0 {
			return true
		}
		if take(block[:n]) != nil {
			return false
		}
	}
}

// end ends the reading, and waits for that.
func (r *reading) end() error {
	r.over.ring()
	r.cancel()
	r.done.Wait()
	return r.over.close()
}
