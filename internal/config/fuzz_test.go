package config

import (
	"errors"
	"os"
	"strings"
	"testing"

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
		var problems Errors
		if !errors.As(err, &problems) || len(problems) == 0 || cfg != nil {
			t.Fatalf("not a list of problems: %v", err)
		}
		before := 0
		for _, p := range problems {
			if p.Line < before || p.Line > strings.Count(text, "\n")+1 {
				t.Errorf("line %d after line %d: %s", p.Line, before, p)
			}
			if p.Line == 0 && len(problems) > 1 {
				t.Errorf("no line: %s", p)
			}
			if strings.ContainsAny(p.Error(), "\r\n") {
				t.Errorf("more than one line: %q", p)
			}
			before = p.Line
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
