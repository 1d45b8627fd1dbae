package tui

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tend/manager"
	"tend/processcontrol"
)

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

func TestAFloodIsShownInItsNewSize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTape()
		c, leave := s.attend(t)
		defer leave()
		c.shows(t)
		reads := 0
		s.onRead = func() { // there is always more
			if reads++; reads == 10 {
				c.resize(10, 3)
			}
			if reads < 100 {
				s.prints("a line that is too long\r\n")
			}
			if cols, _ := c.screen.Size(); reads == 50 && cols != 10 {
				t.Errorf("it is %d cells wide", cols)
			}
		}
		s.prints("it begins\r\n")
		c.shows(t, "t is too l", "ong")
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

func TestTheCursorLooksAsTheProcessWantsIt(t *testing.T) {
	for output, want := range map[string]string{
		"":              sgrReverse + " ",
		"\x1b[2 q\b":    sgrReverse + "$",
		"\x1b[4 q\b":    sgrUnderline + "$",
		"\x1b[6 q":      sgrUnderline + " ",
		"\x1b[6 q\x1bc": sgrReverse + " ",
	} {
		f := consoles()
		f.raw["db"] = "$" + output
		d := drive(t, f, 100, 24)
		d.press("j", "a")
		if !strings.Contains(strings.Join(d.app.drawAttached(), "\n"), sgrReset+want+sgrReset) {
			t.Errorf("after %q there is no %q", output, want)
		}
		f.raw["db"] += "\x1b[?25l"
		d.press("x")
		if strings.Contains(strings.Join(d.app.drawAttached(), "\n"), sgrReset+want+sgrReset) {
			t.Errorf("after %q it is not hidden", output)
		}
	}
}

func TestTextThatComesAtOnceIsTypedAtOnce(t *testing.T) {
	d := drive(t, consoles(), 100, 24)
	d.press("j", "a")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("select 1;")})
	if d.fake.typed != "db:select 1;" {
		t.Errorf("typed was %q", d.fake.typed)
	}
}
