package logview

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"tend/internal/logring"
)

// walk tells what a trail comes to, as text, and counts what it has missed.
func walk(t *testing.T, trail *Trail, until time.Time) (told []string, missed int64) {
	t.Helper()
	err := trail.Read(until, func(name string, line *Line, m int64) error {
		if (line == nil) == (m == 0) {
			t.Errorf("%s: a line %v and %d missed at once", name, line, m)
		}
		if line != nil {
			told = append(told, fmt.Sprintf("%s %d %s", name, line.Number, line.Text))
		}
		missed += m
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return told, missed
}

var never = time.Now().AddDate(100, 0, 0)

// TestTrailTellsEverythingInTheOrderOfItsArrival compares with the whole, sorted.
func TestTrailTellsEverythingInTheOrderOfItsArrival(t *testing.T) {
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 7))
		s := newStack("api", "db", "web", "worker")
		var middle time.Time
		for i := range 400 {
			if i == 150 {
				middle = time.Now()
			}
			s.say(s.names[random.IntN(len(s.names))], "%s %d\n%s\n", words[random.IntN(len(words))], i, strings.Repeat("x", random.IntN(9)))
		}
		v := View{Names: slices.Clone(s.names[:1+random.IntN(4)])}
		since, tail := time.Time{}, -1
		var match *logring.Pattern
		if random.IntN(2) == 0 {
			v.Filter = logring.Query{Text: "a", Not: random.IntN(2) == 0}
			match, _ = v.Filter.Compile()
		}
		want := s.all(t, v)
		if random.IntN(2) == 0 {
			since = middle
			want = slices.DeleteFunc(want, func(l Line) bool { return l.Time.Before(since) })
		}
		if random.IntN(2) == 0 {
			tail = random.IntN(300)
			want = want[max(len(want)-tail, 0):]
		}
		onwards := random.IntN(2) == 0
		trail := NewTrail(s.Read, match, since)
		if err := trail.Begin(v.Names, tail, onwards); err != nil {
			t.Fatal(err)
		}
		s.say("api", "a later line\n")
		all := s.all(t, v)
		want = slices.DeleteFunc(all, func(l Line) bool {
			return !slices.Contains(want, l) && !(onwards && l.Text == "a later line" && !l.Time.Before(since))
		})
		told, missed := walk(t, trail, never)
		if !slices.Equal(told, texts(want)) || missed != 0 {
			t.Fatalf("seed %d, %+v, tail %d, since %v: %d missed\n%q\nwant\n%q", seed, v, tail, since, missed, told, texts(want))
		}
	}
}

func TestTrailSaysWhatHadToGiveWay(t *testing.T) {
	s := newStack("api", "db")
	s.say("api", "one\ntwo\nthr")
	trail := NewTrail(s.Read, nil, time.Time{})
	if err := trail.Begin(s.names, -1, true); err != nil {
		t.Fatal(err)
	}
	if told, missed := walk(t, trail, never); !slices.Equal(told, []string{"api 1 one", "api 2 two"}) || missed != 0 {
		t.Errorf("%q, %d", told, missed)
	}
	s.say("api", "ee\n")
	s.say("db", "calm\n")
	s.say("api", "%s", strings.Repeat("a flood\n", 50_000))
	told, missed := walk(t, trail, never)
	if got := int64(len(told)) + missed; got != 50_002 || missed == 0 {
		t.Errorf("%d told and %d missed", len(told), missed)
	}
	if !slices.Contains(told, "db 1 calm") || told[len(told)-1] != "api 50003 a flood" {
		t.Errorf("%q", told[max(len(told)-3, 0):])
	}
	if told, missed := walk(t, trail, never); len(told) > 0 || missed > 0 {
		t.Errorf("%q, %d", told, missed)
	}
}

func TestTrailLeavesWhatIsBehindTheHorizon(t *testing.T) {
	s := newStack("api", "db")
	trail := NewTrail(s.Read, nil, time.Time{})
	if err := trail.Begin(s.names, 0, true); err != nil {
		t.Fatal(err)
	}
	before := time.Now().Add(-time.Second)
	s.say("db", "one\n")
	if told, _ := walk(t, trail, before); len(told) > 0 {
		t.Errorf("%q", told)
	}
	s.say("api", "two\n")
	if told, _ := walk(t, trail, never); !slices.Equal(told, []string{"db 1 one", "api 1 two"}) {
		t.Errorf("%q", told)
	}
}

func TestTrailGoesOnWithWhoJoinsAndReturns(t *testing.T) {
	s := newStack("api")
	s.say("api", "one\n")
	trail := NewTrail(s.Read, nil, time.Time{})
	if err := trail.Begin(s.names, 0, true); err != nil {
		t.Fatal(err)
	}
	s.outputs["db"] = NewOutput(logring.New(64 << 10))
	s.say("db", "joined\nand stayed\n")
	if !trail.Join([]string{"db", "api"}) || trail.Join([]string{"db", "api"}) {
		t.Error("it is told that others have joined when that is not so, or the other way round")
	}
	if told, missed := walk(t, trail, never); !slices.Equal(told, []string{"db 1 joined", "db 2 and stayed"}) || missed != 0 {
		t.Errorf("%q, %d", told, missed)
	}
	s.outputs["db"] = NewOutput(logring.New(64 << 10)) // it had left, and is there again
	s.say("db", "returned\n")
	if told, _ := walk(t, trail, never); !slices.Equal(told, []string{"db 1 returned"}) {
		t.Errorf("%q", told)
	}
	delete(s.outputs, "db")
	if told, _ := walk(t, trail, never); len(told) > 0 {
		t.Errorf("%q", told)
	}
	if !trail.Join([]string{"api"}) || !slices.Equal(trail.Names(), []string{"api"}) {
		t.Error("who has left is not forgotten")
	}
	stop := errors.New("stop")
	s.say("api", "two\n")
	if err := trail.Read(never, func(string, *Line, int64) error { return stop }); err != stop {
		t.Error(err)
	}
}

func TestTrailBeginsOnlyWhereSomethingIs(t *testing.T) {
	s := newStack("api")
	var unknown *UnknownError
	if err := NewTrail(s.Read, nil, time.Time{}).Begin([]string{"apl"}, -1, true); !errors.As(err, &unknown) {
		t.Error(err)
	}
}
