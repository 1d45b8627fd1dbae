package server_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"tend/internal/remote/client"
	"tend/internal/remote/server"
)

// request is one as it is sent.
func request(method, path, body string) string {
	return fmt.Sprintf("%s /v1%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", method, path, len(body), body)
}

// endless is a request body that goes on, of one character.
type endless struct{ left int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), e.left)
	e.left -= n
	for i := range p[:n] {
		p[i] = 'a'
	}
	return int(n), nil
}

// TestALargeRequestIsRefused sends 100 MB, as a string in JSON so that none of it
// could be left out early.
func TestALargeRequestIsRefused(t *testing.T) {
	_, c, path := open(t, "api")
	const size = 100 << 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, where := range []string{"POST /v1/command", "POST /v1/logs/text"} {
		head := fmt.Sprintf("%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n{\"action\":\"", where, size)
		answer := answerTo(t, path, io.MultiReader(strings.NewReader(head), &endless{left: size}))
		if !strings.HasPrefix(answer, "HTTP/1.1 413 ") || !strings.Contains(answer, "Connection: close") || !strings.Contains(answer, "at most 1048576 bytes") {
			t.Errorf("%s: %q", where, answer)
		}
	}
	// Nor is a body read that nobody has asked for.
	head := fmt.Sprintf("GET /v1/state HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n", size)
	if answer := answerTo(t, path, io.MultiReader(strings.NewReader(head), &endless{left: size})); !strings.HasPrefix(answer, "HTTP/1.1 200 ") {
		t.Errorf("%q", answer)
	}
	runtime.ReadMemStats(&after)
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 40 {
		t.Errorf("it took %d MiB to refuse them", used)
	}
	head = "GET /v1/state HTTP/1.1\r\nX: "
	if answer := answerTo(t, path, io.MultiReader(strings.NewReader(head), &endless{left: size})); !strings.HasPrefix(answer, "HTTP/1.1 431 ") {
		t.Errorf("%q", answer)
	}
	if _, err := c.State(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestWhatIsNoRequestIsRefused(t *testing.T) {
	_, c, path := open(t, "api")
	for _, test := range []struct{ request, want string }{
		{"hello\r\n\r\n", "400"},
		{"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", "400"}, // TLS
		{request("GET", "/wat", ""), "404"},
		{request("GET", "/command", ""), "404"},
		{request("POST", "/command", ""), "400"},
		{request("POST", "/command", "{"), "400"},
		{request("POST", "/command", `{"action":"start"} {}`), "400"},
		{request("POST", "/command", `{"action":"start","more":1}`), "400"},
		{request("POST", "/command", `{"action":"dance"}`), "400"},
		{request("POST", "/command", `{"action":"start","processes":["apl"]}`), "404"},
		{request("POST", "/command", strings.Repeat("[", 100_000)), "400"},
		{request("GET", "/processes/apl", ""), "404"},
		{request("GET", "/processes/a%2Fb", ""), "404"},
		{request("GET", "/processes/api/raw?from=-1", ""), "400"},
		{request("POST", "/processes/apl/type", `{"keys":"YQ=="}`), "404"},
		{request("POST", "/processes/api/type", `{"keys":"?"}`), "400"},
		{request("POST", "/processes/api/signal", `{"signal":"SIGWAT"}`), "400"},
		{request("POST", "/processes/api/signal", `{}`), "400"},
		{request("POST", "/processes/apl/signal", `{"signal":"HUP"}`), "404"},
		{request("POST", "/size", `{"cols":0,"rows":1}`), "400"},
		{request("POST", "/size", `{"cols":10001,"rows":1}`), "400"},
		{request("POST", "/reload", ""), "409"},
		{request("POST", "/logs", `{"processes":["apl"],"count":1}`), "404"},
		{request("POST", "/logs", `{"processes":["api"],"count":1,"filter":{"text":"(","regexp":true}}`), "400"},
		{request("POST", "/logs", `{"processes":["api"],"count":-1}`), "200"},
		{request("POST", "/logs", `{"processes":[],"count":10}`), "200"},
		{request("POST", "/logs/search", `{"processes":[],"text":{"text":"x"}}`), "200"},
		{request("POST", "/logs/text", `{"processes":["apl"]}`), "404"},
		{"GET http://[::1]/v1/state HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "200"},
		{"GET /v1/../v1/state HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "307"},
	} {
		if answer := answerTo(t, path, strings.NewReader(test.request)); !strings.HasPrefix(answer, "HTTP/1.1 "+test.want+" ") {
			t.Errorf("%.80q: %.200q, want %s", test.request, answer, test.want)
		}
	}
	if _, err := c.State(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestTooManyClientsAreTurnedAway has more than may be there, and then fewer.
func TestTooManyClientsAreTurnedAway(t *testing.T) {
	s, c, path := open(t, "api")
	c.Close()
	const most = 256
	var all []net.Conn
	for range most {
		conn := dial(t, path)
		fmt.Fprint(conn, "GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n")
		if _, err := conn.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		all = append(all, conn)
	}
	_, err := c.State(t.Context())
	var lost *client.LostError
	if !errors.As(err, &lost) {
		t.Errorf("one more was let in: %v", err)
	}
	said := s.journal.Last(1)
	if len(said) == 0 || !strings.Contains(said[0].Text, "too many clients") {
		t.Errorf("%+v", said)
	}
	_ = all[0].Close()
	eventually(t, "there is room again", func() bool {
		_, err := c.State(t.Context())
		return err == nil
	})
}

func TestASocketIsThisUsersAlone(t *testing.T) {
	path := place(t)
	listener, err := server.Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if _, err := server.Listen(path); err == nil || !strings.Contains(err.Error(), "another session does") {
		t.Errorf("a second one: %v", err)
	}
	if err := listener.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the socket is still there: %v", err)
	}
}

func TestWhatIsLeftOfASocketGivesWay(t *testing.T) {
	path := place(t)
	left, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	left.(*net.UnixListener).SetUnlinkOnClose(false)
	_ = left.Close()
	for range 2 { // the second time, it is a file
		listener, err := server.Listen(path)
		if err != nil {
			t.Fatal(err)
		}
		_ = listener.Close()
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(path, "more"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Listen(path); err == nil || !strings.Contains(err.Error(), "in the way") {
		t.Errorf("in the place of a folder: %v", err)
	}
}

func TestAPathMayBeTooLongForASocket(t *testing.T) {
	_, err := server.Listen(filepath.Join(t.TempDir(), strings.Repeat("x", 200)))
	if err == nil || !strings.Contains(err.Error(), "at most 103 bytes") {
		t.Error(err)
	}
	c := connect(t, filepath.Join(t.TempDir(), strings.Repeat("x", 200)))
	var lost *client.LostError
	if _, err := c.State(t.Context()); !errors.As(err, &lost) {
		t.Error(err)
	}
}

// TestSessionsOfOneNameDoNotTakeEachOthersPlace has many begin at once.
func TestSessionsOfOneNameDoNotTakeEachOthersPlace(t *testing.T) {
	path := place(t)
	left, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	left.(*net.UnixListener).SetUnlinkOnClose(false)
	_ = left.Close()
	var mu sync.Mutex
	var won []net.Listener
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if l, err := server.Listen(path); err == nil {
				mu.Lock()
				won = append(won, l)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if len(won) != 1 {
		t.Errorf("%d of them listen", len(won))
	}
	for _, l := range won {
		_ = l.Close()
	}
}

// TestAnEndedSessionSaysSo asks one that is over, while its server still answers.
func TestAnEndedSessionSaysSo(t *testing.T) {
	s, end := begin(t, "api")
	path, _ := serve(t, s)
	c := connect(t, path)
	end()
	refused(t, c.Call(t.Context(), "POST", "/command", map[string]any{"action": "start"}, nil), 503)
	if state, err := c.State(t.Context()); err != nil || state.Phase != "closed" {
		t.Errorf("%+v, %v", state, err)
	}
}

// TestAnAnswerIsNotCut reads a large text.
func TestAnAnswerIsNotCut(t *testing.T) {
	s, _, path := open(t, "api")
	s.say("api", "%s", strings.Repeat("x\n", 100_000))
	answer := answerTo(t, path, strings.NewReader("POST /v1/logs/text HTTP/1.0\r\nContent-Length: 21\r\n\r\n{\"processes\":[\"api\"]}"))
	if n := strings.Count(answer, "x\n"); n != 100_000 {
		t.Errorf("%d lines, %.200q", n, answer)
	}
}
