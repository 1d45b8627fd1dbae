package server

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"tend/internal/remote/wire"
)

var update = flag.Bool("update", false, "write what is generated")

// TestTheDocumentationShowsTheRoutes keeps the tables of docs/api.md what the code
// says. With -update it writes them.
func TestTheDocumentationShowsTheRoutes(t *testing.T) {
	const file = "../../../docs/api.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := between(t, string(text), "routes", routeTable())
	want = between(t, want, "events", eventTable())
	want = between(t, want, "types", typeTables(t))
	if string(text) == want {
		return
	}
	if !*update {
		t.Fatalf("%s is not what the code says; go test ./internal/remote/server -run Documentation -update writes it", file)
	}
	if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// between puts a text between two marks.
func between(t *testing.T, text, mark, generated string) string {
	t.Helper()
	begin, end := "<!-- "+mark+": checked against the code by a test -->\n", "<!-- end of "+mark+" -->"
	before, rest, ok := strings.Cut(text, begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("the documentation has no place for %s", mark)
	}
	return before + begin + "\n" + generated + "\n" + end + after
}

func routeTable() string {
	var b strings.Builder
	b.WriteString("| request | body | answer | what it does |\n|---|---|---|---|\n")
	for _, r := range routes() {
		answer := "–"
		switch {
		case r.media == eventStream:
			answer = "[stream](#streams)"
		case r.media == plainText:
			answer = "text"
		case r.media != "":
			answer = "JSON"
		case r.out != nil:
			answer = link(r.out)
		}
		body := "–"
		if r.in != nil {
			body = link(r.in)
		}
		what := r.summary
		for _, p := range r.query {
			what += fmt.Sprintf("<br>`%s=`: %s", p.name, p.what)
			if p.many {
				what += "; may be given more than once"
			}
		}
		fmt.Fprintf(&b, "| `%s %s%s` | %s | %s | %s |\n", r.method, wire.Prefix, r.path, body, answer, cell(what))
	}
	return b.String()
}

func eventTable() string {
	var b strings.Builder
	b.WriteString("| stream | event | data | what it says |\n|---|---|---|---|\n")
	for _, r := range routes() {
		for _, e := range r.events {
			says := "`{}`"
			if e.says != nil {
				says = link(e.says)
			}
			fmt.Fprintf(&b, "| `%s%s` | `%s` | %s | %s |\n", wire.Prefix, r.path, e.name, says, cell(e.what))
		}
	}
	return b.String()
}

// typeTables has a table for each type that is told, in the order in which they are
// met.
func typeTables(t *testing.T) string {
	tables := &tables{met: map[reflect.Type]bool{}, schemas: schemas{all: object{}, said: wordsOf(t, "../wire")}}
	for _, r := range routes() {
		tables.meet(r.in)
		tables.meet(r.out)
		for _, e := range r.events {
			tables.meet(e.says)
		}
	}
	tables.meet(reflect.TypeFor[wire.Error]())
	return tables.text.String()
}

type tables struct {
	schemas
	met  map[reflect.Type]bool
	text strings.Builder
}

func (a *tables) meet(t reflect.Type) {
	for t != nil && (t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice) {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct || t.PkgPath() != reflect.TypeFor[wire.Error]().PkgPath() || a.met[t] {
		return
	}
	a.met[t] = true
	if a.text.Len() > 0 {
		a.text.WriteString("\n")
	}
	fmt.Fprintf(&a.text, "### %s\n\n%s\n\n| field | type | meaning |\n|---|---|---|\n", t.Name(), a.said[t.Name()])
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous {
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		holder := t
		for _, i := range f.Index[:len(f.Index)-1] {
			holder = holder.Field(i).Type
		}
		kind := kindOf(f.Type)
		if options != "" {
			kind += ", or not there"
		}
		what := a.said[holder.Name()+"."+f.Name]
		if words := wire.Words(t.Name(), name); len(words) > 0 {
			what = strings.TrimSpace(what + " One of `" + strings.Join(words, "`, `") + "`.")
		}
		fmt.Fprintf(&a.text, "| `%s` | %s | %s |\n", name, kind, cell(what))
	}
	for _, f := range reflect.VisibleFields(t) {
		if !f.Anonymous {
			a.meet(f.Type)
		}
	}
}

// kindOf is a type in the words of the page.
func kindOf(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[wire.Seconds]():
		return "seconds"
	case t == reflect.TypeFor[[]byte]():
		return "base64"
	case t == reflect.TypeFor[*regexp.Regexp]():
		return "regular expression"
	case t.Kind() == reflect.Pointer:
		return kindOf(t.Elem())
	case t.Kind() == reflect.Slice:
		return "list of " + kindOf(t.Elem())
	case t.Kind() == reflect.Map:
		return "table of " + kindOf(t.Elem())
	case t.String() == "time.Time":
		return "time"
	case t.Kind() == reflect.Struct:
		return link(t)
	case t.Kind() == reflect.String:
		return "text"
	case t.Kind() == reflect.Bool:
		return "boolean"
	default:
		return "number"
	}
}

func link(t reflect.Type) string {
	return fmt.Sprintf("[%s](#%s)", t.Name(), strings.ToLower(t.Name()))
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
