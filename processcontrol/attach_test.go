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
		if first := max(from, int64(len(all)-tailKept)); raw.From != first || raw.Next() != int64(len(all)) || !bytes.Equal(raw.Data, all[first:]) {
			t.Fatalf("from %d of %d there are %d bytes from %d on", from, len(all), len(raw.Data), raw.From)
		}
		if cap(tail.kept) > 4*tailKept {
			t.Fatalf("%d bytes are held", cap(tail.kept))
		}
	}
	tail.begin(2)
	if raw := tail.from(0); len(raw.Data) > 0 || raw.Next() != int64(len(all)) {
		t.Errorf("the next run begins with %d bytes at %d", len(raw.Data), raw.From)
	}
}
