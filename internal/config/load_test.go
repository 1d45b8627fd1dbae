package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tend/manager"
	"tend/processcontrol"
)

// parse reads a configuration with which there is nothing wrong.
func parse(t *testing.T, text, base string, environ ...string) *Config {
	t.Helper()
	cfg, err := Parse("tend.toml", []byte(text), base, Options{Environ: environ})
	if err != nil {
		t.Fatalf("%s\n%v", text, err)
	}
	if err := byEditor(t, text); err != nil {
		t.Errorf("%s\n%v", text, err)
	}
	return cfg
}

func names(s manager.Stack) []string {
	var all []string
	for _, p := range s.Processes {
		all = append(all, p.Name)
	}
	return all
}

func TestEveryKeyArrives(t *testing.T) {
	base := t.TempDir()
	if err := os.Mkdir(filepath.Join(base, "services"), 0o700); err != nil {
		t.Fatal(err)
	}
	cfg := parse(t, `
name = "shop"
shell = ["bash", "-ec"]
log = { file = "logs/all.log", max_size = 20971520 }

[processes.db]
command = "  postgres -D data "
ready = { tcp = "localhost:5432", delay = "1s", interval = "2s", timeout = "4s", successes = 2, failures = 5 }
stop = { signal = "int", command = "pg_ctl stop", grace = "15s" }

[processes.api]
command = ["./api", "-v", "a b"]
dir = "services"
depends_on = { db = "ready" }
ready = { http = "http://localhost:8080/healthz", status = 204, body = "^ok", headers = { Host = "shop.test", X-Key = "a b" } }
health = { exec = "curl -f localhost" }
restart = "on-failure"
backoff = { initial = "1s", max = "10s", give_up = 3, within = "1m" }
limits = { memory = "512MiB", cpu = "150%", processes = 9, run_time = "1h", for = "5s", warn = "12.5%", policy = "kill" }
log = { buffer = "1.5MiB", file = "logs/api.log", max_size = "2MiB", keep = 5 }
group = "backend"
autostart = false
tty = false

[processes.orders]
command = ["./orders"]
ready = { grpc = "localhost:50051/shop.Orders" }
stop = { keys = "q\n\u0003" }
`, base)
	env := []string{"PWD=" + base}
	apiEnv := []string{"PWD=" + filepath.Join(base, "services")}
	want := manager.Stack{Name: "shop", Source: "tend.toml", Processes: []manager.Process{
		{
			Spec: processcontrol.Spec{
				Name: "db", Command: []string{"bash", "-ec", "  postgres -D data "}, Dir: base, Env: env, TTY: true,
				Stop: processcontrol.StopSpec{Signal: 2, Command: []string{"bash", "-ec", "pg_ctl stop"}, Grace: 15 * time.Second},
				Ready: &processcontrol.Probe{TCP: "localhost:5432", Delay: time.Second, Interval: 2 * time.Second,
					Timeout: 4 * time.Second, Successes: 2, Failures: 5},
				Log: processcontrol.LogSpec{Buffer: processcontrol.DefaultBuffer, MaxSize: 10 << 20, Keep: 3},
			},
			Display: "postgres -D data",
			Shell:   true, Backoff: manager.DefaultBackoff, Autostart: true, Family: "db",
		},
		{
			Spec: processcontrol.Spec{
				Name: "api", Command: []string{"./api", "-v", "a b"}, Dir: filepath.Join(base, "services"), Env: apiEnv,
				Stop: processcontrol.StopSpec{Signal: processcontrol.SIGTERM, Grace: processcontrol.DefaultGrace},
				Ready: &processcontrol.Probe{HTTP: "http://localhost:8080/healthz", Status: 204, Body: regexp.MustCompile("^ok"),
					Headers:  map[string]string{"Host": "shop.test", "X-Key": "a b"},
					Interval: processcontrol.DefaultProbeInterval, Timeout: processcontrol.DefaultProbeTimeout, Successes: 1, Failures: 1},
				Health: &processcontrol.Probe{Exec: []string{"bash", "-ec", "curl -f localhost"},
					Interval: 10 * time.Second, Timeout: processcontrol.DefaultProbeTimeout, Successes: 1, Failures: 3},
				Unhealthy: processcontrol.LimitRestart,
				Limits: processcontrol.Limits{Memory: 512 << 20, CPU: 150, Processes: 9, RunTime: time.Hour,
					For: 5 * time.Second, Warn: 0.125, Policy: processcontrol.LimitKill},
				Log: processcontrol.LogSpec{Buffer: 3 << 19, File: filepath.Join(base, "logs/api.log"), MaxSize: 2 << 20, Keep: 5},
			},
			Display: "./api -v 'a b'", Family: "api", Group: "backend", Restart: manager.RestartOnFailure,
			Backoff:   manager.Backoff{Initial: time.Second, Max: 10 * time.Second, GiveUp: 3, Within: time.Minute},
			DependsOn: []manager.Dependency{{Name: "db", Condition: manager.OnReady}},
		},
		{
			Spec: processcontrol.Spec{
				Name: "orders", Command: []string{"./orders"}, Dir: base, Env: env, TTY: true,
				Stop: processcontrol.StopSpec{Signal: processcontrol.SIGTERM, Keys: "q\n\x03", Grace: processcontrol.DefaultGrace},
				Ready: &processcontrol.Probe{GRPC: "localhost:50051/shop.Orders", Interval: processcontrol.DefaultProbeInterval,
					Timeout: processcontrol.DefaultProbeTimeout, Successes: 1, Failures: 1},
				Log: processcontrol.LogSpec{Buffer: processcontrol.DefaultBuffer, MaxSize: 10 << 20, Keep: 3},
			},
			Display: "./orders", Backoff: manager.DefaultBackoff, Autostart: true, Family: "orders",
		},
	}}
	if !reflect.DeepEqual(cfg.Stack, want) {
		t.Errorf("got  %+v\nwant %+v", cfg.Stack, want)
	}

	if want := (processcontrol.LogSpec{File: filepath.Join(base, "logs/all.log"), MaxSize: 20 << 20, Keep: 3}); cfg.Log != want {
		t.Errorf("got the log %+v, want %+v", cfg.Log, want)
	}
	if len(cfg.Notes) > 0 {
		t.Errorf("notes: %v", cfg.Notes)
	}
}

func TestProcessesKeepTheOrderOfTheirDefinition(t *testing.T) {
	cfg := parse(t, `
[processes.zoo.stop]
grace = "1s"
[processes]
b.command = "b"
a = { command = "a" }
[processes."z.1"]
command = "z1"
[processes.m]
command = "m"
[processes.zoo]
command = "zoo"
`, t.TempDir())
	if got, want := names(cfg.Stack), []string{"zoo", "b", "a", "z.1", "m"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestDependencies(t *testing.T) {
	cfg := parse(t, `
[processes.api]
command = "api"
depends_on = ["migrate", "db"]
[processes.web]
command = "web"
depends_on = { migrate = "done", db = "started", api = "exited" }
[processes.db]
command = "db"
ready.tcp = ":5432"
[processes.migrate]
command = "migrate"
[processes.off]
command = "off"
depends_on = ["nowhere"]
dir = "nowhere"
disabled = true
`, t.TempDir())
	want := [][]manager.Dependency{
		{{Name: "migrate", Condition: manager.OnStarted}, {Name: "db", Condition: manager.OnReady}},
		{{Name: "migrate", Condition: manager.OnDone}, {Name: "db", Condition: manager.OnStarted}, {Name: "api", Condition: manager.OnExited}},
		nil, nil,
	}
	if got, want := names(cfg.Stack), []string{"api", "web", "db", "migrate"}; !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v: a disabled process is not in the stack", got, want)
	}
	for i, p := range cfg.Stack.Processes {
		if !slices.Equal(p.DependsOn, want[i]) {
			t.Errorf("%s depends on %v, want %v", p.Name, p.DependsOn, want[i])
		}
	}
}

func TestAStackWithoutANameIsCalledAfterItsFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, FileName), api+`env_file = "a.env"`)
	write(t, filepath.Join(dir, "a.env"), "A=1")
	t.Chdir(dir)
	cfg, err := Load([]string{FileName}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Stack.Name != "shop" || cfg.Stack.Source != FileName || cfg.Stack.Processes[0].Dir != dir {
		t.Errorf("got name %q, source %q, folder %q", cfg.Stack.Name, cfg.Stack.Source, cfg.Stack.Processes[0].Dir)
	}
	want := []string{filepath.Join(dir, FileName), filepath.Join(dir, "a.env")}
	if !slices.Equal(cfg.Files, want) {
		t.Errorf("read %v, want %v", cfg.Files, want)
	}
	if got := parse(t, api, "/").Stack.Name; got != "stack" {
		t.Errorf("in the root folder it is called %q", got)
	}
}

func TestLoadSaysWhyAFileCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large.toml")
	write(t, large, strings.Repeat("#", maxSize+1))
	closed := filepath.Join(dir, "closed.toml")
	write(t, closed, api)
	if err := os.Chmod(closed, 0); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		dir:                             "is a folder, not a file",
		filepath.Join(dir, "none.toml"): "does not exist",
		large:                           "is larger than 4 MiB, which no configuration is",
		closed:                          "cannot be read: permission denied",
	} {
		if path == closed && os.Getuid() == 0 {
			continue // root reads everything
		}
		_, err := Load([]string{path}, Options{})
		var problems Errors
		if !errors.As(err, &problems) || err.Error() != path+": this configuration "+want {
			t.Errorf("got %v, want %s: this configuration %s", err, path, want)
		}
	}
	if _, err := Parse("tend.toml", make([]byte, maxSize+1), dir, Options{}); err == nil {
		t.Error("a text that is too large was accepted")
	}
}

func TestFind(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	deep := filepath.Join(root, "a", "b", FileName) // a folder of that name does not count
	if err := os.MkdirAll(deep, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err = Find(deep)
	var missing *NotFoundError
	if !errors.Is(err, ErrNotFound) || !errors.As(err, &missing) || missing.Dir != deep {
		t.Fatalf("got %v, want an ErrNotFound", err)
	}
	if want := "there is no tend.toml in " + deep + ", nor in any folder above it up to /"; err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}

	write(t, filepath.Join(root, "a", FileName), api)
	for _, c := range []struct{ from, here, want string }{
		{deep, "/", strings.TrimPrefix(filepath.Join(root, "a", FileName), "/")},
		{".", filepath.Join(root, "a"), FileName},
		{"b", filepath.Join(root, "a"), FileName},
		{".", filepath.Join(root, "a", "b"), "../" + FileName},
	} {
		t.Chdir(c.here)
		if got, err := Find(c.from); got != c.want || err != nil {
			t.Errorf("Find(%q) in %s: got %q, %v, want %q", c.from, c.here, got, err, c.want)
		}
	}
}
