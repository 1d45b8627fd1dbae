package vterm

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

var (
	press     = tea.MouseMsg{Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}
	right     = tea.MouseMsg{Button: tea.MouseButtonRight, Action: tea.MouseActionPress, Ctrl: true}
	release   = tea.MouseMsg{Button: tea.MouseButtonMiddle, Action: tea.MouseActionRelease, Shift: true}
	unsaid    = tea.MouseMsg{Button: tea.MouseButtonNone, Action: tea.MouseActionRelease}
	drag      = tea.MouseMsg{Button: tea.MouseButtonLeft, Action: tea.MouseActionMotion}
	hover     = tea.MouseMsg{Button: tea.MouseButtonNone, Action: tea.MouseActionMotion}
	wheelUp   = tea.MouseMsg{Button: tea.MouseButtonWheelUp, Action: tea.MouseActionPress}
	wheelDown = tea.MouseMsg{Button: tea.MouseButtonWheelDown, Action: tea.MouseActionPress, Alt: true}
	forward   = tea.MouseMsg{Button: tea.MouseButtonForward, Action: tea.MouseActionPress}
)

func TestTheMouseIsReportedAsTheProgramHasAsked(t *testing.T) {
	for _, c := range []struct {
		modes string
		event tea.MouseMsg
		want  string
	}{
		{"", press, ""},
		{"\x1b[?1006h", press, ""},
		{"\x1b[?9h", press, "\x1b[M #\""},
		{"\x1b[?9h", right, "\x1b[M\"#\""},
		{"\x1b[?9h", release, ""},
		{"\x1b[?9h", wheelUp, ""},
		{"\x1b[?9h", drag, ""},
		{"\x1b[?1000h", press, "\x1b[M #\""},
		{"\x1b[?1000h", right, "\x1b[M2#\""},
		{"\x1b[?1000h", release, "\x1b[M'#\""},
		{"\x1b[?1000h", wheelUp, "\x1b[M`#\""},
		{"\x1b[?1000h", wheelDown, "\x1b[Mi#\""},
		{"\x1b[?1000h", drag, ""},
		{"\x1b[?1000h", hover, ""},
		{"\x1b[?1002h", drag, "\x1b[M@#\""},
		{"\x1b[?1002h", hover, ""},
		{"\x1b[?1003h", drag, "\x1b[M@#\""},
		{"\x1b[?1003h", hover, "\x1b[MC#\""},
		{"\x1b[?1000;1006h", press, "\x1b[<0;3;2M"},
		{"\x1b[?1000;1006h", release, "\x1b[<5;3;2m"},
		{"\x1b[?1000;1006h", unsaid, "\x1b[<0;3;2m"},
		{"\x1b[?1000;1006h", wheelDown, "\x1b[<73;3;2M"},
		{"\x1b[?1000;1006h", forward, "\x1b[<129;3;2M"},
		{"\x1b[?1002;1006h", drag, "\x1b[<32;3;2M"},
		{"\x1b[?1003;1006h", hover, "\x1b[<35;3;2M"},
		{"\x1b[?1002;1015h", drag, "\x1b[64;3;2M"},
		{"\x1b[?1000;1015h", release, "\x1b[39;3;2M"},
		{"\x1b[?1000;1005h", press, "\x1b[M #\""},
		{"\x1b[?1000;1006h\x1b[?1006l", press, "\x1b[M #\""},
		{"\x1b[?1003h\x1b[?1000l", press, ""},
		{"\x1b[?1000h\x1bc", press, ""},
		{"\x1b[?1049h", wheelUp, "\x1b[A\x1b[A\x1b[A"},
		{"\x1b[?1049;1h", wheelDown, "\x1bOB\x1bOB\x1bOB"},
		{"\x1b[?1049h", press, ""},
		{"", wheelUp, ""},
		{"\x1b[?1049h\x1b[?1007l", wheelUp, ""},
	} {
		e := screen(20, 10, c.modes)
		if got := e.Input().Mouse(c.event, 2, 1); string(got) != c.want {
			t.Errorf("with %q, %v is reported as %q, want %q", c.modes, c.event, got, c.want)
		}
	}
}

func TestWhatHappensOutsideOfTheScreenIsReportedAtItsEdge(t *testing.T) {
	e := screen(20, 10, "\x1b[?1002;1006h")
	for _, c := range []struct {
		event tea.MouseMsg
		x, y  int
		want  string
	}{
		{press, -1, 3, ""},
		{press, 3, 10, ""},
		{wheelUp, 20, 3, ""},
		{drag, -5, 3, "\x1b[<32;1;4M"},
		{release, 25, 30, "\x1b[<5;20;10m"},
	} {
		if got := e.Input().Mouse(c.event, c.x, c.y); string(got) != c.want {
			t.Errorf("%v at %d,%d is reported as %q, want %q", c.event, c.x, c.y, got, c.want)
		}
	}
}

func TestPlacesThatAByteCannotHoldAreNotReported(t *testing.T) {
	for _, c := range []struct {
		modes string
		x     int
		want  string
	}{
		{"\x1b[?1000h", 222, "\x1b[M \xff!"},
		{"\x1b[?1000h", 223, ""},
		{"\x1b[?1000;1005h", 222, "\x1b[M \u00ff!"},
		{"\x1b[?1000;1005h", 2014, "\x1b[M \u07ff!"},
		{"\x1b[?1000;1005h", 2015, ""},
		{"\x1b[?1000;1006h", 5000, "\x1b[<0;5001;1M"},
	} {
		in := screen(20, 10, c.modes).Input()
		in.cols = 6000
		if got := in.Mouse(press, c.x, 0); string(got) != c.want {
			t.Errorf("with %q, column %d is reported as %q, want %q", c.modes, c.x, got, c.want)
		}
	}
}

func TestTheFocusIsReportedIfTheProgramHasAsked(t *testing.T) {
	e := screen(20, 10)
	if got := e.Input().Focus(true); got != nil {
		t.Errorf("reported is %q", got)
	}
	e = screen(20, 10, "\x1b[?1004h")
	if got := string(e.Input().Focus(true)) + string(e.Input().Focus(false)); got != "\x1b[I\x1b[O" {
		t.Errorf("reported is %q", got)
	}
}
