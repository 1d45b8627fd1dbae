package logring

import (
	"fmt"
	"strings"
	"testing"
)

func TestEndMakesThePartialLineComplete(t *testing.T) {
	r := New(0)
	r.Write(Stdout, []byte("a\nb"))
	r.End(Stderr)
	r.End(Stdout)
	r.End(Stdout)
	r.Write(Stdout, []byte("c\n"))
	checkTexts(t, r.Read(1, 10).Lines, "a", "b", "c")
	checkStats(t, r)
}

func TestEndlessLineIsCut(t *testing.T) {
	for _, chunk := range []int{1000, 4096, 65536, 1 << 20} {
		r := New(8 << 20)
		all := strings.Repeat("0123456789abcdef", 1<<16) // 1 MB
		for rest := all; rest != ""; rest = rest[min(chunk, len(rest)):] {
			r.Write(Stdout, []byte(rest[:min(chunk, len(rest))]))
		}
		r.Write(Stdout, []byte("end\n"))
		lines := r.Read(1, 100).Lines
		if len(lines) != 17 {
			t.Fatalf("%d lines in chunks of %d", len(lines), chunk)
		}
		for _, l := range lines[:15] {
			if len(l.Text) != MaxLine+len(CutMark) || !strings.HasSuffix(l.Text, CutMark) {
				t.Errorf("cut line is %s", describe(l))
			}
		}
		// The 16th line is as long as a line may be: it is cut for what follows.
		checkTexts(t, lines[16:], "end")
		if !strings.HasSuffix(lines[15].Text, CutMark) {
			t.Errorf("16th line is %s", describe(lines[15]))
		}
		if s := r.Stats(); s.BytesAdded != 16 || s.BytesIn != 1<<20+4 {
			t.Errorf("%+v", s)
		}
		checkStats(t, r)
	}
}

func TestLineOfMaxLineIsNotCut(t *testing.T) {
	r := New(8 << 20)
	x := strings.Repeat("x", MaxLine)
	r.Write(Stdout, []byte(x))
	r.Write(Stdout, []byte("\n"+x+"\nnext\n"))
	checkTexts(t, r.Read(1, 9).Lines, x, x, "next")
}

func TestCutSplitsNoCharacterAndNoSequence(t *testing.T) {
	for _, tail := range []string{"日本", "é", "\x1b[38;5;100m!", "\xff\xff", "👍"} {
		for before := range 12 {
			all := strings.Repeat("x", MaxLine-before) + strings.Repeat(tail, 20)
			var first string
			for _, chunk := range []int{1, 7, MaxLine, 2 * MaxLine} {
				if chunk == 1 && before%4 != 0 {
					continue
				}
				r := New(8 << 20)
				for rest := all; rest != ""; rest = rest[min(chunk, len(rest)):] {
					r.Write(Stdout, []byte(rest[:min(chunk, len(rest))]))
				}
				r.End(Stdout)
				got := fmt.Sprintf("%q", texts(r.Read(1, 9).Lines))
				if first == "" {
					first = got
				}
				if got != first {
					t.Errorf("chunks of %d differ: %.50q", chunk, tail)
				}
				if tail[0] != '\xff' && (strings.Contains(got, "\uFFFD") || strings.Contains(got, ` "[`) || strings.Contains(got, `"38`)) {
					t.Errorf("%q cut %d bytes in: …%s", tail, before, got[MaxLine-20:])
				}
				checkStats(t, r)
			}
		}
	}
}

func TestCharacterInTwoChunks(t *testing.T) {
	r := New(0)
	r.Write(Stdout, []byte("a\xe6\x97"))
	checkTexts(t, r.Read(0, 1).Lines, "a+")
	r.Write(Stdout, []byte("\xa5"))
	checkTexts(t, r.Read(0, 1).Lines, "a日+")
	r.Write(Stdout, []byte("\xe6"))
	r.End(Stdout)
	checkTexts(t, r.Read(0, 1).Lines, "a日\uFFFD")
}

func TestProgressBarWithoutEndStaysSmall(t *testing.T) {
	r := New(0)
	for i := range 100_000 {
		r.Write(Stderr, fmt.Appendf(nil, "\r\x1b[K\x1b[32m%s\x1b[0m %d of 100000", strings.Repeat("#", i/5000), i))
	}
	p := r.Read(0, 9)
	checkTexts(t, p.Lines, "\x1b[32m###################\x1b[0m 99999 of 100000+")
	s := r.Stats()
	if s.Memory > 20<<10 || s.LinesIn != 0 || s.BytesRewritten == 0 {
		t.Errorf("%+v", s)
	}
	r.Write(Stderr, []byte("\ndone\n"))
	checkTexts(t, r.Read(0, 9).Lines, "\x1b[32m###################\x1b[0m 99999 of 100000", "done")
	checkStats(t, r)
}

func TestPictureWithoutEndIsNotShown(t *testing.T) {
	r := New(0)
	r.Write(Stdout, []byte("before \x1b]1337;File=:"))
	for range 100 {
		r.Write(Stdout, []byte(strings.Repeat("QUJD", 1000)))
	}
	r.Write(Stdout, []byte("\a after\n"))
	checkTexts(t, r.Read(0, 9).Lines, "before  after")
	checkStats(t, r)
}

func TestMemoryOfALongLineIsGivenBack(t *testing.T) {
	r := New(0)
	long := strings.Repeat("x", 50000)
	r.Write(Stdout, []byte(long))
	r.Write(Stdout, []byte("\n"))
	for range unneeded {
		r.Write(Stdout, []byte("short"))
		r.Write(Stdout, []byte("\n"))
	}
	r.Write(Stderr, []byte(long))
	r.End(Stderr)
	for s, p := range r.partials {
		if cap(p.text) > keepPartial {
			t.Errorf("%v holds %d bytes", Stream(s), cap(p.text))
		}
	}
	checkStats(t, r)
}
