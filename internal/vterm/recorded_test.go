package vterm

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
)

// recordings are what programs wrote to a terminal of 80×24, TERM being
// xterm-256color. Each is looked at after so many bytes.
var recordings = []struct {
	name, program string
	at            int
}{
	{"vim", "vim", 5220},               // two files side by side, a search, wide characters
	{"vim-left", "vim", 5348},          // the main screen again
	{"less", "less", 6170},             // a search, some pages down
	{"shell", "bash", 542},             // a line edited that is longer than the screen is wide
	{"debugger", "gdb", 1294},          // its pager, and two prompts
	{"menu", "menu", 1984},             // curses: a box in letters that are drawn, colours
	{"multiplexer", "tmux", 2742},      // three panes: margins, insertion of lines
	{"multiplexer-half", "tmux", 2000}, // in the middle of it
}

func recording(t testing.TB, program string) []byte {
	t.Helper()
	output, err := os.ReadFile(filepath.Join("testdata", "recorded", program+".raw"))
	if err != nil {
		t.Fatal(err)
	}
	return output
}

func TestRecordedSessionsLookAsTheyDid(t *testing.T) {
	for _, r := range recordings {
		t.Run(r.name, func(t *testing.T) {
			output := recording(t, r.program)[:r.at]
			e := New(80, 24)
			for piece := range slices.Chunk(output, 1000) {
				_, _ = e.Write(piece)
			}
			checkLines(t, e)
			text := e.Plain() + "\n" + strings.ReplaceAll(strings.Join(e.Lines(), "\n"), "\x1b", "␛") + "\n"
			golden.RequireEqual(t, []byte(text))
		})
	}
}

func TestTheScreenDoesNotDependOnThePieces(t *testing.T) {
	for _, r := range recordings {
		output := recording(t, r.program)[:r.at]
		whole := screen(80, 24, string(output))
		for _, size := range []int{1, 2, 3, 7, 64, 1000} {
			e := New(80, 24)
			for piece := range slices.Chunk(output, size) {
				_, _ = e.Write(piece)
			}
			if !slices.Equal(e.Lines(), whole.Lines()) || e.Cursor() != whole.Cursor() || e.Modes() != whole.Modes() {
				t.Errorf("%s in pieces of %d bytes:\n%s\nat once:\n%s", r.name, size, framed(e.Plain()), framed(whole.Plain()))
			}
			if got, want := string(e.Answers()), string(whole.Answers()); size == 1 && got != want {
				t.Errorf("%s in pieces of %d bytes is answered %q, at once %q", r.name, size, got, want)
			}
			whole.answers = nil
		}
	}
}
