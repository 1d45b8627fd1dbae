package logring

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// checkLines fails unless Lines returns what Read does, line by line.
func checkLines(t *testing.T, r *Ring, numbers []int64) {
	t.Helper()
	var want []Line
	for _, n := range numbers {
		page := r.Read(n, 1)
		if len(page.Lines) == 1 && page.Lines[0].Number == n && !page.Lines[0].Partial {
			want = append(want, page.Lines[0])
		}
	}
	got := r.Lines(numbers)
	if !slices.Equal(got, want) {
		if len(got) != len(want) {
			t.Fatalf("%d lines, want %d", len(got), len(want))
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("line is %s, want %s", describe(got[i]), describe(want[i]))
			}
		}
	}
}

func TestLinesAreAsReadHasThem(t *testing.T) {
	for seed := range uint64(4) {
		rnd := rand.New(rand.NewPCG(seed, 4))
		r := New([]int64{MinLimit, 1 << 20}[seed%2])
		for range 40 {
			randomLines(rnd, r, 50)
			if rnd.IntN(10) == 0 {
				// A colour that began far from a line is known only to who
				// reads all lines between.
				for s := range streams {
					r.Write(Stream(s), []byte("\x1b[0m\n"))
				}
				r.Write(Stdout, bytes.Repeat([]byte("a longer stretch of lines, plain\n"), rnd.IntN(3000)))
				r.Write(Stdout, []byte(strings.Repeat("x", MaxLine+5)+"\n"))
			}
			r.Write(Stdout, []byte("\x1b[0m\n"))
			r.Write(Note, []byte("\x1b[0m\n"))
			r.Write(Stderr, []byte("\x1b[35mpurple\n"))
			if rnd.IntN(10) == 0 {
				r.End(Stream(rnd.IntN(2)))
			}
		}
		r.Write(Stdout, []byte("partial"))
		page := r.Read(0, 0)
		for range 20 {
			var numbers []int64
			step := []int64{1, 3, 50, 1000}[rnd.IntN(4)]
			for n := page.First - 5 + rnd.Int64N(page.Next-page.First+10); n < page.Next+3 && len(numbers) < 200; n += 1 + rnd.Int64N(step) {
				numbers = append(numbers, n)
			}
			checkLines(t, r, numbers)
		}
		for _, numbers := range [][]int64{nil, {0}, {page.First}, {page.Next - 1, page.Next}, {-4, -3, 1 << 60}} {
			checkLines(t, r, numbers)
		}
		if got := r.Lines([]int64{page.Next - 1, page.Next - 2, page.Next - 1}); len(got) == 0 || got[0].Number != page.Next-1 {
			t.Errorf("out of order: %d lines", len(got))
		}
		checkUnpinned(t, r)
	}
}

// checkUnpinned fails if a reader holds a block.
func checkUnpinned(t *testing.T, r *Ring) {
	t.Helper()
	for _, b := range r.blocks {
		if n := b.pins.Load(); n != 0 {
			t.Errorf("block of line %d is held %d times", b.first, n)
		}
	}
}

func TestAt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, limit := range []int64{MinLimit, 1 << 20} {
			r := New(limit)
			start := time.Now()
			if n := r.At(start); n != 1 {
				t.Errorf("At = %d in an empty ring", n)
			}
			for i := range 3000 {
				r.Write(Stream(i%3), []byte(strings.Repeat("some line\n", 1+i%5)))
				time.Sleep(time.Duration(i%7) * 300 * time.Microsecond)
			}
			r.Write(Stdout, []byte("partial"))
			lines := slices.DeleteFunc(r.Read(1, 1<<30).Lines, func(l Line) bool { return l.Partial })
			next := lines[len(lines)-1].Number + 1
			check := func(at time.Time) {
				want := next
				if i := slices.IndexFunc(lines, func(l Line) bool { return !l.Time.Before(at) }); i >= 0 {
					want = lines[i].Number
				}
				if got := r.At(at); got != want {
					t.Fatalf("At(%v) = %d, want %d", at.Sub(start), got, want)
				}
			}
			for i := 0; i < len(lines); i += 1 + i%13 {
				for _, d := range []time.Duration{-1, 0, 1} {
					check(lines[i].Time.Add(d))
				}
			}
			check(time.Time{})
			check(start.Add(1000 * time.Hour))
			check(start.AddDate(1000, 0, 0))
			checkUnpinned(t, r)
		}
	})
}

// Writers take the time before they have the lock, and clocks are set back.
func TestTimesNeverGoBack(t *testing.T) {
	r := New(MinLimit)
	rnd := rand.New(rand.NewPCG(1, 1))
	at := time.Now().UnixNano()
	for i := range 3000 {
		now := at + rnd.Int64N(int64(10*time.Second)) - int64(5*time.Second)
		text := fmt.Appendf(nil, "line %d\nand a part", i)
		r.mu.Lock()
		r.in += int64(len(text))
		r.write(Stream(rnd.IntN(2)), text, now)
		if rnd.IntN(10) == 0 {
			r.end(Stdout, now-int64(time.Second))
		}
		r.mu.Unlock()
		at += int64(time.Millisecond)
	}
	checkStats(t, r)
	var last time.Time
	for _, l := range r.Read(1, 1<<30).Lines {
		if l.Time.Before(last) && !l.Partial {
			t.Fatalf("line %d is of %v, the one before of %v", l.Number, l.Time, last)
		}
		last = l.Time
	}
}
