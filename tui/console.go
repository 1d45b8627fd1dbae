package tui

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tend/internal/vterm"
	"tend/internal/vterm/ctlseq"
	"tend/processcontrol"
)

const (
	// slice is how much output is taken in at once, in bytes: little enough that
	// leaving and drawing never wait, whatever it is.
	slice = 4 << 10
	// framePatience is how long a program may take to complete a frame that it has
	// begun (mode 2026) before what is there of it is shown.
	framePatience = 150 * time.Millisecond
	// redrawPause is the least time between two redraws that a program is made
	// to do: one whose redraw is more than is kept would never come to an end.
	redrawPause = 2 * time.Second
)

// console is the screen of one process, which the goroutine of follow keeps up
// to date: taking in output may take long, and Update must not wait for it. All
// else may be called from anywhere.
type console struct {
	stack   Stack
	name    string
	colours ctlseq.Colours

	shown   atomic.Pointer[picture]
	changed chan struct{} // one slot: there is another picture, or an error
	size    atomic.Pointer[[2]int]
	resized chan struct{} // one slot
	typed   typing
	over    chan struct{} // closed when follow has ended

	// All below belongs to follow.
	screen     *vterm.Emulator
	generation uint64
	next       int64 // where what is taken in next begins
	answers    int64 // where what follow has to answer begins
	lost       int   // how often the emulation has failed
	dirty      time.Time
	drawn      time.Time // when the last picture was made
	faded      bool      // the program ought to draw everything anew
	redrawn    time.Time // when it was last told to
}

// picture is what a screen showed at one moment. It is never changed.
type picture struct {
	lines  []string
	cols   int
	cursor vterm.Cursor
	input  vterm.Input
	err    error // why the screen cannot be read
}

func newConsole(stack Stack, name string, colours ctlseq.Colours, cols, rows int) *console {
	t := &console{
		stack: stack, name: name, colours: colours,
		changed: make(chan struct{}, 1), resized: make(chan struct{}, 1), over: make(chan struct{}),
		typed: typing{queued: make(chan struct{}, 1)},
	}
	t.shown.Store(&picture{})
	t.size.Store(&[2]int{cols, rows})
	return t
}

// picture returns what the screen shows.
func (t *console) picture() *picture { return t.shown.Load() }

// resize changes the size, in cells.
func (t *console) resize(cols, rows int) {
	if size := (&[2]int{cols, rows}); cols > 0 && rows > 0 && *t.size.Swap(size) != *size {
		poke(t.resized)
	}
}

// follow keeps the screen up to date until ctx ends. It begins once whoever
// followed the process before has ended.
func (t *console) follow(ctx context.Context, before <-chan struct{}) tea.Cmd {
	return func() tea.Msg {
		defer close(t.over)
		if before != nil {
			<-before
		}
		if ctx.Err() != nil {
			return nil
		}
		printed := t.stack.LogChanges(ctx, t.name)
		t.begin()
		defer t.end()
		timer := time.NewTimer(0)
		defer timer.Stop()
		for {
			t.takeIn(ctx)
			if wait, needed := t.settle(); needed {
				timer.Reset(wait)
			}
			select {
			case <-ctx.Done():
				return nil
			case <-printed:
			case <-t.resized:
			case <-timer.C:
			}
		}
	}
}

// begin answers from now on what the process asks its terminal.
func (t *console) begin() {
	if at, err := t.stack.Attend(t.name, t, true); err == nil {
		t.answers = at // else takeIn fails as well
	}
}

// end leaves it to others again. What has been asked and not been looked at is
// still answered, though not shown.
func (t *console) end() {
	until, err := t.stack.Attend(t.name, t, false)
	if err != nil {
		return // there is nobody to answer
	}
	raw, err := t.stack.Raw(t.name, max(t.next, t.answers))
	if err != nil || raw.Generation != t.generation || raw.From >= until {
		return
	}
	var r ctlseq.Responder
	r.SetColours(t.colours)
	if answers := r.Scan(raw.Data[:min(until-raw.From, int64(len(raw.Data)))]); len(answers) > 0 {
		_ = t.stack.Type(t.name, answers) // whoever does not read them does not miss them
	}
}

// takeIn takes in what the process has printed, until there is no more of it.
func (t *console) takeIn(ctx context.Context) {
	for ctx.Err() == nil {
		t.fit()
		raw, err := t.stack.Raw(t.name, t.next)
		if err != nil {
			t.show(&picture{err: err})
			return
		}
		rest := raw.Data
		if t.screen == nil || raw.Generation != t.generation || raw.From != t.next {
			rest = t.renew(raw)
		}
		if len(rest) == 0 {
			return
		}
		t.feed(ctx, rest)
	}
}

// renew begins with a blank screen, and returns what is to be drawn on it.
func (t *console) renew(raw processcontrol.Raw) (rest []byte) {
	if t.screen == nil {
		size := t.size.Load()
		t.screen = vterm.New(size[0], size[1])
		t.screen.SetColours(t.colours)
	} else {
		t.screen.Reset()
	}
	t.generation = raw.Generation
	modes, rest := raw.Modes.Replay(raw.Data, raw.Whole)
	t.screen.Replay(modes)
	t.next = raw.Next() - int64(len(rest))
	t.faded = t.faded || !raw.Whole
	t.touch()
	return rest
}

// fit gives the screen the size that it ought to have.
func (t *console) fit() {
	size := t.size.Load()
	if t.screen == nil {
		return
	}
	if cols, rows := t.screen.Size(); cols != size[0] || rows != size[1] {
		t.screen.Resize(size[0], size[1])
		t.touch()
	}
}

// feed takes in output, and shows what has come of it from time to time.
func (t *console) feed(ctx context.Context, p []byte) {
	for len(p) > 0 && ctx.Err() == nil {
		n := min(len(p), slice)
		if past := t.answers - t.next; past > 0 { // it has been answered
			n = int(min(int64(n), past))
			t.screen.Replay(p[:n])
		} else {
			_, _ = t.screen.Write(p[:n]) // never fails
			t.typed.add(t.screen.Answers())
		}
		t.next += int64(n)
		p = p[n:]
		t.touch()
		if lost, _ := t.screen.Resets(); lost != t.lost {
			t.lost, t.faded = lost, true
		}
		if time.Now().After(t.due()) {
			t.draw()
		}
		runtime.Gosched() // a key that has come is not to wait
	}
}

// touch notes that the screen is not what is shown any more.
func (t *console) touch() {
	if t.dirty.IsZero() {
		t.dirty = time.Now()
	}
}

// due is when the screen ought to be shown, if it has changed.
func (t *console) due() time.Time {
	due := t.drawn.Add(frame)
	if complete := t.dirty.Add(framePatience); t.screen.Drawing() && complete.After(due) {
		return complete
	}
	return due
}

// settle does what is due now that there is no more output. It returns how long
// it takes until something else is, if so.
func (t *console) settle() (wait time.Duration, needed bool) {
	if t.screen == nil {
		return 0, false
	}
	now := time.Now()
	later := func(at time.Time) {
		if d := at.Sub(now); !needed || d < wait {
			wait, needed = d, true
		}
	}
	if due := t.due(); !t.dirty.IsZero() && due.After(now) {
		later(due)
	} else if !t.dirty.IsZero() {
		t.draw()
	}
	if due := t.redrawn.Add(redrawPause); t.faded && due.After(now) {
		later(due)
	} else if t.faded {
		t.faded, t.redrawn = false, now
		t.stack.Redraw(t.name)
	}
	return wait, needed
}

// draw shows the screen as it is.
func (t *console) draw() {
	cols, _ := t.screen.Size()
	t.dirty, t.drawn = time.Time{}, time.Now()
	t.show(&picture{lines: t.screen.Lines(), cols: cols, cursor: t.screen.Cursor(), input: t.screen.Input()})
}

func (t *console) show(p *picture) {
	t.shown.Store(p)
	poke(t.changed)
}

// poke leaves a mark in a channel of one slot, unless there is one already.
func poke(ch chan<- struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}
