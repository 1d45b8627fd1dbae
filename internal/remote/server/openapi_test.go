package server

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"tend/internal/remote/wire"
)

// object is one of JSON.
type object = map[string]any

// apiOf makes the OpenAPI document of the routes.
func apiOf(t *testing.T) object {
	s := &schemas{all: object{}, said: wordsOf(t, "../wire")}
	paths := object{}
	for _, r := range routes() {
		path, _ := paths[r.path].(object)
		if path == nil {
			path = object{}
			paths[r.path] = path
		}
		path[strings.ToLower(r.method)] = s.operation(&r)
	}
	s.of(reflect.TypeFor[wire.Error]())
	return object{
		"openapi": "3.1.0",
		"info": object{
			"title": "A running session of tend", "version": strings.TrimPrefix(wire.Prefix, "/v"),
			"description": "HTTP over a Unix socket, see api.md. Later versions of tend may answer with more fields, words and events than are here.",
		},
		"servers":    []any{object{"url": "http://tend" + wire.Prefix, "description": "Over the session's socket; the name of the host does not matter."}},
		"paths":      paths,
		"components": object{"schemas": s.all},
	}
}

// schemas are those of the types that were met.
type schemas struct {
	all  object
	said map[string]string // of a type, or of a type and a field: what its comment says
}

func (s *schemas) operation(r *route) object {
	ok := object{"description": "Done."}
	switch {
	case r.media == eventStream:
		ok = object{"description": "A stream of server-sent events.", "content": object{r.media: s.stream(r)}}
	case r.media != "":
		ok = object{"description": "What was asked for.", "content": object{r.media: object{}}}
	case r.out != nil:
		ok = object{"description": "What was asked for.", "content": object{jsonText: object{"schema": s.of(r.out)}}}
	}
	status := "200"
	if r.out == nil && r.media == "" {
		status = "204"
	}
	o := object{
		"operationId": operationID(r), "summary": r.summary,
		"responses": object{
			status:    ok,
			"default": object{"description": "It cannot be done.", "content": object{jsonText: object{"schema": s.of(reflect.TypeFor[wire.Error]())}}},
		},
	}
	if r.in != nil {
		o["requestBody"] = object{"required": true, "content": object{jsonText: object{"schema": s.of(r.in)}}}
	}
	if all := parametersOf(r); len(all) > 0 {
		o["parameters"] = all
	}
	return o
}

// stream describes events, for which OpenAPI 3.1 has no words of its own.
func (s *schemas) stream(r *route) object {
	lines, all := []string{"A line of a colon alone, every few seconds, shows that the session lives."}, object{}
	for _, e := range r.events {
		says := object{"type": "object"}
		if e.says != nil {
			says = s.of(e.says)
		}
		all[e.name] = object{"description": e.what, "data": says}
		lines = append(lines, fmt.Sprintf("%s: %s", e.name, e.what))
	}
	return object{"schema": object{"type": "string", "description": strings.Join(lines, "\n")}, "x-events": all}
}

var inPath = regexp.MustCompile(`\{(\w+)\}`)

func parametersOf(r *route) (all []any) {
	for _, m := range inPath.FindAllStringSubmatch(r.path, -1) {
		all = append(all, object{"name": m[1], "in": "path", "required": true, "description": "the name of the process", "schema": object{"type": "string"}})
	}
	for _, p := range r.query {
		schema := object{"type": string(p.kind)}
		switch {
		case p.kind == moment:
			schema = object{"type": "string", "format": string(p.kind)}
		case p.kind == count:
			schema["minimum"] = 0
		}
		if p.many {
			schema = object{"type": "array", "items": schema}
		}
		all = append(all, object{"name": p.name, "in": "query", "description": p.what, "schema": schema})
	}
	return all
}

// operationID makes a name: getProcessesNameRaw.
func operationID(r *route) string {
	words := strings.FieldsFunc(r.path, func(c rune) bool { return strings.ContainsRune("/{}.", c) })
	id := strings.ToLower(r.method)
	for _, w := range words {
		id += strings.ToUpper(w[:1]) + w[1:]
	}
	return id
}

// of returns the schema of a type, which is a reference if it has a name of its
// own.
func (s *schemas) of(t reflect.Type) object {
	switch t {
	case reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	case reflect.TypeFor[*regexp.Regexp]():
		return object{"type": "string", "format": "regex"}
	case reflect.TypeFor[[]byte]():
		return object{"type": "string", "contentEncoding": "base64"}
	case reflect.TypeFor[wire.Seconds]():
		return object{"type": "number", "description": "seconds"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.Slice:
		return object{"type": "array", "items": s.of(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer"}
	case reflect.Uint64:
		return object{"type": "integer", "minimum": 0}
	case reflect.Struct:
		if s.all[t.Name()] == nil {
			s.all[t.Name()] = object{} // for those that refer to themselves
			s.all[t.Name()] = s.structure(t)
		}
		return object{"$ref": "#/components/schemas/" + t.Name()}
	default:
		panic("no schema for " + t.String())
	}
}

func (s *schemas) structure(t reflect.Type) object {
	properties, required := object{}, []string{}
	s.fields(t, t, properties, &required)
	o := object{"type": "object", "properties": properties}
	if len(required) > 0 {
		o["required"] = required
	}
	return described(o, s.said[t.Name()])
}

// fields adds the fields of a type, which may be part of another.
func (s *schemas) fields(t, whole reflect.Type, properties object, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			s.fields(f.Type, whole, properties, required)
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		schema := s.of(f.Type)
		if words := wire.Words(whole.Name(), name); len(words) > 0 {
			schema["enum"] = words
		}
		properties[name] = described(schema, s.said[t.Name()+"."+f.Name])
		if options == "" {
			*required = append(*required, name)
		}
	}
}

// described adds what is said of it.
func described(schema object, text string) object {
	switch unit, _ := schema["description"].(string); {
	case text == "":
	case unit != "":
		schema["description"] = text + " (" + unit + ")"
	default:
		schema["description"] = text
	}
	return schema
}

// wordsOf reads what the comments of a package say of its types and their fields.
func wordsOf(t *testing.T, folder string) map[string]string {
	t.Helper()
	said := make(map[string]string)
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.TYPE {
				for _, spec := range d.Specs {
					typeWords(said, spec.(*ast.TypeSpec), d.Doc)
				}
			}
			return true
		})
	}
	return said
}

func typeWords(said map[string]string, spec *ast.TypeSpec, doc *ast.CommentGroup) {
	said[spec.Name.Name] = line(doc)
	structure, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, f := range structure.Fields.List {
		for _, name := range f.Names {
			text := strings.TrimSpace(line(f.Doc) + " " + line(f.Comment))
			said[spec.Name.Name+"."+name.Name] = text
		}
	}
}

// line is a comment in one line.
func line(c *ast.CommentGroup) string { return strings.Join(strings.Fields(c.Text()), " ") }

// documentOf is the document as it is kept.
func documentOf(t *testing.T) []byte {
	t.Helper()
	text, err := json.MarshalIndent(apiOf(t), "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}

// TestTheAPIIsDescribed keeps docs/openapi.json what the code says. With -update it
// writes it.
func TestTheAPIIsDescribed(t *testing.T) {
	const file = "../../../docs/openapi.json"
	want := documentOf(t)
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is not what the code says; go test ./internal/remote/server -run Described -update writes it", file)
	}
}
