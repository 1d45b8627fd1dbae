//go:build unix

package screen

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"

	"tend/internal/tendtest"
)

// user is somebody who draws on a screen.
type user struct {
	*Screen
	terminal *tendtest.Terminal
	sizes    chan [2]int
	failed   chan error

	mu    sync.Mutex
	frame string
	drawn int
}

func options() (Options, *user) {
	u := &user{sizes: make(chan [2]int, 10), failed: make(chan error, 10)}
	return Options{
		Resized: func(cols, rows int) { u.sizes <- [2]int{cols, rows} },
		Wanted:  u.draw,
		Failed:  func(err error) { u.failed <- err },
	}, u
}

// show has a frame drawn.
func (u *user) show(lines ...string) {
	u.mu.Lock()
	u.frame = strings.Join(lines, "\n")
	u.mu.Unlock()
	u.draw()
}

// draw draws the frame if there is time.
func (u *user) draw() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.frame != "" && u.Due() {
		u.Show(u.frame)
		u.drawn++
	}
}

func open(t *testing.T) *user {
	t.Helper()
	o, u := options()
	u.terminal = tendtest.Open(t, 20, 3)
	o.In, o.Out = u.terminal.Side, u.terminal.Side
	var err error
	if u.Screen, err = Open(o); err != nil {
		t.Fatal(err)
	}
	return u
}

func modes(t *testing.T, f *os.File) term.State {
	t.Helper()
	state, err := term.GetState(f.Fd())
	if err != nil {
		t.Fatal(err)
	}
	return *state
}

func TestAScreenDrawsWhatChangesAndGivesTheTerminalBack(t *testing.T) {
	u := open(t)
	if size := <-u.sizes; size != [2]int{20, 3} {
		t.Errorf("the size is %v", size)
	}
	u.show("one", "two", "three")
	u.terminal.Until(tendtest.Text("onetwothree"))
	u.terminal.Forget()
	u.show("one", "2", "three")
	u.terminal.Until(regexp.MustCompile("^2$"))
	before := modes(t, u.terminal.Side)
	if err := u.Close(); err != nil {
		t.Fatal(err)
	}
	if modes(t, u.terminal.Side) == before {
		t.Error("the modes are still those of the screen")
	}
	if _, err := u.terminal.Side.WriteString("$"); err != nil {
		t.Fatal(err)
	}
	u.terminal.Until(tendtest.Text("$"))
	if !strings.Contains(u.terminal.Drawn(), leave) {
		t.Errorf("it was left with %q", u.terminal.Drawn())
	}
}

func TestFramesAreMissedButForTheLast(t *testing.T) {
	u := open(t)
	for i := range 1000 {
		u.show("early", strconv.Itoa(i))
	}
	u.show("late")
	u.terminal.Until(tendtest.Text("late"))
	u.mu.Lock()
	if u.drawn > 900 {
		t.Errorf("%d of 1000 were drawn", u.drawn)
	}
	u.mu.Unlock()
	if err := u.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestWhileSomebodyElseHasTheTerminalNothingIsDrawn(t *testing.T) {
	u := open(t)
	before := modes(t, u.terminal.Side)
	u.show("one")
	if err := u.Leave(); err != nil {
		t.Fatal(err)
	}
	u.terminal.Until(tendtest.Text("one"))
	left := modes(t, u.terminal.Side)
	u.terminal.Forget()
	u.show("two")
	if _, err := u.terminal.Side.WriteString("somebody else"); err != nil {
		t.Fatal(err)
	}
	u.terminal.Until(tendtest.Text("somebody else"))
	if strings.Contains(u.terminal.Drawn(), "two") {
		t.Error("it was drawn over what somebody else shows")
	}
	u.show("one")
	if err := u.Enter(); err != nil {
		t.Fatal(err)
	}
	// It is the frame that was there before, but it is not any more.
	u.terminal.Until(tendtest.Text("one"))
	if modes(t, u.terminal.Side) != before || left == before {
		t.Error("the modes are not those of the screen")
	}
	if err := u.Close(); err != nil {
		t.Fatal(err)
	}
	if modes(t, u.terminal.Side) != left {
		t.Error("the modes are not those found at first")
	}
}

var wholeFrame = regexp.MustCompile(`(?s)\x1b\[\?2026h.*?\x1b\[\?2026l`)

func TestWhatIsWrittenAsideComesBetweenFrames(t *testing.T) {
	const notification = "\x1b]777;notify;shop;api\a"
	u := open(t)
	for i := range 1000 {
		u.show("early", strconv.Itoa(i))
		u.Aside(notification)
	}
	u.show("late")
	u.terminal.Until(tendtest.Text("late"))
	if err := u.Close(); err != nil {
		t.Fatal(err)
	}
	u.Aside(notification) // to nobody
	if _, err := u.terminal.Side.WriteString("$"); err != nil {
		t.Fatal(err)
	}
	u.terminal.Until(tendtest.Text("$"))
	beside := wholeFrame.ReplaceAllString(u.terminal.Drawn(), "")
	beside, told := strings.ReplaceAll(beside, notification, ""), strings.Count(beside, notification)
	if beside != enter+leave+"$" || told == 0 || told > 1000 {
		t.Errorf("%d are told; beside them and the frames there is %q", told, beside)
	}
}

func TestNothingIsWrittenAsideWhileSomebodyElseHasTheTerminal(t *testing.T) {
	u := open(t)
	if err := u.Leave(); err != nil {
		t.Fatal(err)
	}
	u.Aside("\a")
	if err := u.Enter(); err != nil {
		t.Fatal(err)
	}
	u.show("one")
	u.terminal.Until(tendtest.Text("one"))
	if err := u.Close(); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(u.terminal.Drawn(), "\a") {
		t.Errorf("it was: %q", u.terminal.Drawn())
	}
}

func TestATerminalOfAnotherSizeIsDrawnAnew(t *testing.T) {
	u := open(t)
	<-u.sizes
	u.show("one")
	u.terminal.Until(tendtest.Text("one"))
	u.terminal.Forget()
	if err := pty.Setsize(u.terminal.Side, &pty.Winsize{Rows: 4, Cols: 10}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGWINCH); err != nil { // it is not our terminal
		t.Fatal(err)
	}
	if size := <-u.sizes; size != [2]int{10, 4} {
		t.Errorf("the size is %v", size)
	}
	u.terminal.Until(tendtest.Text("one"))
	if err := u.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAScreenThatWasStoppedIsDrawnAnew(t *testing.T) {
	u := open(t)
	<-u.sizes
	u.show("one")
	u.terminal.Until(tendtest.Text("one"))
	inside := modes(t, u.terminal.Side)
	// A shell gives the terminal modes of its own.
	if err := term.Restore(u.terminal.Side.Fd(), u.modes); err != nil {
		t.Fatal(err)
	}
	outside := modes(t, u.terminal.Side)
	u.terminal.Forget()
	if err := syscall.Kill(os.Getpid(), syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	u.terminal.Until(tendtest.Text("one"))
	if !strings.Contains(u.terminal.Drawn(), enter) || modes(t, u.terminal.Side) != inside {
		t.Errorf("the terminal was not taken again: %q", u.terminal.Drawn())
	}
	if err := u.Close(); err != nil {
		t.Fatal(err)
	}
	if modes(t, u.terminal.Side) != outside {
		t.Error("the modes are not those found at first")
	}
}

// broken is what a terminal is after it has been closed.
type broken struct{ after int }

var errBroken = errors.New("broken")

func (b *broken) Write(p []byte) (int, error) {
	if b.after--; b.after < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

func TestATerminalThatIsGoneIsToldOnce(t *testing.T) {
	o, u := options()
	o.In, o.Out = strings.NewReader(""), &broken{1}
	var err error
	if u.Screen, err = Open(o); err != nil {
		t.Fatal(err)
	}
	u.show("one")
	if err := <-u.failed; !errors.Is(err, errBroken) {
		t.Error(err)
	}
	u.show("two")
	if err := u.Close(); !errors.Is(err, errBroken) {
		t.Error(err)
	}
	if len(u.failed) > 0 {
		t.Errorf("told again: %v", <-u.failed)
	}
	o.Out = &broken{0}
	if _, err := Open(o); !errors.Is(err, errBroken) {
		t.Error(err)
	}
}

// suspendYourself opens a screen, and suspends it.
func suspendYourself() {
	o, u := options()
	o.In, o.Out = os.Stdin, os.Stdout
	var err error
	if u.Screen, err = Open(o); err != nil {
		panic(err)
	}
	suspended := u.Suspend()
	if err := u.Close(); err != nil {
		panic(err)
	}
	fmt.Println("suspended:", errorText(suspended))
}

func errorText(err error) string {
	if err == nil {
		return "yes"
	}
	return err.Error()
}

func TestWithoutAShellAScreenIsNotSuspended(t *testing.T) {
	terminal := tendtest.Open(t, 20, 3)
	program := exec.Command(os.Args[0])
	program.Env = append(os.Environ(), asProgram+"=1")
	terminal.Start(program) // as the leader of its session
	if err := program.Wait(); err != nil {
		t.Fatal(err)
	}
	terminal.Until(tendtest.Text("suspended: " + ErrNotSuspended.Error()))
}

func TestAScreenIsSuspendedAndContinued(t *testing.T) {
	terminal := tendtest.Open(t, 20, 3)
	shell := exec.Command("sh", "-c", `set -m; "$0"; echo stopped; fg`, os.Args[0])
	shell.Env = append(os.Environ(), asProgram+"=1")
	terminal.Start(shell)
	if err := shell.Wait(); err != nil {
		t.Fatal(err)
	}
	terminal.Until(regexp.MustCompile(`(?s)stopped.*suspended: yes`))
}
