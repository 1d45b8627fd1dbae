package tui

import (
	"flag"
	"os"
	"strings"
	"testing"
)

// TestREADMEShowsTheKeymap keeps the README's table of keys what the keymap
// says. With -update it writes it.
func TestREADMEShowsTheKeymap(t *testing.T) {
	const file, begin, end = "../README.md", "<!-- keys: checked against the keymap by a test -->\n", "<!-- end of keys -->"
	readme, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(readme), begin)
	table, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("the README has no place for the keys")
	}
	want := "\n" + KeyTable() + "\n"
	if table == want {
		return
	}
	if f := flag.Lookup("update"); f == nil || f.Value.String() != "true" {
		t.Fatalf("the README's keys are not those of the keymap; go test ./tui -run README -update writes them.\ngot:\n%s\nwant:\n%s", table, want)
	}
	if err := os.WriteFile(file, []byte(before+begin+want+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
