package vterm

import (
	"fmt"
	"strings"
	"testing"
)

// What terminals are given: lines of text, lines with colours, and screens.
var (
	textLine     = "2026-01-02T15:04:05Z INFO server request path=/api/v1/items ms=12\r\n"
	colouredLine = "\x1b[2m2026-01-02T15:04:05Z\x1b[0m \x1b[32mINFO\x1b[0m \x1b[1mserver\x1b[0m request \x1b[36mpath\x1b[0m=/api/v1/items \x1b[36mms\x1b[0m=12\r\n"
)

// redraw returns what a program writes that draws the whole screen anew.
func redraw(cols, rows int) string {
	var b strings.Builder
	b.WriteString("\x1b[H")
	for y := range rows {
		for x := 0; x+10 <= cols; x += 10 {
			fmt.Fprintf(&b, "\x1b[3%dmword %04d ", x/10%8, x)
		}
		fmt.Fprintf(&b, "\x1b[0m\x1b[K\x1b[%dH", y+2)
	}
	return b.String()
}

var sizes = [][2]int{{80, 24}, {200, 60}}

func BenchmarkWrite(b *testing.B) {
	for _, size := range sizes {
		for _, what := range []struct{ name, output string }{
			{"text", strings.Repeat(textLine, 900)},
			{"line", textLine},
			{"coloured", strings.Repeat(colouredLine, 450)},
			{"wide", strings.Repeat(strings.Repeat("日本語 größe ", 5)+"\r\n", 500)},
			{"redraw", redraw(size[0], size[1])},
			{"labels", strings.Repeat("\x1b[42m PASS \x1b[49m it works\r\n", 2000)},
			{"newlines", strings.Repeat("\n", 64<<10)},
		} {
			b.Run(fmt.Sprintf("%s/%d×%d", what.name, size[0], size[1]), func(b *testing.B) {
				e := New(size[0], size[1])
				output := []byte(what.output)
				b.SetBytes(int64(len(output)))
				b.ReportAllocs()
				for b.Loop() {
					_, _ = e.Write(output)
				}
			})
		}
	}
}

func BenchmarkLines(b *testing.B) {
	for _, size := range sizes {
		for _, what := range []struct{ name, output string }{
			{"text", strings.Repeat(textLine, size[1])},
			{"coloured", redraw(size[0], size[1])},
			{"wide", strings.Repeat(strings.Repeat("日本語 größe ", size[0]/13)+"\r\n", size[1])},
			{"boxes", strings.Repeat("│ ─┼─ ", size[0]*size[1]/6)},
		} {
			b.Run(fmt.Sprintf("%s/%d×%d", what.name, size[0], size[1]), func(b *testing.B) {
				e := screen(size[0], size[1], what.output)
				b.ReportAllocs()
				for b.Loop() {
					e.lines = nil
					e.Lines()
				}
			})
		}
	}
}
