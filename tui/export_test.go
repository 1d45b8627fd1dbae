package tui

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"tend/internal/logring"
	"tend/manager"

	tea "github.com/charmbracelet/bubbletea"
)

// lines are those that reading has printed.
func linesOf(first, last int) string {
	var b strings.Builder
	for i := first; i <= last; i++ {
		fmt.Fprintf(&b, "line %d.\n", i)
	}
	return b.String()
}

func TestASelectionIsExtendedByTheKeysThatMove(t *testing.T) {
	for _, c := range []struct {
		keys  string
		lines int
		text  string
	}{
		{"v", 1, linesOf(100, 100)},
		{"v k k", 3, linesOf(98, 100)},
		{"v k k j", 2, linesOf(99, 100)},
		{"v j j", 1, linesOf(100, 100)},
		{"v g", 100, linesOf(1, 100)},
		{"v g G", 1, linesOf(100, 100)},
		{"v pgup", 20, linesOf(81, 100)},
		{"v pgup pgup pgdown", 20, linesOf(81, 100)},
		{"v ctrl+u", 10, linesOf(91, 100)},
		{"v home", 100, linesOf(1, 100)},
		{"v pgup v k", 2, linesOf(80, 81)},
		{"g v j", 2, linesOf(1, 2)},
		{"g v end", 100, linesOf(1, 100)},
		{"g v ctrl+d ctrl+d", 19, linesOf(1, 19)},
		{"pgup v k j j", 2, linesOf(61, 62)},
		{"y", 21, linesOf(80, 100)},
		{"pgup y", 20, linesOf(61, 80)},
		{"v esc g y", 20, linesOf(1, 20)},
	} {
		d := reading(t, 100)
		d.press(strings.Fields(c.keys)...)
		if strings.Contains(c.keys, "v") && !strings.Contains(c.keys, "esc") {
			d.mustShow("▌" + count(c.lines, "line", "lines") + " selected")
		}
		d.mustFit(c.keys)
		d.press("y")
		if d.copied != c.text {
			t.Errorf("%s: copied %q, want %q", c.keys, d.copied, c.text)
		}
		d.mustSay("✓ " + count(c.lines, "line", "lines") + " copied")
		d.mustNotShow("selected")
	}
}

func TestTheCursorOfASelectionStaysInView(t *testing.T) {
	d := reading(t, 100)
	d.press("v")
	for want := 99; want >= 1; want-- {
		d.press("k")
		d.mustShow(fmt.Sprintf("▌line %d.", want))
		d.mustFit("k")
	}
	for want := 2; want <= 100; want++ {
		d.press("j")
		d.mustShow(fmt.Sprintf("▌line %d.", want))
	}
	d.press("esc")
	d.mustRead(80, 100)
	d.say(1)
	d.mustRead(81, 101) // it is followed again, as it was before
	d.press("pgup", "v", "esc")
	d.mustShow("▼ paused")
}

func TestASelectionGrowsToAMatch(t *testing.T) {
	d := looking(t, 100)
	d.press("g", "v", "/")
	d.write("error")
	d.press("enter")
	d.mustShow("10 lines selected", "▌line 10.")
	d.press("n", "n")
	d.mustShow("30 lines selected", "▌line 30.")
	d.press("/")
	d.write("line 1.")
	d.press("esc")
	d.mustShow("30 lines selected")
	d.press("w", "J", "t", "f") // f ends it
	d.mustNotShow("selected")
	d.mustShow("line 100.")
	d.mustNotShow("paused")
}

func TestASelectionBeginsAtTheMatch(t *testing.T) {
	d := looking(t, 100)
	d.press("g", "/")
	d.write("error")
	d.press("enter", "n", "v", "y")
	if d.copied != "line 20. Error of some kind\n" {
		t.Errorf("copied %q", d.copied)
	}
}

func TestAClickExtendsTheSelection(t *testing.T) {
	d := reading(t, 100)
	d.press("g", "v")
	d.send(tea.MouseMsg{X: 60, Y: 6, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
	d.mustShow("5 lines selected", "▌line 5.")
	d.send(tea.MouseMsg{X: 60, Y: 22, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
	d.mustShow("5 lines selected")
}

func TestASelectionEndsWithTheProcess(t *testing.T) {
	d := reading(t, 100)
	d.fake.change(func(s *manager.Snapshot) { s.Processes = pointers(many(2)) })
	d.changed()
	d.press("v", "k", "tab", "j")
	d.mustNotShow("selected")
	d.press("k")
	d.mustNotShow("selected")
}

func TestWhatIsCopiedHasNoColours(t *testing.T) {
	f := newFake(many(2)...)
	f.print("process-000", logring.Stdout, "\x1b[31mred\x1b[0m 世界")
	d := drive(t, f, 100, 24)
	d.press("J", "t", "y")
	if d.copied != "red 世界\n" {
		t.Errorf("copied %q", d.copied)
	}
	d.press("m", "y")
	if d.copied != "process-000 | red 世界\n" {
		t.Errorf("copied %q", d.copied)
	}
	d.press("esc", "&")
	d.write("nothing")
	d.press("enter", "y")
	d.mustSay("there is no line")
	d.press("v")
	d.mustSay("there is no line to select")
	d.press("e")
	d.mustSay("there is no line")
}

func TestTooMuchIsNotCopied(t *testing.T) {
	f := newFake(many(1)...)
	f.limit = 4 << 20
	f.print("process-000", logring.Stdout, strings.Repeat(strings.Repeat("x", 1000)+"\n", 1100))
	d := drive(t, f, 100, 24)
	d.press("v", "g", "y")
	d.mustSay("✗ that is too much for the clipboard: W writes it to a file")
	if d.copied != "" {
		t.Errorf("copied %d bytes", len(d.copied))
	}
}

func TestLinesAreWrittenToAFile(t *testing.T) {
	d := looking(t, 100)
	read := func() string {
		text, err := os.ReadFile(d.path("out.log"))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	d.press("&")
	d.write("error")
	d.press("enter", "W")
	d.mustShow("▌write to ")
	d.write("dir/out.log")
	d.press("enter")
	d.mustSay("✓ 10 lines written to dir/out.log")
	if n := strings.Count(read(), "\n"); n != 10 {
		t.Errorf("%d lines: %q", n, read())
	}
	d.press("esc", "g", "v", "j", "W", "up", "enter")
	d.mustShow("dir/out.log is there already. Write over it?")
	d.press("n")
	if n := strings.Count(read(), "\n"); n != 10 {
		t.Errorf("it was written over: %q", read())
	}
	d.mustShow("2 lines selected")
	d.press("W", "up", "enter", "y")
	d.mustSay("✓ 2 lines written")
	if read() != linesOf(1, 2) {
		t.Errorf("wrote %q", read())
	}
	d.mustNotShow("selected")
	d.press("W", "enter", "W", " ", "enter", "W", "esc")
	d.mustNotShow("write to")
}

func TestFailuresToTakeLinesOutAreSaid(t *testing.T) {
	for key, what := range map[string]string{"y": "", "e": "cannot open lines: ", "P": "cannot open lines: ", "W": "cannot write lines: "} {
		d := reading(t, 10)
		d.fake.writeErr = errors.New("the session is gone")
		d.press(key)
		if key == "W" {
			d.write("out.log")
			d.press("enter")
		}
		d.mustSay("✗ " + what + "the session is gone")
		if _, err := os.Stat(d.path("out.log")); err == nil {
			t.Error("a file is left")
		}
		if d.app.exporting != nil {
			t.Errorf("%s: it still waits", key)
		}
	}
}

func TestNoTwoThingsAreTakenOutAtOnce(t *testing.T) {
	d := reading(t, 10)
	d.app.exporting = &export{}
	d.press("y")
	d.mustSay("one moment")
	if d.copied != "" {
		t.Error("it was copied")
	}
}

func TestTheEditorSeesTheSelectionOrAllOfTheView(t *testing.T) {
	for _, key := range []string{"e", "P"} {
		d := reading(t, 100)
		d.press(key)
		if d.opened != linesOf(1, 100) {
			t.Errorf("%s shows %q", key, d.opened)
		}
		d.press("v", "k", key)
		if d.opened != linesOf(99, 100) {
			t.Errorf("%s shows %q", key, d.opened)
		}
		d.press("&")
		d.write("7.")
		d.press("enter", key)
		if d.opened != "line 7.\nline 17.\nline 27.\nline 37.\nline 47.\nline 57.\nline 67.\nline 77.\nline 87.\nline 97.\n" {
			t.Errorf("%s shows %q", key, d.opened)
		}
	}
}

func TestWhatIsNotOutputIsNotTakenOut(t *testing.T) {
	d := reading(t, 10)
	d.press("L")
	for _, key := range strings.Fields("/ & n N m t J v y e P W") {
		d.press(key)
		d.mustSay("this is not the output of a process: esc closes it")
		d.mustShow("all messages")
		d.press("Z")
	}
}

func TestTextGoesToTheTerminalAndToTheTool(t *testing.T) {
	t.Setenv("STY", "")
	missing := errors.New("there is no tool")
	for _, c := range []struct {
		text  string
		tool  error
		told  bool
		fails bool
	}{
		{"two\nlines\n", nil, true, false},
		{"two\nlines\n", missing, true, false},
		{strings.Repeat("x", mostOSC52), nil, false, false},
		{strings.Repeat("x", mostOSC52), missing, false, true},
	} {
		var terminal strings.Builder
		given := ""
		put := toClipboard(&terminal, func(_ context.Context, text string) error { given = text; return c.tool })
		err := put(t.Context(), c.text)
		if (err != nil) != c.fails || given != c.text {
			t.Errorf("%d bytes: %v; the tool got %d", len(c.text), err, len(given))
		}
		want := ""
		if c.told {
			want = "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(c.text)) + "\a"
		}
		if terminal.String() != want {
			t.Errorf("the terminal got %.99q, want %.99q", terminal.String(), want)
		}
	}
	t.Setenv("STY", "1.screen")
	var terminal strings.Builder
	if err := toClipboard(&terminal, func(context.Context, string) error { return nil })(t.Context(), "x"); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(terminal.String(), "\x1bP") {
		t.Errorf("screen got %q", terminal.String())
	}
}
