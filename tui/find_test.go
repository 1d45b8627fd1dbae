package tui

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"tend/internal/logring"
	"tend/internal/logview"
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
	d.press("ctrl+c")
	if len(d.fake.shutdowns) != 1 {
		t.Error("ctrl+c does not quit")
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

func TestAFilterShowsMatchingLinesAsOneTypes(t *testing.T) {
	d := looking(t, 100)
	d.press("&")
	d.write("err")
	d.mustShow(" line 10.", " line 100.", "▌&err", " 10")
	d.mustNotShow("line 11.")
	d.press("enter")
	d.mustShow("&err 10", "esc end filter")
	for range 10 {
		d.say(1)
	}
	d.mustNotShow("line 101.")
	d.fake.print("process-000", logring.Stdout, "another error")
	d.changed()
	d.mustShow("another error", "&err 11")
	d.press("&")
	d.write("!err")
	d.mustShow("line 110.", " line 91.", "&!err", "100")
	d.mustNotShow("Error")
	d.press("enter")
	d.mustShow("&!err 100")
	d.press("&")
	d.write("nowhere")
	d.mustShow("no line has “nowhere”")
	d.press("esc")
	d.mustShow("&!err 100")
	d.press("esc")
	d.mustShow("another error", "line 110.")
	d.mustNotShow("&!err")
}

func TestAFilterLeavesOneWhereOneIs(t *testing.T) {
	for _, end := range [][]string{{"esc"}, {"&", "enter"}, {"&", "x", "backspace", "enter"}} {
		d := looking(t, 1000)
		d.press("g", "pgdown", "pgdown", "pgdown", "&")
		d.mustRead(58, 77)
		d.write("error")
		d.press("enter")
		d.mustShow(" line 60.", " line 250.", "▼ paused · 75 lines below")
		d.mustNotShow("line 50.")
		d.press("pgdown")
		d.mustShow(" line 250.", " line 440.", "▼ paused · 56 lines below")
		d.press(end...)
		d.mustRead(250, 269)
		d.mustShow("▼ paused · 731 lines below")
	}
}

func TestAFilteredViewIsFollowed(t *testing.T) {
	d := looking(t, 1000)
	d.press("&")
	d.write("error")
	d.press("enter")
	for i := range 50 {
		d.fake.print("process-000", logring.Stdout, fmt.Sprintf("error %d.", i+1), "nothing")
		d.changed()
		d.mustShow(fmt.Sprintf(" error %d.", i+1))
	}
	d.mustNotShow("nothing")
	d.press("pgup")
	d.mustShow("▼ paused · 20 lines below")
	d.press("f")
	d.mustShow(" error 50.")
}

func TestLinesThatAreDroppedLeaveTheFilteredView(t *testing.T) {
	f := newFake(many(1)...)
	f.limit = logring.MinLimit
	d := drive(t, f, 100, 24)
	d.say(1000)
	d.press("&")
	d.write("7")
	d.press("enter", "g")
	d.mustShow(" line 7.")
	for f.dropped("process-000") == 0 {
		d.say(50)
	}
	first := f.dropped("process-000") + 1
	for !strings.Contains(fmt.Sprint(first), "7") {
		first++
	}
	d.mustShow(fmt.Sprintf("│ line %d.", first))
	d.mustFit("dropped")
	page, err := f.Read(logview.Query{View: d.app.logs.shown, Count: 20})
	if err != nil || page.Lines[0].Number != first || page.After != d.app.logs.below {
		t.Errorf("%d lines below, want %d; %v", d.app.logs.below, page.After, err)
	}
	d.press("G")
	d.say(8)
	d.press("v", "g", "/")
	d.write("line")
	d.mustFit("dropped")
}

func TestScansAreRepeatedWhenThereIsMore(t *testing.T) {
	d := looking(t, 100)
	d.press("/")
	d.write("error")
	d.press("enter")
	n := len(d.fake.scans)
	d.send(tickMsg{})
	d.press("j", "k")
	if len(d.fake.scans) != n {
		t.Error("it was scanned again without a reason")
	}
	d.fake.print("process-000", logring.Stdout, "a new error")
	d.scanning = true
	for range 5 { // it goes on
		d.changed()
	}
	d.mustShow("/error 9/10")
	if len(d.fake.scans) != n {
		t.Errorf("%d scans at once", len(d.fake.scans)-n+1)
	}
	d.scanning = false
	d.scan()
	d.mustShow("/error 9/11")
	if got := len(d.fake.scans); got != n+2 { // what came during the first
		t.Errorf("%d scans, want %d", got, n+2)
	}
	d.press("esc")
	d.changed()
	if len(d.fake.scans) != n+2 || d.app.logs.scan.cancel != nil {
		t.Error("it is scanned although nothing is looked for")
	}
}

func TestAScanEndsWithWhatItIsFor(t *testing.T) {
	for _, end := range [][]string{{"x"}, {"esc"}, {"ctrl+r"}} {
		d := looking(t, 100)
		d.press("/")
		d.scanning = true
		d.write("err")
		s := &d.app.logs.scan
		ctx, cancel := context.WithCancel(context.Background())
		id := s.id
		s.cancel = cancel
		d.mustShow("looking")
		d.press(end...)
		if ctx.Err() == nil {
			t.Errorf("%v does not end it", end)
		}
		d.app.Update(scannedMsg{scan: id, err: context.Canceled})
		if d.app.notice.words != "" || s.done {
			t.Errorf("its end is taken for an answer: %q", d.app.notice.words)
		}
	}
}

func TestWhatIsFoundIsToldWhileAScanGoesOn(t *testing.T) {
	d := looking(t, 100)
	d.press("/")
	d.scanning = true
	d.write("error")
	d.mustShow("looking")
	if d.app.tickAt.IsZero() || d.app.tickAt.Sub(d.time) > scanLook {
		t.Errorf("the next look is at %s", d.app.tickAt)
	}
	o := d.app.logs
	if err := d.fake.Scan(t.Context(), logview.Scan{Names: o.shown.Names, Texts: []logring.Query{o.search.query}}); err != nil {
		t.Fatal(err)
	}
	d.time = d.time.Add(scanLook)
	d.send(tickMsg{tick: d.app.tick})
	d.mustShow("▸line 90.", "9/10+")
	d.scanning = false
	d.scan()
	d.mustNotShow("9/10+")
	d.mustShow("9/10")
}

// What is shown does not vanish for the time that the first look takes.
func TestAFilterDoesNotFlicker(t *testing.T) {
	d := looking(t, 100)
	d.press("&")
	d.scanning = true
	d.write("error")
	d.mustShow("line 95.")
	d.time = d.time.Add(scanLook)
	d.send(tickMsg{tick: d.app.tick})
	d.mustShow("looking for lines", "0+")
	d.press("esc", "j")
	d.mustNotShow("line 95.")
	d.press("k", "&", "e", "enter", "tab", "j")
	d.mustNotShow("line 95.") // it is not of this process
}

// A regexp that only the stack finds wrong does not hurt, and errors are said.
func TestAScanThatFailsSaysSo(t *testing.T) {
	d := looking(t, 10)
	d.press("/")
	d.scanning = true
	d.write("a")
	d.app.Update(scannedMsg{scan: d.app.logs.scan.id, err: fmt.Errorf("cannot scan: the session is gone")})
	d.mustSay("cannot scan: the session is gone")
}

func TestMarksGoAroundColours(t *testing.T) {
	const red, green, off = "\x1b[31m", "\x1b[32m", "\x1b[0m"
	mark := paint{"<", ">"}
	for _, c := range []struct{ in, look, want string }{
		{"an error here", "error", "an <error> here"},
		{red + "an error" + off, "error", red + "an " + off + "<error>" + red + off},
		{"an " + red + "err" + off + "or", "error", "an " + red + off + "<error>" + ""},
		{"er" + red + "ro" + green + "r!", "error", "<error>" + red + green + "!"},
		{"error error", "error", "<error> <error>"},
		{"errorerror", "error", "<error><error>"},
		{"世界 error 世界", "世", "<世>界 error <世>界"},
		{"e\u0301rror", "rror", "e\u0301<rror>"},
		{"nothing" + red, "error", "nothing" + red},
		{"last error", "error", "last <error>"},
	} {
		p, err := logring.Query{Text: c.look}.Compile()
		if err != nil {
			t.Fatal(err)
		}
		spans := p.Spans(nil, bare(c.in))
		if got := markSpans(c.in, spans, mark); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.look, c.in, got, c.want)
		}
	}
}

// A hit that is wrapped is marked in both rows, and no colour gets lost.
func TestMarksAreWrapped(t *testing.T) {
	f := newFake(many(1)...)
	f.print("process-000", logring.Stdout, "\x1b[32m"+strings.Repeat("x", 55)+"a long \x1b[1mneedle\x1b[0m "+strings.Repeat("世", 40))
	d := driveIn(t, f, 100, 24, termenv.TrueColor) // 61 cells
	d.press("w", "/")
	d.write("long needle")
	st := d.app.st
	rows := d.app.logs.rows
	if len(rows) < 2 || !rows[0].hit || !rows[1].hit {
		t.Fatalf("%d rows, marked: %t %t", len(rows), rows[0].hit, rows[1].hit)
	}
	if !strings.Contains(rows[0].text, "a "+sgrReset+st.hitAt.open+"long"+sgrReset) || !strings.HasPrefix(rows[1].text, st.hitAt.open+" needle"+sgrReset) {
		t.Errorf("%q, %q", rows[0].text, rows[1].text)
	}
	d.mustFit("wrapped mark")
}

func FuzzMarks(f *testing.F) {
	f.Add("a\x1b[31m世界\x1b[0m e\u0301 👨‍👩‍👧‍👦 b", "界 e", 7)
	f.Fuzz(func(t *testing.T, s, look string, width int) {
		width = min(max(width, 2), 300)
		text := string(logring.Sanitize(nil, []byte(s)))
		if strings.Contains(text, "\n") {
			return
		}
		p, err := logring.Query{Text: look}.Compile()
		if err != nil || look == "" {
			return
		}
		style := lineStyle{st: newStyles(options(termenv.TrueColor).Renderer), pattern: p}
		plainStyle := lineStyle{st: style.st}
		for _, wrap := range []bool{true, false} {
			line := &logview.Line{Line: logring.Line{Number: 1, Text: text}}
			marked, bareRows := style.draw(line, width, 0, wrap), plainStyle.draw(line, width, 0, wrap)
			if len(marked) != len(bareRows) {
				t.Fatalf("%d rows with marks, %d without", len(marked), len(bareRows))
			}
			for i := range marked {
				if got, want := stripped(marked[i].text), stripped(bareRows[i].text); got != want {
					t.Errorf("row %d is %q with marks, %q without", i, got, want)
				}
			}
		}
	})
}

func TestTheSignOfMoreSaysThatAMatchIsThere(t *testing.T) {
	f := newFake(many(1)...)
	long := strings.Repeat("far away, ", 30)
	f.print("process-000", logring.Stdout, "first "+long+"needle", "second needle", "third "+long+"needle at the end of it", "nothing"+long)
	d := drive(t, f, 100, 24)
	d.press("/")
	d.write("needle")
	rows := strings.Split(readable(d.app.View()), "\n")
	for i, want := range []string{"▸…r away, far away, far away", " second ‹needle›", " third far away", " nothingfar away"} {
		if !strings.Contains(rows[2+i], "│"+want) {
			t.Errorf("row %d is %q, want %q", i, rows[2+i], want)
		}
	}
	if !strings.Contains(rows[2], "⟦needle⟧") || !strings.HasSuffix(rows[4], "‹…›") || strings.HasSuffix(rows[5], "‹…›") {
		t.Errorf("%q", rows[2:6])
	}
}
