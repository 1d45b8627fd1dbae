package config

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tend/internal/filewatch"
	"tend/manager"
	"tend/processcontrol"
)

func TestTheEndOfTheSession(t *testing.T) {
	cfg := parse(t, `
exit_on = "failure"
stop_timeout = "1m"
reload = "auto"
[processes.api]
command = "run"
success_codes = [3, 143]
[processes.tests]
command = "run"
exit_on = "done"
`, t.TempDir())
	ps := cfg.Stack.Processes
	if ps[0].ExitOn != manager.ExitOnFailure || ps[1].ExitOn != manager.ExitOnDone {
		t.Errorf("exit_on: %s and %s", ps[0].ExitOn, ps[1].ExitOn)
	}
	if cfg.Stack.StopTimeout != time.Minute || !cfg.AutoReload || !slices.Equal(ps[0].SuccessCodes, []int{3, 143}) {
		t.Errorf("%s, %t, %v", cfg.Stack.StopTimeout, cfg.AutoReload, ps[0].SuccessCodes)
	}
	cfg = parse(t, api, t.TempDir())
	if cfg.Stack.Processes[0].ExitOn != manager.ExitOnDefault || cfg.Stack.StopTimeout != 0 || cfg.AutoReload {
		t.Errorf("not the defaults: %+v", cfg)
	}
}

func TestReplicas(t *testing.T) {
	cfg := parse(t, `
[processes.web]
command = ["web", "${TEND_REPLICA}", "${PORT}"]
port = 3000
replicas = 3
log.file = "web-${TEND_REPLICA}.log"
[processes.one]
command = "run"
replicas = 1
env = { TEND_REPLICA = "none" }
[processes.proxy]
command = "run"
depends_on = { web = { restart = true }, one = "started" }
[processes.second]
command = "run"
depends_on = ["web-2"]
`, t.TempDir())
	ps := cfg.Stack.Processes
	if got, want := names(cfg.Stack), []string{"web-1", "web-2", "web-3", "one", "proxy", "second"}; !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i, p := range ps[:3] {
		n := string(rune('1' + i))
		if p.Family != "web" || p.Port != 3000+i || strings.Join(p.Command, " ") != "web "+n+" "+"300"+string(rune('0'+i)) ||
			!slices.Contains(p.Env, "TEND_REPLICA="+n) || !strings.HasSuffix(p.Log.File, "/web-"+n+".log") {
			t.Errorf("%s: %+v", p.Name, p)
		}
	}
	if one := ps[3]; one.Family != "one" || !slices.Contains(one.Env, "TEND_REPLICA=none") {
		t.Errorf("%+v", one)
	}
	want := []manager.Dependency{
		{Name: "web-1", Restart: true}, {Name: "web-2", Restart: true}, {Name: "web-3", Restart: true}, {Name: "one"},
	}
	if got := ps[4].DependsOn; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := ps[5].DependsOn, []manager.Dependency{{Name: "web-2"}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestADependencyInATableIsReadyWhereThereIsAProbe(t *testing.T) {
	for text, want := range map[string]manager.Dependency{
		`{ restart = true }`:        {Name: "db", Condition: manager.OnReady, Restart: true},
		`{}`:                        {Name: "db", Condition: manager.OnReady},
		`{ condition = "started" }`: {Name: "db", Condition: manager.OnStarted},
		`{ condition = "exited", restart = false}`: {Name: "db", Condition: manager.OnExited},
	} {
		cfg := parse(t, api+"depends_on.db = "+text+"\n"+db+"ready.tcp = ':1'\n", t.TempDir())
		if got := cfg.Stack.Processes[0].DependsOn; !slices.Equal(got, []manager.Dependency{want}) {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

func TestPortsThatAreFree(t *testing.T) {
	const text = `
[processes.web]
command = "run"
port = "auto"
replicas = 2
[processes.api]
command = "run"
port = 4000
env = { PORT = "80${PORT}" }
`
	asked := map[string]int{"web-1": 4000, "web-2": 5000} // 4000 is taken
	cfg, err := Parse("tend.toml", []byte(text), t.TempDir(), Options{Ports: func(name string) (int, error) { return asked[name], nil }})
	if err != nil {
		t.Fatal(err)
	}
	ps := cfg.Stack.Processes
	if ps[0].Port == 4000 || ps[0].Port == 5000 || ps[0].Port == 0 || ps[1].Port != 5000 || ps[2].Port != 4000 {
		t.Errorf("ports %d, %d, %d", ps[0].Port, ps[1].Port, ps[2].Port)
	}
	if !slices.Contains(ps[1].Env, "PORT=5000") || !slices.Contains(ps[2].Env, "PORT=804000") {
		t.Errorf("%q\n%q", ps[1].Env, ps[2].Env)
	}
	_, err = Parse("tend.toml", []byte("[processes.api]\ncommand = ['run', '${PORT}']\nport = 'auto'"), t.TempDir(), Options{Ports: func(string) (int, error) { return 0, errors.New("none left") }})
	if want := "tend.toml:3: processes.api: no free port was found: none left"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if p := parse(t, api+"port = 'auto'", t.TempDir()).Stack.Processes[0]; p.Port == 0 {
		t.Error("the kernel has no port")
	}
}

func TestProfiles(t *testing.T) {
	const text = `
[processes.api]
command = "run"
[processes.mail]
command = "run"
profiles = ["debug", "mail"]
[processes.tracer]
command = "run"
profiles = ["debug"]
autostart = false
`
	for profiles, want := range map[string]string{"": "api", "mail": "api mail", "debug": "api mail", "debug mail": "api mail"} {
		cfg, err := Parse("tend.toml", []byte(text), t.TempDir(), Options{Profiles: strings.Fields(profiles)})
		if err != nil {
			t.Fatal(err)
		}
		var starting []string
		for _, p := range cfg.Stack.Processes {
			if p.Autostart {
				starting = append(starting, p.Name)
			}
		}
		if got := strings.Join(starting, " "); got != want {
			t.Errorf("profiles %q: %q starts, want %q", profiles, got, want)
		}
	}
	_, err := Parse("tend.toml", []byte(text), t.TempDir(), Options{Profiles: []string{"debgu", "mail", "other"}})
	want := `tend.toml: there is no profile "debgu": no process has it among its profiles (did you mean "debug"?)
tend.toml: there is no profile "other": no process has it among its profiles`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestSchedules(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 34, 56, 0, time.UTC)
	for text, want := range map[string]struct {
		text   string
		next   time.Time
		atOnce bool
	}{
		`schedule = "*/15 * * * *"`:                   {"*/15 * * * *", time.Date(2026, 3, 1, 12, 45, 0, 0, time.UTC), false},
		`schedule = " 0  3 * * * "`:                   {"0 3 * * *", time.Date(2026, 3, 2, 3, 0, 0, 0, time.UTC), false},
		`schedule = "@hourly"`:                        {"@hourly", time.Date(2026, 3, 1, 13, 0, 0, 0, time.UTC), false},
		`schedule = "CRON_TZ=Europe/Rome 0 14 * * *"`: {"CRON_TZ=Europe/Rome 0 14 * * *", time.Date(2026, 3, 1, 13, 0, 0, 0, time.UTC), false},
		`schedule = "0 0 29 2 *"`:                     {"0 0 29 2 *", time.Date(2028, 2, 29, 0, 0, 0, 0, time.UTC), false},
		`every = "90s"`:                               {"every 1m30s", now.Add(90 * time.Second), true},
	} {
		s := parse(t, api+text, t.TempDir()).Stack.Processes[0].Schedule
		if s == nil || s.Text != want.text || !s.Next(now).Equal(want.next) || s.AtOnce != want.atOnce {
			t.Errorf("%s: got %+v, next %s, want %+v", text, s, s.Next(now), want)
		}
	}
	if s := parse(t, api, t.TempDir()).Stack.Processes[0].Schedule; s != nil {
		t.Errorf("without: got %+v", s)
	}
}

func TestWatch(t *testing.T) {
	base := t.TempDir()
	write(t, base+"/go.mod", "")
	brief := filewatch.Spec{Root: base, Debounce: 200 * time.Millisecond}
	for text, want := range map[string]struct {
		paths []string
		more  filewatch.Spec
	}{
		`watch = "."`:                        {[]string{"."}, brief},
		`watch = ["./go.mod/", "none/**"]`:   {[]string{"go.mod", "none/**"}, brief},
		`watch = ["../x", "/a/b", "~/c*"]`:   {[]string{"../x", "/a/b", "/home/me/c*"}, brief},
		`watch = { paths = "go.mod" }`:       {[]string{"go.mod"}, brief},
		`watch.paths = ["*.go", "{a,b}"]`:    {[]string{"*.go", "{a,b}"}, brief},
		`watch = []`:                         {},
		`watch = { paths = [], ignore="x" }`: {},
		`watch = { paths = ["."], ignore = ["dist/", "*.md"], debounce = "1s", gitignore = false }`: {[]string{"."},
			filewatch.Spec{Root: base, Ignore: []string{"dist/", "*.md"}, NoGitignore: true, Debounce: time.Second}},
	} {
		cfg := parse(t, api+text, base, "HOME=/home/me")
		want.more.Paths = want.paths
		switch got := cfg.Stack.Processes[0].Watch; {
		case want.paths == nil:
			if got != nil {
				t.Errorf("%s: got %+v, want nothing", text, got)
			}
		case got == nil || !reflect.DeepEqual(*got, want.more):
			t.Errorf("%s: got %+v, want %+v", text, got, want.more)
		}
		if len(cfg.Notes) > 0 && !strings.Contains(text, "../x") {
			t.Errorf("%s: %v", text, cfg.Notes)
		}
	}
	cfg := parse(t, api+"replicas = 2\nwatch = [\n'go.mod',\n'src/main',\n]", base)
	if len(cfg.Notes) != 1 || cfg.Notes[0].String() != "tend.toml:6: processes.api: src/main is watched, but is not there yet" {
		t.Errorf("notes %v", cfg.Notes)
	}
}

func TestHooks(t *testing.T) {
	p := parse(t, api+`hooks = { ready = "echo ready", stopped = ["rm", "-f", "x"] }`, t.TempDir()).Stack.Processes[0]
	var want manager.Hooks
	want.Commands[manager.BecameReady] = []string{"sh", "-c", "echo ready"}
	want.Commands[manager.WasStopped] = []string{"rm", "-f", "x"}
	want.Timeout = 30 * time.Second
	if !reflect.DeepEqual(p.Hooks, want) {
		t.Errorf("got %+v, want %+v", p.Hooks, want)
	}
	for i, name := range manager.EventNames() {
		p := parse(t, api+`hooks = { `+name+` = ["x"], timeout = "1s" }`, t.TempDir()).Stack.Processes[0]
		if !slices.Equal(p.Hooks.Commands[i], []string{"x"}) || p.Hooks.Timeout != time.Second {
			t.Errorf("%s: got %+v", name, p.Hooks)
		}
	}
	if p := parse(t, api+`hooks.timeout = "1s"`, t.TempDir()).Stack.Processes[0]; !reflect.DeepEqual(p.Hooks, manager.Hooks{}) {
		t.Errorf("without commands: got %+v", p.Hooks)
	}
}

func TestNotify(t *testing.T) {
	p := parse(t, api+"ready.notify = true\nwatchdog = '30s'\nrestart = 'always'\n", t.TempDir()).Stack.Processes[0]
	if !p.Ready.Notify || p.Watchdog != 30*time.Second || p.Unhealthy != processcontrol.LimitRestart {
		t.Errorf("got %+v", p)
	}
	p = parse(t, api+"ready = { notify = false, tcp = ':1', interval = '1s' }\nwatchdog = '1s'\n", t.TempDir()).Stack.Processes[0]
	if p.Ready.Notify || p.Ready.TCP != ":1" || p.Unhealthy != processcontrol.LimitLog {
		t.Errorf("got %+v", p)
	}
}
