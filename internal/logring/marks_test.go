package logring

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// checkMarks fails unless the set holds these numbers, which ascend.
func checkMarks(t *testing.T, m *marks, want []int64, n int64, count int) {
	t.Helper()
	k, _ := slices.BinarySearch(want, n)
	from := want[k:min(len(want), k+max(count, 0))]
	before := slices.Clone(want[max(k-max(count, 0), 0):k])
	slices.Reverse(before)
	if got := m.from(nil, n, count); !slices.Equal(got, from) {
		t.Fatalf("from %d, %d: %v, want %v", n, count, got, from)
	}
	if got := m.before(nil, n, count); !slices.Equal(got, before) {
		t.Fatalf("before %d, %d: %v, want %v", n, count, got, before)
	}
	if got := m.below(n); got != int64(k) {
		t.Fatalf("below %d: %d, want %d", n, got, k)
	}
	if m.count != int64(len(want)) {
		t.Fatalf("count %d, want %d", m.count, len(want))
	}
}

func TestMarksAreASet(t *testing.T) {
	for seed := range uint64(10) {
		rnd := rand.New(rand.NewPCG(seed, 3))
		var m marks
		var want []int64
		h := hits{}
		lo := rnd.Int64N(3 * groupLines)
		hi := lo
		every := []int{1, 2, 100, 5000, 300000}[rnd.IntN(5)]
		for range 25 {
			from, to := hi, hi+1+rnd.Int64N(30000)
			down := rnd.IntN(2) == 0 && lo > 0
			if down {
				from, to = max(lo-1-rnd.Int64N(30000), 0), lo
			}
			h.reset(from, to)
			var found []int64
			if every == 1 && rnd.IntN(10) > 0 {
				h.invert()
				for n := from; n < to; n++ {
					found = append(found, n)
				}
			} else {
				for n := from + rnd.Int64N(int64(every)); n < to; n += 1 + rnd.Int64N(int64(every)) {
					h.set(n)
					found = append(found, n)
				}
			}
			m.add(&h)
			if down {
				want = append(found, want...)
				lo = from
			} else {
				want = append(want, found...)
				hi = to
			}
			if rnd.IntN(3) == 0 {
				cut := lo + rnd.Int64N(hi-lo+1)/int64(1+rnd.IntN(20))
				m.cut(cut)
				k, _ := slices.BinarySearch(want, cut)
				want, lo = want[k:], cut
			}
			for _, n := range []int64{-7, 0, lo, hi, 1 << 50, lo + rnd.Int64N(hi-lo+1), (hi / chunkLines) * chunkLines, (hi / groupLines) * groupLines} {
				checkMarks(t, &m, want, n, []int{-1, 0, 1, 10, 10, 100, 100, 1 << 30}[rnd.IntN(8)])
			}
		}
		m.cut(hi)
		checkMarks(t, &m, nil, 1, 9)
		if len(m.groups) > 0 {
			t.Errorf("%d groups left of none", len(m.groups))
		}
	}
}

// All lines of a ring, as the zero Query has them, need next to no memory.
func TestFullChunksAreShared(t *testing.T) {
	var m marks
	h := hits{}
	for n := int64(1); n < 10*chunkLines; n += 1000 {
		h.reset(n, n+1000)
		h.invert()
		m.add(&h)
	}
	shared := 0
	for _, c := range m.groups[0].chunks {
		if c == full {
			shared++
		}
	}
	if shared != 9 { // all but the first, without line 0, and the last
		t.Errorf("%d chunks are shared", shared)
	}
	m.cut(chunkLines + 7)
	if m.below(chunkLines+7) != 0 || full.count != chunkLines || full.words[0] != ^uint64(0) {
		t.Error("the shared chunk was changed")
	}
}
