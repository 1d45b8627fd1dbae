package logview

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tend/internal/logring"
)

// stack is some processes that have printed something, and may do so again.
type stack struct {
	*Reader
	names   []string
	outputs map[string]*Output
}

func newStack(names ...string) *stack {
	s := &stack{names: names, outputs: make(map[string]*Output)}
	for _, name := range names {
		s.outputs[name] = NewOutput(logring.New(64 << 10))
	}
	s.Reader = NewReader(func(name string) *Output { return s.outputs[name] })
	return s
}

func (s *stack) say(name, format string, args ...any) {
	s.outputs[name].ring.Write(logring.Stdout, fmt.Appendf(nil, format, args...))
}

// all is what a view has, found in the simplest way.
func (s *stack) all(t *testing.T, v View) (lines []Line) {
	t.Helper()
	p, err := v.Filter.Compile()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range v.Names {
		for _, l := range s.outputs[name].ring.Read(1, 1<<20).Lines {
			if !l.Partial && (v.Filter == logring.Query{} || p.Match(logring.AppendPlain(nil, l.Text))) {
				lines = append(lines, Line{l, name})
			}
		}
	}
	slices.SortStableFunc(lines, func(a, b Line) int {
		return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(slices.Index(v.Names, a.Process), slices.Index(v.Names, b.Process)))
	})
	return lines
}

var words = []string{"alpha", "Beta", "gamma ray", "\x1b[31mdelta\x1b[0m", "", "über", "a\tb"}

func TestEveryPartOfAViewIsThatOfTheWhole(t *testing.T) {
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 0))
		s := newStack("api", "db", "web", "worker")
		for range 300 {
			name := s.names[random.IntN(len(s.names))]
			var text strings.Builder
			for range 1 + random.IntN(4) {
				fmt.Fprintf(&text, "%s %d\n", words[random.IntN(len(words))], random.IntN(50))
			}
			s.say(name, "%s", text.String())
		}
		if seed%4 == 0 { // one has had to drop lines
			s.say("db", "%s", strings.Repeat("a long line of no interest\n", 5000))
		}
		for range 60 {
			v := View{Names: slices.Clone(s.names)}
			random.Shuffle(len(v.Names), func(i, j int) { v.Names[i], v.Names[j] = v.Names[j], v.Names[i] })
			v.Names = v.Names[:1+random.IntN(len(v.Names))]
			switch random.IntN(3) {
			case 0:
				v.Filter = logring.Query{Text: "a", Not: random.IntN(2) == 0}
			case 1:
				v.Filter = logring.Query{Text: "[1-3]$", Regexp: true}
			}
			if err := s.Scan(t.Context(), Scan{Names: v.Names, Texts: []logring.Query{v.Filter}}); err != nil {
				t.Fatal(err)
			}
			s.compare(t, random, v)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// compare asks for a part of a view, and looks whether it is the right one.
func (s *stack) compare(t *testing.T, random *rand.Rand, v View) {
	t.Helper()
	all := s.all(t, v)
	q := Query{View: v, Count: 1 + random.IntN(40), Back: random.IntN(2) == 0}
	lo, hi := 0, min(q.Count, len(all))
	if q.Back {
		lo, hi = max(len(all)-q.Count, 0), len(all)
	}
	if len(all) > 0 && random.IntN(4) > 0 {
		at := random.IntN(len(all))
		q.At = all[at].Position()
		lo, hi = at, min(at+q.Count, len(all))
		if q.Back {
			lo, hi = max(at-q.Count, 0), at
		}
	}
	page, err := s.Read(q)
	if err != nil {
		t.Fatal(err)
	}
	want := all[lo:hi]
	if len(page.Lines) != len(want) || len(want) > 0 && !reflect.DeepEqual(page.Lines, want) {
		t.Errorf("%+v:\n%v\nwant\n%v", q, texts(page.Lines), texts(want))
	}
	if page.Before != int64(lo) || page.After != int64(len(all)-hi) {
		t.Errorf("%+v: %d before and %d after, want %d and %d", q, page.Before, page.After, lo, len(all)-hi)
	}
}

func texts(lines []Line) (all []string) {
	for _, l := range lines {
		all = append(all, fmt.Sprintf("%s %d %s", l.Process, l.Number, l.Text))
	}
	return all
}

func TestSearchGoesFromHitToHitAndBack(t *testing.T) {
	s := newStack("api", "db")
	for i := range 100 {
		s.say(s.names[i%2], "line %d\n", i)
	}
	for _, filter := range []logring.Query{{}, {Text: "line 1"}} {
		search := Search{View: View{Names: s.names, Filter: filter}, Text: logring.Query{Text: "5"}}
		want := slices.DeleteFunc(s.all(t, search.View), func(l Line) bool { return !strings.Contains(l.Text, "5") })
		if err := s.Scan(t.Context(), Scan{Names: s.names, Texts: []logring.Query{search.Text, filter}}); err != nil {
			t.Fatal(err)
		}
		for i := range len(want) + 1 {
			hit, err := s.Search(search)
			if err != nil {
				t.Fatal(err)
			}
			if i == len(want) {
				if hit.At != (Position{}) {
					t.Errorf("after the last one: %+v", hit)
				}
				break
			}
			if hit != (Hit{want[i].Position(), int64(len(want)), int64(i)}) {
				t.Errorf("%d: %+v, want %v", i, hit, want[i])
			}
			search.At = hit.At
		}
		search.At, search.Back = Position{}, true
		for i := len(want) - 1; i >= 0; i-- {
			hit, err := s.Search(search)
			if err != nil {
				t.Fatal(err)
			}
			if hit != (Hit{want[i].Position(), int64(len(want)), int64(i)}) {
				t.Errorf("back, %d: %+v, want %v", i, hit, want[i])
			}
			search.At = hit.At
		}
	}
}

func TestWriteGivesTheWholeViewOrAPart(t *testing.T) {
	s := newStack("api", "worker")
	for i := range 2500 {
		s.say(s.names[i%2], "line \x1b[31m%d\x1b[0m\n", i)
	}
	view := View{Names: s.names}
	all := s.all(t, view)
	var want []string
	for _, l := range all {
		want = append(want, fmt.Sprintf("%-6s | %s", l.Process, logring.AppendPlain(nil, l.Text)))
	}
	for _, part := range [][2]int{{0, len(all)}, {0, 1}, {7, 1207}, {1000, 1001}, {999, 2000}, {len(all) - 1, len(all)}} {
		e := Extract{View: view, From: all[part[0]].Position(), To: all[part[1]-1].Position()}
		if part == [2]int{0, len(all)} {
			e.From, e.To = Position{}, Position{}
		}
		var b bytes.Buffer
		if err := s.Write(t.Context(), &b, e); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(want[part[0]:part[1]], "\n") + "\n"; b.String() != got {
			t.Errorf("%v: %d bytes, want %d", part, b.Len(), len(got))
		}
	}
}

func TestPartialLinesAreAtTheEndOnly(t *testing.T) {
	s := newStack("api", "db")
	s.say("api", "one\ntwo")
	s.say("db", "three\nfour")
	for _, test := range []struct {
		q    Query
		want []string
	}{
		{Query{View: View{Names: s.names}, Count: 10, Back: true}, []string{"one", "three", "two", "four"}},
		{Query{View: View{Names: s.names}, Count: 3, Back: true}, []string{"three", "two", "four"}},
		{Query{View: View{Names: s.names}, Count: 10}, []string{"one", "three", "two", "four"}},
		{Query{View: View{Names: s.names}, Count: 2}, []string{"one", "three"}},
		{Query{View: View{Names: s.names, Filter: logring.Query{Text: "t"}}, Count: 9, Back: true}, []string{"three", "two"}},
		{Query{View: View{Names: s.names[:1]}, Count: 9, Back: true}, []string{"one", "two"}},
	} {
		if err := s.Scan(t.Context(), Scan{Names: s.names, Texts: []logring.Query{test.q.Filter}}); err != nil {
			t.Fatal(err)
		}
		page, err := s.Read(test.q)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range page.Lines {
			got = append(got, l.Text)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%+v: %q, want %q", test.q, got, test.want)
		}
	}
}

func TestSearchForNothingFindsEveryLine(t *testing.T) {
	s := newStack("api", "db")
	s.say("api", "one\ntwo\n")
	s.say("db", "three\n")
	if hit, err := s.Search(Search{View: View{Names: s.names}}); err != nil || hit.Count != 3 || hit.At.Number != 1 {
		t.Errorf("%+v, %v", hit, err)
	}
}

func TestWhatCannotBeReadIsAnError(t *testing.T) {
	s := newStack("api")
	wrong := View{Names: []string{"api"}, Filter: logring.Query{Text: "(", Regexp: true}}
	for _, v := range []View{{Names: []string{"apl"}}, wrong} {
		if _, err := s.Read(Query{View: v, Count: 1}); err == nil {
			t.Errorf("%+v could be read", v)
		}
		if _, err := s.Search(Search{View: v}); err == nil {
			t.Errorf("%+v could be searched", v)
		}
		if err := s.Scan(t.Context(), Scan{Names: v.Names, Texts: []logring.Query{v.Filter}}); err == nil {
			t.Errorf("%+v could be scanned", v)
		}
		if err := s.Write(t.Context(), &bytes.Buffer{}, Extract{View: v}); err == nil {
			t.Errorf("%+v could be written", v)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Write(ctx, &bytes.Buffer{}, Extract{View: View{Names: s.names}}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
