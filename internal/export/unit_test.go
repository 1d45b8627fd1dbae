package export

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWordsOfAUnit(t *testing.T) {
	for in, want := range map[string]string{
		"plain-1.0/x": `plain-1.0/x`,
		"":            `""`,
		"two words":   `"two words"`,
		`say "hi"`:    `"say \"hi\""`,
		`back\slash`:  `"back\\slash"`,
		"100%":        `100%%`,
		"$HOME":       `$HOME`, // doubled by unitCommand, and only there
		"a\nb\tc\x01": `"a\nb\tc\x01"`,
		"it's":        `"it's"`,
		";":           `";"`,
	} {
		if got := unitWord(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

func TestProgramsAreFoundAsTendFindsThem(t *testing.T) {
	for want, argv := range map[string][]string{
		`/bin/sh -c "echo $$HOME"`:                {"sh", "-c", "echo $HOME"},
		`/opt/$x/app -v`:                          {"/opt/$x/app", "-v"},
		`/srv/bin/app`:                            {"./bin/app"},
		`/srv/../app`:                             {"../app"},
		`/usr/bin/env go run .`:                   {"go", "run", "."},
		`/bin/sh -c "exec \"$$0\" \"$$@\"" A=b c`: {"A=b", "c"},
	} {
		if got := unitCommand(argv, "/srv"); got != want {
			t.Errorf("%q: got %s, want %s", argv, got, want)
		}
	}
}

// FuzzWordsOfAUnit reads what was written as systemd.syntax(7) says: quotes and
// backslashes first, then specifiers, then variables.
func FuzzWordsOfAUnit(f *testing.F) {
	for _, seed := range []string{"", "a b", `"`, `\`, "$", "$$", "%", "%%h", "'", "\n", "\x7f", "é ü", ";", "#", `\x41`, "${A}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if !utf8.ValidString(in) || strings.Contains(in, "\x00") {
			t.Skip() // neither gets here
		}
		line := unitCommand([]string{"/p", in}, "")
		if strings.Contains(line, "\n") {
			t.Fatalf("%q takes two lines: %s", in, line)
		}
		if got := readUnitWord(t, strings.TrimPrefix(line, "/p ")); got != in {
			t.Errorf("%q was written as %s, which is %q", in, line, got)
		}
	})
}

// readUnitWord reads one word.
func readUnitWord(t *testing.T, s string) string {
	t.Helper()
	if strings.HasPrefix(s, `"`) {
		// What this package escapes, Go escapes the same way.
		text, err := strconv.Unquote(s)
		if err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		s = text
	} else if strings.ContainsAny(s, " \t'\"\\;#") || s == "" {
		t.Fatalf("%s needs quotes", s)
	}
	for _, special := range []string{"%", "$"} {
		if strings.Count(s, special)%2 != 0 || strings.Contains(strings.ReplaceAll(s, special+special, ""), special) {
			t.Fatalf("%s has a single %s in it", s, special)
		}
		s = strings.ReplaceAll(s, special+special, special)
	}
	return s
}

// What stands in a unit by the name of the stack or of a folder begins no other
// line.
func TestNothingGetsOutOfItsLine(t *testing.T) {
	cfg, _ := load(t, "name = 'shop 100% \\'\n[processes.a]\ncommand = \"a\"\n")
	cfg.Stack.Processes[0].Dir = "/srv/a\nExecStart=/bin/evil"
	result := export(t, "systemd", cfg, Options{})
	text := result.text("/srv/none")
	for _, want := range []string{"--- shop-100.target\n", "Description=the stack shop 100%% \nWants=shop-100-a.service\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "evil") || !strings.Contains(result.notesText(), `processes.a.dir: systemd cannot take the path "/srv/a\nExecStart=/bin/evil"; left out`) {
		t.Errorf("the folder: %s\n%s", text, result.notesText())
	}
}
