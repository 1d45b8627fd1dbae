package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"tend/internal/logring"
)

// looking is a screen of one process that has printed n lines, of which every
// tenth is an error. There is room for 21, or 20 and a foot.
func looking(t *testing.T, n int) *driver {
	f := newFake(many(2)...)
	for i := range n {
		text := fmt.Sprintf("line %d.", i+1)
		if (i+1)%10 == 0 {
			text += " Error of some kind"
		}
		f.print("process-000", logring.Stdout, text)
	}
	return drive(t, f, 100, 24)
}

// foot is the last row of the pane.
func (d *driver) foot() string {
	lines := strings.Split(d.view(), "\n")
	_, foot, _ := strings.Cut(lines[len(lines)-2], "│")
	return strings.TrimSpace(foot)
}

func (d *driver) mustSay(words string) {
	d.t.Helper()
	if !strings.Contains(d.line(-1), words) {
		d.t.Fatalf("the footer says %q, not %q", d.line(-1), words)
	}
}

func TestASearchGoesToTheFirstMatchFromWhereOneWas(t *testing.T) {
	d := looking(t, 100)
	d.press("g", "pgdown")
	d.mustRead(20, 39)
	d.press("/")
	d.write("error")
	d.mustShow("▸line 20. Error", " line 39.", "2/10") // it is in view
	d.press("backspace")
	d.write("r of") // the same
	d.mustShow("▸line 20. Error", "2/10")
	d.write("x")
	d.mustRead(20, 39)
	d.mustShow("no match")
	d.press("backspace", "enter", "n")
	d.mustShow("▸line 30. Error", "/error of 3/10")
	d.press("n")
	d.mustShow(" line 34.", "▸line 40. Error", " line 53.") // a third of the pane is before it
	d.press("N", "N")
	d.mustShow("▸line 20. Error", "2/10")
}

func TestWithoutAMatchFurtherOnTheLastOneBeforeIsShown(t *testing.T) {
	d := looking(t, 95)
	d.mustRead(75, 95)
	d.press("/")
	d.write("error")
	d.mustShow("▸line 80.", "8/9")
	d.press("enter", "esc", "G", "/")
	d.write("line 1")
	d.mustShow("▸line 19.", "11/11")
}

func TestEscInThePromptGoesBackToWhereOneWas(t *testing.T) {
	for _, from := range [][]string{nil, {"tab"}, {"g"}, {"pgup", "tab"}, {"w", "pgup"}} {
		for _, kind := range []string{"/", "&"} {
			d := looking(t, 100)
			d.press(from...)
			d.later()
			before := d.view()
			d.press(kind)
			d.write("line 3")
			if d.view() == before {
				t.Errorf("%s does nothing", kind)
			}
			d.press("esc")
			if d.view() != before {
				t.Errorf("after %v, %s and esc:\n%s\nwant\n%s", from, kind, d.view(), before)
			}
		}
	}
}

func TestAPromptTakesAllKeys(t *testing.T) {
	d := looking(t, 30)
	d.press("/")
	d.write("qxXsrSRKLpm&/?vyePW ")
	if len(d.fake.commands)+len(d.fake.shutdowns)+d.fake.reloads > 0 || d.app.dialog != noDialog {
		t.Errorf("a key did something: %v %v", d.fake.commands, d.fake.shutdowns)
	}
	d.mustShow("/qxXsrSRKLpm&/?vyePW ")
	d.press("ctrl+u")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("line 2\n"), Paste: true})
	d.mustShow("/line 2")
	if got := d.app.logs.search.query.Text; got != "line 2 " {
		t.Errorf("it looks for %q", got)
	}
}

func TestCtrlCGivesUpWhatIsTypedBeforeItQuits(t *testing.T) {
	for _, keys := range []string{"/", "&", "F", ":", "W"} {
		d := looking(t, 30)
		d.press(keys, "a", "ctrl+c")
		if d.app.asks() || len(d.fake.shutdowns) > 0 {
			t.Errorf("%s: it still asks: %t; shutdowns %v", keys, d.app.asks(), d.fake.shutdowns)
		}
		d.press("ctrl+c")
		if len(d.fake.shutdowns) != 1 {
			t.Errorf("%s: the second does not quit", keys)
		}
		d.press(keys, "a", "ctrl+c")
		if len(d.fake.shutdowns) != 2 || !d.fake.shutdowns[1] {
			t.Errorf("%s: it does not force while it asks: %v", keys, d.fake.shutdowns)
		}
	}
}

func TestKeysTypedFastReachThePrompt(t *testing.T) {
	d := looking(t, 100)
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("g/error")})
	d.mustShow("/error", "1/10", "▸line 10.")
	if n := len(d.fake.scans); n != 1 {
		t.Errorf("%d scans, want one for all of the text", n)
	}
	d.press("esc")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("G/erro")})
	d.press("r")
	d.scanning = true
	d.press("backspace")
	d.press("enter") // before it is known where to go
	d.scanning = false
	d.scan()
	d.mustShow("▸line 90.", "/erro 9/10")
}

func TestSearchGoesRoundAndSaysSo(t *testing.T) {
	d := looking(t, 100)
	d.press("n")
	d.mustSay("nothing is looked for: / searches")
	d.press("g", "/")
	d.write("error")
	d.press("enter", "N")
	d.mustShow("▸line 100.", "10/10")
	d.mustSay("past the oldest match: on from the newest")
	d.press("n")
	d.mustShow("▸line 10.", "1/10")
	d.mustSay("past the newest match: on from the oldest")
	d.press("n")
	d.mustNotShow("past the")
	d.press("/", "ctrl+u")
	d.write("line 77")
	d.press("enter", "n")
	d.mustShow("▸line 77.", "1/1")
	d.mustSay("there is no other match")
	d.press("/")
	d.write("nowhere")
	d.press("enter", "N")
	d.mustSay("no line has nowhere")
	d.mustShow("/nowhere no match")
}

func TestNextIsSeenFromWhatIsOnTheScreen(t *testing.T) {
	d := looking(t, 100)
	d.press("g", "/")
	d.write("error")
	d.press("enter")
	d.mustShow("▸line 10.")
	d.press("pgdown", "pgdown", "pgdown", "n")
	d.mustShow("▸line 60.", "6/10")
	d.press("G", "N")
	d.mustShow("▸line 70.") // the one before the screen
	if !d.app.logs.reader().paused {
		t.Error("it still follows")
	}
}

func TestUpperCaseCountsOnlyIfThereIsSome(t *testing.T) {
	d := looking(t, 100)
	for text, want := range map[string]string{"error": "10", "Error": "10", "ERROR": "no match", "LINE": "no match", "line": "100"} {
		d.press("/")
		d.write(text)
		if !strings.HasSuffix(d.foot(), want) {
			t.Errorf("%s: %q, want %s", text, d.foot(), want)
		}
		d.press("esc")
	}
}

func TestRegularExpressions(t *testing.T) {
	for _, toggle := range []string{"alt+r", "ctrl+r"} {
		d := looking(t, 100)
		d.press("/", toggle)
		d.write("line [89]5")
		d.mustShow("/regexp line [89]5", "1/2")
		d.press(toggle)
		d.mustShow("/line [89]5", "no match")
		d.press(toggle)
		d.write("(")
		if foot := d.foot(); !strings.HasSuffix(foot, "missing closing )") {
			t.Errorf("the prompt says %q", foot)
		}
		d.mustShow("▸line 85.") // as before
		d.press("enter")
		if !d.app.logs.prompt.isOpen() {
			t.Error("what is no regexp was taken for one")
		}
		d.press("backspace", "enter")
		d.mustShow("/regexp line [89]5 1/2")
		d.mustNotShow("missing")
	}
}

func TestThePromptRemembers(t *testing.T) {
	d := looking(t, 100)
	for _, text := range []string{"one", "line 5", "one"} { // twice is once
		d.press("/")
		d.write(text)
		d.press("enter")
	}
	d.press("&")
	d.write("filter")
	d.press("enter", "esc", "esc", "/", "alt+r")
	d.write("draft")
	for _, c := range []struct{ key, want string }{
		{"up", "/one"}, {"up", "/line 5"}, {"up", "/line 5"}, {"down", "/one"}, {"down", "/regexp draft"}, {"down", "/regexp draft"},
		{"ctrl+p", "/one"}, {"ctrl+n", "/regexp draft"},
	} {
		d.press(c.key)
		if !strings.HasPrefix(d.foot(), "▌"+c.want+" ") {
			t.Errorf("%s: %q, want %q", c.key, d.foot(), c.want)
		}
	}
	d.press("up", "up")
	d.mustShow("11") // what is recalled is looked for at once
}

func TestEnterWithoutATextKeepsTheSearchThereWas(t *testing.T) {
	d := looking(t, 100)
	d.press("g", "/")
	d.write("error")
	d.press("enter", "/", "enter")
	d.mustShow("/error 1/10")
	d.press("/")
	d.write("x")
	d.press("backspace", "enter", "n")
	d.mustShow("▸line 20.", "/error 2/10")
}

func TestASearchGoesOnInTheNextProcess(t *testing.T) {
	d := looking(t, 100)
	d.fake.print("process-001", logring.Stdout, "no error", "nothing", "an error")
	d.press("/")
	d.write("error")
	d.press("enter", "tab", "j")
	d.mustShow("process-001  ● running  /error 2 ")
	d.mustNotShow("▸")
	d.press("n")
	d.mustShow("▸no error", "1/2")
	d.press("k")
	d.mustShow("/error 10 ")
}

func TestEscEndsTheInnermostFirst(t *testing.T) {
	d := looking(t, 100)
	d.press(" ", "k", "m", "&")
	d.write("line")
	d.press("enter", "/")
	d.write("error")
	d.press("enter", "v", "/")
	on := func() string {
		o := d.app.logs
		return fmt.Sprintf("%t %t %t %t %t %d", o.prompt.isOpen(), o.selection.on, o.search.on(), o.filter != logring.Query{}, o.merged, len(d.app.list.marks))
	}
	for _, want := range []string{
		"true true true true true 1", "false true true true true 1", "false false true true true 1", "false false false true true 1",
		"false false false false true 1", "false false false false false 1", "false false false false false 1", "false false false false false 0",
	} {
		if got := on(); got != want {
			t.Fatalf("%s is on, want %s", got, want)
		}
		d.press("esc")
	}
}
