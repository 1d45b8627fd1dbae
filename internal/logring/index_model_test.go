package logring

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
)

var modelQueries = []Query{
	{}, {Not: true}, {Text: "task"}, {Text: "Kiss"}, {Text: "k"}, {Text: "größe"}, {Text: "note", Not: true}, {Text: `stderr \d*7`, Regexp: true}, {Text: "task|kiss", Regexp: true}, {Text: "^$", Regexp: true},
}

// Both streams and notes are written to while indexes are made, scanned by
// several at once, asked, and left again.
func TestIndexesBesideTheWriters(t *testing.T) {
	var patterns []*Pattern
	for _, q := range modelQueries {
		patterns = append(patterns, compiled(t, q))
	}
	for _, limit := range []int64{MinLimit, 1 << 20} {
		r := New(limit)
		var writers, readers sync.WaitGroup
		done := make(chan struct{})
		for s := range Stream(3) {
			writers.Go(func() {
				rnd := rand.New(rand.NewPCG(uint64(s), 1))
				for i := range 800 {
					switch text := fmt.Sprintf("%v %d %s", s, i, randomText(rnd, rnd.IntN(10), tricky, movers)); {
					case s == Note:
						r.Note("note %s", text)
					case i%50 == 0:
						r.Write(s, []byte(text)) // in parts
						r.End(s)
					default:
						r.Write(s, slices.Concat([]byte(text), newline, newline, []byte(text)))
					}
				}
				r.End(s)
			})
		}
		for k := range 3 {
			readers.Go(func() {
				rnd := rand.New(rand.NewPCG(uint64(k), 2))
				for running := true; running; {
					select {
					case <-done:
						running = false // once more, when all is quiet
					default:
					}
					p := patterns[rnd.IntN(len(patterns))]
					x := r.Index(p, rnd.Int64N(r.newestNumber()+1))
					for range 1 + rnd.IntN(5) {
						var scans sync.WaitGroup
						for range 1 + rnd.IntN(3) {
							scans.Go(func() {
								if err := x.Scan(t.Context()); err != nil {
									t.Error(err)
								}
							})
						}
						checkWhileWritten(t, r, x)
						scans.Wait()
						checkWhileWritten(t, r, x)
					}
				}
			})
		}
		writers.Wait()
		close(done)
		readers.Wait()
		checkStats(t, r)
		checkUnpinned(t, r)
		for _, q := range modelQueries {
			checkQuery(t, r, q)
		}
	}
}

// checkWhileWritten fails unless the index has the right ones of the lines that
// it has looked at and the ring holds both before and afterwards.
func checkWhileWritten(t *testing.T, r *Ring, x *Index) {
	lo, hi := x.Range()
	page := r.Read(max(lo, 1), int(hi-lo))
	got := x.From(lo, int(hi-lo))
	for _, l := range r.Lines(got) {
		if !x.pattern.Match(AppendPlain(nil, l.Text)) {
			t.Errorf("%+v: %s", x.pattern.query, describe(l))
		}
	}
	if !slices.IsSorted(got) {
		t.Errorf("lines %v", got)
	}
	oldest := r.oldestNumber()
	for _, l := range page.Lines {
		if l.Partial || l.Number < oldest || l.Number >= hi {
			continue
		}
		_, found := slices.BinarySearch(got, l.Number)
		if found != x.pattern.Match(AppendPlain(nil, l.Text)) {
			t.Errorf("%+v: found is %v: %s", x.pattern.query, found, describe(l))
		}
	}
	if n, first, last := x.Count(), x.Rank(lo), x.Rank(1<<60); n < 0 || first != 0 && first > n || last < 0 {
		t.Errorf("Count() = %d, Rank(%d) = %d, of all %d", n, lo, first, last)
	}
}
