package tui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/teatest"
	"github.com/creack/pty"
	"github.com/muesli/termenv"

	"tend/internal/logring"
	"tend/internal/logview"
	"tend/manager"
)

// await fails unless the fake is told this next.
func await(t *testing.T, f *fakeStack, want string) {
	t.Helper()
	select {
	case got := <-f.told:
		if got != want {
			t.Fatalf("the stack was told %q, want %q", got, want)
		}
	case <-t.Context().Done():
	}
}

func (f *fakeStack) close() {
	f.change(func(s *manager.Snapshot) { s.Phase = manager.Closed })
}

func TestEndToEnd(t *testing.T) {
	f := sceneStack()
	tm := teatest.NewTestModel(t, newApp(t.Context(), f, options(termenv.TrueColor)), teatest.WithInitialTermSize(80, 24))
	tm.Type("jjjx")
	await(t, f, "stop [api]")
	tm.Type("r")
	await(t, f, "restart [api]")
	tm.Type("X")
	await(t, f, "kill [api]")
	tm.Type("gjjjjs") // up to the top of the output, and down the list
	await(t, f, "start [seed]")
	tm.Type("R")
	tm.Send(keyNamed(t, "enter"))
	await(t, f, "restart []")
	tm.Type("qny") // no, and a key that means nothing then
	tm.Type("qy")
	await(t, f, "shutdown false")
	tm.Type("q")
	await(t, f, "shutdown true")
	f.close()
	tm.WaitFinished(t)
}

func TestCtrlCTwiceEndToEnd(t *testing.T) {
	f := sceneStack()
	tm := teatest.NewTestModel(t, New(f, options(termenv.Ascii)), teatest.WithInitialTermSize(80, 24))
	tm.Send(keyNamed(t, "ctrl+c"))
	await(t, f, "shutdown false")
	tm.Send(keyNamed(t, "ctrl+c"))
	await(t, f, "shutdown true")
	f.close()
	tm.WaitFinished(t)
}

// terminal is a real one, with somebody who reads what it shows.
type terminal struct {
	keys, tty *os.File
	mu        sync.Mutex
	shown     bytes.Buffer
	more      chan struct{}
	done      chan struct{}
}

func newTerminal(t *testing.T, cols, rows uint16) *terminal {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Skip("no terminal to be had:", err)
	}
	if err := pty.Setsize(tty, &pty.Winsize{Rows: rows, Cols: cols}); err != nil {
		t.Fatal(err)
	}
	term := &terminal{keys: master, tty: tty, more: make(chan struct{}, 1), done: make(chan struct{})}
	go func() {
		defer close(term.done)
		buf := make([]byte, 4096)
		for {
			n, err := master.Read(buf)
			term.mu.Lock()
			term.shown.Write(buf[:n])
			term.mu.Unlock()
			select {
			case term.more <- struct{}{}:
			default:
			}
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		tty.Close()
		<-term.done
		master.Close()
	})
	return term
}

func (term *terminal) holds(words string) bool {
	term.mu.Lock()
	defer term.mu.Unlock()
	return bytes.Contains(term.shown.Bytes(), []byte(words))
}

func (term *terminal) all() string {
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.shown.String()
}

// await waits until something has been shown.
func (term *terminal) await(t *testing.T, words string) {
	t.Helper()
	for !term.holds(words) {
		select {
		case <-term.more:
		case <-term.done:
			t.Fatalf("the terminal closed and never showed %q", words)
		}
	}
}

func (term *terminal) options() Options {
	o := options(termenv.TrueColor)
	o.Input, o.Output = term.tty, term.tty
	return o
}

// left fails unless the terminal is as it was before.
func (term *terminal) left(t *testing.T) {
	t.Helper()
	for _, restore := range []string{"\x1b[?1049l", "\x1b[?25h", "\x1b[?1002l", "\x1b[?2004l"} {
		term.await(t, restore)
	}
}

func TestRunShowsTheStackUntilItIsClosed(t *testing.T) {
	term := newTerminal(t, 80, 24)
	f := sceneStack()
	ended := make(chan error)
	go func() { ended <- Run(t.Context(), f, term.options()) }()
	term.await(t, "legacy-import")
	io.WriteString(term.keys, "jjjx")
	await(t, f, "stop [api]")
	f.print("db", logring.Stdout, "one more line")
	io.WriteString(term.keys, "\x1b[H") // home
	term.await(t, "one more line")
	f.print("db", logring.Stdout, "and another")
	term.await(t, "and another")
	f.edit("db", func(p *manager.ProcessView) { p.Name = "database" })
	term.await(t, "database")
	io.WriteString(term.keys, "qy")
	await(t, f, "shutdown false")
	f.close()
	if err := <-ended; err != nil {
		t.Errorf("Run returned %v", err)
	}
	term.left(t)
	if want := []bool{true, false}; !slices.Equal(f.looks, want) {
		t.Errorf("looked at the figures: %v, want %v", f.looks, want)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	term := newTerminal(t, 80, 24)
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("somebody said so")
	ended := make(chan error)
	go func() { ended <- Run(ctx, sceneStack(), term.options()) }()
	term.await(t, "legacy-import")
	cancel(why)
	if err := <-ended; !errors.Is(err, why) {
		t.Errorf("Run returned %v", err)
	}
	term.left(t)
}

// panicky panics where it is told to.
type panicky struct {
	*fakeStack
	on string
}

func (p *panicky) Do(ctx context.Context, c manager.Command) error {
	if p.on == "do" {
		panic("do broke")
	}
	return p.fakeStack.Do(ctx, c)
}

func (p *panicky) Logs(q logview.Query) (logview.Page, error) {
	if p.on == "logs" && q.Names[0] == "cache" {
		panic("logs broke")
	}
	return p.fakeStack.Logs(q)
}

func TestAPanicComesBackAsAnErrorAndTheTerminalIsRestored(t *testing.T) {
	for _, on := range []string{"do", "logs"} {
		t.Run(on, func(t *testing.T) {
			term := newTerminal(t, 80, 24)
			ended := make(chan error)
			go func() { ended <- Run(t.Context(), &panicky{sceneStack(), on}, term.options()) }()
			term.await(t, "legacy-import")
			io.WriteString(term.keys, "xj")
			var p *PanicError
			if err := <-ended; !errors.As(err, &p) || p.Value != on+" broke" || len(p.Stack) == 0 {
				t.Errorf("Run returned %v", err)
			}
			term.left(t)
		})
	}
}

// canvasOfTest has time for every frame.
type canvasOfTest []string

func (c *canvasOfTest) Due() bool         { return true }
func (c *canvasOfTest) Show(frame string) { *c = append(*c, frame) }

func TestAPanicOfViewComesBackToo(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	frames := &canvasOfTest{}
	g := &guard{app: newApp(ctx, sceneStack(), options(termenv.Ascii)), fail: cancel, canvas: frames}
	g.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	g.app.snap = nil
	g.View()
	if len(*frames) > 0 {
		t.Errorf("the view that panicked is %q", *frames)
	}
	var p *PanicError
	if !errors.As(context.Cause(ctx), &p) {
		t.Errorf("the cause is %v", context.Cause(ctx))
	}
	if model, _ := g.Update(nil); model != tea.Model(g) {
		t.Error("the model is lost with the panic")
	}
	g.wait()
	if g.watch(func() tea.Msg { t.Error("a command began after the end"); return nil })() != nil {
		t.Error("it said something")
	}
}

// However fast output comes, the screen looks at it no more than 30 times a
// second.
func TestAFloodIsLookedAt30TimesASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(many(1)...)
		o := options(termenv.Ascii)
		o.Now = time.Now
		a := newApp(t.Context(), f, o)
		ctx, stop := context.WithCancel(t.Context())
		go func() {
			for ctx.Err() == nil {
				f.print("process-000", logring.Stdout, "x")
				f.change(func(*manager.Snapshot) {})
				time.Sleep(100 * time.Microsecond)
			}
		}()
		messages := make(chan tea.Msg)
		var start func(cmd tea.Cmd)
		start = func(cmd tea.Cmd) {
			if cmd == nil {
				return
			}
			go func() {
				msg := cmd()
				if batch, ok := msg.(tea.BatchMsg); ok {
					for _, c := range batch {
						start(c)
					}
				} else if msg != nil {
					select {
					case messages <- msg:
					case <-ctx.Done():
					}
				}
			}()
		}
		start(a.Init())
		_, cmd := a.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		start(cmd)
		renders := 0
		for end := time.After(10 * time.Second); ; {
			select {
			case msg := <-messages:
				_, cmd := a.Update(msg)
				start(cmd)
				renders++
				continue
			case <-end:
			}
			break
		}
		stop()
		a.cancel()
		time.Sleep(time.Millisecond) // the printer's last; the clock is synctest's
		synctest.Wait()
		if renders < 280 || renders > 310 {
			t.Errorf("%d renders in 10 s", renders)
		}
	})
}

// With nothing going on, nothing happens at all.
func TestSilenceCostsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(manager.ProcessView{Name: "api", Status: manager.NotStarted})
		o := options(termenv.Ascii)
		o.Now = time.Now
		a := newApp(t.Context(), f, o)
		if cmd := a.Init(); cmd == nil {
			t.Fatal("nobody listens")
		}
		a.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		if !a.tickAt.IsZero() {
			t.Errorf("a tick is set for %s", a.tickAt)
		}
		if _, cmd := a.Update(tickMsg{}); cmd != nil {
			t.Error("a second listener or a tick was started")
		}
		a.cancel()
	})
}
