package logring

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// logText is text in lines of about 100 bytes, as services write them. Every
// thousandth has a "Panic" in it.
func logText(size int, format func(i int, level, what string) string) []byte {
	levels := []string{"INFO", "INFO", "DEBUG", "WARN", "INFO", "ERROR"}
	whats := []string{"request finished", "connection accepted", "cache refreshed", "retrying upstream", "job scheduled"}
	var b []byte
	for i := 0; len(b) < size; i++ {
		level, what := levels[i%len(levels)], whats[i%len(whats)]
		if i%1000 == 999 {
			what = "Panic recovered"
		}
		b = append(b, format(i, level, what)...)
		b = append(b, '\n')
	}
	return b
}

func asciiLine(i int, level, what string) string {
	s := fmt.Sprintf("2026-03-01T10:%02d:%02d.%03dZ %-5s server: %s path=/api/v1/items/%d ms=%d", i/60%60, i%60, i%1000, level, what, i%7919, i%97)
	return s + strings.Repeat(".", max(99-len(s), 0))
}

func colouredLine(i int, level, what string) string {
	return fmt.Sprintf("\x1b[2m2026-03-01T10:%02d:%02d\x1b[0m \x1b[32m%-5s\x1b[0m \x1b[1mserver\x1b[0m %s \x1b[36mpath\x1b[0m=/api/v1/%d \x1b[36mms\x1b[0m=%d", i/60%60, i%60, level, what, i%7919, i%97)
}

func unicodeLine(i int, level, what string) string {
	return fmt.Sprintf("2026-03-01T10:%02d:%02d %-5s größe » %s → übertragen ✓ 日本語 id=%d ms=%d", i/60%60, i%60, level, what, i%7919, i%97)
}

func tabbedLine(i int, level, what string) string {
	return fmt.Sprintf("2026-03-01T10:%02d:%02d\t%s\tserver/main.go:%d\t%s\t{\"path\": \"/api/v1/items/%d\"}", i/60%60, i%60, level, i%500, what, i%7919)
}

func crlfLine(i int, level, what string) string { return asciiLine(i, level, what) + "\r" }

func progressLine(i int, level, what string) string {
	return fmt.Sprintf("loading %s  10%%\rloading %s  55%%\rloading %s 100%% %s", what, what, what, level)
}

// filled returns a full ring of 64 MiB.
func filled(format func(i int, level, what string) string) *Ring {
	r := New(64 << 20)
	text := logText(4<<20, format)
	for range 17 {
		r.Write(Stdout, text)
	}
	return r
}

func BenchmarkScan(b *testing.B) {
	formats := []struct {
		name   string
		format func(i int, level, what string) string
	}{
		{"ascii", asciiLine}, {"coloured", colouredLine}, {"unicode", unicodeLine},
		{"tabs", tabbedLine}, {"crlf", crlfLine}, {"progress", progressLine},
	}
	queries := []struct {
		name  string
		query Query
	}{
		{"sensitive-none", Query{Text: "Segfault"}},
		{"sensitive-rare", Query{Text: "Panic rec"}},
		{"sensitive-common", Query{Text: "INFO"}},
		{"insensitive-none", Query{Text: "segfault"}},
		{"insensitive-rare", Query{Text: "panic"}},
		{"insensitive-common", Query{Text: "info"}},
		{"insensitive-every", Query{Text: "e"}},
		{"not-rare", Query{Text: "panic", Not: true}},
		{"regexp-rare", Query{Text: `panic \w+d`, Regexp: true}},
		{"regexp-either", Query{Text: `segfault|panic`, Regexp: true}},
		{"regexp-common", Query{Text: `INFO.*ms=\d\d$`, Regexp: true}},
		{"regexp-no-literal", Query{Text: `=\d{4,}$`, Regexp: true}},
		{"regexp-line-by-line", Query{Text: `\d{5}`, Regexp: true}},
	}
	for _, f := range formats {
		var r *Ring
		for _, q := range queries {
			b.Run(f.name+"/"+q.name, func(b *testing.B) {
				if r == nil {
					r = filled(f.format)
				}
				p, err := q.query.Compile()
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(r.Stats().BytesKept)
				b.ReportAllocs()
				for b.Loop() {
					x := r.Index(p, 0)
					if err := x.Scan(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkPlain compares with a copy of the same text.
func BenchmarkPlain(b *testing.B) {
	for name, format := range map[string]func(i int, level, what string) string{"ascii": asciiLine, "coloured": colouredLine, "unicode": unicodeLine} {
		b.Run(name, func(b *testing.B) {
			r := filled(format)
			b.SetBytes(r.Stats().BytesKept)
			b.ReportAllocs()
			var dst []byte
			for b.Loop() {
				for next, end := int64(1), r.newestNumber(); next < end; {
					dst, next, _ = r.Plain(dst[:0], next, 64<<10)
				}
			}
		})
	}
	b.Run("copy", func(b *testing.B) {
		text := bytes.Repeat(logText(1<<20, asciiLine), 64)
		dst := make([]byte, 64<<10)
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			for rest := text; len(rest) > 0; {
				rest = rest[copy(dst, rest):]
			}
		}
	})
}

// BenchmarkWriteBesideScan is what a Scan in progress costs the writer: both
// want the lock, and the blocks that are looked at cannot be used again.
func BenchmarkWriteBesideScan(b *testing.B) {
	p, err := Query{Text: "panic"}.Compile()
	if err != nil {
		b.Fatal(err)
	}
	for _, size := range []int{64 << 10, 100} {
		chunk := output(size)
		for _, scanned := range []bool{false, true} {
			b.Run(fmt.Sprintf("%d/scanned=%v", size, scanned), func(b *testing.B) {
				r := filled(asciiLine)
				ctx, cancel := context.WithCancel(b.Context())
				var scans sync.WaitGroup
				if scanned {
					scans.Go(func() {
						for ctx.Err() == nil {
							r.Index(p, 0).Scan(ctx)
						}
					})
				}
				b.SetBytes(int64(size))
				b.ReportAllocs()
				for b.Loop() {
					r.Write(Stdout, chunk)
				}
				cancel()
				scans.Wait()
			})
		}
	}
}

// BenchmarkIndexAsked is what a frame asks of an index.
func BenchmarkIndexAsked(b *testing.B) {
	r := filled(asciiLine)
	for _, q := range []Query{{Text: "panic"}, {Text: "info"}} {
		p, err := q.Compile()
		if err != nil {
			b.Fatal(err)
		}
		x := r.Index(p, 0)
		if err := x.Scan(b.Context()); err != nil {
			b.Fatal(err)
		}
		lo, hi := x.Range()
		b.Run(q.Text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				x.Count()
				x.Rank((lo + hi) / 2)
				r.Lines(x.Before((lo+hi)/2, 50))
			}
		})
	}
}
