package tui

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"

	"tend/internal/logring"
	"tend/manager"
	"tend/processcontrol"
)

// talking is a stack whose processes have something to say.
func talking() *fakeStack { return talkingAt(0) }

// talkingAt is one in which some time passes before each line; that of
// synctest.
func talkingAt(pace time.Duration) *fakeStack {
	var ps []manager.ProcessView
	for i, name := range []string{"db", "api", "web", "order-fulfilment-worker"} {
		ps = append(ps, manager.ProcessView{
			Name: name, Command: "./" + name, Status: manager.Ready, State: processcontrol.Running, TTY: true,
			HasProbe: true, Ready: true, Generation: 1, PID: 7001 + i, StartedAt: before(12 * time.Minute),
		})
	}
	f := newFake(ps...)
	f.pace = pace
	f.print("db", logring.Note, "run 1")
	f.print("db", logring.Stdout, "database system is ready to accept connections")
	f.print("api", logring.Note, "run 1")
	for i := range 60 {
		id := fmt.Sprintf("%04x", i*7919%65536)
		f.print("api", logring.Stdout, fmt.Sprintf("\x1b[32mINF\x1b[0m GET /orders/%d \x1b[36mstatus=\x1b[0m%d \x1b[36mid=\x1b[0m%s", i*37+100, 200+i%7/6*300, id))
		switch i % 12 {
		case 3:
			f.print("db", logring.Stderr, "\x1b[31mERROR\x1b[0m:  duplicate key value violates unique constraint \"orders_pkey\"")
			f.print("api", logring.Stderr, "\x1b[31mERR\x1b[1mOR\x1b[0m order "+id+" was not stored: duplicate key value violates unique constraint")
		case 5:
			f.print("web", logring.Stdout, "compiled 世界.tsx in 141 ms, 0 errors", fmt.Sprintf("hot update %d sent", i))
		case 7:
			f.print("order-fulfilment-worker", logring.Stdout,
				fmt.Sprintf(`{"time":"2026-03-14T11:59:%02dZ","level":"info","msg":"order packed","order":%d,"boxes":%d}`, i, i*37, i%3+1))
		case 9:
			f.print("order-fulfilment-worker", logring.Stdout,
				fmt.Sprintf(`{"time":"2026-03-14T11:59:%02dZ","level":"error","msg":"carrier did not answer","order":%d,"tries":3,"error":"dial tcp 10.0.0.9:443: i/o timeout"}`, i, i*37),
				"not a JSON line")
		}
	}
	f.print("api", logring.Stdout, strings.Repeat("the end of this line is far away, ", 6)+"and has an error in it")
	f.print("api", logring.Stdout, "\x1b[32mINF\x1b[0m all is well")
	return f
}

// findings are scenes in which something is looked for in the output, or taken
// out of it.
var findings = []scene{
	{"search", func(d *driver) { d.selectProcess("api"); d.press("/"); d.write("error") }},
	{"searchkept", func(d *driver) { d.selectProcess("api"); d.press("/"); d.write("error"); d.press("enter", "N", "N") }},
	{"searchnone", func(d *driver) { d.selectProcess("api"); d.press("/"); d.write("nowhere") }},
	{"searchregexp", func(d *driver) { d.selectProcess("api"); d.press("/", "ctrl+r"); d.write(`orders/\d+7 `) }},
	{"searchwrong", func(d *driver) { d.selectProcess("api"); d.press("/", "alt+r"); d.write(`GET (`) }},
	{"searchlooking", func(d *driver) {
		d.selectProcess("api")
		d.press("/")
		d.write("err")
		d.scanning = true
		d.write("or")
	}},
	{"searchfar", func(d *driver) { d.selectProcess("api"); d.press("/"); d.write("has an error"); d.press("enter") }},
	{"searchwrapped", func(d *driver) {
		d.selectProcess("api")
		d.press("w", "/")
		d.write("error")
		d.press("enter")
		d.later()
	}},
	{"searchround", func(d *driver) { d.selectProcess("api"); d.press("/"); d.write("error"); d.press("enter", "n", "n") }},
	{"filter", func(d *driver) { d.selectProcess("api"); d.press("&"); d.write("error") }},
	{"filterkept", func(d *driver) { d.selectProcess("api"); d.press("&"); d.write("error"); d.press("enter") }},
	{"filternot", func(d *driver) { d.selectProcess("api"); d.press("&"); d.write("!inf"); d.press("enter") }},
	{"filternone", func(d *driver) { d.selectProcess("api"); d.press("&"); d.write("nowhere"); d.press("enter") }},
	{"filtersearch", func(d *driver) {
		d.selectProcess("api")
		d.press("&")
		d.write("orders")
		d.press("enter", "/")
		d.write("500")
		d.press("enter", "pgup")
	}},
	{"merged", func(d *driver) { d.press("m") }},
	{"mergedmarked", func(d *driver) { d.press(" ", "j", " ", "m", "t", "pgup") }},
	{"mergedsearch", func(d *driver) { d.press("m", "/"); d.write("error"); d.press("enter", "N") }},
	{"times", func(d *driver) { d.selectProcess("api"); d.press("t", "tab") }},
	{"jsonraw", func(d *driver) { d.selectProcess("order-fulfilment-worker"); d.press("w"); d.later() }},
	{"json", func(d *driver) {
		d.app.logs.json = sayJSON
		d.selectProcess("order-fulfilment-worker")
		d.press("w", "J")
		d.later()
	}},
	{"select", func(d *driver) { d.selectProcess("api"); d.press("v", "k", "k", "k") }},
	{"copied", func(d *driver) { d.selectProcess("api"); d.press("v", "k", "k", "k", "y") }},
	{"writeto", func(d *driver) { d.selectProcess("api"); d.press("W"); d.write("api.log") }},
	{"writeover", func(d *driver) {
		if err := os.WriteFile(d.path("api.log"), nil, 0o600); err != nil {
			d.t.Fatal(err)
		}
		d.selectProcess("api")
		d.press("W")
		d.write("api.log")
		d.press("enter")
	}},
}

// sayJSON makes a line that is JSON readable, more or less.
func sayJSON(line string) (string, bool) {
	inner, isObject := strings.CutPrefix(line, "{")
	inner = strings.TrimSuffix(inner, "}")
	return "\x1b[36m" + strings.NewReplacer(`"`, "", ",", "  ", ":", "=").Replace(inner) + sgrReset, isObject
}

// later lets what the footer says pass.
func (d *driver) later() {
	d.time = d.time.Add(noticeTime)
	d.send(tickMsg{})
}

// readable writes marks as brackets: ⟦here⟧ the search is, and there ‹others›
// are.
func readable(view string) string {
	var b strings.Builder
	end := ""
	for view != "" {
		switch rest := view[1:]; {
		case strings.HasPrefix(view, sgrReverse):
			b.WriteString("⟦")
			end, view = "⟧", view[len(sgrReverse):]
		case strings.HasPrefix(view, sgrUnderline):
			b.WriteString("‹")
			end, view = "›", view[len(sgrUnderline):]
		case strings.HasPrefix(view, sgrReset):
			b.WriteString(end)
			end, view = "", view[len(sgrReset):]
		default:
			b.WriteString(view[:1])
			view = rest
		}
	}
	return b.String()
}

func TestFindings(t *testing.T) {
	goldens(t, findings, func() *fakeStack { return talkingAt(137 * time.Millisecond) })
}

func TestFindingsInColour(t *testing.T) {
	var view string
	synctest.Test(t, func(t *testing.T) {
		d := driveIn(t, talkingAt(137*time.Millisecond), 120, 24, termenv.TrueColor)
		d.press("m", "/")
		d.write("error")
		d.press("enter", "N", "v", "k")
		view = d.app.View()
	})
	golden.RequireEqualEscape(t, []byte(view+"\n"), true)
}
