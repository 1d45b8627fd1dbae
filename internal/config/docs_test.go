package config

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"tend/internal/keymap"
)

const docs = "../../docs/configuration.md"

// -update writes the table of keys.
var update = flag.Bool("update", false, "write what is generated")

// TestTheDocumentationShowsTheSchema keeps its table of keys what the schema
// says. With -update it writes it.
func TestTheDocumentationShowsTheSchema(t *testing.T) {
	checkGenerated(t, "<!-- keys: checked against the schema by a test -->\n", "<!-- end of keys -->", keyTable())
}

// TestTheDocumentationShowsTheActions does the same for the keys of the screen.
func TestTheDocumentationShowsTheActions(t *testing.T) {
	checkGenerated(t, "<!-- actions: checked against the keymap by a test -->\n", "<!-- end of actions -->", actionTable())
}

// checkGenerated compares what stands between two marks, or writes it.
func checkGenerated(t *testing.T, begin, end, generated string) {
	t.Helper()
	text, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	table, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("the documentation has no place for %s", begin)
	}
	want := "\n" + generated + "\n"
	if table == want {
		return
	}
	if !*update {
		t.Fatalf("the documentation is not what the code says; go test ./internal/config -run Documentation -update writes it.\ngot:\n%s\nwant:\n%s", table, want)
	}
	if err := os.WriteFile(docs, []byte(before+begin+want+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// actionTable is the actions in Markdown, each as it would be bound to the keys
// that it has by default.
func actionTable() string {
	var b strings.Builder
	b.WriteString("| for | actions |\n|---|---|\n")
	for _, g := range keymap.Groups() {
		var cells []string
		for _, e := range g.Entries {
			keys := make([]string, len(e.Keys))
			for i, key := range e.Keys {
				keys[i] = strconv.Quote(keymap.KeyName(key))
			}
			value := strings.Join(keys, ", ")
			if len(keys) != 1 {
				value = "[" + value + "]"
			}
			words := "`" + e.Name + " = " + value + "`"
			if e.What != strings.ReplaceAll(e.Name, "-", " ") {
				words += " " + cell(e.What)
			}
			cells = append(cells, words)
		}
		if len(cells) > 0 {
			b.WriteString("| " + g.Title + " | " + strings.Join(cells, " · ") + " |\n")
		}
	}
	return b.String()
}

// keyTable is the schema in Markdown.
func keyTable() string {
	var b strings.Builder
	b.WriteString("| key | type | default | meaning |\n|---|---|---|---|\n")
	for _, k := range Schema() {
		def := cell(k.Absent)
		if k.Default != "" {
			def = "`" + k.Default + "`"
		}
		path := strings.NewReplacer("processes.*", "processes.NAME", "*", "OTHER").Replace(k.Path)
		b.WriteString("| `" + path + "` | " + cell(k.Type) + " | " + def + " | " + cell(k.Meaning) + " |\n")
	}
	return b.String()
}

// cell is a text that a table of Markdown shows as it is.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "*", `\*`, "_", `\_`).Replace(s)
}

var tomlBlock = regexp.MustCompile("(?ms)^```toml\n(.*?)^```$")

// Each example is right. One for a local file goes over the one before it.
func TestTheExamplesOfTheDocumentationAreRight(t *testing.T) {
	text, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	base := t.TempDir()
	write(t, filepath.Join(base, "api.env"), "A=1")
	blocks := tomlBlock.FindAllStringSubmatch(string(text), -1)
	if len(blocks) < 10 {
		t.Fatalf("there are %d examples", len(blocks))
	}
	var last *document
	for _, m := range blocks {
		d, problems := decode("example", []byte(m[1]))
		if d == nil || len(problems) > 0 {
			t.Errorf("%s\n%v", m[1], problems)
			continue
		}
		docs := []*document{d}
		if strings.HasPrefix(m[1], "# tend.local.toml\n") {
			docs = []*document{last, d}
		}
		cfg, err := build(merge(docs...), nil, base, Options{Environ: []string{"HOME=/home/me", "PATH=/bin"}})
		if err != nil {
			t.Errorf("%s\n%v", m[1], err)
		} else if ps := cfg.Stack.Processes; len(docs) == 2 && (len(ps) != 1 || len(ps[0].DependsOn) > 0 || ps[0].Watch != nil) {
			t.Errorf("the local file does not go over the other:\n%s", m[1])
		}
		last = d
	}
}
