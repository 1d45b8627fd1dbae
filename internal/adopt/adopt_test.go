package adopt

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"tend/internal/config"
)

// Its examples are right as well, once their # is taken away.
func TestTheTemplateIsRight(t *testing.T) {
	base := t.TempDir()
	for _, folder := range []string{"web"} {
		if err := os.Mkdir(filepath.Join(base, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(base, ".env"), []byte("A=1"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := config.Options{Environ: environ}
	cfg, err := config.Parse(config.FileName, Template(), base, o)
	if err != nil || len(cfg.Stack.Processes) != 1 || len(cfg.Notes) > 0 {
		t.Errorf("got %+v, %v", cfg, err)
	}
	cfg, err = config.Parse(config.FileName, regexp.MustCompile(`(?m)^#(\S)`).ReplaceAll(Template(), []byte("$1")), base, o)
	if err != nil || len(cfg.Stack.Processes) != 3 || len(cfg.Notes) > 0 {
		t.Errorf("with its examples: got %+v, %v", cfg, err)
	}
	for line := range strings.Lines(string(Template())) {
		if len(line) > 81 {
			t.Errorf("this line is too long: %s", line)
		}
	}
}

// FuzzQuote writes strings in all forms and reads them again.
func FuzzQuote(f *testing.F) {
	for _, s := range []string{"", "a", "it's", `"`, `a\b`, `'"`, "a\nb", "\n", "a\n'''\nb'", "\"\"\"\n", "\t", "a\tb\n", "\r\n", "\x00\x7f", `"""`, "x\n\"\"", "\\\n", "é\u0085\ufeff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if _, odd := notUTF8(s); odd {
			t.Skip("no source has that")
		}
		var got struct {
			A, B, C string
			L       []string
			T       map[string]string
		}
		text := "a = " + quote(s) + "\nb = " + quoteLine(s) + "\nc = " + quoteCommand(s) + "\nl = " + list([]string{s, s}) + "\n[t]\n" + quoteKey(s) + " = 'x'\n"
		if _, err := toml.Decode(text, &got); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		_, key := got.T[s]
		if got.A != s || got.B != s || !slices.Equal(got.L, []string{s, s}) || !key || strings.Trim(got.C, "\n") != strings.Trim(s, "\n") {
			t.Errorf("%q became %+v\n%s", s, got, text)
		}
	})
}

func TestKeysOfMprocsAreTyped(t *testing.T) {
	for key, want := range map[string]string{
		"q": "q", "<q>": "q", "quit": "quit", "<C-c>": "\x03", "<C-C>": "\x03", "<M-x>": "\x1bx", "<S-g>": "G",
		"<Enter>": "\r", "<Esc>": "\x1b", "<C-Space>": "\x00", "<Up>": "\x1b[A", "<lt>": "<", "<": "<", "<->": "-",
	} {
		if got, ok := keyText(key); !ok || got != want {
			t.Errorf("%s: got %q, %v, want %q", key, got, ok, want)
		}
	}
	for _, key := range []string{"", "<Nothing>", "<C-1>", "<C-Up>", "<X-a>", "<C->"} {
		if got, ok := keyText(key); ok {
			t.Errorf("%s: got %q", key, got)
		}
	}
}

func TestVariablesOfProcessComposeBecomeThoseOfTend(t *testing.T) {
	pc := &processCompose{}
	for text, want := range map[string]string{
		"plain": "plain", "$A/${B}": "${A:-}/${B:-}", "${A:-x}": "${A:-x}", "$$A": "$A", "$${A}": "$${A}", "$1 $(x) $": "$1 $(x) $",
	} {
		if got := pc.filled(text, ":-"); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	off := &processCompose{plain: true}
	if got := off.filled("$A ${B}", ":-"); got != "$A $${B}" {
		t.Errorf("where nothing is filled in: got %s", got)
	}
	for text, want := range map[string]bool{
		"echo '$A'": true, "echo '${A}'": true, "echo $A": false, `echo "it's $A"`: false, "echo '$$A'": false, `echo \'$A\'`: false, `echo "$A" 'x' "$B"`: false,
	} {
		if got := quotedVariable(text); got != want {
			t.Errorf("%s: got %v", text, got)
		}
	}
}

func TestFindTakesTheBestFirst(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"Procfile": "", "mprocs.yaml": "", "docker-compose.yml": "", "package.json": `{"scripts": {"dev": "x"}}`, "process-compose.yml": "",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	for _, s := range Find(dir) {
		names = append(names, s.Name)
	}
	if want := []string{"process-compose.yml", "mprocs.yaml", "Procfile", "docker-compose.yml", "package.json"}; !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
	if found := Find(filepath.Join(dir, "nowhere")); len(found) > 0 {
		t.Errorf("found %v in a folder that there is not", found)
	}
	if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"scripts": {"test": "x"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if found := Find(dir); len(found) != 4 {
		t.Errorf("a package.json without scripts that run on counts: %v", found)
	}
}
