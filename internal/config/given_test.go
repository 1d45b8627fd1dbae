package config

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

const givenText = `
env = { LOG = "debug", NO_COLOR = false, OVER = "top" }
env_file = "top.env"
path = "bin"
stop_timeout = "1m"

[processes."a.b"]
command = "x"
stop.grace = "3s"
env = { OVER = "own", HOST = false, BACK = "${HOME}/x" }
env_file = "own.env"
path = "own bin"
port = 80
replicas = 2
profiles = ["debug"]
depends_on.c.restart = true
ready = { http = "http://localhost/", headers = { Host = "shop.test" } }

[processes.c]
command = "c"

[processes.gone]
command = "gone"
disabled = true
`

// given reads the configuration above.
func given(t *testing.T) (*Config, string) {
	t.Helper()
	base := t.TempDir()
	for name, text := range map[string]string{"top.env": "# plain\nHOST=h\nOVER=file\nPORT=1\n", "own.env": "KEY='a b'\nLOG=file\n"} {
		if err := os.WriteFile(filepath.Join(base, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cfg, err := Parse("tend.toml", []byte(givenText), base, Options{Environ: []string{"HOME=/home/me", "PATH=/usr/bin", "SHELL_ONLY=1"}})
	if err != nil {
		t.Fatal(err)
	}
	return cfg, base
}

func TestSettingsAreTheKeysThatAreSet(t *testing.T) {
	cfg, _ := given(t)
	var keys []string
	for _, s := range cfg.Settings {
		if s.Process == "a.b" {
			keys = append(keys, s.Key+" "+s.Path)
		}
	}
	own := `processes."a.b"`
	var want []string
	for _, key := range []string{"", ".command", ".stop", ".stop.grace", ".env", ".env_file", ".path", ".port", ".replicas", ".profiles", ".depends_on"} {
		want = append(want, "processes.*"+key+" "+own+key)
	}
	want = append(want, "processes.*.depends_on.* "+own+".depends_on.c", "processes.*.depends_on.*.restart "+own+".depends_on.c.restart")
	for _, key := range []string{".ready", ".ready.http", ".ready.headers"} {
		want = append(want, "processes.*"+key+" "+own+key)
	}
	if !slices.Equal(keys, want) {
		t.Errorf("got  %q\nwant %q", keys, want)
	}
	var gone []Setting
	for _, s := range cfg.Settings {
		if s.Process == "gone" {
			gone = append(gone, s)
		}
	}
	if len(gone) != 1 || gone[0].Key != "processes.*.disabled" {
		t.Errorf("what is disabled says %v", gone)
	}
	if first := cfg.Settings[0]; first != (Setting{Path: "env", Key: "env"}) {
		t.Errorf("the first is %+v", first)
	}
}

func TestOwnIsWhatTheConfigurationItselfSays(t *testing.T) {
	cfg, base := given(t)
	own, other := filepath.Join(base, "own.env"), filepath.Join(base, "top.env")
	want := Own{
		Autostart: true,
		Profiles:  []string{"debug"},
		Vars: []Var{
			{Name: "BACK", Value: "/home/me/x"},
			{Name: "KEY", Value: "a b", File: own},
			{Name: "LOG", Value: "file", File: own},
			{Name: "OVER", Value: "own"},
			{Name: "PORT", Value: "81"},
			{Name: "TEND_REPLICA", Value: "2"},
		},
		Unset: []string{"HOST", "NO_COLOR"},
		Path:  []string{filepath.Join(base, "own bin"), filepath.Join(base, "bin")},
		EnvFiles: []EnvFile{
			{File: other, Names: []string{"HOST", "OVER", "PORT"}, Plain: true},
			{File: own, Names: []string{"KEY", "LOG"}},
		},
	}
	if got := cfg.Own["a.b-2"]; !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestPlainEnvFilesHaveNothingToDifferAbout(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "A=b\n": true, "# a comment: \"$\n\nA=http://h:80/x?": false, "A=http://h:80/x\nB=": true,
		"A=b c": false, "A='b'": false, "export A=b": false, "A: b": false, "A=$B": false, `A=b\n`: false, "A=b # c": false, "A=b\r\n": false, " A=b": false,
	} {
		if got := plainEnv([]byte(text)); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

// What another machine runs is not refused for what this one cannot do.
func TestElsewhereTheLimitsOfThisMachineAreOfNoConcern(t *testing.T) {
	text := []byte("[processes.a]\ncommand = \"a\"\nlimits = { open_files = 100, hard = { open_files = 1000000000, memory = \"1GiB\", cpu = \"50%\", processes = 10 } }\n")
	cfg, err := Parse("tend.toml", text, t.TempDir(), Options{Elsewhere: true})
	if err != nil {
		t.Fatal(err)
	}
	if hard := cfg.Stack.Processes[0].Limits.Hard; hard.Memory != 1<<30 || hard.Processes != 10 {
		t.Errorf("the limits are %+v", hard)
	}
}
