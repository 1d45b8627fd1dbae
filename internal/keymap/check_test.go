package keymap

import (
	"slices"
	"testing"
)

func TestWhatIsWrongWithBindings(t *testing.T) {
	const needed = " is needed where a text is typed or a question is asked: take another key with ctrl or alt, or one from f1 to f20"
	for _, c := range []struct {
		name  string
		bound []Binding
		want  []Problem
	}{
		{"nothing", nil, nil},
		{"a key that was free", []Binding{{Restart, []string{"f5"}}}, nil},
		{"no key", []Binding{{Kill, nil}, {Quit, nil}, {Help, nil}, {Suspend, nil}}, nil},
		{"its own again, and one more", []Binding{{Up, []string{"up", "k", "w"}}, {Wrap, []string{"ctrl+w"}}}, nil},
		{"the way out, and one more", []Binding{{Interrupt, []string{"ctrl+q", "ctrl+c"}}}, nil},
		{"what attach ends with", []Binding{{Attach, []string{"ctrl+]"}}}, nil},
		{"a key of another", []Binding{{Restart, []string{"f5", "ctrl+r"}}},
			[]Problem{{0, 1, "ctrl+r already means reload: give reload another key too"}}},
		{"a key of another that has a new one", []Binding{{Restart, []string{"ctrl+r"}}, {Reload, []string{"f5", "ctrl+l"}}}, nil},
		{"a key of another that has none then", []Binding{{Reload, nil}, {Restart, []string{"ctrl+r"}}}, nil},
		{"in a circle", []Binding{{Start, []string{"x"}}, {Stop, []string{"s"}}}, nil},
		{"a key of another that keeps it", []Binding{{Restart, []string{"ctrl+r"}}, {Reload, []string{"f5", "ctrl+r"}}},
			[]Problem{{1, 1, "ctrl+r is bound to restart as well: a key can ask for one thing"}}},
		{"one key for three", []Binding{{Start, []string{"f5"}}, {Stop, []string{"f5"}}, {Mark, []string{"f5"}}},
			[]Problem{{1, 0, "f5 is bound to start as well: a key can ask for one thing"}, {2, 0, "f5 is bound to start as well: a key can ask for one thing"}}},
		{"a key twice", []Binding{{Mark, []string{" ", "f5", " "}}},
			[]Problem{{0, 2, "has space twice"}}},
		{"space, which is mark's", []Binding{{PageDown, []string{"pgdown", " "}}},
			[]Problem{{0, 1, "space already means mark: give mark another key too"}}},
		{"the way out", []Binding{{Quit, []string{"ctrl+c"}}},
			[]Problem{{0, 0, "ctrl+c always means interrupt: take another key"}}},
		{"the way out, in exchange", []Binding{{Interrupt, []string{"q"}}, {Quit, []string{"ctrl+c"}}},
			[]Problem{{0, 0, "q" + needed}, {0, -1, "ctrl+c always means interrupt: leave it among its keys"}, {1, 0, "ctrl+c always means interrupt: take another key"}}},
		{"no way out", []Binding{{Interrupt, nil}, {Quit, nil}},
			[]Problem{{0, -1, "ctrl+c always means interrupt: leave it among its keys"}}},
		{"no palette", []Binding{{Palette, nil}},
			[]Problem{{0, -1, "needs a key: it is the way to all that has none"}}},
		{"what is typed, anywhere", []Binding{{Suspend, []string{"Z", "enter", " ", "ctrl+p", "alt+r", "alt+z", "f9", "ctrl+up"}}},
			[]Problem{{0, 0, "Z" + needed}, {0, 1, "enter already means output: give output another key too"}, {0, 2, "space already means mark: give mark another key too"}, {0, 3, "ctrl+p" + needed}, {0, 4, "alt+r" + needed}}},
		{"a question's answer, anywhere", []Binding{{FocusLogs, nil}, {Suspend, []string{"enter"}}, {Interrupt, []string{"f", "ctrl+c"}}, {Follow, nil}},
			[]Problem{{1, 0, "enter" + needed}, {2, 0, "f" + needed}}},
	} {
		if got := Check(c.bound); !slices.Equal(got, c.want) {
			t.Errorf("%s:\ngot  %v\nwant %v", c.name, got, c.want)
		}
	}
}
