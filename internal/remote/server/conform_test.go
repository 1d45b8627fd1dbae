package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"tend/docs"
	"tend/internal/remote/client"
	"tend/internal/remote/wire"
)

// TestTheDescriptionIsOpenAPI has a validator read it.
func TestTheDescriptionIsOpenAPI(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData([]byte(docs.OpenAPI()))
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil || !doc.IsOpenAPI31OrLater() {
		t.Error(err)
	}
}

// described is the description as a validator of answers has it.
type described struct {
	t        *testing.T
	compiler *jsonschema.Compiler
	doc      map[string]any
}

const place31 = "https://tend/openapi.json"

func describe(t *testing.T) *described {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(docs.OpenAPI()))
	if err != nil {
		t.Fatal(err)
	}
	d := &described{t: t, compiler: jsonschema.NewCompiler(), doc: doc.(map[string]any)}
	d.compiler.DefaultDraft(jsonschema.Draft2020)
	d.compiler.AssertFormat()
	if err := d.compiler.AddResource(place31, doc); err != nil {
		t.Fatal(err)
	}
	return d
}

// is wants a value to be as the schema of that name has it, and nothing in it to be
// unknown to that.
func (d *described) is(name string, text []byte) {
	d.t.Helper()
	schema, err := d.compiler.Compile(place31 + "#/components/schemas/" + name)
	if err != nil {
		d.t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		d.t.Fatalf("%s: %v in %s", name, err, text)
	}
	if err := schema.Validate(value); err != nil {
		d.t.Errorf("%v\n%s", err, text)
	}
	d.known(name, d.schema(name), value)
}

func (d *described) schema(name string) map[string]any {
	return d.doc["components"].(map[string]any)["schemas"].(map[string]any)[name].(map[string]any)
}

// known wants every field to be described.
func (d *described) known(at string, schema map[string]any, value any) {
	if ref, ok := schema["$ref"].(string); ok {
		name := strings.TrimPrefix(ref, "#/components/schemas/")
		schema = d.schema(name)
	}
	switch value := value.(type) {
	case map[string]any:
		properties, _ := schema["properties"].(map[string]any)
		for name, v := range value {
			property, ok := properties[name].(map[string]any)
			if !ok && schema["additionalProperties"] == nil {
				d.t.Errorf("%s.%s is not described", at, name)
			}
			d.known(at+"."+name, property, v)
		}
	case []any:
		items, _ := schema["items"].(map[string]any)
		for _, v := range value {
			d.known(at, items, v)
		}
	}
}

// ask sends a request as any program would, and returns the answer.
func ask(t *testing.T, path, method, what, body string) (status int, text []byte) {
	t.Helper()
	c := anybody(path)
	req, err := http.NewRequestWithContext(t.Context(), method, "http://x/v1"+what, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err = io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, text
}

// TestAnswersAreAsDescribed asks everything that is answered at once.
func TestAnswersAreAsDescribed(t *testing.T) {
	d := describe(t)
	s, _, path := open(t, "api", "db", "worker-1")
	s.say("api", "one\n\x1b[31mtwo\nthr")
	s.log.Warn("a word", "process", "api", "run", 3)
	for _, test := range []struct {
		method, path, body string
		status             int
		schema             string // empty: there is no body
	}{
		{"GET", "/session", "", 200, "Session"},
		{"GET", "/state", "", 200, "State"},
		{"GET", "/journal", "", 200, "Journal"},
		{"GET", "/journal?count=0", "", 200, "Journal"},
		{"GET", "/processes/api", "", 200, "Details"},
		{"GET", "/processes/api/raw", "", 200, "Raw"},
		{"DELETE", "/processes/api/attendance?id=nobody", "", 200, "Attendance"},
		{"DELETE", "/processes/api/attendance", "", 400, "Error"},
		{"POST", "/processes/api/redraw", "", 204, ""},
		{"POST", "/processes/api/type", `{"keys":"YQo="}`, 204, ""},
		{"POST", "/processes/api/signal", `{"signal":"HUP"}`, 204, ""},
		{"POST", "/command", `{"action":"stop","processes":["db"]}`, 204, ""},
		{"POST", "/command", `{"action":"restart"}`, 204, ""},
		{"GET", "/state", "", 200, "State"},
		{"POST", "/size", `{"cols":80,"rows":25}`, 204, ""},
		{"POST", "/logs", `{"processes":["api","db"],"count":10}`, 200, "LogPage"},
		{"POST", "/logs", `{"processes":["db"],"count":10,"back":true}`, 200, "LogPage"},
		{"POST", "/logs/scan", `{"processes":["api"],"texts":[{"text":"two"}]}`, 204, ""},
		{"POST", "/logs/search", `{"processes":["api"],"text":{"text":"two"}}`, 200, "LogHit"},
		{"POST", "/logs/search", `{"processes":["api"],"text":{"text":"wat"}}`, 200, "LogHit"},
		{"POST", "/reload", "", 409, "Error"},
		{"GET", "/processes/apl", "", 404, "Error"},
		{"GET", "/wat", "", 404, "Error"},
		{"POST", "/command", "", 400, "Error"},
	} {
		status, text := ask(t, path, test.method, test.path, test.body)
		if status != test.status || (len(text) > 0) != (test.schema != "") {
			t.Errorf("%s %s: %d, %s", test.method, test.path, status, text)
			continue
		}
		if test.schema != "" {
			d.is(test.schema, text)
		}
	}
	if _, text := ask(t, path, "GET", "/openapi.json", ""); string(text) != docs.OpenAPI() {
		t.Errorf("%.200s", text)
	}
	s.mu.Lock()
	s.next = stackOf("api")
	s.mu.Unlock()
	_, text := ask(t, path, "POST", "/reload", "")
	d.is("Reloaded", text)
}

// TestEventsAreAsDescribed follows all streams to their end.
func TestEventsAreAsDescribed(t *testing.T) {
	d := describe(t)
	s, end := begin(t, "api", "db")
	path, closed := serve(t, s)
	c := connect(t, path)
	s.say("api", "%s", strings.Repeat("a line of many\n", 100_000))
	streams := make(map[string]map[string]any)
	for path, methods := range d.doc["paths"].(map[string]any) {
		get, _ := methods.(map[string]any)["get"].(map[string]any)
		if get == nil {
			continue
		}
		content, _ := get["responses"].(map[string]any)["200"].(map[string]any)["content"].(map[string]any)
		if stream, ok := content["text/event-stream"].(map[string]any); ok {
			streams[path] = stream["x-events"].(map[string]any)
		}
	}
	if len(streams) != 5 {
		t.Errorf("there are %d streams", len(streams))
	}
	errs := make(chan error)
	begun := make(chan string, 1000)
	for path, events := range streams {
		go func() {
			first := true
			errs <- c.Events(t.Context(), strings.Replace(path, "{name}", "db", 1)+"?journal=10&follow=true&tail=1000&process=api", func(e client.Event) error {
				if first {
					begun <- path
					first = false
				}
				if e.Name == "" {
					return nil
				}
				event, ok := events[e.Name].(map[string]any)
				if !ok {
					return fmt.Errorf("%s: %s is not described", path, e.Name)
				}
				if ref, ok := event["data"].(map[string]any)["$ref"].(string); ok {
					return d.event(ref, e.Data)
				}
				if string(e.Data) != "{}" {
					return fmt.Errorf("%s: %s says %s", path, e.Name, e.Data)
				}
				return nil
			})
		}()
	}
	for range len(streams) - 1 { // /figures says nothing
		<-begun
	}
	s.say("api", "one more\n")
	if err := s.Do(t.Context(), commandOf(t, "restart", "db")); err != nil {
		t.Fatal(err)
	}
	s.log.Error("a word")
	end()
	closed()
	for range streams {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

// event is is, for another goroutine than that of the test.
func (d *described) event(ref string, text []byte) error {
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	if err := compiler.AddResource(place31, d.doc); err != nil {
		return err
	}
	compiled, err := compiler.Compile(place31 + ref)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return compiled.Validate(value)
}

// TestEverySchemaIsOne compiles all, and has what the client sends held against
// those of requests.
func TestEverySchemaIsOne(t *testing.T) {
	d := describe(t)
	for name := range d.doc["components"].(map[string]any)["schemas"].(map[string]any) {
		if _, err := d.compiler.Compile(place31 + "#/components/schemas/" + name); err != nil {
			t.Error(err)
		}
	}
	at := &wire.Position{Process: "api", Number: 3}
	for name, value := range map[string]any{
		"Command":   wire.Command{Action: "free the port of", Processes: []string{"api"}},
		"Signal":    wire.Signal{Signal: "HUP"},
		"Shutdown":  wire.Shutdown{},
		"Size":      wire.Size{Cols: 1, Rows: 2},
		"Typed":     wire.Typed{Keys: []byte("x")},
		"LogScan":   wire.LogScan{Processes: []string{}, Texts: []wire.Text{{Text: "x"}}, Near: at},
		"LogQuery":  wire.LogQuery{LogView: wire.LogView{Processes: []string{"api"}, Filter: &wire.Text{}}, At: at},
		"LogSearch": wire.LogSearch{LogView: wire.LogView{Processes: []string{"api"}}},
		"Missed":    wire.Missed{Process: "api", Lines: 3},
	} {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		d.is(name, text)
	}
}

func TestADescriptionThatIsWrongIsNoticed(t *testing.T) {
	d := describe(t)
	for name, text := range map[string]string{
		"State":   `{"version":1,"name":"x","source":"","phase":"wat","order":[],"processes":[]}`,
		"Session": `{"name":"x"}`,
		"LogLine": `{"process":"api","number":1,"time":"noon","stream":"stdout","text":""}`,
	} {
		schema, err := d.compiler.Compile(place31 + "#/components/schemas/" + name)
		if err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(value) == nil {
			t.Errorf("%s takes %s", name, text)
		}
	}
}
