package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// notFound is what a shell ends with if there is no such program.
const notFound = 127

// editor returns the command that people edit with, pager the one they read
// with.
func editor() string { return firstSet("vi", "VISUAL", "EDITOR") }
func pager() string  { return firstSet("less -R", "PAGER") }

func firstSet(otherwise string, names ...string) string {
	for _, name := range names {
		if value := strings.TrimSpace(os.Getenv(name)); value != "" {
			return value
		}
	}
	return otherwise
}

// outside is a program that has the terminal while the screen is away. It is a
// process group of its own in the foreground, so that ctrl+c is for the program
// and does not end the session. If the session ends by itself, the program is
// ended, since nothing else could be shown.
type outside struct {
	ctx     context.Context
	stack   Stack
	display display
	cmd     *exec.Cmd
}

// display is what the screen is on, and others for a while: a screen.Screen.
type display interface {
	Leave() error
	Enter() error
	Suspend() error
}

// newOutside returns the program that a shell makes of the command and a path.
func newOutside(ctx context.Context, stack Stack, d display, command, path string) *outside {
	// The shell waits for the program, whatever that does with a signal.
	return &outside{ctx, stack, d, exec.Command("sh", "-c", "trap : INT HUP; "+command+` "$1"`, "sh", path)}
}

// Run runs the program to its end.
func (o *outside) Run() error {
	err := o.display.Leave()
	if err == nil {
		err = o.run()
	}
	return errors.Join(err, o.display.Enter())
}

// The terminal is that of the screen.
func (o *outside) SetStdin(r io.Reader)  { o.cmd.Stdin = r }
func (o *outside) SetStdout(w io.Writer) { o.cmd.Stdout = w }
func (o *outside) SetStderr(w io.Writer) { o.cmd.Stderr = w }

// exitError is the code that a program ended with, if that is not 0.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// whyNotOpened says why a program failed.
func whyNotOpened(m openedMsg) error {
	var code exitError
	var exit *exec.ExitError
	if errors.As(m.err, &code) && code == notFound || errors.As(m.err, &exit) && exit.ExitCode() == notFound {
		return fmt.Errorf("cannot open the output: there is no program %q", m.program)
	}
	return fmt.Errorf("%s: %w", m.program, m.err)
}
