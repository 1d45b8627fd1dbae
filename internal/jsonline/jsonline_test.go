package jsonline

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var colours = regexp.MustCompile("\x1b\\[[0-9]*m")

func TestReadable(t *testing.T) {
	local := func(s string) string {
		at, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return at.Local().Format("15:04:05.000")
	}
	noon := local("2026-03-01T12:00:00.25Z")
	for _, test := range []struct{ name, line, want string }{
		{"slog", `{"time":"2026-03-01T12:00:00.25Z","level":"INFO","msg":"listening","port":8080}`, noon + " INFO  listening port=8080"},
		{"zap", `{"level":"warn","ts":1772366400.25,"caller":"a/b.go:3","msg":"slow","took":"1.5s"}`, noon + " WARN  slow caller=a/b.go:3 took=1.5s"},
		{"pino", `{"level":50,"time":1772366400250,"pid":1,"msg":"broke","err":{"type":"Error", "message":"no"}}`, noon + ` ERROR broke pid=1 err={"type":"Error","message":"no"}`},
		{"in nanoseconds", `{"ts":1772366400250000000,"msg":"x"}`, noon + " x"},
		{"logrus", `{"level":"warning","msg":"two words","user":"a b","empty":""}`, `WARN  two words user="a b" empty=""`},
		{"Logstash", `{"@timestamp":"2026-03-01T12:00:00.25Z","log.level":"error","message":"m"}`, noon + " ERROR m"},
		{"a time of its own", `{"time":"just now","msg":"m"}`, "just now m"},
		{"no message", `{"level":"debug","a":[1, 2],"b":null,"c":true}`, "DEBUG a=[1,2] b=null c=true"},
		{"blanks around", ` {"msg":"m"} `, "m"},
		{"an unknown level", `{"level":"Custom","msg":"m"}`, "CUSTOM m"},
		{"a level that is none", `{"level":[1],"msg":{"a": 1}}`, `[1]   {"a":1}`},
		{"escapes are not obeyed", `{"msg":"\u001b[2Jgone\nnext\u202e","\u0007":"\u0000"}`, `\x1b[2Jgone\nnext\u202e \a=\x00`},
	} {
		text, ok := Readable(test.line)
		if got := colours.ReplaceAllString(text, ""); !ok || got != test.want {
			t.Errorf("%s: %q, %t\nwant %q", test.name, got, ok, test.want)
		}
	}
	for _, line := range []string{
		"", "plain text", "{", "{}", "[1]", `{"a":1}`, `{"msg":"m"`, `{"msg":"m"} {"msg":"n"}`, `{"msg":}`, `{"msg" "m"}`, `{"msg":"m",}`, "{not json}",
	} {
		if text, ok := Readable(line); ok {
			t.Errorf("%q became %q", line, text)
		}
	}
}

func FuzzReadable(f *testing.F) {
	for _, seed := range []string{
		`{"time":"2026-03-01T12:00:00.25Z","level":"INFO","msg":"listening","port":8080}`,
		`{"level":50,"time":1772366400250,"msg":"\u001b[2J\n\u202e"}`, `{"ts":1e308,"level":-1e99}`, `{"msg":{"a":[1,{}]}}`, `{"@m":"\ud800"}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		text, ok := Readable(line)
		if !ok {
			return
		}
		bare := colours.ReplaceAllString(text, "")
		if i := strings.IndexFunc(bare, hidden); i >= 0 || !utf8.ValidString(text) {
			t.Errorf("%q shows %q", line, text)
		}
	})
}

func BenchmarkReadable(b *testing.B) {
	const line = `{"time":"2026-03-01T12:00:00.25Z","level":"INFO","msg":"request","method":"GET","path":"/orders/17","status":200,"took":"12ms"}`
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		if _, ok := Readable(line); !ok {
			b.Fatal("not read")
		}
	}
}
