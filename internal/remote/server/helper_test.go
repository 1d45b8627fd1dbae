package server_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tend/internal/journal"
	"tend/internal/logring"
	"tend/internal/remote/client"
	"tend/internal/remote/server"
	"tend/internal/remote/wire"
	"tend/manager"
	"tend/processcontrol"
)

// The test binary is also what is connected to, or from: with roleVar set it plays
// a part.
const roleVar = "TEND_TEST_REMOTE"

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVar); role != "" {
		play(strings.Fields(role))
		return
	}
	goleak.VerifyTestMain(m)
}

// still is a process without a process: it obeys at once, and prints what a test
// says.
type still struct {
	spec    processcontrol.Spec
	ring    *logring.Ring
	changed func()

	mu       sync.Mutex
	snapshot processcontrol.Snapshot
}

func (p *still) Request(op processcontrol.Op) (processcontrol.Answer, error) {
	p.mu.Lock()
	s := &p.snapshot
	switch {
	case op == processcontrol.OpStart && !s.State.Alive():
		*s = processcontrol.Snapshot{State: processcontrol.Running, Generation: s.Generation + 1, PID: 1, Ready: true, StartedAt: time.Now()}
	case op != processcontrol.OpStart && s.State.Alive():
		s.State, s.Exit, s.EndedAt, s.PID, s.Ready = processcontrol.Idle, &processcontrol.Exit{Requested: true}, time.Now(), 0, false
	}
	p.mu.Unlock()
	p.changed()
	return processcontrol.Accepted, nil
}

func (p *still) Snapshot() processcontrol.Snapshot {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.snapshot
}

func (p *still) Spec() processcontrol.Spec                           { return p.spec }
func (p *still) Output() *logring.Ring                               { return p.ring }
func (p *still) Reconfigure(processcontrol.Spec)                     {}
func (p *still) Resize(int, int)                                     {}
func (p *still) History() []processcontrol.Run                       { return nil }
func (p *still) Tree() ([]processcontrol.Member, error)              { return nil, nil }
func (p *still) Raw(from int64) processcontrol.Raw                   { return processcontrol.Raw{From: from} }
func (p *still) Type(keys []byte) error                              { p.ring.Write(logring.Stdout, keys); return nil }
func (p *still) Signal(context.Context, processcontrol.Signal) error { return nil }
func (p *still) Attend(any, bool) int64                              { return 0 }
func (p *still) Redraw()                                             {}
func (p *still) Close(context.Context) error                         { return nil }

// session is a stack of such processes, and what else a server needs of one.
type session struct {
	*manager.Manager
	journal *journal.Journal
	log     *slog.Logger

	mu      sync.Mutex
	stills  map[string]*still
	measure int // how many have it measured
	next    *manager.Stack
}

func (s *session) NewControl(spec processcontrol.Spec, changed func()) manager.Control {
	p := &still{spec: spec, ring: logring.New(spec.Log.Buffer), changed: changed}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stills[spec.Name] = p
	return p
}

func (s *session) Journal(n int) []journal.Entry { return s.journal.Last(n) }

func (s *session) Measure() (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.measure++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.measure--
	}
}

func (s *session) measured() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.measure
}

var errNoFile = errors.New("there is no configuration")

// Reload puts the stack in place that a test has laid out.
func (s *session) Reload(ctx context.Context) (string, error) {
	s.mu.Lock()
	next := s.next
	s.mu.Unlock()
	if next == nil {
		return "", errNoFile
	}
	return "another stack", s.reload(ctx, next)
}

func (s *session) reload(ctx context.Context, next *manager.Stack) error {
	_, err := s.Manager.Reload(ctx, next)
	return err
}

// say has a process print something.
func (s *session) say(name, format string, args ...any) {
	s.mu.Lock()
	ring := s.stills[name].ring
	s.mu.Unlock()
	ring.Write(logring.Stdout, fmt.Appendf(nil, format, args...))
}

// host is what the manager needs of one.
type host struct{ *session }

func (host) Run(context.Context, processcontrol.Errand) error { return nil }
func (host) EndHolder(context.Context, *processcontrol.PortTakenError) error {
	return errors.New("nobody holds it")
}

// stackOf is a stack of processes that are there from the beginning.
func stackOf(names ...string) *manager.Stack {
	stack := &manager.Stack{Name: "test", Source: "test.toml"}
	for _, name := range names {
		stack.Processes = append(stack.Processes, manager.Process{
			Spec:    processcontrol.Spec{Name: name, Command: []string{name}, Dir: "/", Log: processcontrol.LogSpec{Buffer: 1 << 20}},
			Display: name, Autostart: true, Backoff: manager.DefaultBackoff, Family: strings.TrimRight(name, "-0123456789"),
		})
	}
	return stack
}

// begin runs a session of these processes, without a server. The function returned
// ends it, and may be called again.
func begin(tb testing.TB, names ...string) (*session, func()) {
	tb.Helper()
	s, ended, err := run(names...)
	if err != nil {
		tb.Fatal(err)
	}
	end := sync.OnceFunc(func() {
		s.Shutdown(true)
		if err := <-ended; err != nil {
			tb.Error(err)
		}
	})
	tb.Cleanup(end)
	return s, end
}

// run is begin for those who end it themselves.
func run(names ...string) (s *session, ended chan error, err error) {
	s = &session{stills: make(map[string]*still)}
	s.journal = journal.New(100, func(journal.Entry) {
		if s.Manager != nil {
			s.Touch()
		}
	})
	s.log = slog.New(s.journal.Handler(slog.LevelInfo))
	s.Manager, err = manager.New(stackOf(names...), host{s}, manager.Options{ExitOn: manager.ExitOnNever, Log: s.log})
	ended = make(chan error, 1)
	if err == nil {
		go func() { ended <- s.Run(context.Background()) }()
	}
	return s, ended, err
}

var self = wire.Session{Name: "test", Version: "1", PID: os.Getpid()}

// place returns where a socket may be: a short path.
func place(tb testing.TB) string {
	tb.Helper()
	dir, err := os.MkdirTemp("", "tend-")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "s.sock")
}

// serve has a session answer, and returns where, and a function that closes it,
// which may be called again.
func serve(tb testing.TB, s *session) (path string, closed func()) {
	tb.Helper()
	path = place(tb)
	listener, err := server.Listen(path)
	if err != nil {
		tb.Fatal(err)
	}
	running := server.Serve(listener, s, self, s.log)
	closed = sync.OnceFunc(func() {
		if err := running.Close(); err != nil {
			tb.Error(err)
		}
	})
	tb.Cleanup(closed)
	return path, closed
}

// open does all that, for those who need nothing more.
func open(tb testing.TB, names ...string) (*session, *client.Client, string) {
	tb.Helper()
	s, _ := begin(tb, names...)
	path, _ := serve(tb, s)
	return s, connect(tb, path), path
}

func connect(tb testing.TB, path string) *client.Client {
	c := client.New(path)
	tb.Cleanup(c.Close)
	return c
}

// dial opens a connection without a client.
func dial(tb testing.TB, path string) net.Conn {
	tb.Helper()
	conn, err := net.Dial("unix", path)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = conn.Close() })
	return conn
}

// answerTo sends bytes, and returns all that comes until the server ends the
// connection, as it has to be asked to.
func answerTo(tb testing.TB, path string, request io.Reader) string {
	tb.Helper()
	conn := dial(tb, path)
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		_, _ = io.Copy(conn, request) // the server need not want all of it
	}()
	var answer bytes.Buffer
	_, _ = io.Copy(&answer, conn) // a reset is an end
	_ = conn.Close()
	<-sent
	return answer.String()
}

// refused wants an error to be an answer of that status.
func refused(tb testing.TB, err error, status int) {
	tb.Helper()
	var r *client.RefusedError
	if !errors.As(err, &r) || r.Status != status {
		tb.Errorf("%v is not an answer of status %d %s", err, status, http.StatusText(status))
	}
}

// eventually waits for something that nobody tells of.
func eventually(tb testing.TB, what string, is func() bool) {
	tb.Helper()
	for deadline := time.Now().Add(time.Minute); !is(); runtime.Gosched() {
		if time.Now().After(deadline) {
			tb.Fatalf("never: %s", what)
		}
		time.Sleep(time.Millisecond)
	}
}

// commandOf is a command by the word for it.
func commandOf(tb testing.TB, action string, names ...string) manager.Command {
	tb.Helper()
	c := wire.Command{Action: action, Processes: names}
	command, err := c.Value()
	if err != nil {
		tb.Fatal(err)
	}
	return command
}

// anybody is any program that can talk HTTP over a Unix socket.
func anybody(path string) *http.Client {
	return &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext:       func(context.Context, string, string) (net.Conn, error) { return net.Dial("unix", path) },
	}}
}
