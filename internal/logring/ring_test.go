package logring

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// texts returns the texts of lines, partial ones with a "+" behind.
func texts(lines []Line) []string {
	list := []string{}
	for _, l := range lines {
		if l.Partial {
			l.Text += "+"
		}
		list = append(list, l.Text)
	}
	return list
}

func checkTexts(t *testing.T, got []Line, want ...string) {
	t.Helper()
	if g, w := fmt.Sprintf("%q", texts(got)), fmt.Sprintf("%q", append([]string{}, want...)); g != w {
		t.Errorf("lines are\n     %s\nwant %s", g, w)
	}
}

func TestSilentProcessCostsNothing(t *testing.T) {
	r := New(8 << 20)
	if s := r.Stats(); s != (Stats{}) {
		t.Errorf("Stats = %+v", s)
	}
	p := r.Read(0, 10)
	if p.First != 1 || p.Next != 1 || len(p.Lines) != 0 {
		t.Errorf("Read = %+v", p)
	}
	r.Write(Stdout, []byte("ten lines\n"))
	if m := r.Stats().Memory; m > 5<<10 {
		t.Errorf("a process with one line costs %d bytes", m)
	}
}

func TestReadRanges(t *testing.T) {
	r := New(8 << 20)
	r.Write(Stdout, []byte("1\n2\n3\n4\nout"))
	r.Write(Stderr, []byte("err"))
	tests := []struct {
		from  int64
		count int
		want  string
	}{
		{0, 0, ""}, {0, -1, ""}, {1, 0, ""},
		{0, 1, "err+"}, {0, 2, "out+ err+"}, {0, 3, "4 out+ err+"}, {-5, 100, "1 2 3 4 out+ err+"},
		{1, 2, "1 2"}, {3, 2, "3 4"}, {3, 3, "3 4 out+"}, {4, 100, "4 out+ err+"},
		{5, 1, "out+"}, {5, 9, "out+ err+"}, {6, 9, "err+"}, {7, 9, ""}, {1 << 60, 9, ""},
		{1, 1 << 62, "1 2 3 4 out+ err+"},
	}
	for _, tt := range tests {
		p := r.Read(tt.from, tt.count)
		checkTexts(t, p.Lines, strings.Fields(tt.want)...)
		if p.First != 1 || p.Next != 5 {
			t.Errorf("Read(%d, %d): First %d, Next %d", tt.from, tt.count, p.First, p.Next)
		}
		for i, l := range p.Lines {
			if want := p.Lines[0].Number + int64(i); l.Number != want {
				t.Errorf("Read(%d, %d): line %d has number %d", tt.from, tt.count, want, l.Number)
			}
		}
	}
}

func TestReadFromADroppedLineBeginsWithTheOldest(t *testing.T) {
	r := New(MinLimit)
	for i := range 20000 {
		r.Write(Stdout, fmt.Appendf(nil, "line %d\n", i+1))
	}
	p := r.Read(3, 2)
	if p.First < 10000 || p.DroppedLines != p.First-1 || p.DroppedBytes == 0 || p.Next != 20001 {
		t.Errorf("First %d, Next %d, dropped %d lines and %d bytes", p.First, p.Next, p.DroppedLines, p.DroppedBytes)
	}
	checkTexts(t, p.Lines, fmt.Sprintf("line %d", p.First), fmt.Sprintf("line %d", p.First+1))
	checkStats(t, r)
	if s := r.Stats(); s.BytesKept < MinLimit/4 || s.Memory > MinLimit+1024 {
		t.Errorf("%d bytes kept in %d, limit %d", s.BytesKept, s.Memory, MinLimit)
	}
}

func TestNumbersOfManyPagesFollowEachOther(t *testing.T) {
	r := New(MinLimit)
	next := int64(1)
	for i := range 3000 {
		r.Write(Stream(i%2), []byte(strings.Repeat("x", i%300)+"\n"))
		for _, l := range r.Read(next, 5).Lines {
			if l.Number < next {
				t.Fatalf("number %d after %d", l.Number, next-1)
			}
			next = l.Number + 1
		}
	}
	if next != 3001 {
		t.Errorf("next is %d", next)
	}
}

func TestNoteStandsOnItsOwnLine(t *testing.T) {
	r := New(0)
	r.Write(Stdout, []byte("half"))
	r.Note("started, pid %d", 7)
	r.Note("two\nlines\n")
	r.Note("")
	r.Write(Stdout, []byte(" and half\n"))
	lines := r.Read(1, 10).Lines
	checkTexts(t, lines, "started, pid 7", "two", "lines", "", "half and half")
	if lines[0].Stream != Note || lines[3].Stream != Note || lines[4].Stream != Stdout {
		t.Errorf("streams: %v", lines)
	}
	r.Note("%s", strings.Repeat("x", 3*MaxLine))
	if got := r.Read(0, 1).Lines[0]; got.Partial || got.Stream != Note || len(got.Text) != MaxLine {
		t.Errorf("long note: %s", describe(got))
	}
	checkStats(t, r)
}

func TestUnknownStreamIsANote(t *testing.T) {
	r := New(0)
	r.Write(Stream(9), []byte("x\n"))
	if got := r.Read(1, 1).Lines[0].Stream; got != Note {
		t.Errorf("stream %v", got)
	}
}

func TestTerminalLines(t *testing.T) {
	r := New(0)
	r.Write(Stdout, []byte("one\r\ntwo\r"))
	checkTexts(t, r.Read(0, 9).Lines, "one", "two+")
	r.Write(Stdout, []byte("\nnul\x00\x00\r\n\r\n"))
	checkTexts(t, r.Read(0, 9).Lines, "one", "two", "nul", "")
}

func TestColourIsInheritedWithinAStream(t *testing.T) {
	r := New(8 << 20)
	r.Write(Stdout, []byte("\x1b[31mpanic\n"))
	r.Write(Stderr, []byte("plain\n"))
	r.Write(Stdout, []byte("at main\n\x1b[1mat\x1b[0m\nend\x1b[32m\npart"))
	want := []string{"\x1b[31mpanic\x1b[0m", "plain", "\x1b[31mat main\x1b[0m", "\x1b[1;31mat\x1b[0m", "end", "\x1b[32mpart\x1b[0m+"}
	checkTexts(t, r.Read(1, 9).Lines, want...)
	for i := range want {
		checkTexts(t, r.Read(int64(i+1), 1).Lines, want[i])
	}
	r.End(Stdout)
	r.Write(Stdout, []byte("new run\nx"))
	checkTexts(t, r.Read(0, 2).Lines, "new run", "x+")
	checkTexts(t, r.Read(0, 1).Lines, "x+")
}

func TestColourIsInheritedAcrossBlocks(t *testing.T) {
	r := New(8 << 20)
	r.Write(Stdout, []byte("\x1b[35m"))
	for i := range inherit / 10 { // 10 bytes each
		r.Write(Stdout, fmt.Appendf(nil, "line %4d\n", i+1))
		r.Write(Stderr, []byte("\x1b[32m \n"))
	}
	for _, n := range []int64{1, 3, 901, 3001} {
		l := r.Read(n, 1).Lines[0]
		if want := fmt.Sprintf("\x1b[35mline %4d\x1b[0m", n/2+1); l.Text != want {
			t.Errorf("line %d is %q, want %q", n, l.Text, want)
		}
	}
	r.Write(Stdout, []byte(strings.Repeat("far away\n", inherit)))
	checkTexts(t, r.Read(0, 1).Lines, "far away")
}

func TestTimesAndStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := New(8 << 20)
		start := time.Now()
		for i := range 100 {
			r.Write(Stream(i%2), []byte("a\nb\n"))
			time.Sleep(time.Second)
		}
		r.Write(Stdout, []byte("part"))
		lines := r.Read(1, 1000).Lines
		for i, l := range lines {
			if want := start.Add(time.Duration(i/2) * time.Second); !l.Time.Equal(want) || i < 200 && l.Stream != Stream(i/2%2) {
				t.Fatalf("line %d: %v at %v, want %v", l.Number, l.Stream, l.Time, want)
			}
		}
		if len(lines) != 201 {
			t.Errorf("%d lines", len(lines))
		}
	})
}

// Lines of a byte that alternate are the worst for what is kept beside the text.
func TestLimitHoldsWhateverIsWritten(t *testing.T) {
	for _, limit := range []int64{MinLimit, 1 << 20} {
		for name, line := range map[string]string{"short": "\n", "one": "x\n", "usual": strings.Repeat("x", 100) + "\n", "long": strings.Repeat("x", 40000) + "\n"} {
			r := New(limit)
			for i := range 200_000 / min(len(line), 100) {
				r.Write(Stream(i%2), []byte(line))
			}
			checkStats(t, r)
			s := r.Stats()
			if over := s.Memory - limit; over > 2*MaxLine {
				t.Errorf("%s lines: %d bytes held, limit %d", name, s.Memory, limit)
			}
			if name == "usual" && s.BytesDropped > 0 && s.BytesKept < limit/3 {
				t.Errorf("%s lines: %d bytes kept, limit %d", name, s.BytesKept, limit)
			}
		}
	}
}
