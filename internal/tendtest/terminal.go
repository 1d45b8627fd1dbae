//go:build unix

package tendtest

import (
	"os"
	"os/exec"
	"regexp"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// Terminal is a terminal without a screen: it takes everything at once, keeps it,
// and answers what it is asked. Its methods may be called from any goroutine.
type Terminal struct {
	// Side is that of the programs in it. As long as it is open, its modes can
	// be read.
	Side *os.File

	tb   testing.TB
	ours *os.File
	gone chan struct{} // closed when nothing can be drawn any more

	mu      sync.Mutex
	drawn   []byte // since Forget, but for what exceeds mostKept
	bytes   int64  // all of it
	arrived chan struct{}
}

// mostKept is how much of what is drawn is kept, in bytes.
const mostKept = 1 << 20

// patience only bounds what has failed.
const patience = time.Minute

// Open makes a terminal. It is closed at the end of the test.
func Open(tb testing.TB, cols, rows uint16) *Terminal {
	tb.Helper()
	t := &Terminal{tb: tb, gone: make(chan struct{}), arrived: make(chan struct{})}
	ours, side, err := pty.Open()
	if err != nil {
		tb.Fatal(err)
	}
	defer ours.Close()
	t.Side = side
	err = pty.Setsize(ours, &pty.Winsize{Rows: rows, Cols: cols})
	// What pty.Open returns blocks: a read of it could not be ended.
	var fd int
	if err == nil {
		fd, err = unix.FcntlInt(ours.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	}
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		tb.Fatal(err)
	}
	t.ours = os.NewFile(uintptr(fd), ours.Name())
	go t.read()
	tb.Cleanup(t.Close)
	return t
}

// Start starts a program that leads a session in the terminal, as whatever user
// its SysProcAttr says.
func (t *Terminal) Start(cmd *exec.Cmd) {
	t.tb.Helper()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = t.Side, t.Side, t.Side
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setsid, cmd.SysProcAttr.Setctty = true, true
	if err := cmd.Start(); err != nil {
		t.tb.Fatal(err)
	}
}

// Close closes both sides, as a window does. It may be called again.
func (t *Terminal) Close() {
	_ = t.Side.Close()
	_ = t.ours.Close()
	<-t.gone
}

// What tend asks a terminal, and what one says: its background, and where the
// cursor is.
var (
	questions = regexp.MustCompile("\x1b\\]11;\\?|\x1b\\[6n")
	answers   = map[string]string{"\x1b]11;?": "\x1b]11;rgb:1616/1616/1e1e\x1b\\", "\x1b[6n": "\x1b[1;1R"}
)

func (t *Terminal) read() {
	defer close(t.gone)
	buf := make([]byte, 64<<10)
	for {
		n, err := t.ours.Read(buf)
		if err != nil {
			return
		}
		for _, question := range questions.FindAllString(string(buf[:n]), -1) {
			_, _ = t.ours.WriteString(answers[question])
		}
		t.mu.Lock()
		t.bytes += int64(n)
		t.drawn = append(t.drawn, buf[:n]...)
		if len(t.drawn) > mostKept {
			t.drawn = append(t.drawn[:0], t.drawn[len(t.drawn)-mostKept/2:]...)
		}
		arrived := t.arrived
		t.arrived = make(chan struct{})
		t.mu.Unlock()
		close(arrived)
	}
}

// Type types keys.
func (t *Terminal) Type(keys string) {
	t.tb.Helper()
	if _, err := t.ours.WriteString(keys); err != nil {
		t.tb.Error(err)
	}
}

// Forget forgets what has been drawn so far.
func (t *Terminal) Forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drawn = nil
}

// Drawn returns what has been drawn since Forget, sequences included.
func (t *Terminal) Drawn() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.drawn)
}

// Bytes returns how much has been drawn in all.
func (t *Terminal) Bytes() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.bytes
}

var sequences = regexp.MustCompile("\x1b(\\[[0-9;?]*[a-zA-Z]|\\][^\x07\x1b]*(\x07|\x1b\\\\)|[()][0-9A-B])")

// Plain returns what has been drawn without sequences.
func Plain(drawn string) string { return sequences.ReplaceAllString(drawn, "") }

// Until waits until a text that matches, without sequences, has been drawn since
// Forget. It fails the test if nothing more can come.
func (t *Terminal) Until(text *regexp.Regexp) {
	t.tb.Helper()
	overdue := time.NewTimer(patience)
	defer overdue.Stop()
	for {
		t.mu.Lock()
		seen, arrived := Plain(string(t.drawn)), t.arrived
		t.mu.Unlock()
		if text.MatchString(seen) {
			return
		}
		select {
		case <-arrived:
		case <-t.gone:
			t.tb.Fatalf("the terminal was closed, and nobody ever drew %q:\n%s", text, seen)
		case <-overdue.C:
			t.tb.Fatalf("nobody ever drew %q:\n%s", text, seen)
		}
	}
}

// Text is an expression for Until that a text matches as it is.
func Text(text string) *regexp.Regexp { return regexp.MustCompile(regexp.QuoteMeta(text)) }
