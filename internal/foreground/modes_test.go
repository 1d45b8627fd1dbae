package foreground

import "testing"

func TestWhatAProcessDoesNotChangeBackIsUndone(t *testing.T) {
	for printed, want := range map[string]string{
		"":                                   "",
		"plain \x1b[31mred\x1b[0m":           "",
		"\x1b[?1049h\x1b[?25l...":            "\x1b[?1049l\x1b[?25h\x1b[0m",
		"\x1b[?1049h\x1b[?25l\x1b[?25h":      "\x1b[?1049l\x1b[0m",
		"\x1b[?1049h.\x1b[?1049l":            "",
		"\x1b[?1000;1006;2004h":              "\x1b[?1000l\x1b[?1006l\x1b[?2004l\x1b[0m",
		"\x1b[?1000;1006h\x1b[?1006;1000l":   "",
		"\x1b[?7l":                           "\x1b[?7h\x1b[0m",
		"\x1b[?1049h\x1bc":                   "",
		"\x1b[4h\x1b[?999h":                  "",
		"\x1b[?104\x1b[?25l":                 "\x1b[?25h\x1b[0m",
		"\x1b[?1049$p":                       "",
		"\x1b[?99999999999999999999991049h":  "",
		"\x1b]0;?1049h\a \x1b[?u [?1049h?25": "",
	} {
		var whole, parts trace
		whole.follow([]byte(printed))
		for i := range len(printed) {
			parts.follow([]byte(printed[i : i+1]))
		}
		if got, again := whole.undo(), parts.undo(); got != want || again != want {
			t.Errorf("%q is undone by %q, and byte by byte by %q, want %q", printed, got, again, want)
		}
		if got := whole.undo(); got != "" {
			t.Errorf("%q is undone twice, by %q", printed, got)
		}
	}
}

func FuzzTrace(f *testing.F) {
	f.Add([]byte("\x1b[?1049h\x1b[?25l"))
	f.Add([]byte("\x1b[?1;5;7;25;47;1000;1002l\x1bc\x1b[?2004h"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var whole, parts, back trace
		whole.follow(text)
		for i := range text {
			parts.follow(text[i : i+1])
		}
		undo := whole.undo()
		if again := parts.undo(); again != undo {
			t.Errorf("%q is undone by %q, and byte by byte by %q", text, undo, again)
		}
		// What undoes it leaves nothing to be undone.
		back.follow(text)
		back.follow([]byte("\x1b\\" + undo))
		if rest := back.undo(); rest != "" {
			t.Errorf("%q, undone by %q, still needs %q", text, undo, rest)
		}
	})
}
