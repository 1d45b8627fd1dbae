package export

import (
	"os"
	"strings"
	"testing"

	"tend/internal/config"
)

const docs = "../../docs/export.md"

// TestTheDocumentationShowsTheFates keeps its tables what the fates say. With
// -update it writes them.
func TestTheDocumentationShowsTheFates(t *testing.T) {
	text, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	for _, e := range engines() {
		begin := "<!-- " + e.name + ": checked against the fates of its keys by a test -->\n"
		before, rest, ok := strings.Cut(page, begin)
		table, after, ok2 := strings.Cut(rest, "<!-- end of "+e.name+" -->")
		if !ok || !ok2 {
			t.Fatalf("the documentation has no place for %s", e.name)
		}
		want := "\n" + fateTable(e) + "\n"
		if table != want && !*update {
			t.Errorf("the table of %s is not what its fates say; go test ./internal/export -run Documentation -update writes it", e.name)
		}
		page = before + begin + want + "<!-- end of " + e.name + " -->" + after
	}
	if *update {
		put(t, docs, []byte(page))
	}
}

// fateTable is what becomes of the keys, in the order of the schema, in Markdown.
func fateTable(e engine) string {
	var b strings.Builder
	b.WriteString("| key | becomes | what is not the same |\n|---|---|---|\n")
	fates := e.fates()
	for _, k := range config.Schema() {
		for _, f := range fates {
			if f.key != k.Path {
				continue
			}
			becomes, unlike := f.becomes, f.unlike
			if f.lost != "" {
				becomes, unlike = "–", f.why(&e)
			}
			path := strings.NewReplacer("processes.*", "processes.NAME", "*", "OTHER").Replace(k.Path)
			b.WriteString("| `" + path + "` | " + becomes + " | " + unlike + " |\n")
		}
	}
	return b.String()
}
