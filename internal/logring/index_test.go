package logring

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// numbered writes lines that say their numbers, up to the one numbered last.
func numbered(r *Ring, last int64) {
	var text []byte
	for n := r.newestNumber(); n <= last; n++ {
		text = fmt.Appendf(text, "line %d %s\n", n, strings.Repeat(".", 80))
	}
	r.Write(Stdout, text)
}

// between calls a function whenever a Scan looks whether it is to end, which is
// between two blocks.
type between struct {
	context.Context
	look func() error
}

func (b between) Err() error { return b.look() }

var errEnough = errors.New("enough")

// checkIndex fails unless the index knows all there is to know about the lines
// it has looked at.
func checkIndex(t *testing.T, x *Index) {
	t.Helper()
	lo, hi := x.Range()
	var want []int64
	for _, l := range shown(x.ring) {
		if l.number >= lo && l.number < hi && x.pattern.Match([]byte(l.text)) {
			want = append(want, l.number)
		}
	}
	if got := x.From(1, 1<<30); !slices.Equal(got, want) {
		t.Fatalf("of %d to %d: lines %v, want %v", lo, hi, got, want)
	}
	if x.Count() != int64(len(want)) || x.Rank(hi) != x.Count() || x.Rank(lo) != 0 {
		t.Fatalf("Count() = %d, Rank(%d) = %d, want %d", x.Count(), hi, x.Rank(hi), len(want))
	}
	for i, n := range want {
		if x.Rank(n) != int64(i) || x.Rank(n+1) != int64(i+1) {
			t.Fatalf("Rank(%d) = %d, Rank(%d) = %d, want %d and one more", n, x.Rank(n), n+1, x.Rank(n+1), i)
		}
	}
}

func scanAll(t *testing.T, x *Index) {
	t.Helper()
	if err := x.Scan(t.Context()); err != nil {
		t.Fatal(err)
	}
	checkIndex(t, x)
}

func TestScanBeginsNearALineAndGoesToBothSides(t *testing.T) {
	r := New(1 << 20)
	numbered(r, 8000)
	for _, near := range []int64{0, 1, 3000, 8000, 8001, 1 << 40, -5} {
		x := r.Index(compiled(t, Query{Text: "7"}), near)
		if lo, hi := x.Range(); lo != 0 || hi != 0 || x.Count() != 0 {
			t.Fatal("something is known from the start")
		}
		var ranges [][2]int64
		err := x.Scan(between{t.Context(), func() error {
			lo, hi := x.Range()
			ranges = append(ranges, [2]int64{lo, hi})
			checkIndex(t, x)
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		start := near
		if near < 1 || near > 8000 {
			start = 8000
		}
		if first := ranges[1]; start < first[0] || start >= first[1] {
			t.Errorf("near %d: begins with %v", near, first)
		}
		blocks, sides := 0, [2]int{}
		for i := 2; i < len(ranges); i++ {
			a, b := ranges[i-1], ranges[i]
			if a[0] == b[0] == (a[1] == b[1]) {
				t.Errorf("from %v to %v", a, b)
			}
			if b[1] > a[1] {
				sides[0]++
			} else {
				sides[1]++
			}
			if d := sides[0] - sides[1]; near == 3000 && b[0] > 1 && b[1] < 8001 && (d < -1 || d > 1) {
				t.Errorf("%v blocks newer and older", sides)
			}
			blocks++
		}
		if last := ranges[len(ranges)-1]; last != [2]int64{1, 8001} || blocks != len(r.blocks)-1 {
			t.Errorf("ends with %v after %d blocks of %d", last, blocks+1, len(r.blocks))
		}
	}
}

func TestScanOfAnEmptyRing(t *testing.T) {
	r := New(0)
	x := r.Index(compiled(t, Query{}), 7)
	scanAll(t, x)
	r.Write(Stdout, []byte("partial"))
	scanAll(t, x)
	if lo, hi := x.Range(); lo != hi {
		t.Errorf("Range() = %d, %d", lo, hi)
	}
	r.Write(Stdout, []byte("\n"))
	scanAll(t, x)
	if got := x.From(1, 9); !slices.Equal(got, []int64{1}) {
		t.Errorf("lines %v", got)
	}
}

func TestScanGoesOnWithWhatIsNew(t *testing.T) {
	r := New(MinLimit)
	x := r.Index(compiled(t, Query{Text: "[37]", Regexp: true}), 0)
	for n := int64(1); n < 2000; n += 1 + n%37 {
		numbered(r, n)
		scanAll(t, x)
		if _, hi := x.Range(); hi != n+1 {
			t.Fatalf("known up to %d of %d", hi, n)
		}
	}
}

func TestScanEndsWithItsContext(t *testing.T) {
	r := New(1 << 20)
	numbered(r, 8000)
	x := r.Index(compiled(t, Query{Text: "3"}), 0)
	looks := 0
	ctx := between{t.Context(), func() error {
		if looks++; looks > 3 {
			return errEnough
		}
		return nil
	}}
	if err := x.Scan(ctx); !errors.Is(err, errEnough) {
		t.Fatalf("err = %v", err)
	}
	lo, hi := x.Range()
	if looks != 4 || lo == 1 || hi != 8001 {
		t.Errorf("%d looks, known from %d to %d", looks, lo, hi)
	}
	checkIndex(t, x)
	scanAll(t, x)
	if lo, _ := x.Range(); lo != 1 {
		t.Errorf("known from %d", lo)
	}

	// Also while another has its turn.
	x.turn <- struct{}{}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := x.Scan(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
	<-x.turn
}

func TestIndexForgetsWhatTheRingDrops(t *testing.T) {
	r := New(1 << 20)
	numbered(r, 8000)
	x := r.Index(compiled(t, Query{Text: "5"}), 0)
	scanAll(t, x)
	known := x.Count()
	numbered(r, 12000)
	if lo, hi := x.Range(); lo != r.oldestNumber() || lo < 100 || hi != 8001 {
		t.Errorf("Range() = %d, %d, oldest %d", lo, hi, r.oldestNumber())
	}
	checkIndex(t, x)
	if x.Count() >= known {
		t.Errorf("still %d lines", x.Count())
	}
	numbered(r, 40000) // all that was known is gone
	if lo, hi := x.Range(); lo != 0 || hi != 0 || x.Count() != 0 || len(x.marks.groups) > 0 {
		t.Errorf("Range() = %d, %d, %d lines", lo, hi, x.Count())
	}
	looked := 0
	err := x.Scan(between{t.Context(), func() error {
		if _, hi := x.Range(); looked == 1 && hi != 40001 {
			t.Errorf("begins anew up to %d", hi)
		}
		looked++
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	checkIndex(t, x)
	if lo, hi := x.Range(); lo != r.oldestNumber() || hi != 40001 {
		t.Errorf("Range() = %d, %d", lo, hi)
	}
}

// A process may write faster than anybody can look: a ring full between two
// blocks.
func TestScanEndsWhileAProcessFloods(t *testing.T) {
	for _, lines := range []int64{100, 700, 3000, 12000} {
		for _, near := range []int64{0, 4000} {
			r := New(1 << 20)
			numbered(r, 8000)
			x := r.Index(compiled(t, Query{Text: "9"}), near)
			for range 2 {
				target, looks := r.newestNumber(), 0
				err := x.Scan(between{t.Context(), func() error {
					looks++
					numbered(r, r.newestNumber()-1+lines)
					checkIndex(t, x)
					return nil
				}})
				if err != nil {
					t.Fatal(err)
				}
				if looks > 30 {
					t.Errorf("%d lines a block: %d looks", lines, looks)
				}
				checkIndex(t, x)
				lo, hi := x.Range()
				if first := r.oldestNumber(); first < target && (lo != first || hi < target) {
					t.Errorf("%d lines a block: known from %d to %d, held from %d, asked up to %d", lines, lo, hi, first, target)
				}
			}
		}
	}
}

func TestScansAtOnceShareTheWork(t *testing.T) {
	r := New(1 << 20)
	numbered(r, 8000)
	x := r.Index(compiled(t, Query{Text: "9", Not: true}), 0)
	var looks atomic.Int64
	ctx := between{t.Context(), func() error { looks.Add(1); return nil }}
	var all sync.WaitGroup
	const scans = 8
	for range scans {
		all.Go(func() {
			if err := x.Scan(ctx); err != nil {
				t.Error(err)
			}
			if lo, hi := x.Range(); lo != 1 || hi != 8001 {
				t.Errorf("Range() = %d, %d", lo, hi)
			}
		})
	}
	all.Wait()
	checkIndex(t, x)
	if most := int64(len(r.blocks) + scans); looks.Load() > most {
		t.Errorf("%d looks at %d blocks by %d scans", looks.Load(), len(r.blocks), scans)
	}
}

func TestFromAndBeforeInParts(t *testing.T) {
	r := New(1 << 20)
	numbered(r, 300)
	x := r.Index(compiled(t, Query{Text: "line 1"}), 0)
	scanAll(t, x)
	for _, test := range []struct {
		got, want []int64
	}{
		{x.From(0, 3), []int64{1, 10, 11}}, {x.From(11, 2), []int64{11, 12}}, {x.From(20, 2), []int64{100, 101}},
		{x.From(199, 5), []int64{199}}, {x.From(200, 5), nil}, {x.From(1, 0), nil}, {x.From(1, -1), nil}, {x.From(-9, 1), []int64{1}},
		{x.Before(100, 3), []int64{17, 18, 19}}, {x.Before(11, 9), []int64{1, 10}}, {x.Before(1, 9), nil}, {x.Before(1<<60, 1), []int64{199}}, {x.Before(100, 0), nil}, {x.Before(-1, 1), nil},
	} {
		if !slices.Equal(test.got, test.want) {
			t.Errorf("%v, want %v", test.got, test.want)
		}
	}
	if x.Rank(0) != 0 || x.Rank(-5) != 0 || x.Rank(10) != 1 || x.Rank(100) != 11 || x.Rank(1<<60) != x.Count() {
		t.Error("Rank")
	}
}
