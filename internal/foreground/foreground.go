package foreground

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/charmbracelet/x/term"

	"tend/internal/logring"
	"tend/processcontrol"
)

// Streams are tend's own.
type Streams struct{ In, Out, Err *os.File }

// Terminal reports whether both input and output are a terminal, so that it can be
// handed through.
func (s Streams) Terminal() bool { return term.IsTerminal(s.In.Fd()) && term.IsTerminal(s.Out.Fd()) }

// Foreground is the place of one process. Cut may be called from any goroutine,
// the rest from one.
type Foreground struct {
	Streams
	process  processcontrol.Foreground
	terminal bool     // the terminal is handed through
	pipe     *os.File // leads to the process's input, where that is fed from a terminal

	taken   func()        // opens the way for what the process prints
	ready   chan struct{} // closed by taken
	cut     *bell         // rung by Cut
	modes   *term.State   // of the terminal, to be given back; nil: it is not taken
	reading *reading      // nil while nobody reads what is typed

	mu    sync.Mutex
	trace trace // what the process has changed of the terminal

	ctx    context.Context // of what follows the size
	cancel context.CancelFunc
	beside sync.WaitGroup
}

// New makes the place of a process, which has a terminal of its own or has none.
// The caller closes it.
func New(s Streams, terminal bool) (*Foreground, error) {
	f := &Foreground{Streams: s, terminal: terminal, ready: make(chan struct{})}
	f.taken = sync.OnceFunc(func() { close(f.ready) })
	f.process.Print = f.print
	var err error
	if f.cut, err = newBell(); err != nil {
		return nil, err
	}
	switch {
	case terminal:
	case !term.IsTerminal(s.In.Fd()):
		f.process.Input = s.In
	default: // it is not to read from a terminal that is not its own
		if f.process.Input, f.pipe, err = os.Pipe(); err != nil {
			return nil, errors.Join(fmt.Errorf("cannot make a pipe for its input: %w", err), f.cut.close())
		}
	}
	f.ctx, f.cancel = context.WithCancel(context.Background())
	return f, nil
}

// Process is what the process has to be started with.
func (f *Foreground) Process() *processcontrol.Foreground { return &f.process }

// Take hands the terminal, or the input, to the process, which has been started.
func (f *Foreground) Take() error {
	defer f.taken()
	if f.terminal && f.modes == nil {
		modes, err := term.MakeRaw(f.In.Fd())
		if err != nil {
			return fmt.Errorf("cannot hand the terminal to the process: %w", err)
		}
		f.modes = modes
	}
	if f.reading != nil || f.process.Input == f.In {
		return nil
	}
	var err error
	f.reading, err = f.read()
	return err
}

// GiveBack takes the terminal back from the process. What is typed from now on is
// not read any more.
func (f *Foreground) GiveBack() (err error) {
	f.taken() // what is still printed does not wait for the process
	if f.reading != nil {
		err = f.reading.end()
		f.reading = nil
	}
	f.mu.Lock()
	undo := f.trace.undo()
	f.mu.Unlock()
	if writeErr := write(f.Out, []byte(undo), f.cut); writeErr != nil && !errors.Is(writeErr, errCut) {
		err = errors.Join(err, fmt.Errorf("cannot give the terminal back: %w", writeErr))
	}
	if f.modes == nil {
		return err
	}
	modes := f.modes
	f.modes = nil
	if restoreErr := term.Restore(f.In.Fd(), modes); restoreErr != nil {
		err = errors.Join(err, fmt.Errorf("cannot give the terminal back: %w", restoreErr))
	}
	return err
}

// Raw reports whether a line that is printed on the terminal begins where the one
// before ended.
func (f *Foreground) Raw() bool { return f.modes != nil }

// Cut ends the waiting for whoever reads what the process prints, for good.
func (f *Foreground) Cut() { f.cut.ring() }

// Close ends all that goes on beside and gives the terminal back. The process must
// be gone.
func (f *Foreground) Close() error {
	err := f.GiveBack()
	f.cancel()
	f.beside.Wait()
	if f.pipe != nil {
		_ = f.pipe.Close() // whatever was in it, nobody is there to read it
		_ = f.process.Input.Close()
	}
	return errors.Join(err, f.cut.close())
}

// print is given what the process prints.
func (f *Foreground) print(stream logring.Stream, block []byte) error {
	select {
	case <-f.ready:
	case <-f.cut.rung:
	}
	if f.terminal {
		f.mu.Lock()
		f.trace.follow(block)
		f.mu.Unlock()
	}
	if stream == logring.Stderr {
		return write(f.Err, block, f.cut)
	}
	return write(f.Out, block, f.cut)
}
