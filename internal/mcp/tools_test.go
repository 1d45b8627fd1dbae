package mcp_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

const shop = `
env = { API_TOKEN = "s3cr3t-value" }
[processes.web]
command = [SELF, "serve", "hello from web"]
ready = { log = "go" }
group = "front"
[processes.task]
command = [SELF, "exit", "0"]
[processes.bad]
command = [SELF, "exit", "3"]
depends_on = ["task"]
[processes.keyed]
command = [SELF, "serve", "${API_TOKEN}"]
ready = { http = "http://me:s3cr3t-value@localhost:1/x?key=s3cr3t-value", headers = { Authorization = "s3cr3t-value" } }
autostart = false
`

var (
	readers = []string{"list_processes", "process_details", "read_logs", "search_logs", "tend_messages", "wait_for"}
	actors  = []string{"reload", "restart", "signal", "start", "stop"}
)

func TestOnlyToolsThatReadAreThereUnlessControlIsAllowed(t *testing.T) {
	s := newStack(t, shop)
	for _, control := range []bool{false, true} {
		m := connect(t, s.find, control, nil)
		all, err := m.ListTools(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		hints := make(map[string]*sdk.ToolAnnotations)
		for _, tool := range all.Tools {
			hints[tool.Name] = tool.Annotations
		}
		wanted := slices.Clone(readers)
		if control {
			wanted = append(wanted, actors...)
		}
		slices.Sort(wanted)
		if got := slices.Sorted(maps.Keys(hints)); !slices.Equal(got, wanted) {
			t.Errorf("control %t: tools %v, want %v", control, got, wanted)
		}
		for name, h := range hints {
			if reads := slices.Contains(readers, name); h.ReadOnlyHint != reads {
				t.Errorf("%s: read-only is %t", name, h.ReadOnlyHint)
			}
			if destroys := name != "start" && slices.Contains(actors, name); *h.DestructiveHint != destroys {
				t.Errorf("%s: destructive is %t", name, *h.DestructiveHint)
			}
		}
		if !control {
			if _, err := m.CallTool(t.Context(), &sdk.CallToolParams{Name: "stop", Arguments: args{"processes": []string{"web"}}}); err == nil {
				t.Error("stop is carried out though it is not allowed")
			}
		}
	}
}

func TestListTellsHowProcessesAre(t *testing.T) {
	s := newStack(t, shop).run()
	m := connect(t, s.find, false, nil)
	m.call("wait_for", args{"process": "task", "for": "done"}, nil)
	m.call("wait_for", args{"process": "bad", "for": "exited"}, nil)
	m.call("wait_for", args{"process": "web", "for": "running"}, nil)
	var list struct {
		Session, Phase string
		Processes      []process
	}
	text := m.call("list_processes", nil, &list)
	contains(t, text, "session shop, up, 4 processes", "web: running; pid ", "task: done", "bad: exit 3", "keyed: not started")
	states := make(map[string]string)
	for _, p := range list.Processes {
		states[p.Name] = p.State
	}
	want := map[string]string{"web": "running", "task": "done", "bad": "exited", "keyed": "not started"}
	if !maps.Equal(states, want) || list.Session != "shop" || list.Phase != "up" {
		t.Errorf("got %+v, want %v", list, want)
	}
	contains(t, m.call("tend_messages", nil, nil), "INFO web: started", "bad: exit 3")
	if text := m.call("tend_messages", args{"process": "web", "count": 1}, nil); strings.Count(text, "\n") != 1 || strings.Contains(text, "bad") {
		t.Errorf("not one message about web:\n%s", text)
	}
}

func TestDetailsTellNoSecret(t *testing.T) {
	s := newStack(t, shop).run()
	m := connect(t, s.find, false, nil)
	for _, name := range []string{"web", "keyed", "bad"} {
		var all any
		text := m.call("process_details", args{"process": name}, &all)
		contains(t, text, "API_TOKEN", "command: ", "SIGTERM, then SIGKILL after 10s")
		answer, err := m.CallTool(t.Context(), &sdk.CallToolParams{Name: "process_details", Arguments: args{"process": name}})
		if err != nil {
			t.Fatal(err)
		}
		if whole := textOf(answer) + sprint(t, answer.StructuredContent); strings.Contains(whole, "s3cr3t") || strings.Contains(whole, os.Getenv("PATH")) {
			t.Errorf("%s: a value of the environment is told:\n%s", name, whole)
		}
	}
	contains(t, m.call("process_details", args{"process": "keyed"}, nil), "serve '${API_TOKEN}'", "http http://localhost:1/x")
	contains(t, m.call("process_details", args{"process": "bad"}, nil), "depends on: task")
}

func TestUnknownProcessIsToldWhichThereAre(t *testing.T) {
	s := newStack(t, shop).run()
	m := connect(t, s.find, true, nil)
	for tool, in := range map[string]args{
		"process_details": {"process": "wbe"},
		"read_logs":       {"processes": []string{"wbe"}},
		"search_logs":     {"text": "x", "processes": []string{"wbe"}},
		"tend_messages":   {"process": "wbe"},
		"wait_for":        {"process": "wbe", "for": "ready"},
		"stop":            {"processes": []string{"web", "wbe"}},
		"signal":          {"process": "wbe", "signal": "HUP"},
	} {
		contains(t, m.refused(tool, in), `there is no process "wbe"; there are: web, task, bad, keyed`)
	}
}

func TestArgumentsThatAreNoneAreRefused(t *testing.T) {
	s := newStack(t, shop).run()
	m := connect(t, s.find, true, nil)
	for _, c := range []struct {
		tool string
		in   args
		says string
	}{
		{"read_logs", args{"tail": 1001}, "tail"},
		{"read_logs", args{"since": "yesterday"}, "since is a duration such as 5m"},
		{"read_logs", args{"before": "x:1"}, "is no cursor"},
		{"read_logs", args{"before": "web:1:1", "after": "web:2:1"}, "cannot be asked for together"},
		{"read_logs", args{"processes": []string{"task"}, "before": "web:1:1"}, "a cursor goes with the same processes"},
		{"read_logs", args{"grep": "(", "regexp": true}, "missing closing )"},
		{"search_logs", args{"text": ""}, "text"},
		{"wait_for", args{"process": "web", "for": "happy"}, "for"},
		{"wait_for", args{"process": "web", "for": "ready", "timeout_seconds": 601}, "timeout_seconds"},
		{"stop", args{"processes": []string{}}, "processes"},
		{"signal", args{"process": "web", "signal": "NOPE"}, `"NOPE"`},
	} {
		contains(t, m.refused(c.tool, c.in), c.says)
	}
}
