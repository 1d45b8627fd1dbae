package logring

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// model is what a Ring without a limit must hold: every byte of a stream is
// looked at one by one.
type model struct {
	lines   []modelLine
	partial [streams][]byte
}

type modelLine struct {
	stream Stream
	text   string
	cut    bool
}

func (m *model) write(s Stream, p []byte) {
	for _, c := range p {
		if c == '\n' {
			m.end(s)
			continue
		}
		if len(m.partial[s]) == MaxLine {
			m.lines = append(m.lines, modelLine{s, string(m.partial[s]), true})
			m.partial[s] = nil
		}
		m.partial[s] = append(m.partial[s], c)
	}
}

func (m *model) end(s Stream) {
	m.lines = append(m.lines, modelLine{s, string(m.partial[s]), false})
	m.partial[s] = nil
}

// compare fails unless the ring holds the newest of the model's lines.
func (m *model) compare(t *testing.T, r *Ring) {
	t.Helper()
	page := r.Read(1, 1<<30)
	if want := int64(len(m.lines)) + 1; page.Next != want {
		t.Fatalf("Next = %d, want %d", page.Next, want)
	}
	got := page.Lines
	for n := page.First; n < page.Next; n++ {
		want := m.lines[n-1]
		text := string(Sanitize(nil, []byte(want.text)))
		if want.cut {
			text += CutMark
		}
		if l := got[n-page.First]; l.Number != n || l.Stream != want.stream || l.Text != text || l.Partial {
			t.Fatalf("line %d is %s, want %v %.100q", n, describe(l), want.stream, text)
		}
	}
	got = got[page.Next-page.First:]
	n := page.Next
	for s, p := range m.partial {
		if len(p) == 0 {
			continue
		}
		text := string(Sanitize(nil, p[:len(p)-brokenOff(p)]))
		if len(got) == 0 {
			t.Fatalf("no partial line of %v", Stream(s))
		}
		if l := got[0]; l.Number != n || l.Stream != Stream(s) || l.Text != text || !l.Partial {
			t.Fatalf("partial line is %s, want number %d, %v %.100q", describe(l), n, Stream(s), text)
		}
		got = got[1:]
		n++
	}
	if len(got) > 0 {
		t.Fatalf("one line too many: %s", describe(got[0]))
	}
	checkStats(t, r)
}

func describe(l Line) string {
	return fmt.Sprintf("%d %v partial=%v %.100q (%d bytes)", l.Number, l.Stream, l.Partial, l.Text, len(l.Text))
}

// checkStats fails unless every byte and line is accounted for.
func checkStats(t *testing.T, r *Ring) {
	t.Helper()
	s := r.Stats()
	if s.BytesIn+s.BytesAdded != s.BytesKept+s.BytesPartial+s.BytesDropped+s.BytesRewritten {
		t.Errorf("bytes do not add up: %+v", s)
	}
	if s.LinesIn != s.LinesKept+s.LinesDropped {
		t.Errorf("lines do not add up: %+v", s)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var held, kept, lines int
	for _, b := range r.blocks {
		held += b.memory()
		kept += len(b.data)
		lines += b.lines
		if b.lines == 0 || b.lines != bytes.Count(b.data, newline) || b.data[len(b.data)-1] != '\n' {
			t.Errorf("block of line %d: %d lines, %d bytes", b.first, b.lines, len(b.data))
		}
	}
	if held != r.held || int64(kept) != s.BytesKept || int64(lines) != s.LinesKept {
		t.Errorf("held %d, kept %d in %d lines, but %d %+v", held, kept, lines, r.held, s)
	}
	if held > r.limit && len(r.blocks) > 1 {
		t.Errorf("%d bytes held in %d blocks, limit %d", held, len(r.blocks), r.limit)
	}
}

func TestRingHoldsWhatTheModelHolds(t *testing.T) {
	for seed := range uint64(6) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		limit := []int64{1, 200 << 10, 8 << 20}[seed%3]
		r, m := New(limit), &model{}
		for range 200 {
			s := Stream(rnd.IntN(3))
			switch k := rnd.IntN(40); {
			case k == 0:
				r.End(s)
				if len(m.partial[s]) > 0 {
					m.end(s)
				}
			case k == 2:
				r.SetLimit([]int64{1, 200 << 10, 8 << 20}[rnd.IntN(3)])
			case k == 1:
				r.Note("note %d\nof two lines\n", seed)
				if len(m.partial[Note]) > 0 {
					m.end(Note)
				}
				m.write(Note, fmt.Appendf(nil, "note %d\nof two lines\n", seed))
			default:
				p := randomChunk(rnd, len(m.partial[s]))
				r.Write(s, p)
				m.write(s, p)
				clear(p) // the caller may use it again
			}
			if rnd.IntN(100) == 0 {
				m.compare(t, r)
			}
		}
		m.compare(t, r)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// randomChunk returns what may follow a partial line of some length. A long
// line gets no control characters: where it is cut would depend on when it
// was compacted.
func randomChunk(rnd *rand.Rand, partial int) []byte {
	words := []string{"a", "word", "größe", "日本", "\t", "\x1b[31mred\x1b[0m", "\n", "\n", "\n", "\r\n", "\x00", strings.Repeat("long ", 40)}
	var p []byte
	size := []int{5, 100, 3000, 70000, 150000}[min(rnd.IntN(12), rnd.IntN(12), 4)]
	endless := rnd.IntN(10) == 0
	if endless != (partial > 1000) {
		p = append(p, '\n')
	}
	for len(p) < size {
		if endless {
			p = append(p, strings.Repeat("endless ", 1+rnd.IntN(9))...)
			continue
		}
		p = append(p, words[rnd.IntN(len(words))]...)
	}
	if endless && rnd.IntN(2) == 0 {
		p = append(p, '\n')
	}
	return p
}
