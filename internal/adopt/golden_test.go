package adopt

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"tend/internal/config"
)

// -update writes what is expected.
var update = flag.Bool("update", false, "write what is generated")

// What a case ends with: the text and the notes, or the error.
const (
	wantText  = "want/tend.toml"
	wantNotes = "want/notes"
	wantError = "want/error"
)

var environ = []string{"HOME=/home/me", "PATH=/bin", "API_PORT=8080"}

// TestGolden reads the sources of each case in testdata, of which the first is
// the one that Find prefers, and compares what is made of it.
func TestGolden(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) < 10 {
		t.Fatalf("there are %d cases, %v", len(cases), err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var sources []txtar.File
			want := map[string]string{}
			for _, f := range archive.Files {
				if strings.HasPrefix(f.Name, "want/") {
					want[f.Name] = string(f.Data)
				} else {
					sources = append(sources, f)
				}
			}
			got := make(map[string]string)
			result, err := readCase(t, sources, strings.TrimSpace(string(archive.Comment)))
			if err != nil {
				got[wantError] = err.Error() + "\n"
			} else {
				got[wantText] = string(result.Text)
				if len(result.Notes) > 0 {
					got[wantNotes] = lines(result.Notes)
				}
			}
			if *update {
				archive.Files = sources
				for _, name := range []string{wantText, wantNotes, wantError} {
					if got[name] != "" {
						archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(got[name])})
					}
				}
				if err := os.WriteFile(filepath.Join(here, file), txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			for _, name := range []string{wantText, wantNotes, wantError} {
				if got[name] != want[name] {
					t.Errorf("%s; go test ./internal/adopt -run Golden -update writes it.\ngot:\n%s\nwant:\n%s", name, got[name], want[name])
				}
			}
		})
	}
}

func lines(notes []config.Note) string {
	var b strings.Builder
	for _, n := range notes {
		fmt.Fprintln(&b, n)
	}
	return b.String()
}

// readCase lays the files in a folder of their own and reads the source: the one
// that is named in the first line of the comment by "from:", else the best.
func readCase(t *testing.T, files []txtar.File, comment string) (*Result, error) {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	for _, f := range files {
		if err := os.MkdirAll(filepath.Dir(f.Name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(f.Name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	o := Options{Dir: ".", Environ: environ, System: "linux"}
	if first, _, _ := strings.Cut(comment, "\n"); strings.HasPrefix(first, "from: ") {
		source, err := Named(".", strings.TrimPrefix(first, "from: "))
		if err != nil {
			return nil, err
		}
		return Read(source, o)
	}
	found := Find(".")
	if len(found) == 0 {
		return nil, errors.New("nothing was found")
	}
	return Read(found[0], o)
}
