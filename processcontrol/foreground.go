package processcontrol

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"tend/internal/logring"
)

// Foreground joins a process with whoever runs it in the foreground: what it
// prints goes there too, as it comes, and it reads what comes from there. Its
// method may be called from any goroutine.
type Foreground struct {
	// Input is the standard input of a process without a terminal; nil means
	// /dev/null. It is the caller's to close, once the process has been started.
	Input *os.File
	// Print is given all output as it comes, by one goroutine for each stream. It
	// must not keep the block. The process waits for it, as it would for what it
	// prints to itself. Once it has failed it is not called again for that stream,
	// and if that is a pipe, the process finds it closed.
	Print func(stream logring.Stream, block []byte) error

	mu  sync.Mutex
	tty *os.File // our side of the process's terminal; nil while there is none
}

// Type types into the terminal of the process, and waits as long as that takes:
// until the process reads, is gone, or ctx ends.
func (f *Foreground) Type(ctx context.Context, keys []byte) error {
	f.mu.Lock()
	tty := f.tty
	f.mu.Unlock()
	if tty == nil {
		return errNotThere
	}
	for len(keys) > 0 {
		if err := tty.SetWriteDeadline(time.Now().Add(typingGrace)); err != nil {
			return errNotThere
		}
		n, err := tty.Write(keys)
		keys = keys[n:]
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil && !errors.Is(err, os.ErrDeadlineExceeded):
			return fmt.Errorf("cannot type into the process: %w", err)
		}
	}
	return nil
}

// join joins it with a process that has been started.
func (f *Foreground) join(p *process) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tty = p.terminal()
}

// echo returns what hands the output of a run on to a function, and to the
// foreground before that, as long as somebody listens there. broken is told, once,
// when nobody does any more.
func (f *Foreground) echo(stream logring.Stream, take func([]byte), broken func()) func([]byte) {
	deaf := false
	return func(block []byte) {
		if !deaf && f.Print(stream, block) != nil {
			deaf = true
			broken()
		}
		take(block)
	}
}
