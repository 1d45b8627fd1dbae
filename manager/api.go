package manager

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"tend/internal/logview"
)

// ErrEnded: the session is over.
var ErrEnded = errors.New("the session has ended")

// UnknownError: there is no process of that name.
type UnknownError = logview.UnknownError

// Snapshot returns the present state of the stack. It never waits. The caller
// must not change it.
func (m *Manager) Snapshot() *Snapshot { return m.snapshot.Load() }

// Do asks for an action and returns once it has been accepted or refused, not
// when it is over. What follows from it at once is in the snapshot by then. Run
// must be running.
func (m *Manager) Do(ctx context.Context, cmd Command) error {
	var err error
	if m.do(ctx, func() { err = m.wish(cmd) }) {
		if err == nil {
			m.do(ctx, func() {}) // until the snapshot knows of it
		}
		return err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("cannot %s: %w", cmd, context.Cause(ctx))
	}
	return fmt.Errorf("cannot %s: %w", cmd, ErrEnded)
}

// wish carries out a command.
func (m *Manager) wish(cmd Command) error {
	if cmd.Action == FreePort {
		return m.freePorts(cmd)
	}
	now := time.Now()
	m.lookAtAll(now) // what to do follows from what is, not from what was
	return m.core.wish(cmd, now)
}

// Shutdown begins the end of the session: everything is stopped in reverse
// order, or with force killed at once. Calling it again with force cuts the
// grace periods short. Snapshot says Closed once nothing is left.
func (m *Manager) Shutdown(force bool) {
	m.do(context.Background(), func() { m.core.end(force, time.Now()) })
}

// Touch tells the subscribers that something that they show beside the
// snapshot has changed. It never waits.
func (m *Manager) Touch() { poke(m.wake) }

// Changes returns a channel of one slot that receives a value after the
// snapshot has changed, until ctx ends. Changes that nobody has collected are
// one. The channel is never closed.
func (m *Manager) Changes(ctx context.Context) <-chan struct{} {
	ch := make(chan struct{}, 1)
	poke(ch) // the reader has not seen anything yet
	m.do(ctx, func() { m.subscribers[ch] = struct{}{} })
	context.AfterFunc(ctx, func() {
		m.do(context.Background(), func() { delete(m.subscribers, ch) })
	})
	return ch
}

// LogChanges does the same for the output of processes. An unknown name gives a
// channel that stays silent.
func (m *Manager) LogChanges(ctx context.Context, names ...string) <-chan struct{} {
	ch := make(chan struct{}, 1)
	for _, name := range names {
		m.WatchLogs(ctx, name, ch)
	}
	return ch
}

// WatchLogs sends on ch, which should have one slot, after the output of the
// process has changed, until ctx ends. It never waits for the receiver. Several
// processes may share a channel.
func (m *Manager) WatchLogs(ctx context.Context, name string, ch chan<- struct{}) {
	if member := m.member(name); member != nil {
		cancel := member.control.Output().Watch(ch)
		context.AfterFunc(ctx, cancel)
		poke(ch) // the reader has not seen anything yet
	}
}

// Logs returns a part of what processes have printed. It waits neither for them
// nor for a scan. It fails if there is no such process, or the filter is no
// regular expression though it says so.
func (m *Manager) Logs(q logview.Query) (logview.Page, error) { return m.logs.Read(q) }

// SearchLogs finds the next line that matches, as far as ScanLogs has looked.
func (m *Manager) SearchLogs(s logview.Search) (logview.Hit, error) { return m.logs.Search(s) }

// ScanLogs looks through what processes have printed so far: see
// [logview.Reader.Scan].
func (m *Manager) ScanLogs(ctx context.Context, s logview.Scan) error { return m.logs.Scan(ctx, s) }

// WriteLogs writes what processes have printed as text: see
// [logview.Reader.Write].
func (m *Manager) WriteLogs(ctx context.Context, w io.Writer, e logview.Extract) error {
	return m.logs.Write(ctx, w, e)
}

// member returns the process of that name, or nil. It may be called from any
// goroutine.
func (m *Manager) member(name string) *member { return (*m.roster.Load())[name] }

// Resize tells the terminals of all processes how large they are shown.
func (m *Manager) Resize(cols, rows int) {
	m.size.Store(&termSize{cols, rows})
	for _, member := range *m.roster.Load() {
		member.control.Resize(cols, rows)
	}
}
