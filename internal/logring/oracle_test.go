package logring

import (
	"bytes"
	"regexp"
	"slices"
	"testing"
)

// shownLine is a complete line as the simplest code finds it.
type shownLine struct {
	number int64
	stream Stream
	text   string // without colours
}

// shown returns the complete lines of a ring, rendered one by one.
func shown(r *Ring) []shownLine {
	r.mu.Lock()
	defer r.mu.Unlock()
	var lines []shownLine
	for _, b := range r.blocks {
		n := b.first
		off, i := 0, 0
		for line := range bytes.Lines(b.data) {
			for i+1 < len(b.runs) && int(b.runs[i+1].off) <= off {
				i++
			}
			text, _ := render(nil, bytes.TrimSuffix(line, newline), pen{}, true)
			if slices.Contains(b.cuts, uint32(off)) {
				text = append(text, CutMark...)
			}
			lines = append(lines, shownLine{n, b.runs[i].stream, string(text)})
			n++
			off += len(line)
		}
	}
	return lines
}

// oracle is the regular expression that decides about a query, which is valid.
func oracle(t *testing.T, q Query) *regexp.Regexp {
	t.Helper()
	text := q.Text
	if !q.Regexp {
		text = regexp.QuoteMeta(string([]rune(text)))
	}
	if !hasUpper(q) {
		text = "(?i)" + text
	}
	re, err := regexp.Compile(text)
	if err != nil {
		t.Fatalf("oracle of %+v: %v", q, err)
	}
	return re
}

func compiled(t *testing.T, q Query) *Pattern {
	t.Helper()
	p, err := q.Compile()
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	if p.Query() != q {
		t.Fatalf("Query() = %+v, want %+v", p.Query(), q)
	}
	return p
}

// checkQuery fails unless an index of a quiet ring, and the Pattern for each of
// its lines, find what the oracle finds.
func checkQuery(t *testing.T, r *Ring, q Query) {
	t.Helper()
	checkQueryOf(t, r, shown(r), q)
}

// checkQueryOf is checkQuery for a ring whose lines are known.
func checkQueryOf(t *testing.T, r *Ring, lines []shownLine, q Query) {
	t.Helper()
	p, re := compiled(t, q), oracle(t, q)
	var want []int64
	for _, l := range lines {
		match := re.MatchString(l.text) != q.Not
		if match {
			want = append(want, l.number)
		}
		if p.Match([]byte(l.text)) != match {
			t.Fatalf("%+v: Match(%.300q) = %v", q, l.text, !match)
		}
		if match && len(l.text) < 1000 {
			checkSpans(t, p, re, l.text)
		}
	}
	x := r.Index(p, 0)
	if err := x.Scan(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := x.From(0, 1<<30)
	if !slices.Equal(got, want) {
		for _, l := range lines {
			if slices.Contains(got, l.number) != slices.Contains(want, l.number) {
				t.Errorf("line %d %.300q", l.number, l.text)
			}
		}
		t.Fatalf("%+v: lines %v, want %v", q, got, want)
	}
	if before := x.Before(1<<60, 1<<30); !slices.Equal(before, want) || x.Count() != int64(len(want)) {
		t.Fatalf("%+v: Before: %v, Count: %d, want %v", q, before, x.Count(), want)
	}
	if lo, hi := x.Range(); len(lines) > 0 && (lo != lines[0].number || hi != lines[len(lines)-1].number+1) {
		t.Fatalf("Range() = %d, %d of %d lines", lo, hi, len(lines))
	}
}

func checkSpans(t *testing.T, p *Pattern, re *regexp.Regexp, text string) {
	t.Helper()
	var want []Span
	if !p.query.Not {
		for _, at := range re.FindAllStringIndex(text, -1) {
			if at[0] < at[1] {
				want = append(want, Span{at[0], at[1]})
			}
		}
	}
	if got := p.Spans(nil, text); !slices.Equal(got, want) {
		t.Fatalf("%+v: Spans(%.300q) = %v, want %v", p.query, text, got, want)
	}
}
