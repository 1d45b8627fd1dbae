package logring

import (
	"fmt"
	"testing"
)

func TestSmallerLimitDropsTheOldestAtOnce(t *testing.T) {
	r := New(1 << 20)
	for i := range 20000 {
		r.Write(Stdout, fmt.Appendf(nil, "line %d\n", i+1))
	}
	r.Write(Stdout, []byte("unfinished"))
	before := r.Stats()
	changed := make(chan struct{}, 1)
	defer r.Watch(changed)()

	r.SetLimit(128 << 10)
	after := r.Stats()
	if after.LinesKept >= before.LinesKept || after.LinesIn != before.LinesIn || after.BytesPartial != before.BytesPartial {
		t.Errorf("before %+v, after %+v", before, after)
	}
	select {
	case <-changed:
	default:
		t.Error("nobody was told that lines are gone")
	}
	checkStats(t, r)
	p := r.Read(0, 2)
	checkTexts(t, p.Lines, "line 20000", "unfinished+")
	if p.Next != 20001 || p.First != after.LinesDropped+1 {
		t.Errorf("First %d, Next %d", p.First, p.Next)
	}

	// The newest block is still one of the larger kind; once it is full all is
	// as if the limit had been so from the beginning.
	for i := range 20000 {
		r.Write(Stdout, fmt.Appendf(nil, "line %d\n", i+1))
	}
	checkStats(t, r)
	if s := r.Stats(); s.Memory > 128<<10+2*MaxLine || s.BytesKept < 64<<10 {
		t.Errorf("%d bytes kept in %d", s.BytesKept, s.Memory)
	}
}

func TestLargerLimitDropsNothing(t *testing.T) {
	r := New(MinLimit)
	fill := func() {
		for i := range 10000 {
			r.Write(Stdout, fmt.Appendf(nil, "line %d\n", i+1))
		}
	}
	fill()
	before := r.Stats()
	changed := make(chan struct{}, 1)
	defer r.Watch(changed)()
	r.SetLimit(8 << 20)
	r.SetLimit(8 << 20)
	if after := r.Stats(); after != before || len(changed) > 0 {
		t.Errorf("before %+v, after %+v, told %d times", before, after, len(changed))
	}
	fill()
	if s := r.Stats(); s.LinesKept != before.LinesKept+10000 {
		t.Errorf("%d lines kept, there were %d", s.LinesKept, before.LinesKept)
	}
	checkStats(t, r)
}
