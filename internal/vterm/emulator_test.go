package vterm

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"tend/internal/vterm/ctlseq"
)

func TestWhatXVTAnswersWaitsForNobody(t *testing.T) {
	e := New(10, 3)
	wrote := make(chan error)
	go func() {
		_, err := io.WriteString(e.vt.InputPipe(), "an answer")
		wrote <- err
	}()
	select {
	case err := <-wrote:
		if err == nil {
			t.Error("somebody reads it")
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it waits: the pipe of x/vt is no longer closed")
	}
	_, _ = e.vt.Write([]byte("\x1b[c\x1b[6n\x1b]11;?\a\x1b[?2048h\x1b[?1$pstill there"))
	e.vt.Resize(12, 3)
	e = screen(10, 3, "x")
	e.shows(t, "x")
}

func TestTextIsPrinted(t *testing.T) {
	for _, c := range []struct {
		name, output string
		lines        []string
		x, y         int
	}{
		{"lines", "one\r\ntwo", []string{"one", "two"}, 3, 1},
		{"line feeds alone", "one\ntwo", []string{"one", "   two"}, 6, 1},
		{"tabs", "a\tb\tc", []string{"a       bc"}, 9, 0},
		{"backspace", "abc\b\bX", []string{"aXc"}, 2, 0},
		{"a full line", "0123456789", []string{"0123456789"}, 9, 0},
		{"a line too long", "0123456789ab", []string{"0123456789", "ab"}, 2, 1},
		{"a full line and a newline", "0123456789\r\nab", []string{"0123456789", "ab"}, 2, 1},
		{"scrolling", "1\r\n2\r\n3\r\n4\r\n5", []string{"2", "3", "4", "5"}, 1, 3},
		{"a full line and EL", "0123456789\x1b[Kab", []string{"0123456789", "ab"}, 2, 1},
		{"a full line and ED", "\r\n\nxyz\x1b[H0123456789\x1b[Jab", []string{"0123456789", "ab"}, 2, 1},
		{"a full line and the whole of it", "0123456789\x1b[2Ka", []string{"         a"}, 9, 0},
		{"other control characters", "a\x00\x01\x11b\x7fc", []string{"abc"}, 3, 0},
		{"drawn characters", "\x1b(0lqk\x1b(Blqk", []string{"┌─┐lqk"}, 6, 0},
		{"drawn after SO", "\x1b)0a\x0ea\x0fa", []string{"a▒a"}, 3, 0},
		{"direction and invisible characters", "a\u202e\u200bb\u2066\ufeffc\u009bd", []string{"abcd"}, 4, 0},
		{"repeated", "ab\x1b[3b", []string{"abbbb"}, 5, 0},
		{"repeated wide", "日\x1b[2b", []string{"日日日"}, 6, 0},
		{"inserted", "abc\r\x1b[4hXY\x1b[4lZ", []string{"XYZbc"}, 3, 0},
		{"without wrapping", "\x1b[?7l0123456789abc", []string{"012345678c"}, 9, 0},
		{"newline mode", "\x1b[20ha\nb", []string{"a", "b"}, 1, 1},
		{"a string", "a\x1b_whatever\x1b\\b\x1bPq#1~\x1b\\c", []string{"abc"}, 3, 0},
		{"a link", "\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", []string{"link"}, 4, 0},
		{"next line", "ab\x1bEc", []string{"ab", "c"}, 1, 1},
		{"tab stops", "\x1b[3gab\x1bH\r\tc", []string{"abc"}, 3, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := screen(10, 4, c.output)
			e.shows(t, c.lines...)
			e.at(t, c.x, c.y)
			pieces := New(10, 4)
			one(pieces, c.output)
			pieces.shows(t, c.lines...)
			pieces.at(t, c.x, c.y)
		})
	}
}

func TestWideAndCombiningCharacters(t *testing.T) {
	for _, c := range []struct {
		name, output string
		lines        []string
		x, y         int
	}{
		{"wide", "日本語", []string{"日本語"}, 6, 0},
		{"wide up to the edge", "12345678日ab", []string{"12345678日", "ab"}, 2, 1},
		{"wide over the edge", "123456789日a", []string{"123456789", "日a"}, 3, 1},
		{"wide over the edge, unwrapped", "\x1b[?7l123456789日", []string{"12345678日"}, 9, 0},
		{"half of it overwritten", "日本\x1b[2GX", []string{" X本"}, 2, 0},
		{"half of it inserted before", "日本\x1b[2G\x1b[@", []string{"   本"}, 1, 0},
		{"a mark", "e\u0301x", []string{"e\u0301x"}, 2, 0},
		{"a mark in the last column", "012345678e\u0301x", []string{"012345678e\u0301", "x"}, 1, 1},
		{"a mark without a letter", "\u0301x", []string{"x"}, 1, 0},
		{"a mark after a movement", "ab\x1b[H\u0301x", []string{"xb"}, 1, 0},
		{"a mark after a colour", "e\x1b[31m\u0301x", []string{"e\u0301x"}, 2, 0},
		{"an emoji of several", "👩\u200d💻x", []string{"👩\u200d💻x"}, 3, 0},
		{"an emoji by selection", "❤\ufe0fx", []string{"❤\ufe0fx"}, 3, 0},
		{"an emoji by selection at the edge", "123456789❤\ufe0fx", []string{"123456789", "❤\ufe0fx"}, 3, 1},
		{"a flag", "🇩🇪x", []string{"🇩🇪x"}, 3, 0},
		{"letters of Korean", "\u1112\u1161\u11abx", []string{"\u1112\u1161\u11abx"}, 3, 0},
		{"no UTF-8", "a\xffb\xe6\x97c\xc3", []string{"a�b�c"}, 5, 0},
		{"cut by a sequence", "a\xe6\x97\x1b[31mb", []string{"a�b"}, 3, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := screen(10, 4, c.output)
			e.shows(t, c.lines...)
			e.at(t, c.x, c.y)
			pieces := New(10, 4)
			one(pieces, c.output)
			pieces.shows(t, c.lines...)
			pieces.at(t, c.x, c.y)
		})
	}
	t.Run("flags that came together by accident", func(t *testing.T) {
		e := screen(10, 1, "🇩\x1b[4G🇪\x1b[4G\x1b[P")
		checkLines(t, e)
	})
	t.Run("no end of marks", func(t *testing.T) {
		e := screen(10, 1, "e"+strings.Repeat("\u0301", 100_000)+"x")
		checkLines(t, e)
		checkBounded(t, e)
		e.at(t, 2, 0)
	})
}

func TestTheCursorMovesAndErases(t *testing.T) {
	const full = "11111\r\n22222\r\n33333\r\n44444\x1b[2;3H"
	for _, c := range []struct {
		name, output string
		lines        []string
		x, y         int
	}{
		{"up", "\x1b[A", nil, 2, 0},
		{"up, too far", "\x1b[99A", nil, 2, 0},
		{"zero is one", "\x1b[0A", nil, 2, 0},
		{"down", "\x1b[2B", nil, 2, 3},
		{"right", "\x1b[C", nil, 3, 1},
		{"right, too far", "\x1b[99999999999999999999C", nil, 9, 1},
		{"left", "\x1b[2D", nil, 0, 1},
		{"down and to the left", "\x1b[E", nil, 0, 2},
		{"up and to the left", "\x1b[F", nil, 0, 0},
		{"to a column", "\x1b[5G", nil, 4, 1},
		{"to a row", "\x1b[4d", nil, 2, 3},
		{"home", "\x1b[H", nil, 0, 0},
		{"somewhere", "\x1b[3;4f", nil, 3, 2},
		{"outside", "\x1b[99;99H", nil, 9, 3},
		{"to the end of the line", "\x1b[K", []string{"11111", "22", "33333", "44444"}, 2, 1},
		{"from the beginning of the line", "\x1b[1K", []string{"11111", "   22", "33333", "44444"}, 2, 1},
		{"the line", "\x1b[2K", []string{"11111", "", "33333", "44444"}, 2, 1},
		{"below", "\x1b[J", []string{"11111", "22"}, 2, 1},
		{"above", "\x1b[1J", []string{"", "   22", "33333", "44444"}, 2, 1},
		{"everything", "\x1b[2J", []string{""}, 2, 1},
		{"what scrolled away", "\x1b[3J", []string{"11111", "22222", "33333", "44444"}, 2, 1},
		{"selectively", "\x1b[?J", []string{"11111", "22"}, 2, 1},
		{"characters", "\x1b[2X", []string{"11111", "22  2", "33333", "44444"}, 2, 1},
		{"deleted characters", "\x1b[2P", []string{"11111", "222", "33333", "44444"}, 2, 1},
		{"inserted characters", "\x1b[2@", []string{"11111", "22  222", "33333", "44444"}, 2, 1},
		{"inserted lines", "\x1b[L", []string{"11111", "", "22222", "33333"}, 0, 1},
		{"deleted lines", "\x1b[M", []string{"11111", "33333", "44444"}, 0, 1},
		{"lines within margins", "\x1b[2;3r\x1b[2;3H\x1b[L", []string{"11111", "", "22222", "44444"}, 0, 1},
		{"lines outside of margins", "\x1b[2;3r\x1b[4;3H\x1b[L", []string{"11111", "22222", "33333", "44444"}, 2, 3},
		{"scrolled up", "\x1b[S", []string{"22222", "33333", "44444"}, 2, 1},
		{"scrolled down", "\x1b[T", []string{"", "11111", "22222", "33333"}, 2, 1},
		{"scrolled within margins", "\x1b[2;3r\x1b[3;1H\n5", []string{"11111", "33333", "5", "44444"}, 1, 2},
		{"up to the margin only", "\x1b[3;4r\x1b[4;3H\x1b[9A", nil, 2, 2},
		{"reverse index", "\x1b[H\x1bM", []string{"", "11111", "22222", "33333"}, 0, 0},
		{"margins below the screen", "\x1b[2;99r\x1b[99;1H\n\x1b[2;1H\x1b[99L\x1b[99M", []string{"11111"}, 0, 1},
		{"saved and restored", "\x1b7\x1b[H\x1b8", nil, 2, 1},
		{"saved and restored in another way", "\x1b[s\x1b[H\x1b[u", nil, 2, 1},
		{"restored after a full line", "\x1b7\x1b[4;1H0123456789\x1b8X", []string{"11111", "22X22", "33333", "0123456789"}, 3, 1},
		{"a full line, then lines", "\x1b[3;1H0123456789\x1b[LX", []string{"11111", "22222", "X", "0123456789"}, 1, 2},
		{"origin", "\x1b[2;3r\x1b[?6h\x1b[1;1HX\r\nY", []string{"11111", "X2222", "Y3333", "44444"}, 1, 2},
		{"origin set and reset", "\x1b[2;3r\x1b[3;3H\x1b[?6hX\x1b[?6l", []string{"11111", "X2222", "33333", "44444"}, 0, 0},
		{"reset", "\x1bc", []string{""}, 0, 0},
		{"soft reset", "\x1b[2;3r\x1b[4h\x1b[!p\x1b[4;1H\n", []string{"22222", "33333", "44444"}, 0, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := screen(10, 4, full, c.output)
			if c.lines == nil {
				c.lines = []string{"11111", "22222", "33333", "44444"}
			}
			e.shows(t, c.lines...)
			e.at(t, c.x, c.y)
		})
	}
}

func TestTheAlternateScreenLeavesTheMainOneAsItWas(t *testing.T) {
	const before = "shell\r\n$ vim"
	for _, c := range []struct {
		name, enter, leave string
		x, y               int
	}{
		{"1049", "\x1b[?1049h", "\x1b[?1049l", 5, 1},
		{"1047", "\x1b[?1047h", "\x1b[?1047l", 4, 0},
		{"47", "\x1b[?47h", "\x1b[?47l", 4, 0},
		{"with its cursor", "\x1b[?1048h\x1b[?1047h", "\x1b[?1047l\x1b[?1048l", 5, 1},
		{"twice", "\x1b[?1049h\x1b[?1049h", "\x1b[?1049l", 5, 1},
		{"left twice", "\x1b[?1049h", "\x1b[?1049l\x1b[?1049l", 5, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := screen(10, 3, before, c.enter)
			if !e.AltScreen() {
				t.Error("it is not shown")
			}
			e.shows(t)
			_, _ = e.Write([]byte("\x1b[H\x1b[31;44m\x1b7edit\x1b8\x1b[4C"))
			e.shows(t, "edit")
			_, _ = e.Write([]byte(c.leave))
			if e.AltScreen() {
				t.Error("it is still shown")
			}
			e.shows(t, "shell", "$ vim")
			e.at(t, c.x, c.y)
		})
	}
	t.Run("never entered", func(t *testing.T) {
		e := screen(10, 3, before, "\x1b[?1049l")
		e.shows(t, "shell", "$ vim")
		e.at(t, 5, 1)
	})
	t.Run("another size meanwhile", func(t *testing.T) {
		e := screen(10, 3, "1\r\n2\r\n日本語\x1b[?1049hedit")
		e.Resize(5, 2)
		e.shows(t, "", "") // it is below, and the program draws again
		_, _ = e.Write([]byte("\x1b[?1049l"))
		e.shows(t, "2", "日本")
		e.at(t, 4, 1)
		_, _ = e.Write([]byte("\x1b8\x1bH\tX"))
		checkLines(t, e)
	})
}

func TestASmallerScreenKeepsTheLineWithTheCursor(t *testing.T) {
	e := screen(10, 4, "1\r\n2\r\n3\r\n$ 日本語")
	e.Resize(7, 2)
	e.shows(t, "3", "$ 日本")
	e.at(t, 6, 1)
	e.Resize(10, 4)
	e.shows(t, "3", "$ 日本")
	e.at(t, 6, 1)
	e.Resize(0, -3)
	checkLines(t, e)
	if c, r := e.Size(); c != 1 || r != 1 {
		t.Errorf("the size is %d×%d", c, r)
	}
	e.Resize(1<<40, 1)
	if c, _ := e.Size(); c != maxSide {
		t.Errorf("%d columns", c)
	}
}

func TestColoursAreKept(t *testing.T) {
	for _, c := range []struct{ output, line string }{
		{"plain", "plain     "},
		{"\x1b[31mred\x1b[m", "\x1b[31mred\x1b[0m       "},
		{"\x1b[1;31mred", "\x1b[1;31mred\x1b[0m       "},
		{"\x1b[31mred\x1b[44mblue", "\x1b[31mred\x1b[0;31;44mblue\x1b[0m   "},
		{"\x1b[91;101mx", "\x1b[91;101mx\x1b[0m         "},
		{"\x1b[38;5;200;48;5;17mx", "\x1b[38;5;200;48;5;17mx\x1b[0m         "},
		{"\x1b[38;2;1;2;3;48:2::4:5:6mx", "\x1b[38;2;1;2;3;48;2;4;5;6mx\x1b[0m         "},
		{"\x1b[4:3;58;5;9mx", "\x1b[4:3;58:5:9mx\x1b[0m         "},
		{"\x1b[4;58:2::1:2:3mx", "\x1b[4;58:2::1:2:3mx\x1b[0m         "},
		{"\x1b[1;2;3;5;6;7;8;9mx", "\x1b[1;2;3;5;6;7;8;9mx\x1b[0m         "},
		{"\x1b[1mx\x1b[22my", "\x1b[1mx\x1b[0my        "},
		{"\x1b[42m\x1b[K", "\x1b[42m          \x1b[0m"},
		{"\x1b[42m\x1b[2J", "\x1b[42m          \x1b[0m"},
		{"\x1b[>4;1mx\x1b[?4mx", "xx        "},
		{"\x1b[9999999999mx\x1b[" + strings.Repeat("1;", 40) + "mx", "xx        "},
		{"\x1b]8;id=1;http://x\x1b\\x\x1b]8;;\x1b\\", "x         "},
	} {
		e := screen(10, 1, c.output)
		if got := e.Lines()[0]; got != c.line {
			t.Errorf("%q is %q, want %q", c.output, got, c.line)
		}
		checkLines(t, e)
	}
}

func TestLinesStayTheSameUntilSomethingIsWritten(t *testing.T) {
	e := screen(10, 2, "x")
	if a, b := e.Lines(), e.Lines(); &a[0] != &b[0] {
		t.Error("the lines are drawn again")
	}
	_, _ = e.Write([]byte("y"))
	e.shows(t, "xy")
	e.Resize(20, 2)
	e.shows(t, "xy")
}

func TestTheCursorIsShownAsTheProgramWantsIt(t *testing.T) {
	for _, c := range []struct {
		output string
		want   Cursor
	}{
		{"", Cursor{Visible: true, Blinks: true}},
		{"\x1b[?25l", Cursor{Blinks: true}},
		{"\x1b[?25l\x1b[?1049h\x1b[?25h\x1b[?1049l", Cursor{Visible: true, Blinks: true}},
		{"\x1b7\x1b[?25l\x1b8", Cursor{Blinks: true}},
		{"\x1b[2 q", Cursor{Visible: true}},
		{"\x1b[3 q", Cursor{Visible: true, Shape: Underline, Blinks: true}},
		{"\x1b[6 q", Cursor{Visible: true, Shape: Bar}},
		{"\x1b[6 q\x1b[ q", Cursor{Visible: true, Blinks: true}},
		{"\x1b[9 q", Cursor{Visible: true, Blinks: true}},
	} {
		if got := screen(10, 2, c.output).Cursor(); got != c.want {
			t.Errorf("after %q it is %+v, want %+v", c.output, got, c.want)
		}
	}
}

func TestTitlesBellsAndFrames(t *testing.T) {
	e := screen(10, 2, "\a\x1b]0;a; b\x1b\\")
	if e.Title() != "a; b" || e.Bells() != 1 {
		t.Errorf("the title is %q after %d bells", e.Title(), e.Bells())
	}
	_, _ = e.Write([]byte("\x1b]2;x\n\x01\xc2\x9b\xe2\x80\xae日本\xff" + strings.Repeat("y", 300) + "\a\a"))
	if want := "x日本�" + strings.Repeat("y", maxTitle-8); e.Title() != want { // four were looked at, and left out
		t.Errorf("the title is %q, want %q", e.Title(), want)
	}
	if e.Bells() != 2 {
		t.Errorf("%d bells", e.Bells())
	}
	_, _ = e.Write([]byte("\x1b]1;icon\a\x1b]2;" + strings.Repeat("z", 1<<20) + "\a"))
	if !strings.HasPrefix(e.Title(), "x日本") {
		t.Errorf("the title is %.20q", e.Title())
	}
	if e.Drawing() {
		t.Error("a frame has begun")
	}
	if _, _ = e.Write([]byte("\x1b[?2026h")); !e.Drawing() {
		t.Error("no frame has begun")
	}
}

func TestAFailureOfTheEmulationIsMendedByABlankScreen(t *testing.T) {
	e := screen(10, 3, "\x1b[?1049h\x1b[?1002;1006;2004h\x1b[?7l\x1b[2;3rlost\x1b[6n")
	e.guard(func() { panic("a mistake in x/vt") })
	if n, failure := e.Resets(); n != 1 || failure != "a mistake in x/vt" {
		t.Errorf("%d resets, the last because of %s", n, failure)
	}
	e.shows(t)
	if e.Mouse() != ctlseq.MouseDrag || !e.Modes().Has(ctlseq.Paste) || string(e.Answers()) != "\x1b[1;5R" {
		t.Errorf("the modes are %+v", e.Modes())
	}
	_, _ = e.Write([]byte("0123456789x"))
	e.shows(t, "012345678x")
	e.Resize(12, 2)
	_, _ = e.Write([]byte("\x1b[?1049l\r$ "))
	e.shows(t, "$")
}

// Output that is made to be slow still ends.
func TestNothingTakesForEver(t *testing.T) {
	for _, s := range []string{
		"\x1b[9999b", "x\x1b[999999999b", "\x1b[999999999X", "\x1b[999999999I", "\x1b[999999999Z", "\x1b[999999999L",
		"\x1b[999999999S", "\x1b[2J", "\n", "\x1bM", "\x1bc", "\x1b[?1049h\x1b[?1049l", "\u0301", "e\u0301", "🇩",
		"\x1b[6n", "\x1b]4;" + strings.Repeat("1;?;", 1000) + "\a",
	} {
		e := New(80, 24)
		began := time.Now()
		_, _ = e.Write([]byte(strings.Repeat(s, 1+(4<<10)/len(s))))
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%.20q takes %v", s, took)
		} else {
			t.Logf("%.20q takes %v", s, took)
		}
		checkLines(t, e)
		checkBounded(t, e)
	}
}

func TestATerminalThatWasResetIsAsAtFirst(t *testing.T) {
	for _, r := range recordings {
		output := recording(t, r.program)
		for _, at := range []int{r.at, r.at / 2, r.at/2 + 1} {
			e := screen(80, 24, "\x1b[3g\x1b[?6h\x1b)0\x0e", string(output[:at]), "\x1b[41m\x1b]0;unfinished")
			e.Reset()
			if fresh := New(80, 24); e.Plain() != fresh.Plain() || e.Cursor() != fresh.Cursor() || e.Modes() != fresh.Modes() || e.Title() != "" || e.Answers() != nil {
				t.Fatalf("%s: it is not", r.name)
			}
			_, _ = e.Write(output[:at])
			if want := screen(80, 24, string(output[:at])); !slices.Equal(e.Lines(), want.Lines()) || e.Cursor() != want.Cursor() {
				t.Errorf("%s: it shows\n%s\nwant\n%s", r.name, framed(e.Plain()), framed(want.Plain()))
			}
		}
	}
}
