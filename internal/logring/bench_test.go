package logring

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// output is text in lines of 100 bytes.
func output(size int) []byte {
	var b []byte
	for i := 0; len(b) < size; i++ {
		b = append(b, fmt.Sprintf("%08d %s\n", i, strings.Repeat("log ", 23)[:90])...)
	}
	return b[:size]
}

// BenchmarkWrite compares with what no ring can do without: copying the chunk
// into memory of the ring's size.
func BenchmarkWrite(b *testing.B) {
	const limit = 8 << 20
	for _, size := range []int{64 << 10, 4 << 10, 100} {
		chunk := output(size)
		b.Run(fmt.Sprintf("copy-%d", size), func(b *testing.B) {
			memory := make([]byte, limit)
			b.SetBytes(int64(size))
			for i := 0; b.Loop(); i = (i + size) % (limit - size) {
				copy(memory[i:], chunk)
			}
		})
		b.Run(fmt.Sprintf("ring-%d", size), func(b *testing.B) {
			r := New(limit)
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				r.Write(Stdout, chunk)
			}
		})
	}
}

// BenchmarkWriteTwoStreams writes to both streams from two goroutines, with
// somebody who looks at the end after each 100 writes.
func BenchmarkWriteTwoStreams(b *testing.B) {
	chunk := output(64 << 10)
	r := New(8 << 20)
	b.SetBytes(int64(len(chunk)))
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		s := Stream(rand.IntN(2))
		for i := 0; pb.Next(); i++ {
			r.Write(s, chunk)
			if i%100 == 0 {
				r.Read(0, 50)
			}
		}
	})
}

func BenchmarkWriteProgressBar(b *testing.B) {
	chunk := []byte("\r\x1b[K\x1b[32m#########\x1b[0m 45 % of something")
	r := New(8 << 20)
	b.SetBytes(int64(len(chunk)))
	b.ReportAllocs()
	for b.Loop() {
		r.Write(Stdout, chunk)
	}
}

func fullRing(line []byte) *Ring {
	r := New(8 << 20)
	for range (9 << 20) / len(line) {
		r.Write(Stdout, line)
	}
	return r
}

var coloured = []byte("\x1b[2m2026-01-02T15:04:05Z\x1b[0m \x1b[32mINFO\x1b[0m \x1b[1mserver\x1b[0m request \x1b[36mpath\x1b[0m=/api/v1/items \x1b[36mms\x1b[0m=12\n")

func BenchmarkReadTail(b *testing.B) {
	for name, line := range map[string][]byte{"plain": output(100), "coloured": coloured, "short": []byte("x\n")} {
		b.Run(name, func(b *testing.B) {
			r := fullRing(line)
			b.ReportAllocs()
			for b.Loop() {
				if len(r.Read(0, 50).Lines) != 50 {
					b.Fatal("no 50 lines")
				}
			}
		})
	}
}

func BenchmarkReadMiddle(b *testing.B) {
	r := fullRing(output(100))
	p := r.Read(0, 0)
	b.ReportAllocs()
	for b.Loop() {
		if len(r.Read((p.First+p.Next)/2, 50).Lines) != 50 {
			b.Fatal("no 50 lines")
		}
	}
}

// BenchmarkReadAll is what a search over everything costs, and Match.
func BenchmarkReadAll(b *testing.B) {
	r := fullRing(coloured)
	b.SetBytes(r.Stats().BytesKept)
	b.ReportAllocs()
	for b.Loop() {
		r.Read(1, 1<<30)
	}
}

func BenchmarkMatch(b *testing.B) {
	r := fullRing(output(100))
	re := regexp.MustCompile(`listening on port \d+`)
	b.SetBytes(r.Stats().BytesKept)
	b.ReportAllocs()
	for b.Loop() {
		r.Match(1, re)
	}
}

func benchmarkSanitize(b *testing.B, line []byte) {
	line = bytes.TrimSuffix(line, newline)
	var dst []byte
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		dst = Sanitize(dst[:0], line)
	}
}

func BenchmarkSanitizePlain(b *testing.B)    { benchmarkSanitize(b, output(100)) }
func BenchmarkSanitizeColoured(b *testing.B) { benchmarkSanitize(b, coloured) }
func BenchmarkSanitizeUnicode(b *testing.B) {
	benchmarkSanitize(b, []byte(strings.Repeat("größe 日本 ", 10)))
}
func BenchmarkSanitizeTabs(b *testing.B) { benchmarkSanitize(b, []byte(strings.Repeat("a\tbc\t", 16))) }
func BenchmarkSanitizeRewritten(b *testing.B) {
	benchmarkSanitize(b, []byte(strings.Repeat("\r\x1b[K\x1b[32m####\x1b[0m 45 %", 5)))
}
