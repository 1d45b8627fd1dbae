package logring

import (
	"slices"
	"sort"
	"time"
)

// Lines returns the complete lines that have these numbers, which ascend, each
// as Read would. Those that the Ring does not hold are left out. The texts
// share memory; they are the caller's.
func (r *Ring) Lines(numbers []int64) []Line {
	rd := readers.Get().(*reader)
	defer rd.done()

	r.mu.Lock()
	r.takeScattered(rd, numbers)
	r.mu.Unlock()

	lines := make([]Line, 0, len(numbers))
	for i := range rd.views {
		lines, numbers = rd.scattered(lines, i, numbers)
	}
	rd.share(lines)
	return lines
}

// takeScattered takes the blocks that hold lines with these numbers, and those
// before in which a colour could begin, each once. The caller holds the lock.
func (r *Ring) takeScattered(rd *reader, numbers []int64) {
	k, _ := slices.BinarySearch(numbers, r.first())
	numbers = numbers[k:]
	for taken := 0; len(numbers) > 0 && numbers[0] < r.next; {
		last := r.find(numbers[0])
		first := last
		for back := 0; first > taken && back < inherit; {
			first--
			back += len(r.blocks[first].data)
		}
		for _, b := range r.blocks[first : last+1] {
			rd.views = append(rd.views, b.take())
		}
		taken = last + 1
		k, _ = slices.BinarySearch(numbers, r.blocks[last].first+int64(r.blocks[last].lines))
		numbers = numbers[k:]
	}
}

// scattered adds the lines of a view that have one of these numbers, and
// returns the numbers from the first that lies behind the view on.
func (rd *reader) scattered(lines []Line, i int, numbers []int64) ([]Line, []int64) {
	v := &rd.views[i]
	off, next, known := 0, v.first, false // known: rd.pens are those of line next, at off
	for len(numbers) > 0 && numbers[0] < v.end() {
		n, k := numbers[0], 1
		if n < next { // dropped, or out of order
			numbers = numbers[1:]
			continue
		}
		for k < len(numbers) && numbers[k] == n+int64(k) && numbers[k] < v.end() {
			k++
		}
		numbers = numbers[k:]
		start := off + skip(v.data[off:], int(n-next))
		if known && start-off <= inherit {
			rd.follow(v, off, start)
		} else {
			rd.findPens(i, start)
		}
		next, known = n+int64(k), true
		lines, off = rd.complete(lines, v, start, n, next)
	}
	return lines, numbers
}

// At returns the number of the first complete line held that arrived at t or
// later, or the number of the next line if there is none. Times never go back
// from a complete line to the next.
func (r *Ring) At(t time.Time) int64 {
	early := func(x run) bool { return time.Unix(0, x.at).Before(t) }
	r.mu.Lock()
	next := r.next
	i := sort.Search(len(r.blocks), func(i int) bool {
		runs := r.blocks[i].runs
		return !early(runs[len(runs)-1])
	})
	if i == len(r.blocks) {
		r.mu.Unlock()
		return next
	}
	v := r.blocks[i].take()
	r.mu.Unlock()
	defer v.letGo()
	first := sort.Search(len(v.runs), func(i int) bool { return !early(v.runs[i]) })
	return v.number(int(v.runs[first].off))
}
