package logring

import (
	"bytes"
	"sort"
	"sync/atomic"
	"time"
	"unsafe"
)

const (
	runSize = int(unsafe.Sizeof(run{}))
	// A run a line, for lines of 32 bytes and more that come one at a time:
	// beyond that a block counts as full. So runs take at most half of what
	// the text takes.
	textPerRun = 32
	// Lines that arrive within this time of each other share one.
	sameTime = int64(time.Millisecond)
	// What bytes.Count is asked for at a time when a line is looked up.
	seekStep = 4 << 10
)

// run is a row of lines of one stream that arrived together.
type run struct {
	at     int64  // when, in nanoseconds since 1970
	off    uint32 // where it begins in the block
	stream Stream
	fresh  bool // the stream begins anew here: no colour is inherited
}

// block is a row of complete lines, each with its '\n'. Bytes once written
// stay as they are until the block is used again, which happens only after it
// was dropped and no reader holds it.
type block struct {
	data  []byte
	first int64    // number of its first line
	lines int      // how many
	runs  []run    // in order, the first at offset 0
	cuts  []uint32 // offsets of lines whose end is not their own: see MaxLine

	// pins counts the readers that look at it without the lock. It is raised
	// under the lock only, so zero seen under the lock stays zero.
	pins atomic.Int32
	// clean is how many bytes at the start are known to show as they are. It is
	// found out by readers, as they need it.
	clean atomic.Uint32
}

// fits returns how many bytes of whole lines at the start of text have room.
func (b *block) fits(text []byte) int {
	room := cap(b.data) - len(b.data)
	if len(text) <= room {
		return len(text)
	}
	return bytes.LastIndexByte(text[:room], '\n') + 1
}

// full reports whether the block has no room for the run that mark would add.
func (b *block) full(s Stream, fresh bool, now int64) bool {
	return b.changes(s, fresh, now) && len(b.runs) >= max(cap(b.data)/textPerRun, 1)
}

// changes reports whether what arrives now begins a new run.
func (b *block) changes(s Stream, fresh bool, now int64) bool {
	if len(b.runs) == 0 || fresh {
		return true
	}
	last := b.runs[len(b.runs)-1]
	return last.stream != s || now-last.at > sameTime || last.at-now > sameTime
}

// mark says what the next bytes are, and returns by how much the block grew.
func (b *block) mark(s Stream, fresh bool, now int64) int {
	if !b.changes(s, fresh, now) {
		return 0
	}
	before := cap(b.runs)
	b.runs = append(b.runs, run{at: now, off: uint32(len(b.data)), stream: s, fresh: fresh})
	return (cap(b.runs) - before) * runSize
}

// append copies whole lines in and returns their number.
func (b *block) append(text []byte) int {
	n := bytes.Count(text, newline)
	b.data = append(b.data, text...)
	b.lines += n
	return n
}

// memory is what the block takes, in bytes. Cuts are left out: there are at
// most two a block.
func (b *block) memory() int { return cap(b.data) + cap(b.runs)*runSize }

// reuse empties a dropped block, unless a reader still looks at it.
func (b *block) reuse() bool {
	if b.pins.Load() != 0 {
		return false
	}
	b.data, b.runs, b.cuts, b.lines = b.data[:0], b.runs[:0], nil, 0
	b.clean.Store(0)
	return true
}

var newline = []byte{'\n'}

// view is what a reader takes of a block under the lock. It must be let go.
type view struct {
	block *block
	data  []byte
	first int64
	lines int
	runs  []run
	cuts  []uint32
}

// take pins the block. The caller holds the lock.
func (b *block) take() view {
	b.pins.Add(1)
	return view{block: b, data: b.data, first: b.first, lines: b.lines, runs: b.runs, cuts: b.cuts}
}

func (v *view) letGo() {
	v.block.pins.Add(-1)
	*v = view{}
}

// end is the number behind that of the last line.
func (v *view) end() int64 { return v.first + int64(v.lines) }

// seek returns the offset of the k-th line (from 0) of the view.
func (v *view) seek(k int) int { return skip(v.data, k) }

// number returns the number of the line that begins at an offset.
func (v *view) number(off int) int64 {
	return v.first + int64(bytes.Count(v.data[:off], newline))
}

// skip returns where a text goes on after its first k lines. Each has its '\n'.
func skip(text []byte, k int) int {
	off := 0
	for end := seekStep; k > 1 && end < len(text); end += seekStep {
		n := bytes.Count(text[off:end], newline)
		if n >= k {
			break
		}
		k -= n
		off = end
	}
	for ; k > 0; k-- {
		off += bytes.IndexByte(text[off:], '\n') + 1
	}
	return off
}

// runAt returns the index of the run that holds the offset.
func (v *view) runAt(off int) int {
	return sort.Search(len(v.runs), func(i int) bool { return int(v.runs[i].off) > off }) - 1
}

// cut reports whether the line at the offset was cut there by the ring.
func (v *view) cut(off int) bool {
	for _, c := range v.cuts {
		if int(c) == off {
			return true
		}
	}
	return false
}
