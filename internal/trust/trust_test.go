//go:build linux || darwin

package trust

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestExposed(t *testing.T) {
	dir := t.TempDir()
	open := filepath.Join(dir, "open")
	sticky := filepath.Join(dir, "sticky")
	for folder, mode := range map[string]os.FileMode{open: 0o777, sticky: 0o777 | os.ModeSticky} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(folder, mode); err != nil {
			t.Fatal(err)
		}
	}
	file := func(name string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(file("writable", 0o666), link); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		file("mine", 0o755):          "",
		file("the group's", 0o775):   "",
		filepath.Join(dir, "none"):   "",
		file("sticky/mine", 0o755):   "",
		"/bin/sh":                    "",
		link:                         "anybody may write",
		file("open/replaced", 0o755): "anybody may replace",
	} {
		if got := Exposed(path); want == "" && got != "" || !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	if os.Getuid() == 0 {
		other := file("another's", 0o755)
		if err := os.Chown(other, 54321, -1); err != nil {
			t.Fatal(err)
		}
		if got := Exposed(other); !strings.Contains(got, "belongs to another user") {
			t.Errorf("%q", got)
		}
	}
}
