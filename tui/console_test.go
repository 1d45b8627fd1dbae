package tui

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tend/internal/vterm/ctlseq"
	"tend/manager"
	"tend/processcontrol"
)

// tape is a process with a terminal, of which a test says what it has printed.
type tape struct {
	*fakeStack

	mu         sync.Mutex
	generation uint64
	began      int64
	first      int64 // what came before is lost
	text       []byte
	responder  ctlseq.Responder
	turn       int64 // who answers changed there
	attended   bool
	reads      chan struct{} // not nil: each read waits for it
	refuses    error         // to be typed into
	replies    bytes.Buffer  // what was typed
}

func newTape() *tape { return &tape{fakeStack: consoles(), generation: 1} }

// prints adds output.
func (s *tape) prints(text string) {
	s.mu.Lock()
	s.text = append(s.text, text...)
	answers := s.responder.Scan([]byte(text))
	if !s.attended {
		s.replies.Write(answers)
	}
	s.mu.Unlock()
	s.poke("db")
}

// forgets loses all but the newest n bytes.
func (s *tape) forgets(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.first = int64(len(s.text) - n)
}

// restarts begins another run.
func (s *tape) restarts() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.generation++
	s.began = int64(len(s.text))
	s.first = s.began
	s.responder.Reset()
}

func (s *tape) Raw(_ string, from int64) (processcontrol.Raw, error) {
	if s.reads != nil {
		<-s.reads
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	from = min(max(from, s.first), int64(len(s.text)))
	return processcontrol.Raw{
		Generation: s.generation, From: from, Whole: from == s.began, Modes: s.responder.Modes(), Data: bytes.Clone(s.text[from:]),
	}, nil
}

func (s *tape) Attend(_ string, on bool) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.attended, s.turn = on, int64(len(s.text))
	return s.turn, nil
}

func (s *tape) Type(_ string, keys []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuses != nil {
		return s.refuses
	}
	s.replies.Write(keys)
	return nil
}

// heard returns what was typed since it was last asked.
func (s *tape) heard() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.replies.Reset()
	return s.replies.String()
}

// attend follows a process until the test leaves.
func (s *tape) attend(t *testing.T) (c *console, leave func()) {
	t.Helper()
	c = newConsole(s, "db", ctlseq.Dark(), 20, 5)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { c.follow(ctx, nil)() })
	running.Go(func() { c.send(ctx)() })
	return c, func() { cancel(); running.Wait() }
}

// shows fails the test unless the screen begins with these lines, once nothing
// moves any more.
func (c *console) shows(t *testing.T, lines ...string) {
	t.Helper()
	time.Sleep(time.Second) // of synctest's
	synctest.Wait()
	for i, want := range lines {
		if shown := c.picture().lines; i >= len(shown) || strings.TrimRight(bare(shown[i]), " ") != want {
			t.Fatalf("line %d is not %q: %q", i, want, shown)
		}
	}
}

func TestTheScreenFollowsTheProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTape()
		s.prints("one\r\n")
		c, leave := s.attend(t)
		defer leave()
		c.shows(t, "one")
		s.prints("two")
		c.shows(t, "one", "two")
		s.restarts()
		s.prints("another run")
		c.shows(t, "another run", "")
		if s.redraws > 0 {
			t.Error("it was made to draw again, though nothing was lost")
		}
		c.resize(7, 3)
		c.shows(t, "another")
		if shown := c.picture(); len(shown.lines) != 3 || shown.cols != 7 {
			t.Errorf("it shows %q", shown.lines)
		}
	})
}

func TestAQuestionIsAnsweredOnceByWhoeverKnowsBest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTape()
		s.prints("abc\x1b[6n")
		if got := s.heard(); got != "\x1b[1;1R" {
			t.Errorf("unattended, the answer is %q", got)
		}
		c, leave := s.attend(t)
		c.shows(t, "abc")
		if got := s.heard(); got != "" {
			t.Errorf("it is answered again: %q", got)
		}
		s.prints("de\x1b[6n")
		c.shows(t, "abcde")
		if got := s.heard(); got != "\x1b[1;6R" {
			t.Errorf("attended, the answer is %q", got)
		}
		s.restarts()
		s.prints("\r\n\x1b[6n")
		c.shows(t, "")
		if got := s.heard(); got != "\x1b[2;1R" {
			t.Errorf("the next run is answered %q", got)
		}
		leave()
		s.prints("\x1b[5n")
		if got := s.heard(); got != "\x1b[0n" {
			t.Errorf("afterwards, the answer is %q", got)
		}
	})
}

func TestWhatIsAskedWhileSomebodyLeavesIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTape()
		c, leave := s.attend(t)
		c.shows(t)
		s.reads = make(chan struct{})
		s.prints("\x1b[5n")
		synctest.Wait() // it reads, and does not come to an end
		left := make(chan struct{})
		go func() { leave(); close(left) }()
		synctest.Wait()
		s.prints("\x1b[5n")
		close(s.reads)
		<-left
		s.prints("\x1b[5n")
		if got := s.heard(); got != "\x1b[0n\x1b[0n\x1b[0n" {
			t.Errorf("the answers are %q", got)
		}
	})
}

func TestWhatWasLostIsDrawnAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTape()
		s.prints("\x1b[?1049h\x1b[Hlost\x1b[2;1Hkept")
		s.forgets(10)
		began := time.Now()
		c, leave := s.attend(t)
		defer leave()
		c.shows(t, "", "kept")
		if s.redraws != 1 {
			t.Fatalf("it was made to draw %d times", s.redraws)
		}
		s.prints(strings.Repeat("\x1b[Hflood", 10))
		c.shows(t, "flood", "kept")
		s.mu.Lock()
		s.text = append(s.text, "\x1b[2J\x1b[3;3Hunseen\x1b[2;1Hseen"...)
		s.mu.Unlock()
		s.forgets(10)
		s.poke("db")
		c.shows(t, "", "seen")
		if wait := redrawPause - time.Since(began); wait > 0 {
			if s.redraws != 1 {
				t.Error("it is made to draw again too soon")
			}
			time.Sleep(wait)
		}
		synctest.Wait()
		if s.redraws != 2 {
			t.Errorf("it was made to draw %d times", s.redraws)
		}
	})
}

func TestPicturesAreNoMoreThanFrames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTape()
		c, leave := s.attend(t)
		defer leave()
		c.shows(t)
		pictures := make(map[*picture]bool)
		const printed = 1000
		for range printed {
			s.prints("x\r\n")
			time.Sleep(time.Millisecond)
			synctest.Wait()
			pictures[c.picture()] = true
		}
		if most := printed/int(frame/time.Millisecond) + 2; len(pictures) > most || len(pictures) < most/2 {
			t.Errorf("%d pictures in a second", len(pictures))
		}
	})
}

func TestAFrameIsShownOnceItIsComplete(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTape()
		c, leave := s.attend(t)
		defer leave()
		s.prints("before")
		c.shows(t, "before")
		s.prints("\x1b[?2026h\x1b[2J\x1b[Hhalf")
		synctest.Wait()
		if got := bare(c.picture().lines[0]); !strings.HasPrefix(got, "before") {
			t.Errorf("half of a frame is shown: %q", got)
		}
		s.prints(" whole\x1b[?2026l")
		synctest.Wait()
		if got := bare(c.picture().lines[0]); !strings.HasPrefix(got, "half whole") {
			t.Errorf("the frame is not shown: %q", got)
		}
		s.prints("\x1b[?2026h\x1b[Hnever ends")
		c.shows(t, "never ends")
	})
}

func TestKeysThatAreRefusedAreDroppedAndSaidSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTape()
		c, leave := s.attend(t)
		defer leave()
		c.shows(t)
		s.refuses = errors.New("cannot type into db: it does not read what is typed")
		c.typed.add(bytes.Repeat([]byte("x"), 10*typedAtOnce))
		c.shows(t)
		if err := c.typed.failure(); err == nil || c.typed.failure() != nil {
			t.Errorf("it is said %v", err)
		}
		s.refuses = nil
		c.typed.add([]byte("y"))
		c.shows(t)
		if got := s.heard(); got != "y" {
			t.Errorf("typed is %q", got)
		}
		c.typed.add(make([]byte, mostTypedAhead+1))
		if err := c.typed.failure(); !errors.Is(err, errTypedAhead) {
			t.Errorf("it is said %v", err)
		}
	})
}

func TestWhatWasTypedBeforeLeavingIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTape()
		c, leave := s.attend(t)
		c.shows(t)
		c.typed.add([]byte("exit\r"))
		leave()
		if got := s.heard(); got != "exit\r" {
			t.Errorf("typed is %q", got)
		}
	})
}

// Whatever the emulation is up to, a key is answered at once.
func TestNothingThatAProcessPrintsHoldsKeysUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTape()
		s.reads = make(chan struct{}) // it takes for ever
		a := newApp(t.Context(), s, Options{Renderer: options(0).Renderer})
		a.Update(tea.WindowSizeMsg{Width: 100, Height: 24})
		var running sync.WaitGroup
		press := func(name string) {
			_, cmd := a.Update(keyNamed(t, name))
			running.Go(func() { runAll(&running, cmd) })
			synctest.Wait()
		}
		press("j")
		press("a")
		if a.attached == nil || !s.attended {
			t.Fatal("nobody is attached")
		}
		press("x")
		if got := s.heard(); got != "x" {
			t.Errorf("typed is %q", got)
		}
		press("ctrl+]")
		press("a") // waits until the one before is over
		press("ctrl+]")
		press("a")
		press("y")
		if got := s.heard(); got != "y" {
			t.Errorf("typed is %q", got)
		}
		press("ctrl+]")
		if a.attached != nil {
			t.Error("one cannot leave")
		}
		a.cancel()
		close(s.reads)
		running.Wait()
		if s.attended {
			t.Error("nobody answers any more")
		}
	})
}

// runAll runs commands as bubbletea does, and drops what they say.
func runAll(running *sync.WaitGroup, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if batch, ok := cmd().(tea.BatchMsg); ok {
		for _, c := range batch {
			running.Go(func() { runAll(running, c) })
		}
	}
}

func TestTheEndOfAProcessIsSaid(t *testing.T) {
	d := drive(t, consoles(), 100, 24)
	d.press("j", "a")
	d.fake.edit("db", func(p *manager.ProcessView) { p.PID = 0; p.Exit = &processcontrol.Exit{Code: 3} })
	d.changed()
	d.mustShow("db · it has ended: exit 3 · ctrl+] leaves")
	d.press("x")
	if d.fake.typed != "" {
		t.Errorf("typed was %q", d.fake.typed)
	}
	d.mustShow("db has ended")
}
