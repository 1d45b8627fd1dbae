package mcp_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// command connects a client to the command of a stack.
func (s *stack) command(args ...string) *model {
	s.tb.Helper()
	cmd := s.tend(append([]string{"mcp"}, args...)...)
	cmd.Stderr = os.Stderr
	m := dial(s.tb, &sdk.CommandTransport{Command: cmd, TerminateDuration: time.Minute}, nil)
	s.tb.Cleanup(func() {
		if err := m.Close(); err != nil {
			s.tb.Errorf("the command does not end well with its input: %v", err)
		}
	})
	return m
}

func TestSessionComesAndGoesUnderTheCommand(t *testing.T) {
	s := newStack(t, shop)
	m, named := s.command(), s.command("--session", "shop", "--allow-control")
	for range 2 {
		contains(t, m.refused("list_processes", nil), "no session of tend.toml is running: start it with “tend up”")
		contains(t, named.refused("stop", args{"processes": []string{"web"}}), "no session of shop is running", "tend up --detach")
		s.run()
		contains(t, m.call("wait_for", args{"process": "web", "for": "running"}, nil), "Met")
		contains(t, named.call("stop", args{"processes": []string{"web"}}, nil), "Met", "web: stopped")
		s.end()
	}
	if err := os.Remove(filepath.Join(s.dir, "tend.toml")); err != nil {
		t.Fatal(err)
	}
	contains(t, m.refused("list_processes", nil), "there is no tend.toml", "-c FILE", "tend init")
}

func TestCommandEndsWithItsInputWhileItWaits(t *testing.T) {
	s := newStack(t, shop).run()
	cmd := s.tend("mcp")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	write(t, in, greeting, `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"wait_for","arguments":{"process":"keyed","for":"stopped"}}}`,
		`{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"wait_for","arguments":{"process":"web","for":"ready","timeout_seconds":600},"_meta":{"progressToken":1}}}`)
	for lines := bufio.NewScanner(out); lines.Scan() && !strings.Contains(lines.Text(), "notifications/progress"); {
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
}

const greeting = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}` +
	"\n" + `{"jsonrpc":"2.0","method":"notifications/initialized"}`

func write(tb testing.TB, to interface{ Write([]byte) (int, error) }, lines ...string) {
	tb.Helper()
	for _, l := range lines {
		if _, err := to.Write([]byte(l + "\n")); err != nil {
			tb.Fatal(err)
		}
	}
}

func TestGarbageDoesNotEndTheConversation(t *testing.T) {
	s := newStack(t, shop)
	cmd := s.tend("mcp")
	var diagnostics bytes.Buffer
	cmd.Stderr = &diagnostics
	var in bytes.Buffer
	write(t, &in,
		"garbage", "", "\x00\xff\x1b[31m", "{", "[", "[]", "[1]", "null", "42", `"text"`, strings.Repeat("[", 5000), strings.Repeat("x", 3<<20),
		`{"id":"mine"}`, `{"jsonrpc":"1.0","id":7,"method":"ping"}`, `{"jsonrpc":"2.0","id":{},"method":"ping"}`,
		greeting, "more garbage",
		`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"list_processes","arguments":null}}`,
		`{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"tend_messages","arguments":null}}`,
		`{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"read_logs","arguments":[1]}}`,
		`{"jsonrpc":"2.0","id":5,"method":"tools/call","params":null}`,
		`{"jsonrpc":"2.0","id":6,"method":"no/such","params":{}}`,
		`{"jsonrpc":"2.0","id":8,"method":"ping"}`,
	)
	pipe, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := in.WriteTo(pipe); err != nil {
		t.Fatal(err)
	}
	wanted := map[string]string{
		`"mine"`: "no valid request", "7": "no valid request", "1": `"name":"tend"`, "2": "no session of tend.toml", "3": "no session of tend.toml",
		"4": "cannot unmarshal", "5": "", "6": "no/such", "8": "{}",
	}
	answers := make(map[string]string)
	lines := bufio.NewScanner(out)
	for len(answers) < len(wanted) && lines.Scan() {
		var answer struct {
			JSONRPC       string
			ID            any
			Result, Error json.RawMessage
		}
		if err := json.Unmarshal(lines.Bytes(), &answer); err != nil || answer.JSONRPC != "2.0" {
			t.Errorf("not of the protocol: %q", lines.Text())
		}
		answers[sprint(t, answer.ID)] = string(answer.Result) + string(answer.Error)
	}
	if err := pipe.Close(); err != nil {
		t.Fatal(err)
	}
	if lines.Scan() {
		t.Errorf("more than was asked for: %q", lines.Text())
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
	for id, says := range wanted {
		if got, ok := answers[id]; !ok || !strings.Contains(got, says) {
			t.Errorf("answer %s is %q, want %q", id, got, says)
		}
	}
	contains(t, diagnostics.String(), "no message of the protocol", "longer than 1048576 bytes")
	if diagnostics.Len() > 20_000 {
		t.Errorf("%d bytes of diagnostics", diagnostics.Len())
	}
}
