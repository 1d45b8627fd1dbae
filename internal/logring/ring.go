package logring

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// MinLimit is the smallest limit of a Ring, in bytes.
	MinLimit = 64 << 10
	// MaxLine is the length, in bytes, at which a line without an end is cut.
	MaxLine = 64 << 10

	minBlock = 4 << 10   // a process that says little should cost little
	maxBlock = 128 << 10 // dropped at once, so not more than a few percent of the default limit
	perRing  = 8         // blocks that share the limit at least: what a drop takes is at most an eighth
	streams  = 3
)

// Ring holds the newest output of one process. All its methods may be called
// from any goroutine; writes to the same stream keep the order of their calls.
type Ring struct {
	limit    int
	blockCap int // size that blocks grow to

	watchers atomic.Pointer[[]*watcher]

	mu        sync.Mutex
	blocks    []*block // oldest first
	held      int      // memory of all blocks, in bytes
	next      int64    // number of the next complete line
	at        int64    // when the newest complete line arrived, in nanoseconds since 1970
	partials  [streams]partial
	in        int64 // see Stats for these
	added     int64
	kept      int64
	dropped   int64
	rewritten int64
}

// New returns an empty Ring that keeps at most limit bytes. Less than
// [MinLimit] is taken as that.
//
// The limit covers the blocks and what they need for times and streams. Each
// stream's partial line comes on top: usually a few hundred bytes, at most
// twice [MaxLine].
func New(limit int64) *Ring {
	r := &Ring{next: 1}
	r.limit, r.blockCap = sizes(limit)
	return r
}

// sizes returns the limit that is kept for one that is asked for, and the size
// that blocks grow to.
func sizes(asked int64) (limit, block int) {
	asked = min(max(asked, MinLimit), 1<<40)
	block = minBlock
	for block < maxBlock && int64(block)*2*perRing <= asked {
		block *= 2
	}
	return int(asked), block
}

// SetLimit changes how many bytes the Ring keeps, as for [New]. The oldest
// output goes at once if it is too much now. The newest block stays: it is
// larger than others would be now, by 128 KiB at most, until it is full.
func (r *Ring) SetLimit(limit int64) {
	most, block := sizes(limit)
	r.mu.Lock()
	before := r.dropped
	r.limit, r.blockCap = most, block
	r.drop(0)
	changed := r.dropped != before
	r.mu.Unlock()
	if changed {
		r.notify()
	}
}

// Write adds output of a stream. p is the caller's again when it returns.
func (r *Ring) Write(s Stream, p []byte) {
	if len(p) == 0 {
		return
	}
	now := time.Now().UnixNano()
	for rest := p; len(rest) > 0; {
		// In pieces, so that the lock is never held for long and no line
		// within a piece can be longer than MaxLine.
		piece := rest[:min(len(rest), MaxLine)]
		rest = rest[len(piece):]
		r.mu.Lock()
		r.in += int64(len(piece))
		r.write(known(s), piece, now)
		r.mu.Unlock()
	}
	r.notify()
}

// End says that the stream has ended: its partial line becomes complete, and
// what the stream says next (a new run of the process) inherits no colour.
func (r *Ring) End(s Stream) {
	now := time.Now().UnixNano()
	r.mu.Lock()
	changed := r.end(known(s), now)
	r.mu.Unlock()
	if changed {
		r.notify()
	}
}

// Note adds a line of tend's own, of stream [Note]. It stands on its own,
// whatever partial lines there are; a text of several lines gives as many.
func (r *Ring) Note(format string, args ...any) {
	text := []byte(strings.TrimRight(fmt.Sprintf(format, args...), "\n"))
	now := time.Now().UnixNano()
	r.mu.Lock()
	r.end(Note, now)
	r.added += int64(len(text))
	for len(text) > MaxLine {
		r.write(Note, text[:MaxLine], now)
		text = text[MaxLine:]
	}
	r.write(Note, text, now)
	if len(text) == 0 { // an empty note is an empty line
		r.added++
		r.write(Note, []byte{'\n'}, now)
	}
	r.end(Note, now)
	r.mu.Unlock()
	r.notify()
}

// write adds a piece of at most MaxLine bytes. The caller holds the lock.
func (r *Ring) write(s Stream, p []byte, now int64) {
	first := bytes.IndexByte(p, '\n')
	if first < 0 {
		r.extend(s, p, now)
		return
	}
	part := &r.partials[s]
	if !part.empty() {
		r.extend(s, p[:first], now)
		part.text = append(part.text, '\n')
		r.put(s, part.text, now)
		part.reset()
		p = p[first+1:]
	}
	whole := bytes.LastIndexByte(p, '\n') + 1
	r.put(s, p[:whole], now)
	if whole < len(p) {
		r.extend(s, p[whole:], now)
	}
}

// end completes a partial line and reports whether there was one. The caller
// holds the lock.
func (r *Ring) end(s Stream, now int64) bool {
	part := &r.partials[s]
	had := !part.empty()
	if had {
		part.text = append(part.text, '\n')
		r.added++
		r.put(s, part.text, now)
	}
	part.reset()
	part.release()
	part.fresh = true
	return had
}

// put appends complete lines to the newest block, and to new ones as they
// fill. No line in text is longer than MaxLine. The caller holds the lock.
func (r *Ring) put(s Stream, text []byte, now int64) {
	fresh := r.partials[s].fresh
	if len(text) == 0 {
		return
	}
	// Writers take the time before they take the lock, and clocks are set
	// back, but the times of lines never go back: see At.
	now = max(now, r.at)
	r.at = now
	for len(text) > 0 {
		b := r.newest()
		n := 0
		if b != nil {
			n = b.fits(text)
		}
		if n == 0 || b.full(s, fresh, now) {
			b = r.open(text)
			n = b.fits(text)
		}
		r.held += b.mark(s, fresh, now)
		fresh = false
		lines := b.append(text[:n])
		r.next += int64(lines)
		r.kept += int64(n)
		text = text[n:]
	}
	r.partials[s].fresh = false
	r.drop(0)
}

func (r *Ring) newest() *block {
	if len(r.blocks) == 0 {
		return nil
	}
	return r.blocks[len(r.blocks)-1]
}

// open adds an empty block with room for at least the first line of text,
// and drops old ones to stay within the limit. The caller holds the lock.
func (r *Ring) open(text []byte) *block {
	size := minBlock
	if b := r.newest(); b != nil {
		size = 2 * cap(b.data)
	}
	for size < len(text) {
		size *= 2
	}
	size = max(min(size, r.blockCap), bytes.IndexByte(text, '\n')+1)
	b := r.drop(size)
	if b == nil {
		b = &block{data: make([]byte, 0, size)}
	}
	b.first = r.next
	r.blocks = append(r.blocks, b)
	r.held += b.memory()
	return b
}

// drop lets the oldest blocks go until want more bytes are within the limit.
// The newest block stays when want is 0. It returns a block of just that size
// to be used again, if one went that no reader looks at. The caller holds the
// lock.
func (r *Ring) drop(want int) (again *block) {
	for r.held+want > r.limit && (len(r.blocks) > 1 || want > 0 && len(r.blocks) > 0) {
		b := r.blocks[0]
		r.blocks[0] = nil
		r.blocks = r.blocks[1:]
		r.held -= b.memory()
		r.kept -= int64(len(b.data))
		r.dropped += int64(len(b.data))
		if want > 0 && cap(b.data) == want && b.reuse() {
			again = b
		}
	}
	return again
}

// first is the number of the oldest line kept. The caller holds the lock.
func (r *Ring) first() int64 {
	if len(r.blocks) == 0 {
		return r.next
	}
	return r.blocks[0].first
}

// Stats counts what went through a Ring. At any moment
//
//	BytesIn + BytesAdded == BytesKept + BytesPartial + BytesDropped + BytesRewritten
//	LinesIn == LinesKept + LinesDropped
type Stats struct {
	BytesIn        int64 // given to Write
	BytesAdded     int64 // tend's own: notes, ends of lines that were cut or never ended
	BytesKept      int64 // complete lines that can be read
	BytesPartial   int64 // lines that have no end yet
	BytesDropped   int64 // complete lines that had to give way to newer ones
	BytesRewritten int64 // overwritten in a partial line, by '\r' for example, before it ended
	LinesIn        int64 // complete lines, notes included
	LinesKept      int64
	LinesDropped   int64
	Memory         int64 // bytes held for all of it
}

// Stats returns the counters. It costs next to nothing.
func (r *Ring) Stats() Stats {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := Stats{
		BytesIn: r.in, BytesAdded: r.added, BytesKept: r.kept,
		BytesDropped: r.dropped, BytesRewritten: r.rewritten,
		LinesIn: r.next - 1, LinesKept: r.next - r.first(), LinesDropped: r.first() - 1,
		Memory: int64(r.held),
	}
	for i := range r.partials {
		s.BytesPartial += int64(len(r.partials[i].text))
		s.Memory += int64(cap(r.partials[i].text))
	}
	return s
}

// known maps a stream that is none to Note.
func known(s Stream) Stream { return min(s, Note) }
