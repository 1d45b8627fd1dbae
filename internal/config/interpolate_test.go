package config

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestInterpolate(t *testing.T) {
	vars := map[string]string{"A": "1", "B": "two words", "EMPTY": "", "BRACES": "${A}"}
	lookup := func(name string) (string, bool) {
		value, set := vars[name]
		return value, set
	}
	for text, want := range map[string]string{
		"":                          "",
		"plain":                     "plain",
		"${A}":                      "1",
		"x${A}y${B}z":               "x1ytwo wordsz",
		"日本${A}語":                   "日本1語",
		"${EMPTY}":                  "",
		"${EMPTY:-d}":               "d",
		"${EMPTY-d}":                "",
		"${NONE:-d}":                "d",
		"${NONE-d}":                 "d",
		"${NONE:-}":                 "",
		"${A:-d}":                   "1",
		"${A-d}":                    "1",
		"${NONE:-http://${A}/$x}":   "http://1/$x",
		"${NONE:-${NONE2:-${A}}}":   "1",
		"${A:-${NONE}}":             "1", // what is not needed need not be there
		"${A:?must be}":             "1",
		"${EMPTY?must be}":          "",
		"${BRACES}":                 "${A}", // values are not looked into
		"$A $$ $1 $(x) } $":         "$A $$ $1 $(x) } $",
		"$${A}":                     "${A}",
		"$$${A}":                    "$${A}",
		"$${A":                      "${A",
		"${NONE:-$${A}}":            "${A}", // up to the first brace, and one behind it
		"${_x9:-a-b:c}":             "a-b:c",
		"${NONE:-" + "a${A}" + "}b": "a1b",
	} {
		got, missing, f := interpolate(text, lookup)
		if got != want || len(missing) > 0 || f != nil {
			t.Errorf("%s: got %q, %v, %v, want %q", text, got, missing, f, want)
		}
	}
	for text, want := range map[string]string{
		"${NONE}":                "uses ${NONE}, which is not set: set it, or say what to take instead, as in ${NONE:-default}",
		"${NONE:?say ${A}\nnow}": "needs the variable NONE: say 1 now",
		"${EMPTY:?say so}":       "needs the variable EMPTY: say so",
		"${EMPTY:?}":             "uses ${EMPTY}, which is not set: set it, or say what to take instead, as in ${EMPTY:-default}",
		"${NONE?${OTHER}}":       "uses ${NONE}, which is not set: set it, or say what to take instead, as in ${NONE:-default}",
		"${EMPTY:-${OTHER}}":     "uses ${OTHER}, which is not set: set it, or say what to take instead, as in ${OTHER:-default}",
	} {
		if _, missing, f := interpolate(text, lookup); f != nil || len(missing) != 1 || missing[0].sentence() != want {
			t.Errorf("%s: got %v, %v, want %s", text, missing, f, want)
		}
	}
	for text, shown := range map[string]string{
		"x ${": `"${"`, "${A": `"${A"`, "${}": `"${}"`, "${1}": `"${1}"`, "${A B}": `"${A B}"`, "${#A} ${B}": `"${#A}"`,
		"${A:+x}": `"${A:+x}"`, "${A:-": `"${A:-"`, "${A:-${B}": `"${A:-${B}"`, "${A:-${-}}": `"${-}"`, "${a.b}": `"${a.b}"`,
		"${" + strings.Repeat("x-y", 20): `"${x-yx-yx-yx-yx-yx-yx-yx…"`,
	} {
		_, _, f := interpolate(text, lookup)
		want := "has " + shown + " in it, which is no variable: it takes ${NAME}, ${NAME:-default} or ${NAME:?message}, and $${ for ${ itself"
		if f == nil || f.text != want {
			t.Errorf("%s:\ngot  %v\nwant %s", text, f, want)
		}
	}
	deep := strings.Repeat("${N:-", maxNesting) + "x" + strings.Repeat("}", maxNesting)
	if got, _, f := interpolate(deep, lookup); got != "x" || f != nil {
		t.Errorf("as deep as may be: %q, %v", got, f)
	}
	if _, _, f := interpolate("${N:-"+deep+"}", lookup); f == nil {
		t.Error("deeper than may be")
	}
}

func TestVariablesAreFilledInWhereNoShellDoesIt(t *testing.T) {
	base := t.TempDir()
	write(t, filepath.Join(base, "top.env"), "FROM_FILE=file\n")
	write(t, filepath.Join(base, "api.env"), "NAME=api\nTWICE=${NAME}${NAME}\n")
	p := parse(t, `
env_file = "${WHICH:-top}.env"
env = { HOST = "${FROM_FILE}.test", ROOT = "${PWD}" }
path = "${TOOLS}/bin"

[processes.api]
command = ["${NAME}", "--port", "${PORT}", "$PORT", "$${PORT}"]
port = 3000
dir = "${DIR}"
env_file = "${ROOT}/api.env"
env = { NAME = "${NAME}-server", URL = "http://${HOST}:${PORT}/", RAW = "$${X}" }
path = ["${ROOT}/api"]
stop.command = ["stop", "${NAME}"]
hooks.ready = ["open", "${URL}"]
hooks.failed = "echo ${NAME} $FROM"
ready = { http = "${URL}healthz", headers = { Host = "${HOST}" } }
health = { exec = ["check", "${NAME}"] }
watch = ["${SRC:-src}/**", "."]
log.file = "${ROOT}/${PORT}.log"
`, base, "TOOLS=/tools", "DIR=.", "PATH=/bin:/usr/bin").Stack.Processes[0]
	for _, c := range []struct {
		what string
		got  any
		want string
	}{
		{"command", strings.Join(p.Command, " "), "api-server --port 3000 $PORT ${PORT}"},
		{"display", p.Display, "'${NAME}' --port '${PORT}' '$PORT' '$${PORT}'"},
		{"dir", p.Dir, base},
		{"stop.command", strings.Join(p.Stop.Command, " "), "stop api-server"},
		{"hooks.ready", strings.Join(p.Hooks.Commands[0], " "), "open http://file.test:3000/"},
		{"hooks.failed", strings.Join(p.Hooks.Commands[1], " "), "sh -c echo ${NAME} $FROM"},
		{"ready", p.Ready.HTTP + " " + p.Ready.Headers["Host"], "http://file.test:3000/healthz file.test"},
		{"health", strings.Join(p.Health.Exec, " "), "check api-server"},
		{"watch", strings.Join(p.Watch.Paths, " "), "src/** ."},
		{"log.file", p.Log.File, filepath.Join(base, "3000.log")},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", c.what, c.got, c.want)
		}
	}
	want := []string{
		"DIR=.", "FROM_FILE=file", "HOST=file.test", "NAME=api-server", "PATH=" + base + "/api:/tools/bin:/bin:/usr/bin", "PORT=3000",
		"PWD=" + base, "RAW=${X}", "ROOT=" + base, "TOOLS=/tools", "TWICE=apiapi", "URL=http://file.test:3000/",
	}
	if !slices.Equal(p.Env, want) {
		t.Errorf("got  %q\nwant %q", p.Env, want)
	}
}
