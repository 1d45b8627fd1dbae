package vterm

import (
	"strings"
	"testing"

	"tend/internal/vterm/ctlseq"
)

func TestAnEmulatorHasTheModesOfAResponder(t *testing.T) {
	for _, output := range []string{
		"", "\x1b[?1049h", "\x1b[?47h", "\x1b[?1h\x1b=", "\x1b[?66h", "\x1b[?6h", "\x1b[?7l", "\x1b[?25l", "\x1b[?67h",
		"\x1b[?9h", "\x1b[?1000h", "\x1b[?1002;1006h", "\x1b[?1003;1015h", "\x1b[?1005h",
		"\x1b[?1004;2004h\x1b[?1007l", "\x1b[4h\x1b[20h", "\x1b[5 q", "\x1b[2;5r", "\x1b[3r", "\x1b[?1049;1;25;1006;1002;2004h\x1b[?25l",
	} {
		var r ctlseq.Responder
		r.Scan([]byte(output))
		if e := screen(80, 24, output); e.Modes() != r.Modes() {
			t.Errorf("after %q the modes are %+v, for the emulator %+v", output, r.Modes(), e.Modes())
		}
	}
}

func TestAReplayShowsWhatTheEndOfAStreamShows(t *testing.T) {
	lines := strings.Repeat("line\r\n", 100)
	for _, c := range []struct {
		name, lost, tail string
		lines            []string
	}{
		{"in a line", "some of", "this line\r\nnext\r\nlast", []string{"next", "last"}},
		{"in a character", "\xe6\x97", "\xa5 text", []string{" text"}},
		{"in a character, then colours", "x\xe6", "\x97\xa5\x1b[31mred\x1b[m", []string{"red"}},
		{"in a sequence", "\x1b[38;5;", "17mtext\x1b[m after\r\nnext", []string{" after", "next"}},
		{"in a title", "\x1b]0;some of", "the title\x1b\\$ ls\r\nfile", []string{"$ ls", "file"}},
		{"in the alternate screen", lines + "\x1b[?1049h\x1b[H\x1b[2J", "junk\r\n\x1b[Hvim\x1b[K", []string{"vim"}},
		{"before the alternate screen", lines, "e\r\n$ vim\r\n\x1b[?1049h\x1b[Hvim", []string{"vim"}},
		{"and left again", "\x1b[?1049h", "\x1b[Hvim\x1b[?1049l\r\n$ ", []string{"", "$"}},
		{"in the alternate screen, and left", "\x1b[?1049h\x1b[H", "vim\r\nvim\r\n\x1b[5Hvim\x1b[?1049l$ ", []string{"$"}},
		{"within margins", "\x1b[1;2r", "x\r\n\x1b[4Hlast\x1b[H1\r\n2\r\n3", []string{"2", "3", "", "last"}},
		{"without wrapping", "\x1b[?7l", "\n0123456789012345678901234567890", []string{"01234567890123456780"}},
		{"reset", "\x1b[?1049;1006h", "x\n\x1bcshell", []string{"shell"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var r ctlseq.Responder
			r.Scan([]byte(c.lost))
			r.Scan([]byte(c.tail))
			e := New(20, 5)
			replay(e, r.Modes(), []byte(c.tail), false)
			e.shows(t, c.lines...)
			if e.Modes() != r.Modes() {
				t.Errorf("the modes are %+v, want %+v", e.Modes(), r.Modes())
			}
		})
	}
	t.Run("of all of it", func(t *testing.T) {
		var r ctlseq.Responder
		r.Scan([]byte("first\r\n$ "))
		e := New(20, 5)
		replay(e, r.Modes(), []byte("first\r\n$ "), true)
		e.shows(t, "first", "$")
	})
}

// A program that draws all of its screen looks the same, wherever in its output
// a replay begins, once it has drawn again.
func TestAReplayOfARecordedSession(t *testing.T) {
	output := recording(t, "vim")[:5220]
	screenful := redraw(80, 24)
	for from := 1; from < len(output); from += 37 {
		var r ctlseq.Responder
		r.Scan(output)
		e := New(80, 24)
		replay(e, r.Modes(), output[from:], false)
		if want := screen(80, 24, string(output)); e.Modes() != want.Modes() {
			t.Fatalf("from %d on, the modes are %+v, want %+v", from, e.Modes(), want.Modes())
		}
		checkLines(t, e)
		_, _ = e.Write([]byte(screenful))
		if want := screen(80, 24, screenful); e.Plain() != want.Plain() {
			t.Fatalf("from %d on, the screen is\n%s", from, framed(e.Plain()))
		}
	}
}
