package logring

import (
	"context"
	"slices"
	"sync"
)

// Index knows which complete lines of a Ring match a Pattern. It knows nothing
// until Scan is called, and nothing of what came after that: Scan is called
// again. All its methods may be called from any goroutine, and but for Scan
// none waits for anything. It needs a bit for each line of the Ring at most.
//
// The lines that have been looked at always are a row without gaps, which Scan
// makes longer, block by block, to both sides, and which the Ring makes shorter
// as it drops lines. Should it drop all of them, for it was written to faster
// than anybody scanned, the Index begins anew with the newest lines.
type Index struct {
	ring    *Ring
	pattern *Pattern
	near    int64
	turn    chan struct{} // holds a value while somebody scans

	mu     sync.Mutex
	lo, hi int64 // lines that have been looked at: lo and above, below hi
	marks  marks // those of them that match
}

// Index returns a new Index. Its first Scan begins with the lines around near,
// which is 0 for the newest.
func (r *Ring) Index(p *Pattern, near int64) *Index {
	return &Index{ring: r, pattern: p, near: near, turn: make(chan struct{}, 1)}
}

// Pattern returns what the Index is of.
func (x *Index) Pattern() *Pattern { return x.pattern }

// Scan looks at all complete lines that the Ring holds at the moment of the
// call and that have not been looked at. Those that are dropped meanwhile are
// skipped, so that it ends however fast a process writes. It returns early,
// with its error, when ctx ends, which it looks at after each block of at most
// 128 KiB; what it has found so far stays. Of several calls at once each waits
// for the one before and does what that has left.
func (x *Index) Scan(ctx context.Context) error {
	target := x.ring.newestNumber()
	select {
	case x.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-x.turn }()
	s := newSearch(x.pattern)
	defer s.done()
	for newer := true; ; newer = !newer {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !x.step(s, target, newer) && !x.step(s, target, !newer) {
			return nil
		}
	}
}

// step looks at one more block, the next newer or older one. It reports false
// if there is none with lines below target. The caller has the turn.
func (x *Index) step(s *search, target int64, newer bool) bool {
	lo, hi := x.Range()
	n := lo - 1
	switch {
	case lo == hi:
		n = x.begin(target)
	case newer:
		n = hi
	}
	if n < 1 || n >= target {
		return false
	}
	v, ok := x.ring.takeAt(n)
	if !ok {
		return false
	}
	s.view = v
	defer s.letGo()
	// Blocks are dropped whole, so that what is known begins where a block does.
	from := v.first
	switch {
	case lo == hi:
		if from >= target {
			return false
		}
	case newer:
		if from > hi { // all lines known are gone: Range will say so
			return true
		}
		from = hi
	case from >= lo:
		return false
	}
	x.publish(s.look(from))
	return true
}

// begin returns the line to begin with.
func (x *Index) begin(target int64) int64 {
	if x.near >= x.ring.oldestNumber() && x.near < target {
		return x.near
	}
	return target - 1
}

// publish adds what was found in lines beside those known.
func (x *Index) publish(h *hits) {
	x.lock()
	defer x.mu.Unlock()
	switch {
	case x.lo == x.hi:
		x.lo, x.hi = h.from, h.to
	case x.hi == h.from:
		x.hi = h.to
	case x.lo == h.to:
		x.lo = h.from
	default: // dropped meanwhile
		return
	}
	x.marks.add(h)
}

// lock locks the Index and forgets what the Ring has dropped.
func (x *Index) lock() {
	first := x.ring.oldestNumber()
	x.mu.Lock()
	switch {
	case first <= x.lo:
	case first < x.hi:
		x.lo = first
		x.marks.cut(first)
	default:
		x.lo, x.hi, x.marks = 0, 0, marks{}
	}
}

// Range returns which lines have been looked at so far: those numbered lo and
// above, below hi, without a gap. Lines that the Ring has dropped are left out.
// lo and hi are 0 if none are left.
func (x *Index) Range() (lo, hi int64) {
	x.lock()
	defer x.mu.Unlock()
	return x.lo, x.hi
}

// Count returns how many matching lines are known that the Ring still holds.
func (x *Index) Count() int64 {
	x.lock()
	defer x.mu.Unlock()
	return x.marks.count
}

// Rank returns how many of them are numbered below n.
func (x *Index) Rank(n int64) int64 {
	x.lock()
	defer x.mu.Unlock()
	return x.marks.below(n)
}

// From returns the numbers of the first count of them that are numbered n or
// above, in order.
func (x *Index) From(n int64, count int) []int64 {
	x.lock()
	defer x.mu.Unlock()
	return x.marks.from(nil, n, count)
}

// Before returns the numbers of the last count of them that are numbered below
// n, in order.
func (x *Index) Before(n int64, count int) []int64 {
	x.lock()
	defer x.mu.Unlock()
	numbers := x.marks.before(nil, n, count)
	slices.Reverse(numbers)
	return numbers
}
