package tui

import (
	"context"
	"fmt"
	"io"
	"testing"

	"tend/internal/logring"
	"tend/internal/logview"
)

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

func TestAScanThatFailsSaysSo(t *testing.T) {
	d := looking(t, 10)
	d.press("/")
	d.scanning = true
	d.write("a")
	d.app.Update(scannedMsg{scan: d.app.logs.scan.id, err: fmt.Errorf("cannot scan: the session is gone")})
	d.mustSay("cannot scan: the session is gone")
}

// In the real program, with its commands: one scan at a time, and each ends
// with what it is for.
func TestScansInTheRealProgram(t *testing.T) {
	term := newTerminal(t, 80, 24)
	f := newFake(many(1)...)
	for i := range 100 {
		f.print("process-000", logring.Stdout, fmt.Sprintf("line %d.", i+1))
	}
	began, ended := make(chan int, 99), make(chan error, 99)
	scans := 0
	f.onScan = func(ctx context.Context) {
		f.mu.Lock()
		scans++
		n := scans
		f.mu.Unlock()
		began <- n
		if n < 3 {
			<-ctx.Done() // it takes long
		}
		ended <- ctx.Err()
	}
	over := make(chan error)
	go func() { over <- Run(t.Context(), f, term.options()) }()
	term.await(t, "line 100.")
	for i, key := range []string{"/l", "i", "ne 7\r"} {
		io.WriteString(term.keys, key)
		if got := <-began; got != i+1 {
			t.Fatalf("scan %d, want %d", got, i+1)
		}
		if i > 0 { // the one before was over by then
			select {
			case err := <-ended:
				if err == nil {
					t.Error("it was not told to end")
				}
			default:
				t.Error("two scans at once")
			}
		}
	}
	term.await(t, "11/11")
	f.print("process-000", logring.Stdout, "line 7 again")
	term.await(t, "/12")
	io.WriteString(term.keys, "n")
	term.await(t, "12/12")
	f.close()
	if err := <-over; err != nil {
		t.Error(err)
	}
}
