package logring

import (
	"context"
	"slices"
	"sort"
	"sync"
)

// Index knows which complete lines of a Ring match a Pattern. It knows nothing
// until Scan is called, and nothing of what came after that: Scan is called
// again. All its methods may be called from any goroutine, and but for Scan
// none waits for anything. It needs a bit for each line of the Ring at most.
type Index struct {
	ring    *Ring
	pattern *Pattern
	near    int64

	mu      sync.Mutex
	numbers []int64
	lo, hi  int64 // lines that have been looked at: lo and above, below hi
}

// Index returns a new Index. Its first Scan begins with the lines around near,
// which is 0 for the newest.
func (r *Ring) Index(p *Pattern, near int64) *Index {
	return &Index{ring: r, pattern: p, near: near}
}

// Pattern returns what the Index is of.
func (x *Index) Pattern() *Pattern { return x.pattern }

// Scan looks at all complete lines that the Ring holds at the moment of the
// call and that have not been looked at. It returns early, with its error,
// when ctx ends; what it has found so far stays. Several calls at once share
// the work.
func (x *Index) Scan(ctx context.Context) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	page := x.ring.Read(max(x.hi, 1), 1<<20)
	var plain []byte
	for _, l := range page.Lines {
		plain = AppendPlain(plain[:0], l.Text)
		if !l.Partial && x.pattern.Match(plain) {
			x.numbers = append(x.numbers, l.Number)
		}
	}
	x.lo, x.hi = page.First, page.Next
	return ctx.Err()
}

// Range returns which lines have been looked at so far: those numbered lo and
// above, below hi, without a gap. Lines that the Ring has dropped are left out.
func (x *Index) Range() (lo, hi int64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.lo, x.hi
}

// Count returns how many matching lines are known that the Ring still holds.
func (x *Index) Count() int64 { return int64(len(x.From(0, 1<<30))) }

// Rank returns how many of them are numbered below n.
func (x *Index) Rank(n int64) int64 { return int64(len(x.Before(n, 1<<30))) }

// From returns the numbers of the first count of them that are numbered n or
// above, in order.
func (x *Index) From(n int64, count int) []int64 {
	n = max(n, x.ring.Stats().LinesDropped+1)
	x.mu.Lock()
	defer x.mu.Unlock()
	i := sort.Search(len(x.numbers), func(i int) bool { return x.numbers[i] >= n })
	return slices.Clone(x.numbers[i:min(i+count, len(x.numbers))])
}

// Before returns the numbers of the last count of them that are numbered below
// n, in order.
func (x *Index) Before(n int64, count int) []int64 {
	first := x.ring.Stats().LinesDropped + 1
	x.mu.Lock()
	defer x.mu.Unlock()
	i := sort.Search(len(x.numbers), func(i int) bool { return x.numbers[i] >= n })
	j := sort.Search(len(x.numbers), func(i int) bool { return x.numbers[i] >= first })
	return slices.Clone(x.numbers[min(max(i-count, j), i):i])
}
