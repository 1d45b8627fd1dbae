package logring

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// checkShown fails unless text is shown as render does, line by line, whatever
// the limit.
func checkShown(t *testing.T, text []byte, limit int) {
	t.Helper()
	text = append(bytes.Clone(text), '\n')
	before := "before"
	var want []byte
	taken := 0
	for line := range bytes.Lines(text) {
		if len(before)+len(want) >= limit {
			break
		}
		want, _ = render(want, bytes.TrimSuffix(line, newline), pen{}, true)
		want = append(want, '\n')
		taken += len(line)
	}
	got, n := showLines([]byte(before), text, limit)
	if string(got) != before+string(want) || n != taken {
		t.Fatalf("%q to %d is %q after %d bytes, want %q after %d", text, limit, got[len(before):], n, want, taken)
	}
	odd := scanClean(text)
	for i, c := range text {
		if clean := c == '\n' || c >= 0x20 && c < 0x7f; clean != (i < odd) && (i <= odd) {
			t.Fatalf("clean to %d: %q", odd, text)
		}
		if got, want := afterNewline(text[:i]), bytes.LastIndexByte(text[:i], '\n')+1; got != want {
			t.Fatalf("last line of %q at %d, want %d", text[:i], got, want)
		}
	}
}

func TestTextIsShownAsItIsRendered(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 5))
	for range 20000 {
		lists := [][]string{tricky, {"\n", "\r\n", "x", "more than eight"}, movers}[:1+rnd.IntN(3)]
		checkShown(t, []byte(randomText(rnd, rnd.IntN(20), lists...)), rnd.IntN(200))
	}
}

func TestEachByteIsCleanOrNot(t *testing.T) {
	for c := range 256 {
		for at := range 40 {
			text := []byte(strings.Repeat("a~ \n\n0 z", 5))
			text[at] = byte(c)
			checkShown(t, text, 1000)
		}
	}
}

func FuzzShow(f *testing.F) {
	for _, s := range append(movers, tricky...) {
		f.Add([]byte("some text "+s+" and\x1b[1m more\r"+s+"\n"), 1000)
	}
	f.Add([]byte("loading 10%\rloading\x1b[K 20%\r\x1b[32m30"), 10)
	f.Fuzz(func(t *testing.T, text []byte, limit int) { checkShown(t, text, limit) })
}

func FuzzFold(f *testing.F) {
	for _, s := range tricky {
		f.Add("some K text "+s, s)
	}
	f.Fuzz(func(t *testing.T, text, needle string) {
		text, needle = strings.ToValidUTF8(text, "?"), strings.ToValidUTF8(needle, "?")
		q := Query{Text: needle}
		if needle == "" || hasUpper(q) {
			t.Skip()
		}
		p := compiled(t, q)
		if strings.EqualFold(text, needle) && !p.Match([]byte(text)) {
			t.Errorf("%q does not match %q", needle, text)
		}
		folded := p.fold.fold([]byte("x"), []byte(text))
		if len(folded) > len(text)+1 || bytes.Count(folded, newline) != strings.Count(text, "\n") {
			t.Errorf("%q becomes %q", text, folded)
		}
		checkSpans(t, p, oracle(t, q), text)
	})
}

// What is known of a block's text is right also after the block has grown, and
// after it was used again.
func TestCleanBlockThatGrowsOrIsUsedAgain(t *testing.T) {
	r := New(MinLimit)
	seen := map[*block]int{}
	again := 0
	for i := range 1200 {
		line := []string{"a clean line with a task", "a \x1b[1mta\x1b[0msk", "loading\rtask"}[min(i/100%4, 2)]
		r.Write(Stdout, []byte(strings.Repeat(line+"\n", 1+i%40)))
		if b := r.newest(); seen[b] > 0 && seen[b] < i-1 {
			again++
		}
		seen[r.newest()] = i
		if i%40 == 0 {
			checkQuery(t, r, Query{Text: "task"})
			checkQuery(t, r, Query{Text: "task$", Regexp: true, Not: true})
		}
	}
	if again == 0 {
		t.Error("no block was used again")
	}
}
