package vterm

import (
	"slices"
	"testing"
	"time"

	"tend/internal/vterm/ctlseq"
)

// Whatever a program writes, in whatever pieces, and however the size changes
// meanwhile: nothing fails, nothing waits, and the lines are what they promise
// to be.
func FuzzEmulator(f *testing.F) {
	for _, program := range []string{"bash", "gdb", "menu", "tmux"} {
		f.Add(recording(f, program), []byte{200, 3, 50}, uint8(80), uint8(24))
	}
	for _, s := range []string{
		"\x1b[2147483648L\x1b[99999999999999999999M\x1b[1;99r\x1b[50L\x1b[99999b\x1b[99999X\x1b[9999I",
		"\x1b[5;40H\x1b7\x1b[?1049h\x1b8\x1bH\x1b[3g\t\t\x1b[?1049l\x1b8\x1bH",
		"\x1b[?69h\x1b[2;900s\x1b[L\x1b[?2048h\x1b[c\x1b[6n\x1b]11;?\a\x1bP$q q\x1b\\",
		"日本語\x1b[2G\x1b[@\x1b[P\x1b[4h日\x1b[?7l日本語日本語日本語日本語日本語",
		"e\u0301\u0301👩\u200d💻🇩🇪\u0600a\u0903\u1100\u1161\u11a8\u0915\u094d\u0937\u200d\ufe0f\u0301",
		"\x1b(0lqk\x0e\x0f\x1b)0\x0ex\x1b[?6h\x1b[3;5r\r\n\x1b[L\x1bM\x1bc",
		"\xe6\x97\x1b[31m\xe6\x97A\xff\x9b31m\xc2\x9b31m\u202e\u200bx",
	} {
		f.Add([]byte(s), []byte{1, 7, 255}, uint8(10), uint8(5))
	}
	f.Fuzz(func(t *testing.T, output, cuts []byte, cols, rows uint8) {
		if len(output) > 1<<14 {
			output = output[:1<<14]
		}
		e, all := New(int(cols)%120, int(rows)%50), output
		began, resized := time.Now(), false
		for i := 0; len(output) > 0; i++ {
			n := len(output)
			if len(cuts) > 0 {
				cut := cuts[i%len(cuts)]
				if n = min(n, 1+int(cut)); cut%16 == 15 {
					c, r := e.Size()
					resized = true
					e.Resize(c+int(cut)/16-8, r+int(cut)/32-4)
				}
			}
			_, _ = e.Write(output[:n])
			output = output[n:]
			if i%64 == 0 {
				checkLines(t, e)
			}
		}
		checkLines(t, e)
		checkBounded(t, e)
		if !resized {
			checkSame(t, e, all)
		}
		checkReplay(t, e.Modes(), all)
		if n, failure := e.Resets(); n > 0 {
			t.Errorf("the emulation failed: %s", failure)
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

// checkSame fails the test unless the screen is what it is if all output is
// written at once.
func checkSame(t *testing.T, e *Emulator, output []byte) {
	t.Helper()
	whole := New(e.Size())
	_, _ = whole.Write(output)
	if !slices.Equal(e.Lines(), whole.Lines()) || e.Cursor() != whole.Cursor() || e.Modes() != whole.Modes() || e.Title() != whole.Title() {
		t.Fatalf("in pieces:\n%q\n%+v\nat once:\n%q\n%+v", e.Lines(), e.Cursor(), whole.Lines(), whole.Cursor())
	}
}

// checkBounded fails the test if anything has grown beyond what it should.
func checkBounded(t *testing.T, e *Emulator) {
	t.Helper()
	if n := len(e.answers); n > 2*ctlseq.MaxAnswers {
		t.Errorf("%d bytes of answers", n)
	}
	if n := e.scan.Held() + len(e.print.broken) + len(e.print.last); n > longestSequence+2*maxCluster {
		t.Errorf("%d bytes are held", n)
	}
	if n := e.vt.ScrollbackLen(); n > 1 {
		t.Errorf("%d lines that scrolled away are kept", n)
	}
	if e.vt.IsAltScreen() {
		t.Error("the second screen of x/vt is in use")
	}
	cols, rows := e.Size()
	for y := range rows {
		for x := range cols {
			if c := e.vt.CellAt(x, y); c == nil || len(c.Content) > maxCluster || c.Link.URL != "" {
				t.Fatalf("cell %d,%d is %+v", x, y, c)
			}
		}
	}
	if len([]rune(e.title)) > maxTitle {
		t.Errorf("the title is %q", e.title)
	}
}

// checkReplay fails the test unless a stream can be replayed from its middle.
func checkReplay(t *testing.T, m ctlseq.Modes, output []byte) {
	t.Helper()
	e := New(40, 10)
	replay(e, m, slices.Clone(output[len(output)/2:]), false)
	checkLines(t, e)
	if e.Answers() != nil || e.Bells() != 0 {
		t.Error("a replay is answered")
	}
}
