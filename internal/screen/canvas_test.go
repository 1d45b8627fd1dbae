package screen

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// glass is a terminal that knows what a canvas uses.
type glass []string

var sequence = regexp.MustCompile(`^\x1b\[(\?2026[hl]|2J|(\d+)H)`)

func (g glass) write(t *testing.T, text string) {
	t.Helper()
	for row := -1; text != ""; {
		if m := sequence.FindStringSubmatch(text); m != nil {
			switch {
			case m[1] == "2J":
				clear(g)
			case m[2] != "":
				n, _ := strconv.Atoi(m[2])
				row = n - 1
			}
			text = text[len(m[0]):]
			continue
		}
		end := strings.IndexByte(text[1:], '\x1b') + 1
		if end == 0 {
			end = len(text)
		}
		g[row], text = text[:end], text[end:]
	}
}

func TestACanvasShowsEveryFrameAndWritesOnlyWhatChanged(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	const most = 8
	shown := make(glass, most)
	var c canvas
	frame := make([]string, 3)
	for round := range 1000 {
		if random.IntN(10) == 0 {
			frame = make([]string, 1+random.IntN(most))
		}
		changed := 0
		for i := range frame {
			if frame[i] == "" || random.IntN(4) == 0 {
				frame[i] = fmt.Sprint("line ", round, " ", i)
				changed++
			}
		}
		whole := random.IntN(20) == 0
		if whole {
			for i := range shown {
				shown[i] = "somebody else's"
			}
		}
		text := c.frame(strings.Join(frame, "\n"), whole)
		if got := strings.Count(text, "line "); got != changed && got != len(frame) || got > changed && !strings.Contains(text, "\x1b[2J") {
			t.Fatalf("%d lines are written, %d have changed", got, changed)
		}
		shown.write(t, text)
		if want := append(slices.Clone(frame), make([]string, most-len(frame))...); !slices.Equal(shown, want) {
			t.Fatalf("shown is %q, want %q", shown, want)
		}
	}
	if text := c.frame(strings.Join(frame, "\n"), false); text != "" {
		t.Errorf("the same frame again is %q", text)
	}
}
