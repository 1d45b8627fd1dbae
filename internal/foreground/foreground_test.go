//go:build linux || darwin

package foreground

import (
	"errors"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"go.uber.org/goleak"

	"tend/internal/logring"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// pipe is a pipe that is closed at the end of the test.
func pipe(t *testing.T) (read, write *os.File) {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = read.Close(), write.Close() })
	return read, write
}

// terminal is a terminal of 80 by 24 cells that is closed at the end of the test.
func terminal(t *testing.T) (ours, theirs *os.File) {
	t.Helper()
	ours, theirs, err := pty.Open()
	if err == nil {
		err = pty.Setsize(ours, &pty.Winsize{Cols: 80, Rows: 24})
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = ours.Close(), theirs.Close() })
	return ours, theirs
}

// place is the place of a process that is closed at the end of the test.
func place(t *testing.T, s Streams, terminal bool) *Foreground {
	t.Helper()
	f, err := New(s, terminal)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func modesOf(t *testing.T, f *os.File) term.State {
	t.Helper()
	state, err := term.GetState(f.Fd())
	if err != nil {
		t.Fatal(err)
	}
	return *state
}

func TestTerminalIsTakenAndGivenBack(t *testing.T) {
	ours, theirs := terminal(t)
	before := modesOf(t, theirs)
	f := place(t, Streams{In: theirs, Out: theirs, Err: theirs}, true)
	var cols, rows int
	f.FollowSize(func(c, r int) { cols, rows = c, r })
	if cols != 80 || rows != 24 {
		t.Errorf("it is said to be %d by %d", cols, rows)
	}
	for range 2 { // the process may come back
		if err := errors.Join(f.Take(), f.Take()); err != nil {
			t.Fatal(err)
		}
		if modesOf(t, theirs) == before || !f.Raw() {
			t.Error("it was not taken")
		}
		if err := f.print(logring.Stdout, []byte("a\n\x1b[?25l")); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.GiveBack(), f.GiveBack()); err != nil {
			t.Fatal(err)
		}
		if modesOf(t, theirs) != before || f.Raw() {
			t.Error("it was not given back")
		}
	}
	// What is typed from now on is for whoever comes next.
	if _, err := ours.WriteString("ls\n"); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 100)
	if n, err := theirs.Read(line); err != nil || string(line[:n]) != "ls\n" {
		t.Errorf("who comes next reads %q, %v", line[:n], err)
	}
	want := strings.Repeat("a\n\x1b[?25l\x1b[?25h\x1b[0m", 2)
	got := make([]byte, len(want))
	if _, err := io.ReadFull(ours, got); err != nil || string(got) != want {
		t.Errorf("the terminal has shown %q, %v, want %q", got, err, want)
	}
}

func TestWhatIsPrintedWaitsUntilTheTerminalIsTaken(t *testing.T) {
	ours, theirs := terminal(t)
	f := place(t, Streams{In: theirs, Out: theirs, Err: theirs}, true)
	printed := make(chan error, 1)
	go func() { printed <- f.print(logring.Stdout, []byte("a\nb")) }()
	if err := f.Take(); err != nil {
		t.Fatal(err)
	}
	if err := <-printed; err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 3)
	if _, err := io.ReadFull(ours, got); err != nil || string(got) != "a\nb" {
		t.Errorf("the terminal has shown %q, %v: it was not as it has to be", got, err)
	}
}

func TestOutputAndErrorStayTwo(t *testing.T) {
	in, _ := pipe(t)
	outRead, out := pipe(t)
	errRead, err := pipe(t)
	f := place(t, Streams{In: in, Out: out, Err: err}, false)
	if f.Process().Input != in {
		t.Error("it does not read what tend would have read")
	}
	if err := errors.Join(f.Take(), f.print(logring.Stdout, []byte("to out")), f.print(logring.Stderr, []byte("to err"))); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[*os.File]string{outRead: "to out", errRead: "to err"} {
		got := make([]byte, 100)
		if n, err := file.Read(got); err != nil || string(got[:n]) != want {
			t.Errorf("there is %q, %v, want %q", got[:n], err, want)
		}
	}
}

func TestTerminalFeedsPipe(t *testing.T) {
	ours, theirs := terminal(t)
	_, out := pipe(t)
	f := place(t, Streams{In: theirs, Out: out, Err: out}, false)
	if f.Process().Input == theirs {
		t.Fatal("it would read from a terminal that is not its own")
	}
	if err := f.Take(); err != nil {
		t.Fatal(err)
	}
	if _, err := ours.WriteString("hello\n\x04"); err != nil { // ctrl+d
		t.Fatal(err)
	}
	// The writing end was tend's own and is closed by ctrl+d: there is an end.
	if got, err := io.ReadAll(f.Process().Input); err != nil || string(got) != "hello\n" {
		t.Errorf("it has been fed %q, %v", got, err)
	}
}

func TestFeedingEndsThoughNobodyReads(t *testing.T) {
	ours, theirs := terminal(t)
	_, out := pipe(t)
	f := place(t, Streams{In: theirs, Out: out, Err: out}, false)
	if err := f.Take(); err != nil {
		t.Fatal(err)
	}
	if _, err := ours.WriteString("hello\n"); err != nil {
		t.Fatal(err)
	}
	if err := f.GiveBack(); err != nil {
		t.Error(err)
	}
}

func TestCutEndsTheWaitingForWhoReads(t *testing.T) {
	in, _ := pipe(t)
	read, out := pipe(t)
	f := place(t, Streams{In: in, Out: out, Err: out}, false)
	if err := f.Take(); err != nil {
		t.Fatal(err)
	}
	printed := make(chan error, 1)
	go func() { printed <- f.print(logring.Stdout, make([]byte, 4<<20)) }()
	if _, err := io.ReadFull(read, make([]byte, 1<<20)); err != nil { // it is at it
		t.Fatal(err)
	}
	f.Cut()
	if err := <-printed; !errors.Is(err, errCut) {
		t.Error(err)
	}
}

func TestReaderWhoHasGoneIsAnError(t *testing.T) {
	in, _ := pipe(t)
	read, out := pipe(t)
	read.Close()
	f := place(t, Streams{In: in, Out: out, Err: out}, false)
	if err := f.Take(); err != nil {
		t.Fatal(err)
	}
	if err := f.print(logring.Stdout, []byte("x")); !errors.Is(err, syscall.EPIPE) {
		t.Error(err)
	}
}
