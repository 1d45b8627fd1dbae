package config

import (
	"path/filepath"
	"slices"
	"testing"

	"tend/manager"
	"tend/processcontrol"
)

func TestCommandsAreNamedAfterTheirFirstWord(t *testing.T) {
	args := []string{
		"npm run dev", "npm test", "./bin/api -v", "PORT=80 HOST='' python3 -m http.server", "npm run lint",
		"$EDITOR x", "(cd web && make)", "\"my tool\" x", "npm-2", "=", "日本",
	}
	want := []string{"npm", "npm-2", "api", "python3", "npm-3", "EDITOR", "cd", "my", "npm-2-2", "command", "command-2"}
	dir := t.TempDir()
	cfg, err := Commands(args, dir, Options{Environ: []string{"A=1"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := names(cfg.Stack); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if cfg.Stack.Name != filepath.Base(dir) || cfg.Stack.Source != "command line" {
		t.Errorf("got name %q, source %q", cfg.Stack.Name, cfg.Stack.Source)
	}
	p := cfg.Stack.Processes[0]
	if !slices.Equal(p.Command, []string{"sh", "-c", "npm run dev"}) || p.Display != "npm run dev" {
		t.Errorf("got %q, shown as %q", p.Command, p.Display)
	}
	if !p.TTY || !p.Autostart || p.Dir != dir || p.Backoff != manager.DefaultBackoff || p.Stop.Grace != processcontrol.DefaultGrace {
		t.Errorf("not the defaults: %+v", p)
	}
	if want := []string{"A=1", "PWD=" + dir}; !slices.Equal(p.Env, want) {
		t.Errorf("got %q, want %q", p.Env, want)
	}
}

func TestCommandsSayWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		args []string
		dir  string
		want string
	}{
		{nil, dir, `command line: there are no commands: give each as one argument, such as "npm run dev"`},
		{[]string{"a", " "}, dir, `command line: argument 2: the command is empty: give each as one argument, such as "npm run dev"`},
		{[]string{"a\x00"}, dir, `command line: argument 1: the command must not contain a NUL character`},
		{[]string{"a"}, filepath.Join(dir, "none"), `command line: working folder ` + filepath.Join(dir, "none") + ` does not exist`},
	} {
		if _, err := Commands(c.args, c.dir, Options{}); err == nil || err.Error() != c.want {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
}
