package mcp_test

import (
	"strings"
	"testing"
)

func TestControlDoesWhatItSays(t *testing.T) {
	s := newStack(t, `
[processes.web]
command = [SELF, "serve", "go"]
ready = { log = "go" }
[processes.task]
command = [SELF, "exit", "0"]
[processes.bad]
command = [SELF, "exit", "3"]
`).run()
	m := connect(t, s.find, true, nil)
	pid := func(out *waited) int { return out.Processes[0].Process.PID }
	act := func(tool, process string, met bool) *waited {
		t.Helper()
		var out waited
		text := m.call(tool, args{"processes": []string{process}}, &out)
		if out.Met != met || out.TimedOut {
			t.Fatalf("%s %s: %s", tool, process, text)
		}
		return &out
	}
	first := act("start", "web", true) // it runs already
	second := act("restart", "web", true)
	if pid(first) == pid(second) || pid(second) == 0 {
		t.Errorf("restart returned with the process of before: %+v, then %+v", first, second)
	}
	if out := act("stop", "web", true); out.Processes[0].Process.State != "stopped" {
		t.Errorf("got %+v", out)
	}
	if out := act("start", "web", true); !out.Processes[0].Process.Ready {
		t.Errorf("got %+v", out)
	}
	m.call("wait_for", args{"process": "task", "for": "done"}, nil)
	act("start", "task", true)
	act("restart", "task", true)
	m.call("wait_for", args{"process": "bad", "for": "exited"}, nil)
	// What has no probe is up as soon as it runs, and the answer says what that is worth.
	if out := (&waited{}); !strings.Contains(m.call("start", args{"processes": []string{"bad"}}, out), "no readiness probe") && out.Met {
		t.Errorf("got %+v", out)
	}

	var out waited
	contains(t, m.call("stop", args{"processes": []string{"web"}, "wait": false}, &out), "Asked for, not waited for")
	m.call("wait_for", args{"process": "web", "for": "stopped"}, &out)
	if !out.Met {
		t.Errorf("got %+v", out)
	}
}

func TestReloadSaysWhatHasChangedOrIsWrong(t *testing.T) {
	s := newStack(t, shop).run()
	m := connect(t, s.find, true, nil)
	s.write(shop + "\n[processes.more]\ncommand = [SELF, 'serve', 'x']\n")
	contains(t, m.call("reload", nil, nil), "more")
	contains(t, m.call("wait_for", args{"process": "more", "for": "running"}, nil), "Met")
	s.write(shop + "\n[processes.more]\ncomand = 'x'\n")
	contains(t, m.refused("reload", nil), "comand")
	contains(t, m.call("list_processes", nil, nil), "more: running")
}
