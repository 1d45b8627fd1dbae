package logring

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
)

func TestWatch(t *testing.T) {
	r := New(0)
	a, b := make(chan struct{}, 1), make(chan struct{}, 1)
	cancelA, cancelB, cancelA2 := r.Watch(a), r.Watch(b), r.Watch(a)
	took := func(ch chan struct{}) bool {
		select {
		case <-ch:
			return true
		default:
			return false
		}
	}
	if took(a) || took(b) {
		t.Error("told of nothing")
	}
	for i, change := range []func(){
		func() { r.Write(Stdout, []byte("x")); r.Write(Stdout, []byte("y")) },
		func() { r.End(Stdout) },
		func() { r.Note("n") },
	} {
		change()
		if !took(a) || !took(b) || took(a) || took(b) {
			t.Errorf("change %d: not told once", i)
		}
	}
	r.End(Stdout)
	r.Write(Stdout, nil)
	if took(a) || took(b) {
		t.Error("told of no change")
	}
	cancelA()
	cancelA()
	cancelB()
	r.Note("n")
	if !took(a) || took(b) {
		t.Error("cancel took the wrong one")
	}
	cancelA2()
	r.Note("n")
	if took(a) || r.watchers.Load() != nil {
		t.Error("still watched")
	}
}

func TestMatch(t *testing.T) {
	r := New(MinLimit)
	re := regexp.MustCompile(`^ready in \d+ ms$`)
	check := func(from, wantNext int64, wantFound bool) {
		t.Helper()
		if next, found := r.Match(from, re); next != wantNext || found != wantFound {
			t.Errorf("Match(%d) = %d, %v, want %d, %v", from, next, found, wantNext, wantFound)
		}
	}
	check(0, 1, false)
	r.Write(Stdout, []byte("starting\nready in 5 ms"))
	r.Note("ready in 1 ms")
	check(0, 3, false)
	r.Write(Stderr, []byte("\x1b[32mready\x1b[0m in\x1b]0;t\a 7 ms\r\n"))
	check(3, 4, true)
	check(4, 4, false)
	r.Write(Stdout, []byte("\nafter\n"))
	check(1, 4, true)
	check(4, 5, true)
	check(5, 6, false)
	for range 10000 {
		r.Write(Stdout, []byte("something else\n"))
	}
	r.Write(Stdout, []byte("ready in 9 ms\nafter\n"))
	check(5, 10007, true)
	check(10007, 10008, false)
}

func TestManyReadersBesideTheWriters(t *testing.T) {
	r := New(MinLimit)
	const n = 4000
	done := make(chan struct{})
	var writers, readers sync.WaitGroup
	for _, s := range []Stream{Stdout, Stderr} {
		writers.Go(func() {
			for i := range n {
				text := fmt.Sprintf("%v %d %s", s, i, strings.Repeat("x", i%200))
				r.Write(s, []byte(text[:len(text)/2]))
				r.Write(s, []byte(text[len(text)/2:]+"\n"))
				if i%100 == 0 {
					r.Note("note %d", i)
				}
			}
			r.End(s)
		})
	}
	ch := make(chan struct{}, 1)
	defer r.Watch(ch)()
	re := regexp.MustCompile(`^stdout (\d+) x*$`)
	for k := range 3 {
		readers.Go(func() {
			var next int64 = 1
			for running := true; running; {
				select {
				case <-done:
					running = false
				case <-ch:
				default:
				}
				switch k {
				case 0:
					for _, l := range r.Read(0, 50).Lines {
						if l.Stream != Note && !l.Partial && !strings.HasPrefix(l.Text, l.Stream.String()+" ") {
							t.Errorf("torn line %s", describe(l))
						}
					}
				case 1:
					for _, l := range r.Read(next, 1000).Lines {
						if !l.Partial {
							next = max(next, l.Number+1)
						}
					}
				case 2:
					next, _ = r.Match(next, re)
				}
				r.Stats()
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
	checkStats(t, r)
	if s := r.Stats(); s.LinesIn != 2*n+2*n/100 {
		t.Errorf("%+v", s)
	}
}

// A block that a reader holds must not be written to again.
func TestDroppedBlockIsNotUsedWhileRead(t *testing.T) {
	r := New(MinLimit)
	r.Write(Stdout, []byte(strings.Repeat("old\n", 40_000/4)))
	v, ok := r.takeAt(0)
	if !ok {
		t.Fatal("no block")
	}
	before := string(v.data)
	for range 10 {
		r.Write(Stdout, []byte(strings.Repeat("new\n", 16000)))
	}
	if string(v.data) != before {
		t.Error("the block has changed")
	}
	v.letGo()
}
