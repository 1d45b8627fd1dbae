package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tend/internal/alert"
	"tend/internal/keymap"
	"tend/internal/screen"
)

// Options is what the screen is drawn with. The zero value is the terminal that
// tend runs in.
type Options struct {
	Input    io.Reader          // nil: standard input
	Output   io.Writer          // nil: standard output
	Renderer *lipgloss.Renderer // nil: one for Output
	Now      func() time.Time   // nil: time.Now
	Version  string             // shown with the help
	Theme    string             // one of theme.Names; else the default
	// Background is one of theme.Backgrounds; empty: auto.
	Background string
	ASCII      bool            // nothing but ASCII is drawn, but for what processes print
	Keys       keymap.Bindings // bound in place of those by default; they are right together
	// Notify is how somebody who does not look is told that a process has
	// failed.
	Notify alert.Way
	// Shown is called once there is something on the screen; nil: nobody is told.
	Shown func()
	// Visit is set if the session is another process's; nil: its end is that of
	// the screen, and the other way round.
	Visit *Visit
}

func (o *Options) output() io.Writer {
	if o.Output == nil {
		return os.Stdout
	}
	return o.Output
}

func (o *Options) input() io.Reader {
	if o.Input == nil {
		return os.Stdin
	}
	return o.Input
}

// PanicError is a panic of the screen. The terminal has been restored when it is
// returned.
type PanicError struct {
	Value any
	Stack []byte
}

// Error says what the panic said; the stack is for whoever looks into it.
func (e *PanicError) Error() string { return fmt.Sprintf("screen: panic: %v", e.Value) }

// New makes the screen as a model, for tests. Its commands end once the stack is
// closed.
func New(stack Stack, o Options) tea.Model { return newApp(context.Background(), stack, o) }

// Run shows the stack until its phase is Closed, or until somebody leaves who is
// on a Visit, and then returns nil. It returns earlier, with an error, if ctx ends, if the terminal is lost, or if
// the screen panics; the stack goes on, and it is for the caller to shut it
// down. In any case the terminal is restored, and nothing that Run started is
// left. While it runs it looks at what processes use, as far as the person does.
func Run(ctx context.Context, stack Stack, o Options) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	g := &guard{fail: cancel, shown: o.Shown}
	g.app = newApp(ctx, stack, o)
	defer func() {
		g.wait()
		g.app.exporting.remove() // of which nobody will be told any more
	}()
	defer g.app.cancel()
	stack.Look(true)
	defer stack.Look(false)

	program := tea.NewProgram(g,
		tea.WithInput(o.input()), tea.WithOutput(o.output()),
		tea.WithoutRenderer(),      // see package screen
		tea.WithoutSignalHandler(), // the stack has to end first
	)
	terminal, err := screen.Open(screen.Options{
		In: o.input(), Out: o.output(),
		Resized: func(cols, rows int) { program.Send(tea.WindowSizeMsg{Width: cols, Height: rows}) },
		Wanted:  func() { program.Send(frameMsg{}) },
		Failed:  cancel,
	})
	if err != nil {
		program.Kill() // what the screen has to say is for nobody
		return fmt.Errorf("screen: %w", err)
	}
	g.canvas, g.app.display, g.app.alerts.ring = terminal, terminal, terminal.Aside
	// Not WithContext: a program whose context ends does not wait for the
	// goroutine that reads the keys, and leaves it behind.
	stopQuitting := context.AfterFunc(ctx, program.Quit)
	_, err = program.Run()
	stopQuitting()
	err = errors.Join(err, terminal.Close())
	switch cause := context.Cause(ctx); {
	case cause != nil:
		return cause
	case err != nil:
		return fmt.Errorf("screen: %w", err)
	default:
		return nil
	}
}

// canvas is where frames are drawn: a screen.Screen.
type canvas interface {
	Due() bool
	Show(frame string)
}

// guard stands between the program and the app. It turns a panic into the end of
// the screen, so that the terminal is restored in an orderly way, and keeps
// count of the commands, so that none is left behind.
type guard struct {
	app    *app
	canvas canvas
	fail   context.CancelCauseFunc
	shown  func() // nil once it has been called

	mu      sync.Mutex
	over    bool
	running sync.WaitGroup
}

func (g *guard) Init() tea.Cmd {
	defer g.recover()
	return g.watch(g.app.Init())
}

func (g *guard) Update(msg tea.Msg) (model tea.Model, cmd tea.Cmd) {
	model = g // also after a panic
	defer g.recover()
	_, cmd = g.app.Update(msg)
	return g, g.watch(cmd)
}

// View draws, if there is time for a frame. For bubbletea there is nothing to
// be drawn.
func (g *guard) View() string {
	defer g.recover()
	if g.canvas.Due() {
		g.canvas.Show(g.app.View())
		if g.shown != nil && g.app.width > 0 {
			g.shown()
			g.shown = nil
		}
	}
	return ""
}

func (g *guard) recover() {
	if v := recover(); v != nil {
		g.fail(&PanicError{Value: v, Stack: debug.Stack()})
	}
}

// watch wraps a command, and those that it is made of.
func (g *guard) watch(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		if !g.begin() {
			return nil
		}
		defer g.running.Done()
		defer g.recover()
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = g.watch(batch[i])
			}
		}
		return msg
	}
}

// begin counts a command in, unless it is too late to begin one.
func (g *guard) begin() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.over {
		return false
	}
	g.running.Add(1)
	return true
}

// wait lets no more commands begin and waits for the others, whose context has
// ended.
func (g *guard) wait() {
	g.mu.Lock()
	g.over = true
	g.mu.Unlock()
	g.running.Wait()
}
