package config

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tend/internal/keymap"
	"tend/manager"
	"tend/processcontrol"
)

func exampleText(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// named is the process of that name.
func named(t *testing.T, cfg *Config, name string) manager.Process {
	t.Helper()
	for _, p := range cfg.Stack.Processes {
		if p.Name == name {
			return p
		}
	}
	t.Fatalf("there is no process %s", name)
	return manager.Process{}
}

func TestTheExampleIsRight(t *testing.T) {
	cfg, err := Parse("config.example.toml", []byte(exampleText(t)), t.TempDir(), Options{Environ: os.Environ()})
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Stack.Name != "demo" {
		t.Errorf("got the stack %q", cfg.Stack.Name)
	}
	for _, p := range cfg.Stack.Processes {
		if out, err := exec.Command("sh", "-n", "-c", p.Command[2]).CombinedOutput(); err != nil {
			t.Errorf("%s is not for every shell: %v\n%s", p.Name, err, out)
		}
	}
	if len(cfg.Notes) != 0 {
		t.Errorf("it uses what has no effect: %v", cfg.Notes)
	}
	api, flaky, console := named(t, cfg, "api"), named(t, cfg, "flaky"), named(t, cfg, "console")
	if api.Limits.Policy != processcontrol.LimitRestart {
		t.Errorf("the policy of api's limits is %s", api.Limits.Policy)
	}
	if flaky.Restart != manager.RestartOnFailure {
		t.Errorf("flaky is restarted %s", flaky.Restart)
	}
	if console.Stop.Keys != "quit\n" || !console.TTY {
		t.Errorf("console is stopped by %q", console.Stop.Keys)
	}
}

// What the console reads is what its terminal would give it.
func TestTheConsoleOfTheExampleEndsAtQuit(t *testing.T) {
	cfg := parse(t, exampleText(t), t.TempDir())
	console := named(t, cfg, "console")
	shell := exec.Command(console.Command[0], console.Command[1:]...)
	shell.Stdin = strings.NewReader("\nhello \\ world\n" + console.Stop.Keys + "not read\n")
	out, err := shell.Output()
	want := "a console: what it reads, it says again; quit ends it\n> > you said: hello \\ world\n> good bye\n"
	if err != nil || string(out) != want {
		t.Errorf("got  %q, %v\nwant %q", out, err, want)
	}
}

// setting is a line of the reference part that becomes a setting without its
// first character.
var setting = regexp.MustCompile(`(?m)^#(\S.*)$`)

// Each setting of the reference is taken on its own, because some of them
// exclude each other, and has to be right. Together they have every key.
func TestTheExampleHasEveryKey(t *testing.T) {
	_, reference, ok := strings.Cut(exampleText(t), "# ------")
	if !ok {
		t.Fatal("the reference part is gone")
	}
	base := t.TempDir()
	if err := os.MkdirAll(filepath.Join(base, "services/api"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(base, ".env"), "A=1")
	write(t, filepath.Join(base, "api.env"), "A=1")

	documented := map[string]bool{"processes": true}
	schemaPath := strings.NewReplacer("processes.NAME", "processes.*", "depends_on.db", "depends_on.*")
	inProcess := false
	for _, m := range setting.FindAllStringSubmatch(reference, -1) {
		line := m[1]
		if line == "[processes.NAME]" {
			inProcess = true
			documented["processes.*"] = true
			continue
		}
		const others = "\n[processes.db]\ncommand = \"db\"\nready.tcp = \":1\"\n[processes.cache]\ncommand = \"cache\"\n"
		text := line + others
		if inProcess {
			text = "[processes.NAME]\n" + line + others
			if !strings.HasPrefix(line, "command") {
				text = "[processes.NAME]\ncommand = \"x\"\n" + line + others
			}
		}
		// What a kernel has to enforce is refused where it cannot.
		machine := strings.Contains(line, "open_files") && !openFiles() || strings.Contains(line, "hard = ")
		if _, err := Parse("reference", []byte(text), base, Options{}); err != nil && !machine {
			t.Errorf("%s\n%v", line, err)
		}
		for key := range locate(text).marks {
			documented[schemaPath.Replace(key)] = true
		}
	}
	for _, k := range schema {
		// health has the keys of ready, and the example says so.
		if path := strings.Replace(k.path, ".health.", ".ready.", 1); !documented[path] {
			t.Errorf("%s is not in the example", k.path)
		}
		_, last := cutLast(k.path)
		if k.def != nil && !strings.Contains(reference, last+" = "+k.defaultText()) {
			t.Errorf("the example does not have the default, %s = %s", last, k.defaultText())
		}
	}
}

// Who changes keys finds there what actions are called.
func TestTheExampleHasEveryAction(t *testing.T) {
	_, actions, _ := strings.Cut(exampleText(t), "The actions, with ? for their keys:")
	actions, _, ok := strings.Cut(actions, "#keys = ")
	if !ok {
		t.Fatal("the actions are gone")
	}
	got := strings.Join(strings.Fields(strings.NewReplacer("#", "", ",", " ", ".", "").Replace(actions)), " ")
	if want := strings.Join(keymap.Names(), " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
