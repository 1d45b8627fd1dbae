package export

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tend/internal/config"
)

// -update writes what is expected.
var update = flag.Bool("update", false, "write what is generated")

var environ = []string{"HOME=/home/me", "PATH=/usr/bin:/bin", "SHELL_ONLY=no"}

// load reads a configuration in a folder of its own, in which there is what it
// needs, and returns it with the folder.
func load(t *testing.T, text string) (*config.Config, string) {
	t.Helper()
	base := filepath.Join(t.TempDir(), "stack") // after which a stack is called
	for _, dir := range []string{"services/api", "sub", "src"} {
		if err := os.MkdirAll(filepath.Join(base, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{".env", "secrets.env"} {
		content, err := os.ReadFile(filepath.Join("testdata/shop", name))
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(base, name), content)
	}
	ports := func(string) (int, error) { return 34567, nil }
	cfg, err := config.Parse("tend.toml", []byte(text), base, config.Options{Environ: environ, Ports: ports, Elsewhere: true})
	if err != nil {
		t.Fatal(err)
	}
	return cfg, base
}

func put(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// export hands a configuration to an engine.
func export(t *testing.T, engine string, cfg *config.Config, o Options) *Result {
	t.Helper()
	if e := engineOf(t, engine); e.images && o.Image == "" && o.Images == nil {
		o.Image = "shop:1"
	}
	result, err := Export(engine, cfg, o)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func engineOf(t *testing.T, name string) engine {
	t.Helper()
	for _, e := range engines() {
		if e.name == name {
			return e
		}
	}
	t.Fatalf("there is no engine %s", name)
	return engine{}
}

// text is all files one after the other, with the folder they are for called
// /srv/shop.
func (r *Result) text(base string) string {
	var b strings.Builder
	for _, f := range r.Files {
		b.WriteString("--- " + f.Name + "\n" + string(f.Text))
	}
	return strings.ReplaceAll(b.String(), base, "/srv/shop")
}

func (r *Result) notesText() string {
	var b strings.Builder
	for _, n := range r.Notes {
		b.WriteString(n.String() + "\n")
	}
	return b.String()
}
