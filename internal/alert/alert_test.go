package alert

import (
	"strings"
	"testing"
	"unicode"
)

func TestEachTerminalIsToldInItsWay(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		way  Way
		want string
	}{
		{nil, None, ""},
		{nil, Bell, "\a"},
		{nil, Desktop, "\x1b]777;notify;shop;api: exit 1\a"},
		{nil, Both, "\x1b]777;notify;shop;api: exit 1\a\a"},
		{map[string]string{"TERM_PROGRAM": "iTerm.app"}, Desktop, "\x1b]9;shop: api: exit 1\a"},
		{map[string]string{"TMUX": "/tmp/tmux,1,0"}, Desktop, "\x1bPtmux;\x1b\x1b]777;notify;shop;api: exit 1\a\x1b\\"},
		{map[string]string{"TMUX": "/tmp/tmux,1,0", "LC_TERMINAL": "iTerm2"}, Desktop, "\x1bPtmux;\x1b\x1b]9;shop: api: exit 1\a\x1b\\"},
		{map[string]string{"TMUX": "/tmp/tmux,1,0"}, Bell, "\a"},
		{map[string]string{"STY": "1.pts"}, Desktop, "\x1bP\x1b]777;notify;shop;api: exit 1\a\x1b\\"},
	} {
		terminal := TerminalOf(func(name string) string { return c.env[name] })
		if got := terminal.Sequence(c.way, "shop", "api: exit 1"); got != c.want {
			t.Errorf("%s with %v: %q, want %q", c.way, c.env, got, c.want)
		}
	}
}

func TestNamesAreParsed(t *testing.T) {
	for i, name := range Names() {
		if w, ok := Parse(name); !ok || int(w) != i || w.String() != name {
			t.Errorf("%q is %v, %v", name, w, ok)
		}
	}
	if w, ok := Parse("email"); ok || w != None {
		t.Errorf("email is %v, %v", w, ok)
	}
}

func FuzzNoTextLeavesItsSequence(f *testing.F) {
	f.Add("shop", "api: exit 1", false)
	f.Add("a;b", "\x1b]0;x\a\x9c\x1b\\", true)
	f.Add("\xff\xfe\u2028\u202e", strings.Repeat("世", 500), false)
	f.Fuzz(func(t *testing.T, title, text string, osc9 bool) {
		got := Terminal{OSC9: osc9}.Sequence(Desktop, title, text)
		lead := "\x1b]777;notify;"
		if osc9 {
			lead = "\x1b]9;"
		}
		inner, found := strings.CutPrefix(got, lead)
		inner, ends := strings.CutSuffix(inner, "\a")
		if !found || !ends {
			t.Fatalf("%q", got)
		}
		if n := len([]rune(inner)); n > mostTitle+2+mostText {
			t.Errorf("%d characters", n)
		}
		if strings.Count(inner, ";") != map[bool]int{true: 0, false: 1}[osc9] {
			t.Errorf("%q", got)
		}
		for _, r := range inner {
			if !unicode.IsPrint(r) {
				t.Errorf("%q in %q", r, got)
			}
		}
	})
}
