package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/muesli/termenv"

	"tend/internal/logring"
	"tend/internal/logview"
	"tend/internal/theme"
)

func TestMarksGoAroundColours(t *testing.T) {
	const red, green, off = "\x1b[31m", "\x1b[32m", "\x1b[0m"
	mark := paint{"<", ">"}
	for _, c := range []struct{ in, look, want string }{
		{"an error here", "error", "an <error> here"},
		{red + "an error" + off, "error", red + "an " + off + "<error>" + red + off},
		{"an " + red + "err" + off + "or", "error", "an " + red + off + "<error>" + ""},
		{"er" + red + "ro" + green + "r!", "error", "<error>" + red + green + "!"},
		{"error error", "error", "<error> <error>"},
		{"errorerror", "error", "<error><error>"},
		{"世界 error 世界", "世", "<世>界 error <世>界"},
		{"e\u0301rror", "rror", "e\u0301<rror>"},
		{"nothing" + red, "error", "nothing" + red},
		{"last error", "error", "last <error>"},
	} {
		p, err := logring.Query{Text: c.look}.Compile()
		if err != nil {
			t.Fatal(err)
		}
		spans := p.Spans(nil, bare(c.in))
		if got := markSpans(c.in, spans, mark); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.look, c.in, got, c.want)
		}
	}
}

// A hit that is wrapped is marked in both rows, and no colour gets lost.
func TestMarksAreWrapped(t *testing.T) {
	f := newFake(many(1)...)
	f.print("process-000", logring.Stdout, "\x1b[32m"+strings.Repeat("x", 55)+"a long \x1b[1mneedle\x1b[0m "+strings.Repeat("世", 40))
	d := driveIn(t, f, 100, 24, termenv.TrueColor) // 61 cells
	d.press("w", "/")
	d.write("long needle")
	st := d.app.st
	rows := d.app.logs.rows
	if len(rows) < 2 || !rows[0].hit || !rows[1].hit {
		t.Fatalf("%d rows, marked: %t %t", len(rows), rows[0].hit, rows[1].hit)
	}
	if !strings.Contains(rows[0].text, "a "+sgrReset+st.hitAt.open+"long"+sgrReset) || !strings.HasPrefix(rows[1].text, st.hitAt.open+" needle"+sgrReset) {
		t.Errorf("%q, %q", rows[0].text, rows[1].text)
	}
	d.mustFit("wrapped mark")
}

func FuzzMarks(f *testing.F) {
	f.Add("a\x1b[31m世界\x1b[0m e\u0301 👨‍👩‍👧‍👦 b", "界 e", 7)
	f.Fuzz(func(t *testing.T, s, look string, width int) {
		width = min(max(width, 2), 300)
		text := string(logring.Sanitize(nil, []byte(s)))
		if strings.Contains(text, "\n") {
			return
		}
		p, err := logring.Query{Text: look}.Compile()
		if err != nil || look == "" {
			return
		}
		style := lineStyle{st: newStyles(options(termenv.TrueColor).Renderer, theme.Find("")), pattern: p}
		plainStyle := lineStyle{st: style.st}
		for _, wrap := range []bool{true, false} {
			line := &logview.Line{Line: logring.Line{Number: 1, Text: text}}
			marked, bareRows := style.draw(line, width, 0, wrap), plainStyle.draw(line, width, 0, wrap)
			if len(marked) != len(bareRows) {
				t.Fatalf("%d rows with marks, %d without", len(marked), len(bareRows))
			}
			for i := range marked {
				if got, want := stripped(marked[i].text), stripped(bareRows[i].text); got != want {
					t.Errorf("row %d is %q with marks, %q without", i, got, want)
				}
			}
		}
	})
}

func TestTheSignOfMoreSaysThatAMatchIsThere(t *testing.T) {
	f := newFake(many(1)...)
	long := strings.Repeat("far away, ", 30)
	f.print("process-000", logring.Stdout, "first "+long+"needle", "second needle", "third "+long+"needle at the end of it", "nothing"+long)
	d := drive(t, f, 100, 24)
	d.press("/")
	d.write("needle")
	rows := strings.Split(readable(d.app.View()), "\n")
	for i, want := range []string{"▸…r away, far away, far away", " second ‹needle›", " third far away", " nothingfar away"} {
		if !strings.Contains(rows[2+i], "│"+want) {
			t.Errorf("row %d is %q, want %q", i, rows[2+i], want)
		}
	}
	if !strings.Contains(rows[2], "⟦needle⟧") || !strings.HasSuffix(rows[4], "‹…›") || strings.HasSuffix(rows[5], "‹…›") {
		t.Errorf("%q", rows[2:6])
	}
}

// A frame with marks on all lines, as it is made after each change.
func BenchmarkFrameWithMarks(b *testing.B) {
	for _, view := range []string{"one", "merged", "wrapped", "json", "filtered"} {
		b.Run(view, func(b *testing.B) {
			f := newFake(busy(20)...)
			for i := range 20_000 {
				f.print(fmt.Sprintf("process-%03d", i%20), logring.Stdout, fmt.Sprintf(
					"\x1b[90m12:00:%02d\x1b[0m \x1b[32mINF\x1b[0m GET /products/%d \x1b[36mstatus=\x1b[0m200 \x1b[36mtook=\x1b[0m%dms and so on, as long as lines are", i%60, i, i%9+1))
			}
			f.print("process-000", logring.Stdout, slices.Repeat([]string{`{"time":"2026-03-14T11:59:09Z","level":"info","msg":"took an order","status":200,"products":3}`}, 60)...)
			d := driveIn(b, f, 160, 50, termenv.TrueColor)
			d.press(map[string][]string{"merged": {"m"}, "wrapped": {"w"}, "json": {"J"}, "filtered": {"&", "o", "enter"}}[view]...)
			d.press("/")
			d.write("o")
			d.press("enter")
			b.ReportAllocs()
			for b.Loop() {
				d.app.arrange()
				d.app.View()
			}
		})
	}
}
