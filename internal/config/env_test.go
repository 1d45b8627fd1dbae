package config

import (
	"path/filepath"
	"slices"
	"testing"
)

func TestTheLaterVariableGoesBeforeTheEarlier(t *testing.T) {
	base := t.TempDir()
	write(t, filepath.Join(base, "top1.env"), "B=top1\nC=top1\nD=top1\nE=top1\nF=top1\n")
	write(t, filepath.Join(base, "top2.env"), "C=top2\nD=top2\nE=top2\nF=top2\n")
	write(t, filepath.Join(base, "process.env"), "export E=process file # remark\nF='process file'\nG=\"two\\nlines\"\n")
	cfg := parse(t, `
env_file = ["top1.env", "top2.env"]
env = { D = "top", E = "top", F = "top" }

[processes.api]
command = "run"
env_file = "process.env"
env = { F = "process", VERSION = 1.10, PORT = 8_080, DEBUG = true, EMPTY = "" }

[processes.db]
command = "run"
env = { PWD = "mine" }
`, base, "A=inherited", "B=inherited", "C=inherited", "A=the last counts", "junk", "=C:=x", "PWD=/elsewhere")
	want := []string{
		"A=the last counts", "B=top1", "C=top2", "D=top", "DEBUG=true", "E=process file", "EMPTY=", "F=process",
		"G=two\nlines", "PORT=8_080", "PWD=" + base, "VERSION=1.10",
	}
	if got := cfg.Stack.Processes[0].Env; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	want = []string{"A=the last counts", "B=top1", "C=top2", "D=top", "E=top", "F=top", "PWD=mine"}
	if got := cfg.Stack.Processes[1].Env; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAVariableThatIsFalseIsTakenAway(t *testing.T) {
	base := t.TempDir()
	write(t, filepath.Join(base, "a.env"), "A=file\nB=file\nC=file\n")
	ps := parse(t, `
env_file = "a.env"
env = { A = false, INHERITED = false, PWD = false, "NOT.THERE" = false, T = true }
[processes.api]
command = "run"
env = { A = "again", B = false, T = "${T}!" }
[processes.db]
command = "run"
env_file = "a.env"
path = "/bin"
env = { PATH = false }
`, base, "INHERITED=1", "PATH=/usr/bin").Stack.Processes
	if got, want := ps[0].Env, []string{"A=again", "C=file", "PATH=/usr/bin", "T=true!"}; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got, want := ps[1].Env, []string{"A=file", "B=file", "C=file", "PATH=/bin", "T=true"}; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestPathGoesBeforePATH(t *testing.T) {
	base := t.TempDir()
	ps := parse(t, `
path = ["bin", "~/go/bin"]
[processes.api]
command = "run"
path = "node_modules/.bin"
env = { PATH = "/opt/bin:${PATH}" }
[processes.db]
command = "run"
`, base, "HOME=/home/me", "PATH=/bin").Stack.Processes
	top := base + "/bin:/home/me/go/bin:"
	if got, want := ps[0].Env[1], "PATH="+base+"/node_modules/.bin:"+top+"/opt/bin:/bin"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := ps[1].Env[1], "PATH="+top+"/bin"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	alone := parse(t, "path = '/a'\n"+api, base).Stack.Processes[0].Env
	if want := []string{"PATH=/a", "PWD=" + base}; !slices.Equal(alone, want) {
		t.Errorf("without a PATH: got %q, want %q", alone, want)
	}
}

func TestTildeIsTheHomeOfTheEnvironment(t *testing.T) {
	home := t.TempDir()
	write(t, filepath.Join(home, "a.env"), "\ufeffA=1\r\n")
	p := parse(t, `
[processes.api]
command = "run"
dir = "~"
env_file = "~/a.env"
log.file = "~/api.log"
`, t.TempDir(), "HOME=/elsewhere", "HOME="+home).Stack.Processes[0]
	if p.Dir != home || p.Log.File != filepath.Join(home, "api.log") {
		t.Errorf("got folder %s and log %s, want both in %s", p.Dir, p.Log.File, home)
	}
	if want := []string{"A=1", "HOME=" + home, "PWD=" + home}; !slices.Equal(p.Env, want) {
		t.Errorf("got %q, want %q", p.Env, want)
	}
}

func TestMalformedLine(t *testing.T) {
	for source, want := range map[string]int{
		"A=1\nB-C=2\n":              2,
		"A=1\nB='2\n3'\n# no\nC\n":  5,
		"A=1\nB=\"2\nC=3\nD=4\n":    2,
		"\n\n=1":                    3,
		"A=1\n\n  \nno assignment":  4,
		"A='1'\nA='2\n\n3'\nB C D=": 5,
	} {
		if got := malformedLine(source); got != want {
			t.Errorf("%q: got line %d, want %d", source, got, want)
		}
	}
}

// A tend within a tend has its variables, which do no harm.
func TestTheCookieMayBeInherited(t *testing.T) {
	if got, want := parse(t, api, "/", "TEND_COOKIE=x").Stack.Processes[0].Env, []string{"PWD=/", "TEND_COOKIE=x"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
