package config

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const docs = "../../docs/configuration.md"

// -update writes the table of keys.
var update = flag.Bool("update", false, "write what is generated")

// TestTheDocumentationShowsTheSchema keeps its table of keys what the schema
// says. With -update it writes it.
func TestTheDocumentationShowsTheSchema(t *testing.T) {
	const begin, end = "<!-- keys: checked against the schema by a test -->\n", "<!-- end of keys -->"
	text, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	table, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("the documentation has no place for the keys")
	}
	want := "\n" + keyTable() + "\n"
	if table == want {
		return
	}
	if !*update {
		t.Fatalf("the keys of the documentation are not those of the schema; go test ./internal/config -run Documentation -update writes them.\ngot:\n%s\nwant:\n%s", table, want)
	}
	if err := os.WriteFile(docs, []byte(before+begin+want+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
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
