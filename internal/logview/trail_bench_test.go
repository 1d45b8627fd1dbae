package logview

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkTrail is what a stream of lines of a thousand processes costs each time
// that one of them prints a line.
func BenchmarkTrail(b *testing.B) {
	names := make([]string, 1000)
	for i := range names {
		names[i] = fmt.Sprint("p", i)
	}
	s := newStack(names...)
	for _, name := range names {
		s.say(name, "up and running\n")
	}
	trail := NewTrail(s.Read, nil, time.Time{})
	if err := trail.Begin(names, 0, true); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		s.say("p500", "one more line\n")
		told := 0
		err := trail.Read(never, func(string, *Line, int64) error { told++; return nil })
		if err != nil || told != 1 {
			b.Fatal(told, err)
		}
	}
}
