package vterm

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// parts are what output is made of; # stands for a number.
var parts = strings.Fields(`
	a hello 日本語 größe é 👍 👩‍💻 🇩🇪 🇩 ❤️ ه ◌́ ؀ क्ष 0123456789012345678901234567890123456789
	\r\n \r\n \n \r \t \b \a \x0e \x0f \xe6 \xe6\x97 \xff \xcc\x81 \xe2\x80\x8d
	\x1b[H \x1b[#;#H \x1b[#;#f \x1b[#A \x1b[#B \x1b[#C \x1b[#D \x1b[#E \x1b[#F \x1b[#G \x1b[#d \x1b[#e \x1b[#a \x1b[#I \x1b[#Z
	\x1b[J \x1b[1J \x1b[2J \x1b[3J \x1b[K \x1b[1K \x1b[2K \x1b[#L \x1b[#M \x1b[#P \x1b[#@ \x1b[#X \x1b[#S \x1b[#T \x1b[#b
	\x1b7 \x1b8 \x1b[s \x1b[u \x1bM \x1bD \x1bE \x1bH \x1b[g \x1b[3g \x1b[#;#r \x1b[r \x1b[!p
	\x1b[?1049h \x1b[?1049l \x1b[?47h \x1b[?47l \x1b[?1048h \x1b[?1048l \x1b[?6h \x1b[?6l \x1b[?7h \x1b[?7l \x1b[4h \x1b[4l \x1b[20h \x1b[20l
	\x1b(0 \x1b(B \x1b)0 \x1bn \x1bo \x1b[31m \x1b[44m \x1b[7m \x1b[4:3m \x1b[m \x1b[0;1m
	\x1b[6n \x1b[c \x1b]0;t\a \x1b]8;;x\a \x1bPq\x1b\\ \x1b[?25l \x1b[?25h \x1b[?2026h \x1b[?2026l \x1b[#\x20q
`)

// output returns something that a program might write.
func output(random *rand.Rand) string {
	var b strings.Builder
	for range random.IntN(60) {
		part := parts[random.IntN(len(parts))]
		for strings.Contains(part, "#") {
			part = strings.Replace(part, "#", strconv.Itoa(random.IntN(15)), 1)
		}
		part, err := strconv.Unquote(`"` + part + `"`)
		if err != nil {
			panic(err)
		}
		b.WriteString(part)
	}
	return b.String()
}

func TestWhateverIsWrittenTheScreenIsSound(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for round := range 500 {
		written := output(random)
		cols, rows := 1+random.IntN(30), 1+random.IntN(12)
		whole, pieces := screen(cols, rows, written), New(cols, rows)
		one(pieces, written)
		checkLines(t, whole)
		checkBounded(t, whole)
		if !slices.Equal(whole.Lines(), pieces.Lines()) || whole.Cursor() != pieces.Cursor() ||
			whole.Modes() != pieces.Modes() || string(whole.Answers()) != string(pieces.Answers()) {
			t.Fatalf("round %d: %q at %d×%d is\n%s\n%+v\nbyte by byte\n%s\n%+v", round, written, cols, rows,
				framed(whole.Plain()), whole.Cursor(), framed(pieces.Plain()), pieces.Cursor())
		}
		whole.Resize(1+random.IntN(30), 1+random.IntN(12))
		checkLines(t, whole)
		_, _ = whole.Write([]byte(output(random)))
		checkLines(t, whole)
		if n, failure := whole.Resets(); n > 0 {
			t.Fatalf("round %d: the emulation failed on %q: %s", round, written, failure)
		}
	}
}
