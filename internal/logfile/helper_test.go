package logfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"tend/internal/logring"
)

// disk is one that does what a test says. The zero value takes everything.
type disk struct {
	mu     sync.Mutex
	text   []byte
	fault  error         // with which it refuses
	room   int           // what it takes before that
	hang   chan struct{} // if set, a write waits until it is closed
	writes int
	tries  int // how often it was opened, or refused to be
	open   int // how many have it open
	torn   bool
}

func (d *disk) openFile(Spec) (io.WriteCloser, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tries++
	d.open++
	return d, d.torn, nil
}

func (d *disk) Write(p []byte) (int, error) {
	d.mu.Lock()
	hang := d.hang
	d.mu.Unlock()
	if hang != nil {
		<-hang
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.writes++
	if len(p) >= Unit {
		return 0, errors.New("larger than a file")
	}
	n := len(p)
	if d.fault != nil {
		n = min(n, d.room)
		d.room -= n
		d.text = append(d.text, p[:n]...)
		return n, d.fault
	}
	d.text = append(d.text, p...)
	return n, nil
}

func (d *disk) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open--
	return nil
}

// becomes changes what the disk does.
func (d *disk) becomes(fault error, room int, hang chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault, d.room, d.hang = fault, room, hang
}

// counts says how often it was opened, and how often written.
func (d *disk) counts() (tries, writes int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.tries, d.writes
}

func (d *disk) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return string(d.text)
}

// said is what was logged.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

// lines are the messages with their levels.
func (s *said) lines() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.FieldsFunc(s.text.String(), func(r rune) bool { return r == '\n' })
}

func (s *said) logger() *slog.Logger {
	plain := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}
	return slog.New(slog.NewTextHandler(s, &slog.HandlerOptions{ReplaceAttr: plain}))
}

// rig is a ring that is followed into a disk.
type rig struct {
	*Files
	disk *disk
	said *said
	ring *logring.Ring
	fo   *Follower
}

const limit = 1 << 20

func newRig() *rig {
	disk := &disk{}
	r := &rig{Files: NewOn(disk.openFile), disk: disk, said: &said{}}
	r.ring, r.fo = r.follow("web", false)
	return r
}

// follow adds the ring of a process.
func (r *rig) follow(process string, shared bool) (*logring.Ring, *Follower) {
	ring := logring.New(limit)
	fo := NewFollower(Source{Ring: ring, Process: process, Shared: shared, Log: r.said.logger()}, Spec{Path: "/logs/api.log", MaxSize: Unit, Keep: 1})
	r.Begin(fo)
	return ring, fo
}

// close ends everything, and fails if that is not as it is to be.
func (r *rig) close(t *testing.T, want string) {
	t.Helper()
	got := ""
	if err := r.Close(); err != nil {
		got = err.Error()
	}
	if got != want {
		t.Errorf("closed with %q, want %q", got, want)
	}
	r.disk.mu.Lock()
	defer r.disk.mu.Unlock()
	if r.disk.open != 0 {
		t.Errorf("the file is open %d times", r.disk.open)
	}
}

func (r *rig) print(format string, args ...any) {
	r.ring.Write(logring.Stdout, fmt.Appendf(nil, format, args...))
}

// numbers are lines that count.
func numbers(from, to int) string {
	var b strings.Builder
	for n := from; n < to; n++ {
		fmt.Fprintf(&b, "line %d of a text that takes some room in memory\n", n)
	}
	return b.String()
}

// same fails where two texts differ.
func same(t *testing.T, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	at := 0
	for at < len(got) && at < len(want) && got[at] == want[at] {
		at++
	}
	around := func(s string) string { return s[max(at-60, 0):min(at+60, len(s))] }
	t.Errorf("%d bytes, want %d; they differ from %d on:\n%q\n%q", len(got), len(want), at, around(got), around(want))
}
