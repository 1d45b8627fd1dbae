package adopt

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"tend/internal/config"
)

func FuzzProcfile(f *testing.F)       { fuzz(f, "Procfile") }
func FuzzPackage(f *testing.F)        { fuzz(f, "package.json") }
func FuzzCompose(f *testing.F)        { fuzz(f, "compose.yaml") }
func FuzzProcessCompose(f *testing.F) { fuzz(f, "process-compose.yaml") }
func FuzzMprocs(f *testing.F)         { fuzz(f, "mprocs.yaml") }

// fuzz reads texts as a format. What is taken becomes a file that the loader
// takes and that ends where it should, and what is not has a place.
func fuzz(f *testing.F, name string) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range cases {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, source := range archive.Files {
			if !strings.HasPrefix(source.Name, "want/") {
				f.Add(string(source.Data))
			}
		}
	}
	base := f.TempDir()
	source, err := fuzzed(base, name)
	if err != nil {
		f.Fatal(err)
	}
	o := Options{Dir: base, Environ: environ, System: "linux"}
	f.Fuzz(func(t *testing.T, text string) {
		result, err := convert(source, text, o)
		if err != nil {
			problems, ok := err.(config.Errors)
			if !ok {
				t.Fatalf("%T: %v", err, err)
			}
			for _, p := range problems {
				if p.File == "" || p.Line < 1 || p.Text == "" || strings.Contains(p.Text, "what tend made of it") {
					t.Errorf("this has no place, or is no sentence: %q", p)
				}
			}
			return
		}
		cfg, err := config.Parse(config.FileName, result.Text, base, config.Options{Environ: environ})
		if err != nil {
			t.Fatalf("%v\n%s", err, result.Text)
		}
		families := map[string]bool{}
		for _, p := range cfg.Stack.Processes {
			families[p.Family] = true
		}
		if len(families) != result.Processes {
			t.Errorf("there are %d processes, not %d\n%s", len(families), result.Processes, result.Text)
		}
		for _, n := range result.Notes {
			if strings.ContainsAny(n.Text, "\n\x00\x1b") {
				t.Errorf("this is not one line: %q", n)
			}
		}
	})
}

// fuzzed is a source of that name in a folder, there or not.
func fuzzed(dir, name string) (Source, error) {
	for _, k := range kinds() {
		for _, file := range k.files {
			if file == name {
				return Source{Name: name, path: filepath.Join(dir, name), dir: ".", kind: k}, nil
			}
		}
	}
	return Source{}, filepath.ErrBadPattern
}
