//go:build unix

package server_test

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"tend/internal/logview"
	"tend/internal/remote/client"
	"tend/internal/remote/server"
	"tend/manager"
)

// other is a session in another process.
type other struct {
	t    *testing.T
	cmd  *exec.Cmd
	out  *bufio.Reader
	path string
}

func elsewhere(t *testing.T) *other {
	t.Helper()
	o := &other{t: t, path: place(t)}
	o.cmd = exec.Command(os.Args[0])
	o.cmd.Env = append(os.Environ(), roleVar+"=session "+o.path, "GORACE=atexit_sleep_ms=0")
	o.cmd.Stderr = os.Stderr
	in, err := o.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := o.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	o.out = bufio.NewReader(out)
	if err := o.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = o.cmd.Process.Signal(syscall.SIGCONT)
		_ = in.Close()
		_ = o.cmd.Wait() // it may have been killed
	})
	o.says("up")
	return o
}

// says waits for a line.
func (o *other) says(want string) {
	o.t.Helper()
	line, err := o.out.ReadString('\n')
	if strings.TrimSpace(line) != want {
		o.t.Fatalf("it said %q, %v, not %q", line, err, want)
	}
}

func (o *other) signal(sig syscall.Signal) {
	o.t.Helper()
	if err := o.cmd.Process.Signal(sig); err != nil {
		o.t.Fatal(err)
	}
}

// stop stops it with SIGSTOP, and waits for that.
func (o *other) stop() {
	o.t.Helper()
	o.signal(syscall.SIGSTOP)
	var status syscall.WaitStatus
	for {
		_, err := syscall.Wait4(o.cmd.Process.Pid, &status, syscall.WUNTRACED, nil)
		if err == syscall.EINTR {
			continue
		}
		if err != nil || !status.Stopped() {
			o.t.Fatalf("it has not stopped: %v, %v", status, err)
		}
		return
	}
}

// lostBy wants an error to say that the session does not answer any more.
func lostBy(t *testing.T, what string, err error) {
	t.Helper()
	var lost *client.LostError
	if !errors.As(err, &lost) || !strings.Contains(err.Error(), "the session does not answer: ") || strings.Contains(err.Error(), "EOF") {
		t.Errorf("%s: %v", what, err)
	}
}

// TestAKilledSessionIsLost kills one while it is asked something, while its lines
// are followed, and while a screen is attached.
func TestAKilledSessionIsLost(t *testing.T) {
	o := elsewhere(t)
	c := connect(t, o.path)
	stack, err := client.Attach(t.Context(), connect(t, o.path))
	if err != nil {
		t.Fatal(err)
	}
	defer stack.Close()
	errs := make(chan error, 2)
	go func() { errs <- c.Call(t.Context(), "POST", "/reload", nil, nil) }()
	o.says("reloading")
	begun := make(chan struct{})
	go func() {
		_, err := lines(t, c, client.LogOptions{Tail: -1, Follow: true}, func(*told) bool { close(begun); return false })
		errs <- err
	}()
	<-begun
	o.signal(syscall.SIGKILL)
	for range cap(errs) {
		lostBy(t, "while it went on", <-errs)
	}
	<-stack.Over()
	lostBy(t, "the screen", stack.Err())
	if stack.Snapshot().Phase != manager.Closed {
		t.Error("the screen stays")
	}
	if _, err := stack.Logs(logview.Query{View: logview.View{Names: []string{"api"}}, Count: 1}); err == nil {
		t.Error("the screen still reads")
	}
	_, err = c.State(t.Context())
	lostBy(t, "afterwards", err)
	if !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("that nobody is there any more cannot be told: %v", err)
	}
	listener, err := server.Listen(o.path)
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
}

// TestAStoppedSessionDoesNotHoldUpItsScreen stops one with SIGSTOP and lets it go
// on.
func TestAStoppedSessionDoesNotHoldUpItsScreen(t *testing.T) {
	o := elsewhere(t)
	stack, err := client.Attach(t.Context(), connect(t, o.path))
	if err != nil {
		t.Fatal(err)
	}
	defer stack.Close()
	query := logview.Query{View: logview.View{Names: []string{"api"}}, Count: 10}
	if page, err := stack.Logs(query); err != nil || len(page.Lines) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	o.stop()
	_, err = stack.Logs(query) // after a moment
	mute(t, "stopped", err)
	const many = 10_000 // far more than would fit if each waited for a moment
	began := time.Now()
	for range many {
		if _, err := stack.Logs(query); err == nil {
			t.Fatal("a stopped session answers")
		}
	}
	if each := time.Since(began) / many; each > 10*time.Millisecond {
		t.Errorf("it is waited for again and again, %s each", each)
	}
	for range many {
		stack.Resize(80, 25) // does not wait, and does not pile up
	}
	_, err = stack.Details("api")
	mute(t, "details", err)
	if got := stack.Snapshot(); len(got.Processes) != 1 || got.Phase != manager.Up {
		t.Errorf("%+v", got)
	}
	o.signal(syscall.SIGCONT)
	eventually(t, "it answers again", func() bool {
		page, err := stack.Logs(query)
		return err == nil && len(page.Lines) == 1
	})
}

// mute wants an error to say that the session does not answer, which is not that it
// is lost.
func mute(t *testing.T, when string, err error) {
	t.Helper()
	var lost *client.LostError
	if err == nil || !strings.Contains(err.Error(), "does not answer") || errors.As(err, &lost) {
		t.Errorf("%s: %v", when, err)
	}
}

// TestStrangersAreNotLetIn has another user connect where only the look at who it
// is can keep it out.
func TestStrangersAreNotLetIn(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can be somebody else")
	}
	s, c, path := open(t, "api")
	folder := strings.TrimSuffix(path, "/s.sock")
	program := folder + "/program"
	copyFile(t, os.Args[0], program)
	for what, mode := range map[string]os.FileMode{folder: 0o711, path: 0o666, program: 0o755} {
		if err := os.Chmod(what, mode); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(program)
	cmd.Dir = "/"
	cmd.Env = []string{roleVar + "=stranger " + path}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	if err != nil || string(out) != "65534: \"\"\n" {
		t.Errorf("%v, %s", err, out)
	}
	said := s.journal.Last(1)
	if len(said) == 0 || !strings.Contains(said[0].Text, "somebody else has tried") || !strings.Contains(said[0].Text, "user=65534") {
		t.Errorf("%+v", said)
	}
	if _, err := c.State(t.Context()); err != nil {
		t.Error(err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(out, in)
	if err := errors.Join(err, out.Close()); err != nil {
		t.Fatal(err)
	}
}
