//go:build linux || darwin

package processcontrol

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestWhatIsTypedReachesTheProcess(t *testing.T) {
	s := spec(t, "console")
	s.TTY = true
	c := control(t, s)
	if err := c.Type([]byte("quit\r")); err == nil || err.Error() != "cannot type into "+s.Name+": it does not run" {
		t.Error(err)
	}
	c.up(t)
	if err := c.Type([]byte("quit\r")); err != nil {
		t.Fatal(err)
	}
	if s := c.untilState(t, Exited); s.Exit.Code != 6 {
		t.Errorf("it ended with %v", s.Exit)
	}
	if raw := c.Raw(0); !strings.HasPrefix(string(raw.Data), "up\r\n") || !strings.Contains(string(raw.Data), "quit") || raw.Generation != 1 {
		t.Errorf("its terminal has %+v", raw)
	}
	before := c.Raw(0).Next()
	printed := make(chan struct{}, 1)
	defer c.Output().Watch(printed)()
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for c.Raw(before).Next() < before+int64(len("up\r\n")) {
		<-printed
	}
	if raw := c.Raw(0); raw.Generation != 2 || raw.From != before || string(raw.Data) != "up\r\n" {
		t.Errorf("the terminal of the next run has %+v", raw)
	}
}

func TestNobodyTypesIntoAPipe(t *testing.T) {
	c := control(t, spec(t, "wait"))
	c.up(t)
	if err := c.Type([]byte("x")); err == nil || !strings.HasSuffix(err.Error(), "it has no terminal: set tty = true") {
		t.Error(err)
	}
}

func TestWhatIsTypedMayNotBeRead(t *testing.T) {
	s := spec(t, "deaf")
	s.TTY = true
	c := control(t, s)
	c.up(t)
	err := c.Type(make([]byte, 1<<20))
	if err == nil || err.Error() != "cannot type into "+s.Name+": it does not read what is typed" {
		t.Error(err)
	}
}

func TestWhatAProcessAsksItsTerminalIsAnswered(t *testing.T) {
	s := spec(t, "ask")
	s.TTY = true
	c := control(t, s)
	c.up(t)
	c.untilPrinted(t, `heard "\x1b[1;1R" <nil>`)
}

func TestWhoAttendsAnswersInItsPlace(t *testing.T) {
	s := spec(t, "ask")
	s.TTY = true
	c := control(t, s)
	if at := c.Attend("me", true); at != 0 {
		t.Errorf("it counts from %d on", at)
	}
	if at := c.Attend("another", true); at != never {
		t.Errorf("two answer, the second from %d on", at)
	}
	if at := c.Attend("another", false); at != 0 {
		t.Errorf("who does not answer has to, until %d", at)
	}
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.untilPrinted(t, "ask\n")
	if err := c.Type([]byte("\x1b[7;9R")); err != nil {
		t.Fatal(err)
	}
	c.untilPrinted(t, `heard "\x1b[7;9R" <nil>`)
	c.untilPrinted(t, "up\n")
	if at := c.Attend("me", false); at != c.Raw(0).Next() {
		t.Errorf("it counts from %d on", at)
	}
	if err := c.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.untilPrinted(t, `heard "\x1b[1;1R" <nil>`)
}

func TestAnswersThatNobodyReadsDelayNothing(t *testing.T) {
	s := spec(t, "nag 50000")
	s.TTY = true
	c := control(t, s)
	c.up(t)
	c.untilPrinted(t, "heard only answers")
}

func TestAFullScreenProgramIsMadeToDrawAgain(t *testing.T) {
	s := spec(t, "sizes")
	s.TTY = true
	c := control(t, s)
	c.Redraw() // nobody is there
	c.up(t)
	c.Redraw()
	c.untilPrinted(t, "size 23x80 <nil>\nsize 24x80 <nil>\n")
	c.Resize(100, 1)
	c.untilPrinted(t, "size 1x100 <nil>\n")
	c.Redraw()
	c.untilPrinted(t, "size 2x100 <nil>\nsize 1x100 <nil>\n")
}

// A program that floods its terminal is read as fast as without anybody
// listening to what it asks.
func BenchmarkTail(b *testing.B) {
	for _, what := range []struct{ name, line string }{
		{"plain", "2026-01-02T15:04:05Z INFO server request path=/api/v1/items ms=12\r\n"},
		{"coloured", "\x1b[2m2026-01-02T15:04:05Z\x1b[0m \x1b[32mINFO\x1b[0m \x1b[1mserver\x1b[0m request \x1b[36mpath\x1b[0m=/api/v1/items \x1b[36mms\x1b[0m=12\r\n"},
	} {
		b.Run(what.name, func(b *testing.B) {
			var tail rawTail
			block := []byte(strings.Repeat(what.line, 4096/len(what.line))) // what a terminal hands out at once
			b.SetBytes(int64(len(block)))
			for b.Loop() {
				tail.write(block)
			}
		})
	}
}

func TestTheNewestOfATerminalIsKept(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	var tail rawTail
	var all []byte
	tail.begin(1)
	for range 2000 {
		p := bytes.Repeat([]byte{byte(random.IntN(256))}, random.IntN(1<<random.IntN(18)))
		tail.write(p)
		all = append(all, p...)
		from := int64(random.IntN(len(all) + 1))
		raw := tail.from(from)
		if first := max(from, int64(len(all)-tail.most())); raw.From != first || raw.Next() != int64(len(all)) || !bytes.Equal(raw.Data, all[first:]) {
			t.Fatalf("from %d of %d there are %d bytes from %d on", from, len(all), len(raw.Data), raw.From)
		}
		if cap(tail.kept) > 4*tail.most() {
			t.Fatalf("%d bytes are held", cap(tail.kept))
		}
	}
	if raw := tail.from(0); raw.Whole {
		t.Error("the end is all there is")
	}
	tail.begin(2)
	if raw := tail.from(0); len(raw.Data) > 0 || !raw.Whole || raw.Next() != int64(len(all)) {
		t.Errorf("the next run begins with %d bytes at %d", len(raw.Data), raw.From)
	}
}

func TestAFullScreenIsKnownWhileItIsShown(t *testing.T) {
	s := spec(t, "wait")
	s.TTY = true
	s.Command = []string{"/bin/sh", "-c", `printf '\033[?1049h'; read x; printf '\033[?1049l'; read x`}
	c := control(t, s)
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.until(t, "the full screen", func(s Snapshot) bool { return s.FullScreen })
	if err := c.Type([]byte("\r")); err != nil {
		t.Fatal(err)
	}
	c.until(t, "its end", func(s Snapshot) bool { return !s.FullScreen && s.State == Running })
}
