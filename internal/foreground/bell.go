package foreground

import (
	"errors"
	"fmt"
	"os"
	"sync"
)

// portion is how much is read or written at once, in bytes: a pipe or a terminal
// of which the kernel says that it takes something takes so much without waiting
// (PIPE_BUF on Linux).
const portion = 4 << 10

// errCut: nobody waits any more.
var errCut = errors.New("it was cut off")

// bell wakes those who wait for a file: its own can be waited for beside that.
type bell struct {
	heard *os.File      // can be read once it was rung
	rung  chan struct{} // closed once it was rung
	ring  func()        // may be called again, from any goroutine
}

func newBell() (*bell, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("cannot make a pipe: %w", err)
	}
	b := &bell{heard: read, rung: make(chan struct{})}
	b.ring = sync.OnceFunc(func() {
		close(b.rung)
		_ = write.Close() // nothing was written to it
	})
	return b, nil
}

// close rings it for the last time. Nobody may be waiting for it any more.
func (b *bell) close() error {
	b.ring()
	return b.heard.Close()
}
