package logfile

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"

	"tend/internal/logring"
)

// Source is what a Follower follows.
type Source struct {
	Ring    *logring.Ring
	Process string // whose output it is
	// Shared is set if the file is not of the process alone: its name is put
	// before each line then.
	Shared bool
	// Log is what trouble is reported to. It says whose the file is, unless
	// that is Shared.
	Log *slog.Logger
}

// Follower follows one Ring into one file. All its methods may be called from
// any goroutine.
type Follower struct {
	Source
	spec  Spec
	first int64 // the number of the first line that is its own

	file  atomic.Pointer[file] // set once it has begun
	until atomic.Int64         // the number of the first line that is not to be written; 0: there is none yet
	done  chan struct{}        // closed when it has ended
	gate  gate

	written atomic.Int64 // the number of the first line that is not in the file
	bytes   atomic.Int64 // what the Ring had counted when a line was added that is in the file

	// All below belongs to the file's goroutine.
	joined bool
	leave  func()
	next   int64  // the number of the first line that has not been read
	marks  []mark // oldest first
	faults int    // how often the file had refused when it was read last
}

// mark is how far a Ring was at a moment: so many complete lines and bytes had
// been added to it.
type mark struct{ lines, bytes int64 }

// mostMarks bounds what is remembered of a Ring that is far ahead.
const mostMarks = 64

// NewFollower makes a Follower for what is added to the Ring from now on. It
// does nothing before it is given to [Files.Begin].
func NewFollower(s Source, spec Spec) *Follower {
	now := marked(s.Ring.Stats())
	first := now.lines + 1
	fo := &Follower{Source: s, spec: spec, first: first, next: first, done: make(chan struct{})}
	fo.written.Store(first)
	fo.bytes.Store(now.bytes)
	return fo
}

func marked(s logring.Stats) mark {
	return mark{lines: s.LinesIn, bytes: s.BytesKept + s.BytesDropped}
}

// Spec returns the file that it writes.
func (fo *Follower) Spec() Spec { return fo.spec }

// End lets it end with the complete lines that its Ring has had by now. From
// then on it holds nobody up. It never waits.
func (fo *Follower) End() { fo.end(fo.Ring.Stats().LinesIn + 1) }

// Cede is End for a Follower that another one takes over from: each line is of
// one of the two.
func (fo *Follower) Cede(to *Follower) { fo.end(to.first) }

func (fo *Follower) end(until int64) {
	if !fo.until.CompareAndSwap(0, until) {
		return
	}
	fo.gate.open()
	if f := fo.file.Load(); f != nil {
		poke(f.asked)
	}
}

// Wait waits until it has ended: all that it was to write is in the file, or
// was given up. It returns early, with false, when ctx ends or the disk hangs.
func (fo *Follower) Wait(ctx context.Context) bool {
	if f := fo.file.Load(); f != nil {
		return f.await(fo.done, ctx.Done(), hungAfter)
	}
	select { // it is about to begin
	case <-fo.done:
		return true
	case <-ctx.Done():
		return false
	}
}

// read appends to dst what comes next, and reports whether there is more. The
// names of processes are padded to width.
func (fo *Follower) read(dst []byte, width, faults int) (text []byte, more bool) {
	now := marked(fo.Ring.Stats())
	until := now.lines + 1
	if end := fo.until.Load(); end != 0 {
		until = min(until, end)
	}
	refused := fo.faults != faults
	fo.faults = faults
	if fo.next >= until {
		return dst, false
	}
	fo.remember(now)
	start := len(dst)
	from := fo.next
	dst, next, missed := fo.Ring.Plain(dst, from, piece)
	if next > until { // lines that came meanwhile
		dst = withoutLast(dst, start, next-until)
		missed = min(missed, until-from)
		next = until
	}
	fo.next = next
	if missed > 0 {
		dst = insert(dst, start, missing(missed, refused))
	}
	if fo.Shared {
		dst = named(dst, start, fmt.Sprintf("%-*s | ", width, fo.Process))
	}
	return dst, next < until
}

// remember keeps in mind how far the Ring is.
func (fo *Follower) remember(now mark) {
	if len(fo.marks) == mostMarks {
		fo.marks = fo.marks[:mostMarks-1] // what lies before it counts as later: on the safe side
	}
	fo.marks = append(fo.marks, now)
}

// wrote takes down that all that was read is in the file.
func (fo *Follower) wrote() {
	n := 0
	for n < len(fo.marks) && fo.marks[n].lines < fo.next {
		n++
	}
	if n > 0 {
		fo.bytes.Store(fo.marks[n-1].bytes)
		fo.marks = append(fo.marks[:0], fo.marks[n:]...)
	}
	fo.written.Store(fo.next)
	fo.gate.open()
}

// through reports whether it has read all that it is to.
func (fo *Follower) through() bool {
	until := fo.until.Load()
	return until != 0 && fo.next >= until
}

// missing is the line that stands for lines that are lost.
func missing(lines int64, refused bool) string {
	count, why := fmt.Sprintf("%d lines are", lines), "the disk was slower than the process"
	if lines == 1 {
		count = "1 line is"
	}
	if refused {
		why = "the file could not be written"
	}
	return fmt.Sprintf("-- %s missing here: %s --\n", count, why)
}

// withoutLast takes the last lines away from the text that begins at start.
func withoutLast(text []byte, start int, lines int64) []byte {
	for ; lines > 0 && len(text) > start; lines-- {
		text = text[:start+bytes.LastIndexByte(text[start:len(text)-1], '\n')+1]
	}
	return text
}

// insert puts a line before the text that begins at start.
func insert(text []byte, start int, line string) []byte {
	text = append(text, line...)
	copy(text[start+len(line):], text[start:])
	copy(text[start:], line)
	return text
}

// named puts a prefix before each line of the text that begins at start.
func named(text []byte, start int, prefix string) []byte {
	lines := bytes.Count(text[start:], newline)
	from := len(text)
	text = append(text, make([]byte, lines*len(prefix))...)
	// From the end, so that what is moved never goes over what is not.
	for to := len(text); from > start; {
		begin := start + bytes.LastIndexByte(text[start:from-1], '\n') + 1
		to -= from - begin
		copy(text[to:], text[begin:from])
		to -= len(prefix)
		copy(text[to:], prefix)
		from = begin
	}
	return text
}

var newline = []byte{'\n'}
