// Package journal keeps the last things that tend itself had to say.
//
// A Journal is a bounded list of entries and the slog.Handler that fills it.
// The screen shows its newest entry and, on request, all of them; without a
// screen a second handler prints each as it comes. Reading is a copy: nobody
// waits for a reader.
package journal

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// Entry is one thing that tend did or met, and why.
type Entry struct {
	// Number counts entries from 1 and is never used twice.
	Number  int64
	Time    time.Time
	Level   slog.Level
	Process string // empty if it concerns the whole stack
	Run     uint64 // generation of the process that it concerns; 0 if none
	Text    string // the message and its other attributes, in one line
}

// Journal keeps the newest entries. It is safe for concurrent use.
type Journal struct {
	mu      sync.Mutex
	entries []Entry // a circle of fixed size; the entry numbered n is at n % len
	last    int64
	watch   func(Entry)
}

// New makes a Journal that keeps the newest size entries. Each entry is also
// handed to watch, if that is not nil, by the goroutine that logged it.
func New(size int, watch func(Entry)) *Journal {
	return &Journal{entries: make([]Entry, size), watch: watch}
}

// Last returns up to n of the newest entries, oldest first. The caller owns
// the slice.
func (j *Journal) Last(n int) []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	n = min(n, len(j.entries), int(j.last))
	out := make([]Entry, 0, n)
	for i := j.last - int64(n) + 1; i <= j.last; i++ {
		out = append(out, j.entries[i%int64(len(j.entries))])
	}
	return out
}

func (j *Journal) add(e Entry) {
	j.mu.Lock()
	j.last++
	e.Number = j.last
	j.entries[e.Number%int64(len(j.entries))] = e
	j.mu.Unlock()
	if j.watch != nil {
		j.watch(e)
	}
}

// The attributes that say what a record is about.
const (
	ProcessKey = "process" // name
	RunKey     = "run"     // generation
)

// Handler returns a slog.Handler that writes to the journal all records of at
// least the given level.
func (j *Journal) Handler(level slog.Leveler) slog.Handler {
	return &handler{journal: j, level: level}
}

type handler struct {
	journal *Journal
	level   slog.Leveler
	attrs   []slog.Attr
	group   string
}

func (h *handler) Enabled(_ context.Context, l slog.Level) bool { return l >= h.level.Level() }

func (h *handler) Handle(_ context.Context, r slog.Record) error {
	e := Entry{Time: r.Time, Level: r.Level}
	var text strings.Builder
	text.WriteString(r.Message)
	add := func(a slog.Attr) bool {
		value := a.Value.Resolve()
		switch {
		case a.Key == ProcessKey:
			e.Process = value.String()
		case a.Key == RunKey && value.Kind() == slog.KindUint64:
			e.Run = value.Uint64()
		case a.Key == "err":
			text.WriteString(": " + value.String())
		default:
			text.WriteString(" " + a.Key + "=" + value.String())
		}
		return true
	}
	for _, a := range h.attrs {
		add(a)
	}
	r.Attrs(func(a slog.Attr) bool {
		a.Key = h.group + a.Key
		return add(a)
	})
	e.Text = text.String()
	h.journal.add(e)
	return nil
}

func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	c := *h
	c.attrs = append([]slog.Attr(nil), h.attrs...)
	for _, a := range attrs {
		a.Key = h.group + a.Key
		c.attrs = append(c.attrs, a)
	}
	return &c
}

func (h *handler) WithGroup(name string) slog.Handler {
	c := *h
	c.group += name + "."
	return &c
}
