package vterm

import (
	"strings"
	"testing"
)

func TestModesAreRestored(t *testing.T) {
	for _, output := range []string{
		"", "\x1b[?1049h", "\x1b[?47h", "\x1b[?1h\x1b=", "\x1b[?66h", "\x1b[?6h", "\x1b[?7l", "\x1b[?25l", "\x1b[?67h",
		"\x1b[?9h", "\x1b[?1000h", "\x1b[?1002;1006h", "\x1b[?1003;1015h", "\x1b[?1005h",
		"\x1b[?1004;1007;2004h", "\x1b[4h\x1b[20h", "\x1b[5 q", "\x1b[2;5r", "\x1b[3r", "\x1b[?1049;1;25;1006;1002;2004h\x1b[?25l",
	} {
		var r Responder
		r.Scan([]byte(output))
		checkRestored(t, r.Modes())
		if e := screen(80, 24, output); e.Modes() != r.Modes() {
			t.Errorf("after %q the modes are %+v, for the emulator %+v", output, r.Modes(), e.Modes())
		}
	}
	for _, output := range []string{
		"\x1b[?1049h\x1b[?1049l", "\x1b[?1h\x1b=\x1b[?1l\x1b>", "\x1b[?1000h\x1b[?1003l", "\x1b[?1006h\x1b[?1015l", "\x1b[?25l\x1b[?25h",
		"\x1b[2;5r\x1b[r", "\x1b[2;5r\x1b[1;0r", "\x1b[5;2r", "\x1b[4 q\x1b[0 q", "\x1b[?1049;2004;1003h\x1b[2;3r\x1bc", "\x1b[?1;7;25;6l\x1b[2;3r\x1b[!p", "\x1b[?2026h\x1b[?2026l",
		"\x1b[?1001h\x1b[?1016h\x1b[?69h\x1b[12h\x1b[99 q",
	} {
		var r Responder
		if r.Scan([]byte(output)); len(r.Modes().Restore()) > 0 {
			t.Errorf("after %q the modes are %+v", output, r.Modes())
		}
	}
	var r Responder
	r.Scan([]byte("\x1b[?2026h"))
	if len(r.Modes().Restore()) > 0 {
		t.Error("a frame is begun again")
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
			var r Responder
			r.Scan([]byte(c.lost))
			r.Scan([]byte(c.tail))
			e := New(20, 5)
			e.Replay(r.Modes().Replay([]byte(c.tail), false))
			e.shows(t, c.lines...)
			if e.Modes() != r.Modes() {
				t.Errorf("the modes are %+v, want %+v", e.Modes(), r.Modes())
			}
		})
	}
	t.Run("of all of it", func(t *testing.T) {
		var r Responder
		r.Scan([]byte("first\r\n$ "))
		e := New(20, 5)
		e.Replay(r.Modes().Replay([]byte("first\r\n$ "), true))
		e.shows(t, "first", "$")
	})
}

// A program that draws all of its screen looks the same, wherever in its output
// a replay begins, once it has drawn again.
func TestAReplayOfARecordedSession(t *testing.T) {
	output := recording(t, "vim")[:5220]
	screenful := redraw(80, 24)
	for from := 1; from < len(output); from += 37 {
		var r Responder
		r.Scan(output)
		e := New(80, 24)
		e.Replay(r.Modes().Replay(output[from:], false))
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

func TestScanningCostsNoMemory(t *testing.T) {
	var r Responder
	output := []byte(strings.Repeat(colouredLine, 100) + "\x1b[?25l\x1b[?25h")
	if n := testing.AllocsPerRun(10, func() { r.Scan(output) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
	r.Scan([]byte("\x1b]0;" + strings.Repeat("x", 1<<20)))
	if n := cap(r.scan.held); n > 2*longestQuery {
		t.Errorf("%d bytes are held", n)
	}
}
