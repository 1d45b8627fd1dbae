package logring

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// tricky are pieces of lines, and of queries.
var tricky = []string{
	"k", "K", "\u212a", "s", "S", "ſ", "i", "I", "İ", "ı", "ß", "ẞ", "σ", "ς", "Σ", "å", "Å", "\u212b", "ǆ", "ǅ", "Ǆ", "µ", "μ", "ω", "Ω",
	"task", "Kiss", "größe", "GRÖSSE", "日本", "e\u0301", "\U0001f1e9\U0001f1ea", "✓", " ", "  ", ".", "a", "A", "z", "[", "@", "^", "ab",
	"\ufffd", "long words to get on by more than eight bytes",
}

// movers are pieces of lines only.
var movers = []string{
	"\x1b[31m", "\x1b[0m", "\x1b[m", "\x1b[1;38;2;1;2;3m", "\x1b[38:2::1:2:3m", "\x1b[?25l", "\x1b[K", "\x1b[2K", "\x1b[5G", "\x1b[2D", "\x1b[",
	"\x1b]8;;http://k\x1b\\", "\x1b]0;s\a", "\x1b", "\r", "\r\r", "\t", "\b", "\x00", "\x01", "\x0b", "\x7f", "\xff", "\xe2\x84", "\xc5", "\u200b", "\u202e", "\u0085",
	"\x1b[" + strings.Repeat("1;", 60) + "m",
}

func randomText(rnd *rand.Rand, pieces int, lists ...[]string) string {
	var b strings.Builder
	for range pieces {
		list := lists[rnd.IntN(len(lists))]
		b.WriteString(list[rnd.IntN(len(list))])
	}
	return b.String()
}

// randomLines writes lines of all kinds, some stretches of them clean.
func randomLines(rnd *rand.Rand, r *Ring, lines int) {
	for range lines {
		s := Stream(min(rnd.IntN(8), 2) % 3)
		switch k := rnd.IntN(30); {
		case k == 0:
			for range rnd.IntN(60) {
				r.Write(s, fmt.Appendf(nil, "clean line %d with some task\n", rnd.IntN(1000)))
			}
		case k == 1:
			r.Write(s, []byte("\n\n"))
		case k == 2:
			r.Note("note: Kiss %s", randomText(rnd, 2, tricky))
		case k == 3:
			r.Write(s, []byte(randomText(rnd, rnd.IntN(8), tricky, movers)+"\r\n"))
		case k < 12:
			r.Write(s, []byte(randomText(rnd, rnd.IntN(8), tricky)+"\n"))
		default:
			r.Write(s, []byte(randomText(rnd, rnd.IntN(12), tricky, movers)+"\n"))
		}
	}
}

func TestQueriesFindWhatTheOracleFinds(t *testing.T) {
	for seed := range uint64(4) {
		rnd := rand.New(rand.NewPCG(seed, 11))
		r := New(1 << 20)
		randomLines(rnd, r, 150)
		lines := shown(r)
		checkQueryOf(t, r, lines, Query{})
		checkQueryOf(t, r, lines, Query{Not: true})
		for range 30 {
			q := Query{Text: randomText(rnd, 1+rnd.IntN(3), tricky), Not: rnd.IntN(4) == 0}
			checkQueryOf(t, r, lines, q)
		}
		for _, text := range expressions {
			checkQueryOf(t, r, lines, Query{Text: text, Regexp: true, Not: rnd.IntN(4) == 0})
		}
	}
}

// A line that was cut is searched as it is shown, with the mark at its end.
func TestMarkOfACutLineIsFound(t *testing.T) {
	r := New(1 << 20)
	r.Write(Stdout, []byte("task\n"+strings.Repeat("endless task ", 3*MaxLine/13)+"\x1b[1mend\nkiss\n"))
	for _, q := range []Query{
		{Text: strings.TrimSpace(CutMark)}, {Text: `cut at \d+ kib$`, Regexp: true}, {Text: `KiB$`, Regexp: true, Not: true}, {Text: "task $", Regexp: true}, {Text: "taskend"}, {Text: "ss"},
	} {
		checkQuery(t, r, q)
	}
	x := r.Index(compiled(t, Query{Text: "⏎ cut at"}), 0)
	if scanAll(t, x); !slices.Equal(x.From(1, 9), []int64{2, 3}) {
		t.Errorf("lines %v", x.From(1, 9))
	}
}

var expressions = []string{
	"", "^$", ".", "k", "Kiss", "task", "a|b", "task|kiss|größe", "(task|note): Kiss", "clean.*task$", `\d+ with`, "(?:ki|ta)s+k?", `[ks]+$`, "(ab)+", "(?i)KISS",
	"x{0}", "(?:task){2,}", `\bk\b`, "(?s).+", `\S+\s\S`, "[^a]", `\x{212a}`, `\QKiss\E`, "σ", "日本|✓", "a\nb", "a\\nb", `\x{fffd}`, `\x{d800}`, "^|x", "(?-i)kiss", "clean|(?i)NOTE", "(?:clean|note).*(?i:KISS)",
}

func TestNeedleWithNewlineIsInNoLine(t *testing.T) {
	r := New(MinLimit)
	r.Write(Stdout, []byte("a\nb\na\nb\n"))
	for _, q := range []Query{{Text: "a\nb"}, {Text: "\n"}, {Text: "A\nb"}, {Text: "a\nb", Regexp: true}, {Text: "b\n", Not: true}} {
		checkQuery(t, r, q)
	}
}

func TestWhatIsNoUTF8IsLookedForAsItIsShown(t *testing.T) {
	r := New(MinLimit)
	r.Write(Stdout, []byte("a\xffb\nü\n"))
	for _, q := range []Query{{Text: "\xff"}, {Text: "\xc3"}, {Text: "A\xff"}} {
		checkQuery(t, r, q)
	}
}

func TestCompileFailsForWhatIsNoExpression(t *testing.T) {
	for _, text := range []string{"(", "[z-a]", "\xff", "a{2000}"} {
		if _, err := (Query{Text: text, Regexp: true}).Compile(); err == nil {
			t.Errorf("%q is an expression", text)
		}
		if _, err := (Query{Text: text}).Compile(); err != nil {
			t.Errorf("%q is no text: %v", text, err)
		}
	}
}

func TestCaseCountsWithAnUpperCaseLetter(t *testing.T) {
	for q, want := range map[Query]bool{
		{Text: "abc"}: false, {Text: "aBc"}: true, {Text: "größe"}: false, {Text: "Ä"}: true, {Text: `\S`}: true,
		{Text: `\S\W`, Regexp: true}: false, {Text: `\SA`, Regexp: true}: true, {Text: `\`, Regexp: true}: false,
		{Text: "\u212a"}: true, {Text: "ſ"}: false,
	} {
		if hasUpper(q) != want {
			t.Errorf("%+v: %v", q, !want)
		}
	}
}

func TestRequiredTexts(t *testing.T) {
	for text, want := range map[string][]string{
		"abc": {"abc"}, "Abc": {"Abc"}, "a.*bcd": {"bcd"}, "error|warn": {"error", "warn"}, "(foo|bar)+x": {"foo", "bar"},
		"x*": nil, "a?bc?": {"b"}, "(foo|b*)": nil, `\d+ms$`: {"ms"}, "[ab]": nil, "(?:ab){2}": {"ab"}, "(?:ab){0,2}": nil, "Aab|Aac": {"Aa"},
		"1|2|3|4|5|6|7|8|9|0": nil, "foo.*(?:longer|longest)": {"longe"}, "KaSk|(?i)x": {"kask", "x"},
		"aa|bb|cc|dd|ee|ff|gg|hh|ii": nil,
	} {
		p := compiled(t, Query{Text: text, Regexp: true})
		var got []string
		for _, needle := range p.needles {
			got = append(got, string(needle))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestPatternsThatMustMatchBoth(t *testing.T) {
	r := New(MinLimit)
	r.Write(Stdout, []byte("one two\none\ntwo\n\x1b[1mtwo one three\n\n"))
	one, two, three := compiled(t, Query{Text: "one"}), compiled(t, Query{Text: "Two|two", Regexp: true}), compiled(t, Query{Text: "three", Not: true})
	for i, test := range []struct {
		p    *Pattern
		want []int64
	}{
		{one.And(nil), []int64{1, 2, 4}},
		{one.And(two), []int64{1, 4}},
		{one.And(two).And(three), []int64{1}},
		{one.And(two.And(three)), []int64{1}},
		{three.And(two), []int64{1, 3}},
		{compiled(t, Query{}).And(one), []int64{1, 2, 4}},
		{one.And(compiled(t, Query{})), []int64{1, 2, 4}},
		{one.And(compiled(t, Query{Not: true})), nil},
		{compiled(t, Query{}).And(compiled(t, Query{})), []int64{1, 2, 3, 4, 5}},
	} {
		x := r.Index(test.p, 0)
		if err := x.Scan(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := x.From(1, 9); !slices.Equal(got, test.want) {
			t.Errorf("%d: %v, want %v", i, got, test.want)
		}
		for _, l := range shown(r) {
			if test.p.Match([]byte(l.text)) != slices.Contains(test.want, l.number) {
				t.Errorf("%d: Match(%q) is wrong", i, l.text)
			}
		}
	}
	if got := one.And(two).Spans(nil, "two one"); !slices.Equal(got, []Span{{4, 7}}) {
		t.Errorf("Spans: %v", got)
	}
}

func TestMatchOfAPlainTextAllocatesNothing(t *testing.T) {
	line := []byte("2026-01-02T15:04:05Z INFO server request path=/api/v1/items größe ms=12")
	for _, q := range []Query{{Text: "MS"}, {Text: "größe"}, {Text: "no such text"}} {
		p := compiled(t, q)
		if n := testing.AllocsPerRun(100, func() { p.Match(line) }); n > 0 {
			t.Errorf("%+v: %v allocations", q, n)
		}
	}
}

func FuzzQuery(f *testing.F) {
	f.Add([]byte("a \x1b[31mta\x1b[0msk\r\nKISS\n"), "task", false, false, 1)
	f.Add([]byte("10%\rtask\n\x1b[K\xff\u212a\n"), "k", false, true, 1000)
	f.Add([]byte("task\tkiss\nſſ\n"), "t.*(kiss|ss)$", true, false, 100)
	f.Add([]byte("x"), "x+", true, false, 70000)
	f.Add([]byte("a\n\n\n"), "\n", false, false, 3)
	f.Fuzz(func(t *testing.T, data []byte, text string, isRegexp, not bool, times int) {
		q := Query{Text: text, Regexp: isRegexp, Not: not}
		if _, err := q.Compile(); err != nil || len(text) > 100 {
			t.Skip()
		}
		r := New(1 << 20)
		for range min(max(times, 1), 1+(100<<10)/(len(data)+1)) {
			r.Write(Stdout, data)
		}
		r.End(Stdout)
		checkQuery(t, r, q)
	})
}
