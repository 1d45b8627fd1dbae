package tui

import (
	"fmt"
	"strings"
	"testing"

	"tend/internal/logring"
	"tend/internal/logview"
)

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
