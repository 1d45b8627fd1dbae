package vterm

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// one writes each byte by itself, so that nothing is seen ahead.
func one(e *Emulator, output string) {
	for i := range len(output) {
		_, _ = e.Write([]byte{output[i]})
	}
}

func TestLinesThatScrollAtOnceLookAsIfEachWerePrinted(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	parts := []string{
		"word ", "a longer piece of text ", "größe ", "日本語", "e\u0301", "\t", "\x1b[31m", "\x1b[1;4m", "\x1b[m", "\x1b[0m", "\x1b[42m ok \x1b[49m",
		"\x1b[K", "\x1b[44m", "\x1b[39m", "\a", "\r", "\b", "\xff", "\xe6", "\x1b[2J", "\x1b[5;9r", "\x1b[r", "\x1b[3A", "\x0e", "\x0f", "\x1b[?7l", "\x1b[?7h",
	}
	for round := range 300 {
		var b strings.Builder
		for range random.IntN(80) {
			n := len(parts)
			if random.IntN(20) > 0 {
				n = 13 // mostly what is simple
			}
			for range random.IntN(6) {
				b.WriteString(parts[random.IntN(n)])
			}
			if random.IntN(20) > 0 {
				b.WriteByte('\r')
			}
			b.WriteString(strings.Repeat("\n", 1+max(0, random.IntN(40)-30)))
		}
		b.WriteString("$ ")
		cols, rows := 20+random.IntN(40), 1+random.IntN(20)
		bulk, single := New(cols, rows), New(cols, rows)
		_, _ = bulk.Write([]byte(b.String()))
		one(single, b.String())
		if !slices.Equal(bulk.Lines(), single.Lines()) || bulk.Cursor() != single.Cursor() || bulk.Bells() != single.Bells() {
			t.Fatalf("round %d: %q looks like\n%s\neach like\n%s", round, b.String(), framed(bulk.Plain()), framed(single.Plain()))
		}
		checkLines(t, bulk)
	}
}

func TestAFloodIsMostlySkipped(t *testing.T) {
	var flood bytes.Buffer
	for i := range 100_000 {
		fmt.Fprintf(&flood, "\x1b[32mline\x1b[0m %d\r\n", i)
	}
	e := screen(80, 3, flood.String())
	e.shows(t, "line 99998", "line 99999")
	e.at(t, 0, 2)
}

func TestNewlinesAtOnceLookAsIfEachWerePrinted(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	parts := []string{"x", "日本", "\n\n", "\n\v\f\n\n", strings.Repeat("\n", 30), "\r", "\x1b[44m", "\x1b[m", "\x1b[3;6r", "\x1b[r", "\x1b[?6h", "\x1b[?6l",
		"\x1b[20h", "\x1b[20l", "\x1b[H", "\x1b[8H", "\x1b[4;9H", "0123456789", "\xe6", "\x1b[1\n\n\nm", "\x1b]0;x\n\n\a"}
	for round := range 300 {
		var b strings.Builder
		for range 30 {
			b.WriteString(parts[random.IntN(len(parts))])
		}
		bulk, single := New(10, 8), New(10, 8)
		_, _ = bulk.Write([]byte(b.String()))
		one(single, b.String())
		if !slices.Equal(bulk.Lines(), single.Lines()) || bulk.Cursor() != single.Cursor() {
			t.Fatalf("round %d: %q looks like\n%s\neach like\n%s", round, b.String(), framed(bulk.Plain()), framed(single.Plain()))
		}
		checkLines(t, bulk)
	}
}
