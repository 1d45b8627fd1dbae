package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tend/manager"
)

// files writes files into a new folder and returns it.
func files(t *testing.T, texts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range texts {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, name), text)
	}
	return dir
}

func TestTheLaterFileGoesOverTheEarlier(t *testing.T) {
	dir := files(t, map[string]string{
		"tend.toml": `
name = "shop"
env = { LOG = "info", A = "1" }
[processes.db]
command = "db"
[processes.api]
command = ["api", "-v", "-x"]
env = { B = "1" }
depends_on = ["db"]
backoff = { initial = "1s", max = "2s" }
[processes.web]
command = "web"
`,
		"more/ci.toml": `
[processes.last]
command = "last"
dir = "more"
[processes.api]
command = ["api"]
backoff.max = "9s"
`,
		"tend.local.toml": `
name = "mine"
env.LOG = "debug"
processes.web.disabled = true
processes.api = { env.B = false, depends_on = { db = "started", last = "done" } }
[processes.mine]
command = "mine"
`,
	})
	t.Chdir(dir)
	cfg, err := Load([]string{"tend.toml", "more/ci.toml"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := cfg.Stack
	// What is added stays behind what has been there.
	if got, want := names(s), []string{"db", "api", "last", "mine"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if s.Name != "mine" || s.Source != "tend.toml, more/ci.toml, tend.local.toml" || s.Processes[2].Dir != filepath.Join(dir, "more") {
		t.Errorf("got name %q, source %q, folder %q", s.Name, s.Source, s.Processes[2].Dir)
	}
	api := s.Processes[1]
	if got, want := api.Env, []string{"A=1", "LOG=debug", "PWD=" + dir}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if !slices.Equal(api.Command, []string{"api"}) || api.Backoff.Initial.String() != "1s" || api.Backoff.Max.String() != "9s" {
		t.Errorf("got %q, %+v", api.Command, api.Backoff)
	}
	if want := []manager.Dependency{{Name: "db"}, {Name: "last", Condition: manager.OnDone}}; !slices.Equal(api.DependsOn, want) {
		t.Errorf("got %v, want %v", api.DependsOn, want)
	}
	want := []string{filepath.Join(dir, "tend.toml"), filepath.Join(dir, "more/ci.toml"), filepath.Join(dir, "tend.local.toml")}
	if !slices.Equal(cfg.Files, want) {
		t.Errorf("read %v, want %v", cfg.Files, want)
	}
}

func TestTheLocalFileIsThatOfTheFirst(t *testing.T) {
	dir := files(t, map[string]string{
		"dev.toml": api, "dev.local.toml": "name = 'local'", "tend.toml": "name = 'tend'", "tend.local.toml": "name = 'not read'",
		"plain": api, "plain.local": "name = 'plain'", "env.toml": api + "env_file = 'a.env'", "a.env": "A=1",
	})
	t.Chdir(dir)
	for _, c := range []struct{ files, name, read string }{
		{"dev.toml", "local", "dev.toml dev.local.toml"},
		{"dev.toml tend.toml", "local", "dev.toml tend.toml dev.local.toml"},
		{"dev.toml ./dev.local.toml tend.toml", "tend", "dev.toml dev.local.toml tend.toml"}, // named, it has its place
		{"plain", "plain", "plain plain.local"},
		{"env.toml tend.toml", "tend", "env.toml tend.toml a.env"},
	} {
		cfg, err := Load(strings.Fields(c.files), Options{})
		if err != nil {
			t.Fatal(err)
		}
		var read []string
		for _, path := range cfg.Files {
			rel, err := filepath.Rel(dir, path)
			if err != nil {
				t.Fatal(err)
			}
			read = append(read, rel)
		}
		if got := strings.Join(read, " "); got != c.read || cfg.Stack.Name != c.name {
			t.Errorf("%s: got %s, %s, want %s, %s", c.files, cfg.Stack.Name, got, c.name, c.read)
		}
	}
}

// Each problem is said to be in the file that the value is from.
func TestProblemsOfSeveralFiles(t *testing.T) {
	for _, c := range []struct{ name, first, second, want string }{
		{"each in its own", "nmae = 1\n" + api, "\nshell = 1\n",
			`tend.toml:1: unknown key "nmae" (did you mean "name"?)
b.toml:2: shell must be a list of strings, such as ["sh", "-c"], not an integer`},
		{"what is replaced is not looked at", api + "dir = 'none'\nstop.grace = 1\nwatch = { path = 'x' }\n", "[processes.api]\ndir = '.'\nstop = { grace = '1s' }\nwatch = []\n" + "tty = 1\n",
			`b.toml:5: processes.api: tty must be true or false, not an integer`},
		{"a table that both have is that of the first", "\n[processes.api]\n", "[processes.api]\ntty = false",
			`tend.toml:2: processes.api: there is no command: say what to run, such as command = "npm start"`},
		{"a table of the second", api, "\n[processes.db]\ntty = false",
			`b.toml:2: processes.db: there is no command: say what to run, such as command = "npm start"`},
		{"a list in the place of a table", api + "depends_on = { db = 'no' }\n", "[processes.api]\ndepends_on = [\n'api',\n'bd',\n]\n" + db,
			`b.toml:3: processes.api: depends on itself, so that it would never start
b.toml:4: processes.api: depends on "bd", which is not a process of this file (did you mean "db"?)`},
		{"a table in the place of a value", api + "stop = 1\n", "\n[processes.api.stop]\ngrace = 1\n",
			`b.toml:3: processes.api.stop: grace must be a duration such as "10s", not an integer (did you mean "1s"?)`},
		{"two questions of one probe", api + "ready = { tcp = ':80' }\n", "[processes.api]\nready.http = 'http://x'\n",
			`tend.toml:3: processes.api.ready: a probe asks exactly one of tcp, http, grpc, exec, log and notify, and this has two`},
		{"a bare value", api, "[processes.api]\nstop.grace = 5\n",
			`b.toml:2: processes.api.stop: grace must be a duration such as "10s", not an integer (did you mean "5s"?)`},
		{"both are no TOML", "a =\n", "b = 1\nc\n",
			`tend.toml:1: this is not TOML: expected value but found '\n' instead
b.toml:2: this is not TOML: expected '.' or '=', but got '\n' instead`},
		{"a key twice in one of them", api, "[processes.api]\nstop.grace = '1s'\nstop = { }\n",
			`b.toml:3: processes.api: stop is defined twice: first in line 2, and again here`},
		{"nothing to run", "", "[processes]",
			`tend.toml: there are no processes: add one, such as [processes.web] with command = "npm start"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Chdir(files(t, map[string]string{"tend.toml": c.first, "b.toml": c.second}))
			if _, err := Load([]string{"tend.toml", "b.toml"}, Options{}); err == nil || err.Error() != c.want {
				t.Errorf("got\n%v\nwant\n%s", err, c.want)
			}
		})
	}
}

func TestEveryFileThatIsMissingIsReported(t *testing.T) {
	t.Chdir(files(t, map[string]string{"b.toml": "x ="}))
	_, err := Load([]string{"a.toml", "b.toml", "c.toml"}, Options{})
	want := `a.toml: this configuration does not exist
b.toml:1: this is not TOML: unexpected EOF; expected value
c.toml: this configuration does not exist`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if _, err := Load(nil, Options{}); err == nil {
		t.Error("nothing was read and found right")
	}
}

// A third file goes over what the second has replaced.
func TestAValueBelongsToTheFileThatReplacedItLast(t *testing.T) {
	docs := make([]*document, 4)
	for i, text := range []string{"a = { b = 1 }\nz = 1", "\na.c = 2", "\n\na = 3", "\n\n\na.b = 4\ny = 1"} {
		d, problems := decode(string(rune('0'+i))+".toml", []byte(text))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		docs[i] = d
	}
	m := merge(docs...)
	for key, want := range map[string]string{"a": "3.toml", "a.b": "3.toml", "z": "0.toml", "y": "3.toml"} {
		if file, _ := m.place(strings.Split(key, "."), ""); file != want {
			t.Errorf("%s is in %s, want %s", key, file, want)
		}
	}
	if got, want := m.order(nil, m.raw), []string{"a", "z", "y"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
