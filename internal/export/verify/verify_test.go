package verify

import (
	"os"
	"path/filepath"
	"testing"
)

// read reads a file that package export has written.
func read(t *testing.T, parts ...string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{"..", "testdata"}, parts...)...))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// The command and the variable of the process db, with all that an engine might
// take for something of its own.
const (
	dbCommand  = `exec postgres -D "$PGDATA" # 100% of $$`
	dbData     = `data dir/$1`
	dbGreeting = "two\nlines, a 'quote', a \\ and 100%"
)
