package tui

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"tend/internal/logring"
)

func stripped(s string) string { return ansi.Strip(s) }

// told is a screen on which tend has said n things.
func told(t *testing.T, n int, width, height int) *driver {
	f := newFake(many(3)...)
	for i := range n {
		f.logRun(slog.LevelInfo, "process-001", uint64(i), fmt.Sprintf("entry %d.", i+1), noon)
	}
	f.print("process-000", logring.Stdout, "its output")
	return drive(t, f, width, height)
}

func TestMessagesTakeThePlaceOfTheOutputAndGiveItBack(t *testing.T) {
	for _, closing := range []string{"L", "esc"} {
		for _, before := range [][]string{nil, {"tab"}} {
			d := told(t, 100, 100, 24)
			d.press(before...)
			focus := d.app.focus
			d.press("L")
			d.mustShow("all messages · 100", "entry 100.", "entry 80.", "▏ ● process-000")
			d.mustNotShow("its output")
			d.press(closing)
			d.mustShow("its output")
			d.mustNotShow("all messages ·")
			if d.app.focus != focus {
				t.Errorf("%s leaves the keys elsewhere than they were", closing)
			}
		}
	}
}

func TestMessagesAreReadLikeOutput(t *testing.T) {
	d := told(t, 100, 120, 24)
	d.press("L", "pgup")
	d.mustShow("entry 61.", "entry 80.", "▼ paused")
	d.fake.log(slog.LevelWarn, "", "look out", noon)
	d.changed()
	d.mustShow("entry 61.", "▼ paused · 21 lines below", "1 warning")
	d.mustNotShow("look out")
	d.press("f")
	d.mustShow("! tend", "look out")
	d.press("g")
	d.mustShow("entry 1.", "entry 20.")
	d.press("down", "j")
	d.mustShow("entry 3.", "entry 22.")
	d.send(tea.MouseMsg{X: 60, Y: 10, Action: tea.MouseActionPress, Button: tea.MouseButtonWheelDown})
	d.mustShow("entry 6.")
	d.press("G")
	d.mustShow("look out")
	d.press("tab", "j")
	d.mustShow("▌ ● process-001", "look out")
	d.press("enter")
	d.mustShow("▌process-001")
	d.mustNotShow("look out")
}

func TestMessagesAreWholeSentencesUnlessTheyAreCut(t *testing.T) {
	d := drive(t, newFake(many(1)...), 120, 24)
	d.fake.logRun(slog.LevelError, "process-000", 3, strings.Repeat("word ", 30)+"end", noon)
	d.press("L")
	d.mustShow("12:00:00 ✗ process-000 run 3 word", "word end")
	d.press("w")
	d.mustShow("word …")
	d.mustNotShow("word end")
}

func TestMessagesFillSmallScreens(t *testing.T) {
	for _, size := range [][2]int{{70, 24}, {58, 20}, {40, 10}} {
		d := told(t, 100, size[0], size[1])
		d.press("L")
		if !strings.Contains(d.line(1), "▌all messages") {
			t.Errorf("%v: %q is below the header", size, d.line(1))
		}
		d.mustShow(" 100.")
		d.press("tab")
		d.mustShow("▌ ● process-000")
		d.press("tab")
		d.mustNotShow("● process-000")
		d.press("L")
		d.mustShow("▌ ● process-000")
	}
}

func TestNobodyListensToOutputThatIsCovered(t *testing.T) {
	d := told(t, 3, 100, 24)
	d.press("L")
	if len(d.app.listensTo) > 0 {
		t.Errorf("it listens to %q", d.app.listensTo)
	}
	d.press("L")
	if len(d.app.listensTo) != 1 || d.app.listensTo[0] != "process-000" {
		t.Errorf("it listens to %q", d.app.listensTo)
	}
}

func TestNoMessagesSayWhatWouldBeThere(t *testing.T) {
	d := told(t, 0, 100, 24)
	d.press("L", "pgup", "g", "f", "w", "down", "G")
	d.mustShow("nothing yet: what tend does")
}

// What is said while the messages are open is not said twice.
func TestAMessageIsSaidOnce(t *testing.T) {
	d := told(t, 0, 100, 24)
	d.fake.log(slog.LevelWarn, "", "first", noon)
	d.changed()
	if foot := d.line(-1); !strings.Contains(foot, "! first") || !strings.Contains(foot, "L all messages") {
		t.Errorf("the footer says %q", foot)
	}
	d.press("L")
	d.fake.log(slog.LevelWarn, "", "second", noon)
	d.changed()
	if n := strings.Count(d.view(), "first") + strings.Count(d.view(), "second"); n != 2 {
		t.Errorf("two messages are said %d times:\n%s", n, d.view())
	}
}
