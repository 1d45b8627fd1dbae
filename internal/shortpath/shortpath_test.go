package shortpath

import (
	"os"
	"path/filepath"
	"testing"
)

func TestFromHere(t *testing.T) {
	t.Chdir(t.TempDir())
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(here, "logs", "api.log"): filepath.Join("logs", "api.log"),
		here:                                   ".",
		"/x.log":                               "/x.log",
	} {
		if got := FromHere(path); got != want {
			t.Errorf("%s is shown as %s, want %s", path, got, want)
		}
	}
}
