// Package screen draws the frames of a program on the terminal it runs in.
//
// It takes the place of bubbletea's renderer, which looks 60 times a second
// whether there is something to draw: here nothing happens as long as nothing
// changes, and a frame that follows a quiet moment is drawn at once instead of
// at the next tick. Frames that come faster than a person can see are left out,
// but for the last. Whoever makes the frames never waits for the terminal.
package screen

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/charmbracelet/x/term"
)

// What a screen switches on: the alternate screen, cleared, in which lines that
// are too long are cut, without a cursor; bracketed paste; and the mouse, its
// buttons and drags, in decimal coordinates. Leaving undoes it in reverse.
const (
	enter = "\x1b[?1049h\x1b[2J\x1b[?7l\x1b[?25l\x1b[?2004h\x1b[?1002h\x1b[?1006h"
	leave = "\x1b[?1006l\x1b[?1002l\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?7h\x1b[?1049l"
)

// Options say where a screen is, and who is told about it. The functions are
// called from goroutines of the screen; they have to return once Close has been
// called.
type Options struct {
	In  io.Reader // what is typed comes key by key, if this is a terminal
	Out io.Writer
	// Resized is told how large the terminal is: at the beginning, and whenever
	// that changes.
	Resized func(cols, rows int)
	// Wanted is told that there is now time for the frame that Due has put off.
	Wanted func()
	// Failed is told, once, that nothing can be drawn any more.
	Failed func(error)
}

// Screen is a terminal that shows frames. Due and Show are called from one
// goroutine at a time, and so are Leave, Enter and Close.
type Screen struct {
	o     Options
	in    *os.File    // nil: no terminal
	out   *os.File    // nil: no terminal, whose size could be told
	modes *term.State // as they were before Enter

	requests chan request
	asides   chan string    // one slot: what is written beside the frames
	late     chan struct{}  // a frame was put off
	told     chan os.Signal // one slot: this program has been told to end
	deaf     func()         // nothing is sent to told any more
	done     chan struct{}
	ended    sync.WaitGroup

	mu      sync.Mutex
	pace    pace
	drawing bool // a frame is on its way
	away    bool // somebody else has the terminal
	wanted  bool // a frame was put off
	forget  bool // nothing that was drawn is there any more
}

// request is what is to be written.
type request struct {
	text    string
	written chan<- error // nil: the text is a frame
}

// Open takes the terminal. The caller has to Close the screen.
func Open(o Options) (*Screen, error) {
	s := &Screen{
		o: o, in: terminal(o.In), out: terminal(o.Out), away: true,
		requests: make(chan request, 2), asides: make(chan string, 1), late: make(chan struct{}, 1), done: make(chan struct{}),
		told: make(chan os.Signal, 1),
	}
	s.deaf = listen(s.told)
	s.ended.Go(s.paint)
	s.ended.Go(s.keepPace)
	if err := s.Enter(); err != nil {
		s.end()
		return nil, err
	}
	s.ended.Go(s.watch)
	return s, nil
}

// terminal returns what is read or written if it is a terminal.
func terminal(stream any) *os.File {
	if f, ok := stream.(*os.File); ok && term.IsTerminal(f.Fd()) {
		return f
	}
	return nil
}

// Close gives the terminal back as it was found.
func (s *Screen) Close() error {
	err := s.Leave()
	s.end()
	return err
}

func (s *Screen) end() {
	s.deaf()
	close(s.done)
	s.ended.Wait()
}

// Enter takes the terminal again after Leave.
func (s *Screen) Enter() error {
	if s.in != nil {
		modes, err := term.MakeRaw(s.in.Fd())
		if err != nil {
			return fmt.Errorf("cannot read single keys from the terminal: %w", err)
		}
		s.modes = modes
	}
	if err := s.write(enter); err != nil {
		return errors.Join(err, s.restore())
	}
	s.mu.Lock()
	s.away = false
	s.mu.Unlock()
	s.redraw()
	return nil
}

// Leave gives the terminal to others, as it was found. Frames are put off until
// Enter.
func (s *Screen) Leave() error {
	s.mu.Lock()
	s.away = true
	s.mu.Unlock()
	return errors.Join(s.write(leave), s.restore())
}

func (s *Screen) restore() error {
	if s.modes == nil {
		return nil
	}
	modes := s.modes
	s.modes = nil
	if !s.foreground() {
		return nil // the shell has given it modes of its own
	}
	if err := term.Restore(s.in.Fd(), modes); err != nil {
		return fmt.Errorf("cannot give the terminal back its modes: %w", err)
	}
	return nil
}

// write writes something after all frames before it.
func (s *Screen) write(text string) error {
	written := make(chan error, 1)
	s.requests <- request{text, written}
	return <-written
}

// redraw has everything drawn anew.
func (s *Screen) redraw() {
	s.mu.Lock()
	s.forget, s.wanted = true, true
	s.mu.Unlock()
	s.putOff()
}

// Due reports whether a frame would be drawn now. If not, Wanted is told once it
// would.
func (s *Screen) Due() bool {
	s.mu.Lock()
	due := !s.away && !s.drawing && s.pace.wait(time.Now()) == 0
	s.wanted = !due
	s.mu.Unlock()
	if !due {
		s.putOff()
	}
	return due
}

// Show draws a frame for which Due has just said that it would be: lines that
// fill the terminal.
func (s *Screen) Show(text string) {
	s.mu.Lock()
	s.drawing = true
	s.pace.take(time.Now())
	s.mu.Unlock()
	s.requests <- request{text: text}
}

// Aside writes, between two frames, what makes the terminal do something but
// moves and draws nothing: its bell, a notification. It does not wait, and may be
// called from any goroutine. It is left out while somebody else has the terminal,
// or while the last one has still not been written.
func (s *Screen) Aside(text string) {
	if s.isAway() {
		return
	}
	select {
	case s.asides <- text:
	default:
	}
}

// putOff has it looked after that a frame is wanted.
func (s *Screen) putOff() {
	select {
	case s.late <- struct{}{}:
	default:
	}
}
