package logring

import (
	"bytes"
	"fmt"
	"testing"
)

func FuzzSanitize(f *testing.F) {
	for _, s := range []string{
		"plain", "\x1b[31mred\x1b[0m", "\x1b]8;;http://x\x1b\\y", "10%\r20%\x1b[K", "日本\b\b語", "a\tb\x1b[5Gc",
		"\x1b[38:2::1:2:3m\x1b[4:3mx", "\xff\xc3\u009b\u202e", "e\u0301\r\u0301x", "\x1b[1;2;3;4:3;5;6;7;8;9;53;38;2;255;255;255;48;2;1;1;1;58:2::9:9:9mx\x1b[22mx",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		checkSanitized(t, line, Sanitize(nil, line))
		colourless, _ := render(nil, line, pen{}, true)
		if bytes.IndexByte(colourless, esc) >= 0 {
			t.Errorf("%q without colours is %q", line, colourless)
		}
	})
}

func FuzzCompact(f *testing.F) {
	f.Add("10%\r20%\x1b[2K", "\r30%")
	f.Add("日本\x1b[2G\x1b[31m", "x\u0301")
	f.Add("a\x1b]0;x\x1b", "\\b")
	f.Fuzz(func(t *testing.T, x, y string) { checkCompact(t, x, y) })
}

// Whatever pieces the output of a process comes in, its lines are the same.
func FuzzRing(f *testing.F) {
	f.Add([]byte("one\ntwo\r\nthree"), []byte{1, 3}, 1)
	f.Add([]byte("日本\n\x1b[31mred\n\x1b[0m10%\r20%\n"), []byte{1}, 300)
	f.Add([]byte("0123456789"), []byte{200, 7, 31}, 20000)
	f.Fuzz(func(t *testing.T, data []byte, cuts []byte, times int) {
		times = min(max(times, 1), 1+(200<<10)/(len(data)+1))
		data = bytes.Repeat(data, times)
		for line := range bytes.Lines(data) {
			if len(line) > compactAt && hasControl(line) {
				t.Skip("where it is cut, and what colour it inherits, depends on when it is compacted")
			}
		}
		whole, pieces := New(8<<20), New(8<<20)
		whole.Write(Stdout, data)
		for i := 0; len(data) > 0; i++ {
			n := len(data)
			if len(cuts) > 0 {
				n = min(n, 1+int(cuts[i%len(cuts)])*(1+times/100))
			}
			pieces.Write(Stdout, data[:n])
			data = data[n:]
		}
		a, b := whole.Read(1, 1<<30), pieces.Read(1, 1<<30)
		if len(a.Lines) != len(b.Lines) || a.Next != b.Next {
			t.Fatalf("%d lines to %d, and %d to %d", len(a.Lines), a.Next, len(b.Lines), b.Next)
		}
		for i, l := range a.Lines {
			if m := b.Lines[i]; l.Text != m.Text || l.Number != m.Number || l.Partial != m.Partial {
				t.Fatalf("line is %s, in pieces %s", describe(l), describe(m))
			}
		}
		for _, r := range []*Ring{whole, pieces} {
			checkStats(t, r)
			for _, n := range []int64{1, a.Next / 2, a.Next} {
				for i, l := range r.Read(n, 3).Lines {
					if want := a.Lines[l.Number-1]; l.Text != want.Text && r.Stats().BytesIn < inherit {
						t.Fatalf("line %d of Read(%d) is %s, want %s", i, n, fmt.Sprintf("%.200q", l.Text), describe(want))
					}
				}
			}
		}
	})
}
