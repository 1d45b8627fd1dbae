package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The tests named wrong_*_test.go are tables of configurations, each with all
// that is said about it. BASE stands for the folder.
type wrong struct {
	name, text, want string
}

// Two processes with which there is nothing wrong.
const (
	api = "[processes.api]\ncommand = \"run\"\n"
	db  = "[processes.db]\ncommand = \"db\"\n"
)

func checkProblems(t *testing.T, cases []wrong) {
	base := wrongFolder(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			cfg, err := Parse("tend.toml", []byte(c.text), base, Options{})
			if err == nil {
				t.Fatalf("accepted as %+v, want %s\n%s", cfg.Stack, c.want, c.text)
			}
			if got := strings.ReplaceAll(err.Error(), base, "BASE"); got != c.want {
				t.Errorf("got\n%s\nwant\n%s\nfor\n%s", got, c.want, c.text)
			}
			if strings.Contains(c.want, "unknown key") && byEditor(t, c.text) == nil {
				t.Errorf("the JSON schema takes\n%s", c.text)
			}
		})
	}
}

// wrongFolder has files that cannot be used.
func wrongFolder(t *testing.T) string {
	base := t.TempDir()
	if err := os.Mkdir(filepath.Join(base, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"file":         "",
		"good.env":     "A=1\n",
		"bad.env":      "# a comment\nA=\"1\n2\"\n\nB-C=secret\nD=4\n",
		"nameless.env": "A=1\nB\n",
		"cookie.env":   "TEND_COOKIE=x\n",
		"binary.env":   "A=\x00",
		"large.env":    strings.Repeat("#", maxEnvFile+1),
	} {
		write(t, filepath.Join(base, name), text)
	}
	return base
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
