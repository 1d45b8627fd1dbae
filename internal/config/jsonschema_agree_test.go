package config

import (
	"slices"
	"strings"
	"testing"
)

// values are one of each type, and strings of each kind.
var values = []string{
	`""`, `" "`, `"x"`, `"x y"`, `"a\nb"`, `"-x"`, `"1"`, `"0"`, `"10s"`, `"1ns"`, `"1h30m"`, `"-1s"`, `"1d"`, `"9999999h"`,
	`"1KiB"`, `"1.5MiB"`, `"1GB"`, `"1G"`, `"9999999999TiB"`, `"80%"`, `"80"`, `"250.5 %"`, `"-1%"`,
	`"auto"`, `"never"`, `"on-failure"`, `"failure"`, `"done"`, `"ready"`, `"always"`, `"log"`, `"kill"`, `"manual"`, `"tend"`, `"dark"`,
	`"SIGTERM"`, `"int"`, `"SIGTREM"`, `"TREM"`, `"@daily"`, `"@dayly"`, `"0 3 * * *"`, `"70 * * * *"`,
	`":80"`, `":70000"`, `"localhost:80/x"`, `"http://localhost/x"`, `"http://localhost:0"`, `"ftp://x"`, `"("`, `"\u0000"`,
	`-1`, `0`, `1`, `3`, `200`, `1000`, `70000`, `2000000`, `1073741824`, `1.0`, `1.5`, `true`, `false`, `2026-01-02`,
	`[]`, `["a"]`, `["a", ""]`, `["", "a"]`, `["a b"]`, `["\u0000"]`, `[1]`, `[0]`, `[1.0]`, `[true]`, `["a", 1]`, `[[]]`, `[2026-01-02]`, `[{}]`,
	`{}`, `{ A = "b" }`, `{ A = 1 }`, `{ A = 1.5 }`, `{ A = [] }`, `{ A = {} }`, `{ A = "started" }`, `{ A = { restart = true } }`,
	`{ A = { command = "x" } }`, `{ A = { command = 1 } }`, `{ "a b" = "c" }`, `{ A = "b\nc" }`, `{ A = 2026-01-02 }`,
	`{ A = "b", a = "c" }`, `{ "" = "x" }`, `{ TEND_COOKIE = "x" }`, `{ tcp = ":1" }`, `{ stop = "x" }`, `{ paths = "x" }`, `{ wat = 1 }`,
}

// onlyTheLoader is what a schema cannot tell, or what would take a pattern that
// nobody reads: by name, with the kinds of keys (all if there are none) and the
// values. How values fit together, files, variables and what a machine can do are
// not among it: they are looked at after the kind.
var onlyTheLoader = []struct {
	name   string
	kinds  []kind
	values []string
}{
	{"a date, which is a string to editors", nil, []string{`2026-01-02`, `[2026-01-02]`, `{ A = 2026-01-02 }`}},
	{"a NUL character", nil, []string{`"\u0000"`, `["\u0000"]`}},
	{"a float that is whole", []kind{kindInt, kindPort, kindSize, kindCodes}, []string{`1.0`, `[1.0]`}},
	{"a duration that is too short or too long", []kind{kindDuration}, []string{`"0"`, `"1ns"`, `"9999999h"`}},
	{"a size with a unit that is too small, too large or not whole", []kind{kindSize}, []string{`"0"`, `"1"`, `"80"`, `"1KiB"`, `"1.5MiB"`, `"1GB"`, `"9999999999TiB"`}},
	{"a percentage that is too large", []kind{kindPercent}, []string{`"250.5 %"`}},
	{"a command whose program is empty", []kind{kindCommand, kindShell}, []string{`["", "a"]`}},
	{"a regular expression that is none", []kind{kindRegexp}, []string{`"("`}},
	{"a cron expression that is none", []kind{kindCron}, []string{`"@dayly"`, `"70 * * * *"`}},
	{"the port of an address", []kind{kindAddress, kindGRPC, kindURL}, []string{`":70000"`, `"http://localhost:0"`}},
	{"a header twice", []kind{kindHeaders}, []string{`{ A = "b", a = "c" }`}},
}

func TestTheLoaderAndTheJSONSchemaAgree(t *testing.T) {
	base, excused := t.TempDir(), map[string]bool{}
	for _, k := range schema {
		for _, v := range values {
			text := setTo(k, v)
			d, problems := decode("tend.toml", []byte(text))
			if d == nil || len(problems) > 0 {
				t.Fatalf("%v\n%s", problems, text)
			}
			// Its kind is what the first step of the loader looks at; files and
			// how values fit together come after that.
			b := &builder{check: &check{merged: merge(d)}}
			for _, process := range get[[]*table](b.table(tree(), nil, d.raw), "processes") {
				b.checkName(process)
			}
			byEditor := byEditor(t, text)
			switch {
			case (byEditor == nil) == (len(b.problems) == 0):
			case byEditor != nil:
				// What has to be there comes after the kind as well.
				if _, err := Parse("tend.toml", []byte(text), base, Options{}); err == nil {
					t.Errorf("%s = %s: only the schema refuses it: %v", k.path, v, byEditor)
				}
			case excuse(k, v) == "":
				t.Errorf("%s = %s: only the loader refuses it: %v", k.path, v, b.problems)
			default:
				excused[excuse(k, v)] = true
			}
		}
	}
	for _, only := range onlyTheLoader {
		if !excused[only.name] {
			t.Errorf("%s: the schema tells that as well", only.name)
		}
	}
}

// excuse is why only the loader refuses a value of a key, "" if it is not known.
func excuse(k key, value string) string {
	for _, only := range onlyTheLoader {
		if (only.kinds == nil || slices.Contains(only.kinds, k.kind)) && slices.Contains(only.values, value) {
			return only.name
		}
	}
	return ""
}

// setTo is a configuration with a key set to a value, and what has to be beside it.
func setTo(k key, value string) string {
	path := strings.NewReplacer("processes.*", "processes.api", "*", "db").Replace(k.path)
	text := path + " = " + value + "\n"
	if k.path == "processes" {
		return text
	}
	text += "processes.db.command = 'x'\n"
	if parent, last := cutLast(path); strings.HasPrefix(k.path, "processes.*.") {
		if k.path != "processes.*.command" {
			text += "processes.api.command = 'x'\n"
		}
		_, table := cutLast(parent)
		switch questions := questions[table]; {
		case slices.Contains(ofHTTP, last):
			text += parent + ".http = 'http://x'\n"
		case questions != nil && (!slices.Contains(questions, last) || last == "notify" && value == "false"):
			text += parent + ".tcp = ':1'\n"
		case table == "watch" && last != "paths":
			text += parent + ".paths = 'x'\n"
		case table == "daemon" && last != "stop":
			text += parent + ".stop = 'x'\n"
		}
	}
	return text
}
