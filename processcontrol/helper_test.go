package processcontrol

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"go.uber.org/goleak"
)

// The test binary is its own child process: with helperVar set it behaves as
// the variable says instead of running tests.
const (
	helperVar     = "TEND_TEST_CHILD"
	testCookieVar = "TEND_TEST_RUN" // marks everything that this run of the tests started

	noRaces = "GORACE=atexit_sleep_ms=0" // a child has none to report, and ends at once
)

func TestMain(m *testing.M) {
	if role := os.Getenv(helperVar); role != "" {
		child(strings.Fields(role))
		return
	}
	cookie = fmt.Sprintf("%d-%d", os.Getpid(), time.Now().UnixNano())
	code := m.Run()
	if code == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	if left := leftovers(); len(left) > 0 {
		fmt.Fprintln(os.Stderr, "processes left behind:", strings.Join(left, ", "))
		code = 1
	}
	os.Exit(code)
}

// cookie is set once, before any test runs.
var cookie string

// leftovers lists the processes that carry this run's cookie.
func leftovers() []string {
	if runtime.GOOS != "linux" {
		return nil
	}
	var left []string
	files, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, file := range files {
		environ, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(environ), testCookieVar+"="+cookie+"\x00") {
			continue
		}
		stat, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "stat"))
		if i := strings.LastIndexByte(string(stat), ')'); i > 0 && strings.HasPrefix(string(stat[i+1:]), " Z") {
			continue
		}
		left = append(left, filepath.Base(filepath.Dir(file)))
	}
	return left
}

// child plays a part and exits. Every part that lives on says "up" once it is
// as it should be, so that tests wait for that and not for time to pass.
func child(role []string) {
	number := func(i int) int { n, _ := strconv.Atoi(role[i]); return n }
	forever := func() { // until a signal that is not handled
		fmt.Println("up")
		<-time.After(time.Minute) // if a test goes wrong, not for ever
	}
	switch role[0] {
	case "wait": // ends at any signal
		forever()
	case "obey": // exits with the code at SIGTERM
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGTERM)
		fmt.Println("up")
		<-signals
		fmt.Println("bye")
		os.Exit(number(1))
	case "heed": // the same without a word, as one does whose output is gone
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGTERM)
		fmt.Println("up")
		<-signals
		os.Exit(number(1))
	case "write-pid": // writes its PID to a file, and plays the rest
		if err := os.WriteFile(role[1], fmt.Appendln(nil, os.Getpid()), 0o600); err != nil {
			fmt.Println(err)
			os.Exit(96)
		}
		child(role[2:])
	case "ignore": // ignores SIGTERM
		signal.Ignore(syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT)
		forever()
	case "say": // says a word and ends at any signal
		fmt.Println(role[1])
		forever()
	case "exit":
		os.Exit(number(1))
	case "headless": // lives on without its first thread
		headless()
	case "sizes": // says how large its terminal is, at first and whenever that changes
		changes := make(chan os.Signal, 1)
		signal.Notify(changes, syscall.SIGWINCH)
		rows, cols, err := pty.Getsize(os.Stdout)
		fmt.Printf("began %dx%d %v\nup\n", rows, cols, err)
		for range changes {
			rows, cols, err = pty.Getsize(os.Stdout)
			fmt.Printf("size %dx%d %v\n", rows, cols, err)
		}
	case "lines": // prints that many lines and exits
		out := bufio.NewWriter(os.Stdout)
		for i := range number(1) {
			fmt.Fprintf(out, "line %d\n", i+1)
		}
		out.Flush()
	case "bytes": // prints a text that many times, without an end of line
		out := bufio.NewWriter(os.Stdout)
		for range number(1) {
			out.WriteString(role[2])
		}
		out.Flush()
	case "binary": // prints every byte in every neighbourhood
		out := bufio.NewWriter(os.Stdout)
		for i := range 256 {
			for j := range 256 {
				out.Write([]byte{byte(i), byte(j), 'm'})
			}
		}
		out.Flush()
	case "leave": // starts a child that plays the rest, waits until it is up, and ends as told
		start(role[2:], nil)
		if role[1] == "wait" {
			forever()
		}
		os.Exit(number(1))
	case "leave-session": // the same, the child in a session of its own
		start(role[2:], &syscall.SysProcAttr{Setsid: true})
		if role[1] == "wait" {
			forever()
		}
		fmt.Println("up")
		os.Exit(number(1))
	case "daemonise": // the same by way of a child in between that ends: nobody knows its parent
		start(append([]string{"leave-session", "0"}, role[2:]...), &syscall.SysProcAttr{Setsid: true})
		if role[1] == "wait" {
			forever()
		}
		os.Exit(number(1))
	case "leave-group": // the same, the child in a group of its own, the parent waits
		start(role[1:], &syscall.SysProcAttr{Setpgid: true})
		forever()
	case "mute": // closes its output and lives on
		fmt.Println("up")
		null, _ := os.OpenFile(os.DevNull, os.O_RDWR, 0)
		for fd := range 3 {
			dup(int(null.Fd()), fd)
		}
		<-time.After(time.Minute)
	case "stdin": // says what its standard input is, and its working folder
		line, err := bufio.NewReader(os.Stdin).ReadString('\n')
		wd, _ := os.Getwd()
		fmt.Printf("read %q %v in %s\n", line, err, filepath.Base(wd))
	case "console": // ends with code 6 once somebody types quit
		fmt.Println("up")
		for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
			if lines.Text() == "quit" {
				os.Exit(6)
			}
		}
	case "ask": // asks its terminal where the cursor is, and says what it heard
		_, _ = term.MakeRaw(os.Stdin.Fd())
		fmt.Print("ask\r\n\x1b[6n")
		answer, err := bufio.NewReader(os.Stdin).ReadString('R')
		fmt.Printf("heard %q %v\r\nup\r\n", answer, err)
		forever()
	case "deaf": // reads nothing of what is typed
		_, _ = term.MakeRaw(os.Stdin.Fd())
		fmt.Print("up\r\n")
		<-time.After(time.Minute)
	case "nag": // asks a lot and hears nothing
		_, _ = term.MakeRaw(os.Stdin.Fd())
		out := bufio.NewWriter(os.Stdout)
		for range number(1) {
			out.WriteString("\x1b[c")
		}
		out.Flush()
		var heard []byte
		for more := make([]byte, 1<<20); len(heard) == 0 || strings.ReplaceAll(string(heard), "\x1b[?62;22c", "") != ""; {
			fmt.Print("asked\r\n") // what an answer lacks comes now
			n, err := os.Stdin.Read(more)
			if heard = append(heard, more[:n]...); err != nil {
				fmt.Println(err)
				os.Exit(96)
			}
		}
		fmt.Print("heard only answers\r\nup\r\n")
		forever()
	case "burn": // uses a core
		fmt.Println("up")
		for end := time.Now().Add(time.Minute); time.Now().Before(end); {
		}
	case "files": // says how many files it may have open, once that is limited
		for limit := (syscall.Rlimit{}); ; {
			if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || limit.Max < 1000 {
				fmt.Println("at most", limit.Max, "files", err)
				break
			}
		}
	default:
		if !socketChild(role, forever) {
			fmt.Println("no such part:", role)
			os.Exit(99)
		}
	}
}

// start runs a further child and returns once it has said "up".
func start(role []string, attr *syscall.SysProcAttr, files ...*os.File) {
	self, _ := os.Executable()
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), helperVar+"="+strings.Join(role, " "))
	cmd.SysProcAttr, cmd.ExtraFiles = attr, files
	up, theirs, _ := os.Pipe()
	cmd.Stdout, cmd.Stderr = theirs, os.Stderr
	if os.Getenv("TEND_TEST_HOLD") != "" { // it holds our output open, and does not say whose it is
		cmd.Env = []string{helperVar + "=" + strings.Join(role, " "), noRaces}
		cmd.Stdout = os.Stdout
		theirs.WriteString("up\n")
	}
	if err := cmd.Start(); err != nil {
		fmt.Println(err)
		os.Exit(98)
	}
	theirs.Close()
	for lines := bufio.NewScanner(up); lines.Scan() && lines.Text() != "up"; {
		fmt.Println(lines.Text()) // of a child further down
	}
	fmt.Println("child", cmd.Process.Pid)
}

// spec describes a child that plays a part, on pipes.
func spec(t testing.TB, role string, env ...string) Spec {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Spec{
		Name: strings.Fields(role)[0], Command: []string{self}, Dir: t.TempDir(),
		Env: append(append(os.Environ(), helperVar+"="+role, testCookieVar+"="+cookie,
			noRaces), env...),
		Stop: StopSpec{Signal: SIGTERM, Grace: time.Minute},
		Log:  LogSpec{Buffer: 1 << 20},
	}
}

// watched is a Control whose changes can be waited for.
type watched struct {
	*Control
	changes chan struct{}
}

// control makes a Control and sees to it that it is closed when the test ends.
func control(t testing.TB, s Spec) *watched {
	t.Helper()
	return controlOn(t, newTestHost(t), s)
}

// newTestHost makes a Host and sees to it that it is closed when the test ends.
func newTestHost(t testing.TB) *Host {
	t.Helper()
	host, err := NewHost(slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() {
		if err := host.Close(); err != nil {
			t.Error(err)
		}
	})
	return host
}

// controlOn is control for a process that shares its Host with others.
func controlOn(t testing.TB, host *Host, s Spec) *watched {
	t.Helper()
	w := &watched{changes: make(chan struct{}, 1)}
	w.Control = New(host, s, func() {
		select {
		case w.changes <- struct{}{}:
		default:
		}
	})
	t.Cleanup(func() {
		if err := w.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return w
}

// until waits for a snapshot that is as wanted. Only the test's own time limit
// bounds the wait.
func (w *watched) until(t testing.TB, what string, ok func(Snapshot) bool) Snapshot {
	t.Helper()
	for {
		if s := w.Snapshot(); ok(s) {
			return s
		}
		select {
		case <-w.changes:
		case <-t.Context().Done():
			t.Fatalf("%s: never happened; last: %+v", what, w.Snapshot())
		case <-time.After(30 * time.Second):
			t.Fatalf("%s: did not happen; last: %+v\noutput: %q", what, w.Snapshot(), w.text())
		}
	}
}

func (w *watched) untilState(t testing.TB, state State) Snapshot {
	t.Helper()
	return w.until(t, state.String(), func(s Snapshot) bool { return s.State == state })
}

// text is all output so far, tend's own notes left out.
func (w *watched) text() string {
	var b strings.Builder
	for _, line := range w.Output().Read(1, 1<<30).Lines {
		if line.Stream.String() != "note" {
			b.WriteString(line.Text + "\n")
		}
	}
	return b.String()
}

// untilPrinted waits until the output holds the text, and returns the output.
func (w *watched) untilPrinted(t testing.TB, text string) string {
	t.Helper()
	changed := make(chan struct{}, 1)
	defer w.Output().Watch(changed)()
	for {
		if out := w.text(); strings.Contains(out, text) {
			return out
		}
		select {
		case <-changed:
		case <-time.After(30 * time.Second):
			t.Fatalf("%q was not printed; output: %q, state %s", text, w.text(), w.Snapshot().State)
		}
	}
}

// up starts the process and waits until it says that it is up.
func (w *watched) up(t testing.TB) Snapshot {
	t.Helper()
	if _, err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.untilPrinted(t, "up\n")
	return w.Snapshot()
}
