package tui

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tend/internal/vterm/ctlseq"
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
	onRead     func()        // not nil: what else a read does
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
	if s.onRead != nil {
		s.onRead()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	from = min(max(from, s.first), int64(len(s.text)))
	return processcontrol.Raw{
		Generation: s.generation, From: from, Whole: from == s.began, Modes: s.responder.Modes(), Data: bytes.Clone(s.text[from:]),
	}, nil
}

func (s *tape) Attend(_ string, _ any, on bool) (int64, error) {
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
