package config

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

const schemaFile = "../../docs/tend.schema.json"

// TestTheJSONSchemaIsTheOneOfTheRepository keeps the file what the code says. With
// -update it writes it.
func TestTheJSONSchemaIsTheOneOfTheRepository(t *testing.T) {
	want, err := JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the schema says; go test ./internal/config -run Schema -update writes it", schemaFile)
	}
}

// editorSchema is the schema as a validator has read it.
var editorSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	text, err := JSONSchema()
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(schemaFile, doc); err != nil {
		return nil, err
	}
	return c.Compile(schemaFile)
})

// byEditor is what an editor says of a text that is TOML, nil if nothing.
func byEditor(t *testing.T, text string) error {
	t.Helper()
	s, err := editorSchema()
	if err != nil {
		t.Fatal(err)
	}
	raw := map[string]any{}
	if _, err := toml.Decode(text, &raw); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	err = s.Validate(plain(raw))
	if wrong := (*jsonschema.ValidationError)(nil); err != nil && !errors.As(err, &wrong) {
		t.Fatalf("%v\n%s", err, text)
	}
	return err
}

// plain is TOML as JSON has it: dates are strings, and no number is infinite.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name := range v {
			v[name] = plain(v[name])
		}
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case []map[string]any:
		all := make([]any, len(v))
		for i := range v {
			all[i] = plain(v[i])
		}
		return all
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return math.MaxFloat64
		}
	case time.Time:
		return v.String()
	}
	return v
}

// Each key is there, with the words that the documentation has. So is what it
// takes.
func TestTheJSONSchemaHasEveryKey(t *testing.T) {
	s, err := editorSchema()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range Schema() {
		at := s
		for name := range strings.SplitSeq(k.Path, ".") {
			if len(at.AnyOf) > 0 {
				at = at.AnyOf[len(at.AnyOf)-1]
			}
			if at.AdditionalProperties == false && name == "*" || at.AdditionalProperties != false && name != "*" {
				t.Fatalf("%s: other keys: %v", k.Path, at.AdditionalProperties)
			}
			if name != "*" {
				at = at.Properties[name]
			} else {
				at = at.AdditionalProperties.(*jsonschema.Schema)
			}
			if at == nil {
				t.Fatalf("%s is not there", k.Path)
			}
		}
		if !strings.HasPrefix(at.Description, k.Meaning+"\n\n"+k.Type) || !strings.Contains(at.Description, k.Default+k.Absent) {
			t.Errorf("%s is described by %q", k.Path, at.Description)
		}
		if (at.Default == nil) != (k.Default == "") {
			t.Errorf("%s: default %v, not %s", k.Path, at.Default, k.Default)
		}
		if at.Types == nil && at.AnyOf == nil {
			t.Errorf("%s takes anything", k.Path)
		}
	}
}

// The signals of this platform are among those that the schema knows.
func TestTheJSONSchemaHasEverySignal(t *testing.T) {
	for _, name := range signalNames() {
		if !slices.Contains(knownSignals, name) {
			t.Errorf("%s is not among the signals of the schema", name)
		}
	}
}

func TestTheJSONSchemaTakesTheExamples(t *testing.T) {
	if err := byEditor(t, exampleText(t)); err != nil {
		t.Error(err)
	}
	text, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range tomlBlock.FindAllStringSubmatch(string(text), -1) {
		if strings.HasPrefix(m[1], "# tend.local.toml\n") {
			continue // it leaves out what is in the other one
		}
		if err := byEditor(t, m[1]); err != nil {
			t.Errorf("%s\n%v", m[1], err)
		}
	}
	// The reference part has each setting on its own.
	_, reference, _ := strings.Cut(exampleText(t), "# ------")
	lines, inProcess := 0, false
	for _, m := range setting.FindAllStringSubmatch(reference, -1) {
		text := m[1] + "\n" + db
		switch {
		case strings.HasPrefix(m[1], "["):
			inProcess = true
			continue
		case inProcess && strings.HasPrefix(m[1], "command"):
			text = "[processes.NAME]\n" + m[1]
		case inProcess:
			text = "[processes.NAME]\ncommand = 'x'\n" + m[1]
		}
		lines++
		if err := byEditor(t, text); err != nil {
			t.Errorf("%s\n%v", text, err)
		}
	}
	if lines < 60 {
		t.Errorf("there are only %d lines", lines)
	}
}

// Every configuration in the testdata of all packages that is right by itself.
func TestTheJSONSchemaTakesTheTestdata(t *testing.T) {
	archives, err := filepath.Glob("../*/testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	right := 0
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		base := t.TempDir()
		if err := txtar.Write(archive, base); err != nil {
			t.Fatal(err)
		}
		for _, file := range archive.Files {
			if filepath.Ext(file.Name) != ".toml" {
				continue
			}
			if _, err := Load([]string{filepath.Join(base, file.Name)}, Options{Environ: []string{"HOME=/", "API_PORT=1"}}); err != nil {
				continue
			}
			right++
			if err := byEditor(t, string(file.Data)); err != nil {
				t.Errorf("%s of %s: %v\n%s", file.Name, path, err, file.Data)
			}
		}
	}
	if right < 20 {
		t.Errorf("there are only %d of them", right)
	}
}

// What a schema can tell, it does.
func TestTheJSONSchemaRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":                     "",
		"no processes":                "[processes]",
		"an unknown key":              "nmae = 'x'\n" + api,
		"an unknown key of a process": api + "cwd = '.'",
		"an unknown key of a table":   api + "stop.graze = '1s'",
		"an unknown key of a probe":   api + "ready = { tcp = ':1', wat = 1 }",
		"an unknown key of a watch":   api + "watch = { paths = 'x', wat = 1 }",
		"an unknown key of a need":    db + api + "depends_on.db = { restarts = true }",
		"a process without a command": "[processes.api]\ndir = '.'",
		"a process that is a string":  "processes.api = 'run'",
		"a name that is none":         "[processes.'a b']\ncommand = 'x'",
		"a command of nothing":        "[processes.api]\ncommand = []",
		"a command of numbers":        "[processes.api]\ncommand = ['x', 1]",
		"a number for a string":       "name = 1\n" + api,
		"a string for a number":       api + "replicas = '2'",
		"a float for a number":        api + "replicas = 1.5",
		"a number that is too large":  api + "replicas = 1001",
		"a number that is negative":   api + "backoff.give_up = -1",
		"a string for a boolean":      api + "tty = 'false'",
		"a duration without a unit":   api + "stop.grace = '10'",
		"a duration in words":         api + "stop.grace = '10 seconds'",
		"a duration that is negative": api + "every = '-1s'",
		"a duration that is a number": api + "stop.grace = 10",
		"a size that means two":       api + "log.buffer = '512M'",
		"a size that is too small":    api + "log.buffer = 1000",
		"a size that is not whole":    api + "log.max_size = 2000000",
		"a percentage without %":      api + "limits.cpu = '150'",
		"an unknown restart":          api + "restart = 'allways'",
		"an unknown end":              "exit_on = 'fail'\n" + api,
		"an unknown theme":            "ui.theme = 'pink'\n" + api,
		"an unknown signal":           api + "stop.signal = 'SIGTREM'",
		"an unknown condition":        db + api + "depends_on = { db = 'redy' }",
		"a port that there is not":    api + "port = 70000",
		"a port that is not auto":     api + "port = 'any'",
		"a cron of four fields":       api + "schedule = '0 3 * *'",
		"an address without a port":   api + "ready.tcp = 'localhost'",
		"a URL of another scheme":     api + "ready.http = 'ftp://localhost'",
		"a probe that asks nothing":   api + "ready = { interval = '1s' }",
		"a probe that is not told":    api + "ready.notify = false",
		"a probe that asks two":       api + "health = { tcp = ':1', exec = 'x' }",
		"a status without http":       api + "health = { tcp = ':1', status = 200 }",
		"notify in health":            api + "health = { notify = true }",
		"a header that is none":       api + "ready = { http = 'http://x', headers = { 'a b' = 'c' } }",
		"a header of two lines":       api + `ready = { http = 'http://x', headers = { a = "b\nc" } }`,
		"a watch of nothing":          api + "watch = { ignore = 'x' }",
		"a daemon without its stop":   api + "daemon = { pid_file = 'x' }",
		"a variable of tend's own":    api + "env.TEND_COOKIE = 'x'",
		"a variable that is a list":   api + "env.A = []",
	} {
		if byEditor(t, text) == nil {
			t.Errorf("%s is taken:\n%s", name, text)
		}
		if _, err := Parse("tend.toml", []byte(text), t.TempDir(), Options{}); err == nil {
			t.Errorf("%s is right:\n%s", name, text)
		}
	}
}

// Nothing is demanded of a process that is disabled, and the short ways to write
// something are ways.
func TestTheJSONSchemaTakes(t *testing.T) {
	for _, text := range []string{
		db + "[processes.x]\ndisabled = true\nready.interval = '1s'\nwatch.ignore = 'x'\ndaemon.pid_file = 'x'",
		api + "ready = { tcp = '${HOST:-localhost}:1', notify = false }",
		api + "stop.signal = 'term'", api + "stop.signal = ' SIGterm '", api + "stop.signal = 'INT'",
		api + "every = '+1h1.5s'", api + "health = { grpc = '[::1]:1/a/b', delay = '0' }",
		api + "schedule = ' CRON_TZ=Europe/Rome  @every 1h '", api + "schedule = '0 3 * * mon-fri'",
		api + "limits = { memory = 5, warn = '0 %', hard.open_files = 64, hard.memory = '1.5 gib' }",
		api + "env = { A = 1, B = 1.10, C = true, D = inf, E = '' }\nport = 'auto'\npath = []",
		"processes.db = { command = 'x', depends_on = { x = { restart = true } } }\nprocesses.x = { command = ['x', ''], watch = [], daemon.stop = 'x' }",
	} {
		if err := byEditor(t, text); err != nil {
			t.Errorf("%s\n%v", text, err)
		}
	}
}

// Whatever the loader takes, an editor does as well.
func FuzzJSONSchema(f *testing.F) {
	addSeeds(f)
	base := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := Parse("tend.toml", []byte(text), base, Options{Environ: []string{"A=1"}}); err != nil {
			return
		}
		if err := byEditor(t, text); err != nil {
			t.Errorf("%v\n%q", err, text)
		}
	})
}
