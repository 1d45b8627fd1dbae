package config

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
)

// addSeeds gives a fuzzer texts that have all there is in TOML.
func addSeeds(f *testing.F) {
	example, err := os.ReadFile("../../config.example.toml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(example))
	f.Add(setting.ReplaceAllString(string(example), "$1"))
	for _, seed := range []string{
		"", "\n", "=", "a", "a =", "a = [", "a = {", "[", "[[", "[a", "a.b.c = 1\na.b.d = 2", "\ufeffa = 1", "\xff\xfea = 1",
		"a = 1 # x\r\nb = 2\r\n", "'a b'.\"c\\u0064\" = '''\n'x''\n'''''\n", "a = \"\"\"\\\n  \\\"\"\"\"\"\"\nb = 1",
		"a = [\n1, # x\n[2, { b = 3, c.d = [4] }],\n]\n", "[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\nd = 3",
		"a = { b = 1,\n # x\n c = 2 }", "a = 1\na = 2", "a.b = 1\na = 2", "[a]\n[a]", "a = 1979-05-27 07:32:00\nb = inf\nc = -nan\nd = 0x1_0",
		"\"\" = 1\n'' . '' = 2", "[a.b]\n[a]\n", "a = {}\n[a.b]", "a = '\n'", "a = \"\\", "a=\"\\\n", "a=[[[[[[[[[[[[[[[[[[[[",
		api + db, api + `depends_on = ["api", "nobody"]` + "\n", api + "env_file = '.'\nready = { log = '(' }\n",
		api + "ready = { http = 'http://x', headers = { A = 'b', a = 1, 'c d' = \"\\r\" } }\nhealth = { grpc = 'x:1/y', log = 'z' }\n",
		api + "tty = false\nstop = { keys = \"\\u0003\", command = ['x'] }\nlimits = { warn = '101%', hard.open_files = 1 }\nenv.TEND_COOKIE = ''\n",
		"path = '${A}'\nexit_on = 'x'\nstop_timeout = '0s'\nreload = 'auto'\n" + api + "replicas = 3\nport = 65535\nprofiles = ['-']\nenv.B = '${A:-${'\n",
		api + "watch = { paths = ['${A}', 'a['], ignore = 'x' }\nhooks = { ready = ['${C}'], timeout = '0s' }\nready = { notify = true, delay = '1s' }\n",
		api + "port = 'auto'\nreplicas = 2\nlog.file = '${PORT}'\nhealth.tcp = ':${PORT}'\n" + db + "depends_on = { api = { restart = true }, api-2 = 'done' }\n",
		api + "schedule = 'CRON_TZ=UTC @daily'\nevery = '1s'\nrestart = 'always'\nwatchdog = '1s'\nsuccess_codes = [0, '']\ndepends_on.api.condition = 1\n",
		api + "[keys]\nrestart = 'ctrl+r'\nreload = ['f5', ' ', \"\u001b\", 1]\ninterrupt = []\nkill = 'C-k'\nnone = 'x'\npalette = ''\n",
		"[processes]\na.command = 'x'\na.depends_on = ['b']\nb = { command = ['y'], depends_on = { a = 'done' } }\n",
		"[processes.\"a\\nb\"]\ncommand = \"\"\"x\ny\"\"\"\nenv = { \"=\" = 1 }\n[processes.\"\\u001b\"]\n",
	} {
		f.Add(seed)
	}
}

// Whatever the text: either a stack, or problems that each are one line with a
// place.
func FuzzParse(f *testing.F) {
	addSeeds(f)
	base := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		cfg, err := Parse("tend.toml", []byte(text), base, Options{Environ: []string{"A=1"}, Ports: func(string) (int, error) { return 4000, nil }})
		if err == nil {
			if cfg == nil || len(cfg.Stack.Processes) == 0 {
				t.Fatal("neither a stack nor problems")
			}
			return
		}
		if cfg != nil {
			t.Fatal("both a stack and problems")
		}
		checkErrors(t, err, map[string]string{"tend.toml": text})
	})
}

// checkErrors looks at problems of texts, by the names of their files.
func checkErrors(t *testing.T, err error, texts map[string]string) {
	var problems Errors
	if !errors.As(err, &problems) || len(problems) == 0 {
		t.Fatalf("not a list of problems: %v", err)
	}
	before := Problem{}
	for _, p := range problems {
		text, ok := texts[p.File]
		if !ok || p.Line > strings.Count(text, "\n")+1 || p.File == before.File && p.Line < before.Line {
			t.Errorf("%s:%d comes after %s:%d: %s", p.File, p.Line, before.File, before.Line, p)
		}
		if p.Line == 0 && len(problems) > 1 {
			t.Errorf("no line: %s", p)
		}
		if strings.ContainsAny(p.Error(), "\r\n") {
			t.Errorf("more than one line: %q", p)
		}
		before = p
	}
}

// Whatever is laid over whatever: each problem has its place in its file.
func FuzzMerge(f *testing.F) {
	f.Add(api+db, "[processes.api]\nstop.grace = 1\n", "processes.db = 1")
	f.Add("a = [\n1\n]", "\na.b = 1", "\n\na = [\n\n{}]")
	f.Add(api+"env = { A = '1' }", "\nprocesses.api.env = []", "\n\n[processes.api.env]\nB = {}")
	f.Fuzz(func(t *testing.T, one, two, three string) {
		texts := map[string]string{"1.toml": one, "2.toml": two, "3.toml": three}
		var docs []*document
		var problems Errors
		for _, name := range []string{"1.toml", "2.toml", "3.toml"} {
			d, wrong := decode(name, []byte(texts[name]))
			if d == nil {
				return
			}
			docs, problems = append(docs, d), append(problems, wrong...)
		}
		if _, err := build(merge(docs...), problems, "/", Options{}); err != nil {
			checkErrors(t, err, texts)
		}
	})
}

// What is filled in is what a shell makes of it, as far as it goes.
func FuzzInterpolate(f *testing.F) {
	for _, seed := range []string{
		"", "$", "${", "${A", "${A}", "$${A}", "$$${A}", "x${A}y${B:-${C-}}z", "${B:?no}", "${A:-}}", "${A:-${A:-${A:-${}}}}", "}{$", "日${A}本", "${é}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		asked := map[string]bool{}
		got, missing, fault := interpolate(text, func(name string) (string, bool) {
			asked[name] = true
			return "", name == "A"
		})
		for _, u := range missing {
			if !asked[u.name] || u.name == "A" || strings.ContainsAny(u.sentence(), "\r\n") {
				t.Errorf("%q: %q is missing", text, u)
			}
		}
		switch {
		case fault != nil:
			if got != "" || strings.ContainsAny(fault.text, "\r\n") || !hasVariables(text) {
				t.Errorf("%q: %q, %s", text, got, fault.text)
			}
		case !hasVariables(text) && got != text, len(got) > len(text):
			t.Errorf("%q became %q", text, got)
		case strings.ReplaceAll(text, "$${", "") == text && strings.Contains(got, "${"):
			t.Errorf("%q has become %q, with a variable in it", text, got)
		}
	})
}

func FuzzCron(f *testing.F) {
	for _, seed := range []string{
		"* * * * *", "@hourly", "@every 1h", "@every -1h", "TZ=", "TZ= ", "CRON_TZ=UTC 0 0 * * *", "CRON_TZ=\n* * * * *", "0 0 30 2 *", "*/0 * * * *", "1-0 * * * *", "? ? ? ? ?", "0 0 1 jan sun",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, fault := parseCron(text)
		if fault != nil {
			if strings.ContainsAny(fault.text, "\r\n\x1b") {
				t.Errorf("%q: more than one line: %q", text, fault.text)
			}
			return
		}
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		if next := s.Next(now); !next.After(now) {
			t.Errorf("%q: after %s comes %s", text, now, next)
		}
	})
}

// Wherever the decoder finds a key, so does the scanner, in a line that has
// the key, and in the same order.
func FuzzPositions(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, text string) {
		at := locate(text)
		if at.tooDeep > 0 {
			return
		}
		var raw map[string]any
		md, err := toml.Decode(text, &raw)
		if err != nil {
			return
		}
		lines := strings.Split(text, "\n")
		rank := -1
		seen := map[string]bool{}
		for _, t := range at.twice {
			seen[t.key.String()] = true // the decoder lets some of that pass
		}
		for _, key := range md.Keys() {
			m, ok := at.marks[key.String()]
			if !ok || m.line < 1 || m.line > at.lines {
				t.Fatalf("key %s: line %d of %d", key, m.line, at.lines)
			}
			if last := key[len(key)-1]; isPlain(last) && !strings.Contains(lines[m.line-1], last) && !strings.Contains(lines[m.line-1], `\`) {
				t.Errorf("key %s is said to be in line %d: %q", key, m.line, lines[m.line-1])
			}
			if !seen[key.String()] && md.Type(key...) != "Hash" && m.rank < rank {
				t.Errorf("key %s comes too late", key)
			}
			if !seen[key.String()] && md.Type(key...) != "Hash" {
				rank = m.rank
			}
			seen[key.String()] = true
		}
	})
}

func isPlain(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 127 || !isBareKey(byte(r)) }) < 0
}
