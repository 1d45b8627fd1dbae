package export

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestGolden exports one rich stack to every engine, and compares files and
// notes with those of testdata. The module in verify/ gives them to the engines'
// own types.
func TestGolden(t *testing.T) {
	text, err := os.ReadFile("testdata/shop/tend.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range Engines() {
		t.Run(name, func(t *testing.T) {
			cfg, base := load(t, string(text))
			o := Options{}
			if engineOf(t, name).images {
				o = Options{Image: "registry.test/shop:1", Images: map[string]string{"db": "postgres:17", "worker": "worker:2"}}
			}
			result := export(t, name, cfg, o)
			want := map[string]string{"notes": result.notesText()}
			for _, f := range result.Files {
				want[f.Name] = strings.ReplaceAll(string(f.Text), base, "/srv/shop")
			}
			compareFolder(t, filepath.Join("testdata", name), want)
		})
	}
}

// compareFolder compares a folder with the files that should be in it.
func compareFolder(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	if *update {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, text := range want {
			put(t, filepath.Join(dir, name), []byte(text))
		}
		return
	}
	const hint = "go test ./internal/export -run Golden -update writes it"
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, ok := want[e.Name()]; !ok {
			t.Errorf("%s/%s is not written any more; %s", dir, e.Name(), hint)
		}
	}
	for name, text := range want {
		have, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(have) != text {
			t.Errorf("%s/%s differs (%v); %s. It is now:\n%s", dir, name, err, hint, text)
		}
	}
}
