package ctlseq

import (
	"strings"
	"testing"
)

// What terminals are given: lines of text, and lines with colours.
var (
	textLine     = "2026-01-02T15:04:05Z INFO server request path=/api/v1/items ms=12\r\n"
	colouredLine = "\x1b[2m2026-01-02T15:04:05Z\x1b[0m \x1b[32mINFO\x1b[0m \x1b[1mserver\x1b[0m request \x1b[36mpath\x1b[0m=/api/v1/items \x1b[36mms\x1b[0m=12\r\n"
)

func BenchmarkScan(b *testing.B) {
	for _, what := range []struct{ name, output string }{
		{"text", strings.Repeat(textLine, 900)},
		{"coloured", strings.Repeat(colouredLine, 450)},
		{"session", string(recording(b, "vim"))},
		{"escapes", strings.Repeat("\x1b[m", 20000)},
		{"modes", strings.Repeat("\x1b[?25l\x1b[?25h", 5000)},
		{"queries", strings.Repeat("\x1b[6n", 15000)},
		{"string", "\x1b]0;" + strings.Repeat("x", 60000)},
	} {
		b.Run(what.name, func(b *testing.B) {
			var r Responder
			output := []byte(what.output)
			b.SetBytes(int64(len(output)))
			b.ReportAllocs()
			for b.Loop() {
				r.Scan(output)
			}
		})
	}
}
