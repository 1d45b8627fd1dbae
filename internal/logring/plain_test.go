package logring

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// plainOf is what Plain is to return of some lines.
func plainOf(lines []shownLine) string {
	var b strings.Builder
	for _, l := range lines {
		if l.stream == Note {
			b.WriteString("-- " + l.text + " --\n")
		} else {
			b.WriteString(l.text + "\n")
		}
	}
	return b.String()
}

func TestPlain(t *testing.T) {
	for seed := range uint64(8) {
		rnd := rand.New(rand.NewPCG(seed, 9))
		r := New([]int64{MinLimit, 2 << 20}[seed%2])
		randomLines(rnd, r, 2000)
		r.Write(Stdout, []byte(strings.Repeat("cut\t", 2*MaxLine/4)+"\n"))
		r.Note("%s", strings.Repeat("a long note ", MaxLine/8))
		randomLines(rnd, r, 100)
		r.Write(Stdout, []byte("partial"))
		lines := shown(r)
		first, next := lines[0].number, lines[len(lines)-1].number+1
		for range 30 {
			from := first + rnd.Int64N(next-first)
			most := []int{-1, 0, 1, 100, 5000, 100000, 1 << 30}[rnd.IntN(7)]
			var got []byte
			pages := 0
			for n := from; n < next; pages++ {
				start := len(got)
				text, after, missed := r.Plain(got, n, most)
				got = text
				if after <= n || missed != 0 {
					t.Fatalf("Plain(%d, %d) goes on at %d, missed %d", n, most, after, missed)
				}
				if want := plainOf(lines[n-first : after-first]); string(got[start:]) != want {
					t.Fatalf("Plain(%d, %d) is %.300q, want %.300q", n, most, got[start:], want)
				}
				if without := len(plainOf(lines[n-first : after-1-first])); without >= max(most, 1) {
					t.Fatalf("Plain(%d, %d) has more than a line more", n, most)
				}
				if n = after; pages > 20 {
					break
				}
			}
		}
		text, n, missed := r.Plain([]byte("x"), 0, 1<<30)
		if string(text) != "x"+plainOf(lines) || n != next || missed != first-1 {
			t.Errorf("goes on at %d of %d, missed %d of %d", n, next, missed, first-1)
		}
		for _, from := range []int64{next, next + 5} {
			if text, n, missed := r.Plain(nil, from, 100); len(text) > 0 || n != from || missed != 0 {
				t.Errorf("Plain(%d) = %q, %d, %d", from, text, n, missed)
			}
		}
		checkUnpinned(t, r)
	}
	if text, n, missed := New(0).Plain(nil, -3, 100); len(text) > 0 || n != 1 || missed != 0 {
		t.Errorf("of an empty ring: %q, %d, %d", text, n, missed)
	}
}

// What a line shows without colours does not depend on them, but for the width
// of characters that a colour stands in the middle of.
func TestPlainIsTextWithoutColours(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 2))
	r := New(2 << 20)
	for range 3000 {
		r.Write(Stream(rnd.IntN(2)), []byte(randomText(rnd, rnd.IntN(10), []string{"a", "größe ", "日本", "task", "\t"}, movers)+"\n"))
	}
	r.Write(Stdout, []byte(strings.Repeat("cut ", MaxLine/2)+"\n"))
	var want []byte
	for _, l := range r.Read(1, 1<<30).Lines {
		want = append(AppendPlain(want, l.Text), '\n')
	}
	if got, _, _ := r.Plain(nil, 1, 1<<30); string(got) != string(want) {
		t.Errorf("%d bytes, want %d", len(got), len(want))
	}
	if got := string(AppendPlain([]byte("x"), "a\x1b[31mb\x1b[0mc\x1b[")); got != "xabc" {
		t.Errorf("%q", got)
	}
}
