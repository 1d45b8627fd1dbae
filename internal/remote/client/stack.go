package client

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"tend/internal/journal"
	"tend/internal/remote/wire"
	"tend/manager"
	"tend/processcontrol"
)

const (
	// journalKept is how much of what tend had to say is kept.
	journalKept = 1000
	// blink is how long what a screen asks for while it draws may take: longer
	// than a sound session ever needs.
	blink = time.Second
	// breath is how long may take what a screen asks for beside.
	breath = 3 * time.Second
	// retry is the pause before something is asked for again that has ended
	// without a reason.
	retry = 200 * time.Millisecond
	// silence is for how long a sound session says nothing at most.
	silence = 2 * wire.Pulse
)

// errMute is what is told at once while the session does not answer.
var errMute = errors.New("the session does not answer: it is stopped, or has too much to do")

// Stack is a session as its screen sees it: see tui.Stack, which it implements.
// Snapshot and Journal never wait. What else must not, waits for a session that
// has been stopped (SIGSTOP, a debugger) for a moment once, and then fails at once
// until it says something again.
type Stack struct {
	client   *Client
	ctx      context.Context // of everything that goes on beside
	cancel   context.CancelFunc
	beside   sync.WaitGroup
	snapshot atomic.Pointer[manager.Snapshot]
	heard    chan struct{} // one slot: it has said something
	mute     atomic.Bool   // it has not answered in time, nor said anything since

	mu          sync.Mutex
	subscribers map[chan struct{}]struct{}
	entries     []journal.Entry
	figures     context.CancelFunc // ends the measuring; nil: nothing is measured
	size        *wire.Size         // that is being sent, or is next; nil: none
	ended       error              // why it does not go on, once over is closed
	over        chan struct{}
	attendances map[any]attendance // by who attends
}

// Attach follows a session. It returns once its state is known. The caller closes
// the Stack.
func Attach(ctx context.Context, c *Client) (*Stack, error) {
	s := &Stack{client: c, subscribers: make(map[chan struct{}]struct{}), attendances: make(map[any]attendance), over: make(chan struct{}), heard: make(chan struct{}, 1)}
	s.ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	known := make(chan struct{})
	s.beside.Go(func() { s.follow(sync.OnceFunc(func() { close(known) })) })
	s.beside.Go(s.notice)
	select {
	case <-known:
		return s, nil
	case <-s.over:
	case <-ctx.Done():
	}
	s.cancel()
	s.beside.Wait()
	if s.snapshot.Load() != nil {
		return s, nil // it has ended at this very moment
	}
	return nil, errors.Join(context.Cause(ctx), s.Err())
}

// Close ends everything that goes on beside. The session does not notice.
func (s *Stack) Close() {
	s.cancel()
	s.beside.Wait()
	s.client.Close()
}

// Over is closed once the session has ended or is lost. Err then says why, if it
// is lost.
func (s *Stack) Over() <-chan struct{} { return s.over }

// Err returns why the session is lost; nil if it has ended, or goes on. It is
// known before the last snapshot is.
func (s *Stack) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended
}

// Silent reports whether the session does not answer at present: it has been
// stopped, or has too much to do. Changes tells when that changes.
func (s *Stack) Silent() bool { return s.mute.Load() }

// setMute notes whether the session answers. If it does not, it is listened to
// until it does again.
func (s *Stack) setMute(mute bool) {
	if s.mute.Swap(mute) == mute {
		return
	}
	s.tell()
	if mute {
		s.beside.Go(s.listen)
	}
}

// notice notices that nothing is heard of the session any more, until it is over.
func (s *Stack) notice() {
	overdue := time.NewTimer(silence)
	defer overdue.Stop()
	for {
		select {
		case <-s.heard:
			overdue.Reset(silence)
		case <-overdue.C:
			s.setMute(true)
		case <-s.over:
			return
		}
	}
}

// follow keeps the state.
func (s *Stack) follow(known func()) {
	err := s.client.Follow(s.ctx, journalKept, func(change *wire.Change) error {
		poke(s.heard)
		s.setMute(false)
		if change == nil {
			return nil
		}
		if change.State != nil {
			snapshot, err := change.State.Snapshot(s.snapshot.Load())
			if err != nil {
				return fmt.Errorf("cannot follow the session: %w", err)
			}
			s.snapshot.Store(snapshot)
		}
		if change.Journal != nil {
			if err := s.keep(change.Journal.Entries); err != nil {
				return fmt.Errorf("cannot follow the session: %w", err)
			}
		}
		known()
		s.tell()
		return nil
	})
	if s.ctx.Err() != nil {
		err = nil
	}
	s.mu.Lock()
	s.ended = err
	s.mu.Unlock()
	if last := s.snapshot.Load(); last != nil && last.Phase != manager.Closed {
		lost := *last
		lost.Phase = manager.Closed // for a screen there is nothing left to show
		s.snapshot.Store(&lost)
	}
	close(s.over)
	s.tell()
}

// keep keeps what tend had to say.
func (s *Stack) keep(told []wire.Entry) error {
	entries := make([]journal.Entry, 0, len(told))
	for i := range told {
		entry, err := told[i].Value()
		if err != nil {
			return err
		}
		entries = append(entries, entry)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries = append(s.entries, entries...)
	if len(s.entries) > 2*journalKept { // they are moved only now and then
		s.entries = append([]journal.Entry(nil), s.entries[len(s.entries)-journalKept:]...)
	}
	return nil
}

// tell pokes all subscribers.
func (s *Stack) tell() {
	s.mu.Lock()
	channels := make([]chan struct{}, 0, len(s.subscribers))
	for ch := range s.subscribers {
		channels = append(channels, ch)
	}
	s.mu.Unlock()
	for _, ch := range channels {
		poke(ch)
	}
}

func poke(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default: // it has not been collected yet
	}
}

// Snapshot returns the newest state that is known.
func (s *Stack) Snapshot() *manager.Snapshot { return s.snapshot.Load() }

// Journal returns up to n of the newest things that tend had to say.
func (s *Stack) Journal(n int) []journal.Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	n = min(n, journalKept)
	return append([]journal.Entry(nil), s.entries[max(0, len(s.entries)-n):]...)
}

// Changes receives a value after the state or the journal has changed.
func (s *Stack) Changes(ctx context.Context) <-chan struct{} {
	ch := make(chan struct{}, 1)
	poke(ch) // the reader has not seen anything yet
	s.mu.Lock()
	s.subscribers[ch] = struct{}{}
	s.mu.Unlock()
	context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.subscribers, ch)
	})
	return ch
}

// LogChanges does the same for the output of processes.
func (s *Stack) LogChanges(ctx context.Context, names ...string) <-chan struct{} {
	ch := make(chan struct{}, 1)
	poke(ch)
	s.beside.Go(func() {
		s.stream(ctx, "/logs/changes?"+url.Values{"process": names}.Encode(), func() { poke(ch) })
	})
	return ch
}

// Look says whether somebody looks at what processes use.
func (s *Stack) Look(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if on == (s.figures != nil) {
		return
	}
	if !on {
		s.figures()
		s.figures = nil
		return
	}
	ctx, cancel := context.WithCancel(s.ctx)
	s.figures = cancel
	s.beside.Go(func() { s.stream(ctx, "/figures", func() {}) })
}

// stream follows a stream of events without content until ctx ends or the session
// does.
func (s *Stack) stream(ctx context.Context, path string, each func()) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	for ctx.Err() == nil {
		_ = s.client.Events(ctx, path, func(e Event) error { // why it ended, the state tells
			if e.Name != "" {
				each()
			}
			return nil
		})
		pause := time.NewTimer(retry)
		select {
		case <-pause.C:
		case <-ctx.Done():
		case <-s.over:
			cancel()
		}
		pause.Stop()
	}
}

// ask asks for something that has to be there in time.
func (s *Stack) ask(patience time.Duration, method, path string, in, out any) error {
	if s.mute.Load() {
		return errMute
	}
	ctx, cancel := context.WithTimeoutCause(s.ctx, patience, errMute)
	defer cancel()
	err := s.client.Call(ctx, method, path, in, out)
	if errors.Is(err, errMute) {
		s.setMute(true)
	}
	return err
}

// listen waits until the session answers again.
func (s *Stack) listen() {
	_, _ = s.client.Session(s.ctx) // if it is lost, its stream of changes says so
	s.setMute(false)
}

// Details returns what else there is to know of a process.
func (s *Stack) Details(name string) (manager.Details, error) {
	var details wire.Details
	if err := s.ask(breath, "GET", of(name, ""), nil, &details); err != nil {
		return manager.Details{}, err
	}
	return details.Value()
}

// of is the path of something of a process.
func of(name, what string) string { return "/processes/" + url.PathEscape(name) + what }

// Raw returns what a process has printed to its terminal.
func (s *Stack) Raw(name string, from int64) (processcontrol.Raw, error) {
	var raw wire.Raw
	if err := s.ask(blink, "GET", of(name, "/raw?from="+strconv.FormatInt(from, 10)), nil, &raw); err != nil {
		return processcontrol.Raw{}, err
	}
	return raw.Value()
}

// Type types into the terminal of a process.
func (s *Stack) Type(name string, keys []byte) error {
	return s.ask(breath, "POST", of(name, "/type"), wire.Typed{Keys: keys}, nil)
}

// Do asks for an action, and returns once it has been accepted or refused.
func (s *Stack) Do(ctx context.Context, c manager.Command) error {
	err := s.demand(ctx, "/command", wire.CommandOf(c), nil)
	if errors.Is(err, context.DeadlineExceeded) {
		err = errMute
	}
	return err
}

// demand asks for something that may take as long as ctx lasts.
func (s *Stack) demand(ctx context.Context, path string, in, out any) error {
	if s.mute.Load() {
		return errMute
	}
	return s.client.Call(ctx, "POST", path, in, out)
}

// Reload has the configuration read again.
func (s *Stack) Reload(ctx context.Context) (summary string, err error) {
	var done wire.Reloaded
	err = s.demand(ctx, "/reload", nil, &done)
	return done.Summary, err
}

// Resize tells the terminals of all processes how large they are shown. It does
// not wait. If the session cannot be reached, the stream of its changes says so.
func (s *Stack) Resize(cols, rows int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	idle := s.size == nil
	if s.size = (&wire.Size{Cols: cols, Rows: rows}); idle {
		s.beside.Go(s.resize)
	}
}

// resize sends one size after the other until the newest has been sent.
func (s *Stack) resize() {
	for {
		s.mu.Lock()
		size := s.size
		s.mu.Unlock()
		_ = s.client.Call(s.ctx, "POST", "/size", size, nil)
		s.mu.Lock()
		newest := s.size == size
		if newest {
			s.size = nil
		}
		s.mu.Unlock()
		if newest {
			return
		}
	}
}

// Shutdown begins the end of the session. It does not wait.
func (s *Stack) Shutdown(force bool) {
	s.beside.Go(func() { _ = s.client.Call(s.ctx, "POST", "/shutdown", wire.Shutdown{Force: force}, nil) })
}
