package tui

import (
	"context"
	"errors"
	"sync"

	tea "github.com/charmbracelet/bubbletea"
)

const (
	// mostTypedAhead is how much may wait to be typed, in bytes: a large paste into a
	// program that is slow at reading it.
	mostTypedAhead = 4 << 20
	// typedAtOnce is how much is typed at once: the stack gives a program a
	// second to make room for it.
	typedAtOnce = 4 << 10
)

var errTypedAhead = errors.New("it reads too slowly: the rest of what was typed is dropped")

// typing is what waits to be typed into the terminal of a process. The goroutine
// of send types it.
type typing struct {
	queued chan struct{} // one slot: there is something

	mu   sync.Mutex
	keys []byte
	err  error // what went wrong, for a person
}

// add has keys typed. It never waits.
func (q *typing) add(keys []byte) {
	if len(keys) == 0 {
		return
	}
	q.mu.Lock()
	if len(q.keys)+len(keys) > mostTypedAhead {
		q.err = errTypedAhead
	} else {
		q.keys = append(q.keys, keys...)
	}
	q.mu.Unlock()
	poke(q.queued)
}

// take takes what is to be typed next.
func (q *typing) take() (keys []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.keys), typedAtOnce)
	keys, q.keys = q.keys[:n:n], q.keys[n:]
	return keys
}

// fail drops what waits: typed later, it would be a surprise.
func (q *typing) fail(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.keys, q.err = nil, err
}

// failure returns what went wrong since it was last asked.
func (q *typing) failure() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	err := q.err
	q.err = nil
	return err
}

// send types what is to be typed until ctx ends, and then what is still there.
func (t *console) send(ctx context.Context) tea.Cmd {
	return func() tea.Msg {
		for {
			select {
			case <-ctx.Done():
				t.sendAll()
				return nil
			case <-t.typed.queued:
				t.sendAll()
			}
		}
	}
}

func (t *console) sendAll() {
	for {
		keys := t.typed.take()
		if len(keys) == 0 {
			return
		}
		if err := t.stack.Type(t.name, keys); err != nil {
			t.typed.fail(err)
			poke(t.changed)
			return
		}
	}
}
