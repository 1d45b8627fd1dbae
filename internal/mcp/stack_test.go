package mcp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"tend/internal/mcp"
	"tend/internal/remote/client"
	"tend/internal/remote/wire"
)

// stack is a folder with a configuration, and the session that runs it.
type stack struct {
	tb     testing.TB
	dir    string
	cmd    *exec.Cmd // nil while no session runs
	output bytes.Buffer
}

// newStack writes a configuration, in which SELF is this program.
func newStack(tb testing.TB, config string) *stack {
	tb.Helper()
	dir, err := os.MkdirTemp("", "tend-mcp-") // short: the socket is in it
	if err != nil {
		tb.Fatal(err)
	}
	s := &stack{tb: tb, dir: dir}
	tb.Cleanup(func() {
		s.end()
		_ = os.RemoveAll(dir)
	})
	s.write(config)
	return s
}

func (s *stack) write(config string) {
	s.tb.Helper()
	self, err := os.Executable()
	if err != nil {
		s.tb.Fatal(err)
	}
	// On a terminal, this program would ask it for its colours first, and wait.
	config = strings.ReplaceAll(config, "command = ", "tty = false\ncommand = ")
	config = "name = 'shop'\nexit_on = 'never'\n" + strings.ReplaceAll(config, "SELF", "'"+self+"', 'play'")
	if err := os.WriteFile(filepath.Join(s.dir, "tend.toml"), []byte(config), 0o600); err != nil {
		s.tb.Fatal(err)
	}
}

// tend is a command of tend in the stack's folder.
func (s *stack) tend(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], append([]string{"play", "tend"}, args...)...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+s.dir, "GORACE=atexit_sleep_ms=0")
	return cmd
}

func (s *stack) socket() string { return filepath.Join(s.dir, "tend", "shop.sock") }

// run starts the session, and returns once it answers.
func (s *stack) run() *stack {
	s.tb.Helper()
	s.cmd = s.tend("up", "--tui=false")
	s.cmd.Stdout, s.cmd.Stderr = &s.output, &s.output
	if err := s.cmd.Start(); err != nil {
		s.tb.Fatal(err)
	}
	by := time.Now().Add(time.Minute)
	for {
		c, _, err := s.find(s.tb.Context())
		if err == nil {
			c.Close()
			return s
		}
		if time.Now().After(by) {
			s.tb.Fatalf("no session: %v\n%s", err, &s.output)
		}
		time.Sleep(5 * time.Millisecond) // nobody tells when a socket is there
	}
}

// end ends the session.
func (s *stack) end() {
	s.tb.Helper()
	if s.cmd == nil {
		return
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.tb.Error(err)
	}
	var status *exec.ExitError
	if err := s.cmd.Wait(); err != nil && !errors.As(err, &status) {
		s.tb.Error(err)
	}
	s.cmd = nil
}

// find finds the session by its socket.
func (s *stack) find(ctx context.Context) (mcp.Session, wire.Session, error) {
	c := client.New(s.socket())
	self, err := c.Session(ctx)
	if err != nil {
		c.Close()
		return nil, wire.Session{}, err
	}
	return c, self, nil
}

// model is a client of a server.
type model struct {
	tb testing.TB
	*sdk.ClientSession
}

// connect connects a client to a server in this process.
func connect(tb testing.TB, find mcp.Finder, control bool, o *sdk.ClientOptions) *model {
	tb.Helper()
	ours, theirs := net.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- mcp.Serve(context.Background(), theirs, theirs, find, mcp.Options{Version: "test", Control: control, Log: slog.New(slog.DiscardHandler)})
	}()
	m := dial(tb, &sdk.IOTransport{Reader: ours, Writer: ours}, o)
	tb.Cleanup(func() {
		_ = m.Close()
		if err := <-ended; err != nil && !errors.Is(err, io.ErrClosedPipe) {
			tb.Errorf("the server ended with %v", err)
		}
	})
	return m
}

func dial(tb testing.TB, t sdk.Transport, o *sdk.ClientOptions) *model {
	tb.Helper()
	session, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, o).Connect(tb.Context(), t, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return &model{tb, session}
}

// args are arguments of a tool.
type args = map[string]any

// call calls a tool, and returns its text. What it answers goes into out, unless
// that is nil.
func (m *model) call(tool string, in args, out any) string {
	m.tb.Helper()
	answer, err := m.CallTool(m.tb.Context(), &sdk.CallToolParams{Name: tool, Arguments: in})
	if err != nil {
		m.tb.Fatalf("%s: %v", tool, err)
	}
	if answer.IsError {
		m.tb.Fatalf("%s: %s", tool, textOf(answer))
	}
	if out != nil {
		text, err := json.Marshal(answer.StructuredContent)
		if err == nil {
			err = json.Unmarshal(text, out)
		}
		if err != nil {
			m.tb.Fatalf("%s: %v", tool, err)
		}
	}
	return textOf(answer)
}

// until returns once a process has printed a text.
func (m *model) until(process, text string) *found {
	m.tb.Helper()
	for {
		var out found
		m.call("search_logs", args{"text": text, "processes": []string{process}}, &out)
		if out.Hits > 0 {
			return &out
		}
	}
}

// refused calls a tool that cannot do what it is asked, and returns why.
func (m *model) refused(tool string, in args) string {
	m.tb.Helper()
	answer, err := m.CallTool(m.tb.Context(), &sdk.CallToolParams{Name: tool, Arguments: in})
	if err != nil {
		m.tb.Fatalf("%s: %v", tool, err)
	}
	if !answer.IsError {
		m.tb.Fatalf("%s %v is not refused: %s", tool, in, textOf(answer))
	}
	return textOf(answer)
}

func textOf(answer *sdk.CallToolResult) string {
	text := ""
	for _, c := range answer.Content {
		text += c.(*sdk.TextContent).Text
	}
	return text
}

func contains(tb testing.TB, text string, wanted ...string) {
	tb.Helper()
	for _, w := range wanted {
		if !strings.Contains(text, w) {
			tb.Errorf("there is no %q in:\n%s", w, text)
		}
	}
}

// The answers, as far as tests look at them.
type (
	process struct {
		Name, State, Words, Problem string
		PID                         int
		Ready                       bool
	}
	logs struct {
		Lines []struct {
			Process, Text string
			Number        int64
			Hit           bool
		}
		Before int64 `json:"lines_before"`
		After  int64 `json:"lines_after"`
		Older  string
		Newer  string
		Notes  []string
	}
	found struct {
		Hits     int64
		Passages []logs
		Older    string
		Notes    []string
	}
	waited struct {
		Met       bool
		TimedOut  bool `json:"timed_out"`
		Processes []struct {
			Met     bool
			Why     string
			Process process
		}
	}
)
