//go:build linux

package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"tend/internal/tendtest"
)

// TestAProcessInTheForegroundHasTheTerminal runs a shell in the terminal that tend
// was started in.
func TestAProcessInTheForegroundHasTheTerminal(t *testing.T) {
	config := stack(t, `
[processes.db]
command = "echo nobody sees this; exec sleep 1000"
[processes.shell]
command = "PS1='inner> ' exec sh -i"
env = { ENV = false }
depends_on = ["db"]
`)
	term := open(t, 80, 20, "-c", config, "run", "shell")
	shows := func(what string) {
		t.Helper()
		term.until(what, func(screen string) bool { return strings.Contains(screen, what) })
	}
	types := func(text string) {
		term.keys("-l", text)
		term.keys("Enter")
	}
	shows("inner>")
	types("echo $((6*7)) ä世; stty size")
	shows("42 ä世\n20 80")
	term.tmux("resize-window", "-x", "91", "-y", "23")
	types(`while [ "$(stty size)" != "23 91" ]; do sleep 0.02; done; echo "resized"`)
	shows("\nresized")
	// What says so is in the foreground already: a signal that comes between
	// would be the shell's, and lost.
	types("sh -c 'echo \"sleeping\"; exec sleep 1000'")
	shows("\nsleeping")
	term.keys("C-c") // is the process's, and ends nothing of tend
	types("echo after $?")
	shows("after 130")
	types("printf 'one\\ntwo\\r\\nthree\\033[1;31mred\\033[0m\\n'")
	shows("\none\ntwo\nthreered\n")
	if screen := term.screen(); strings.Contains(screen, "nobody sees this") {
		t.Errorf("what it depends on has printed on its screen:\n%s", screen)
	}
	types("exit 7")
	term.wantExit("7")
}

// TestTheTerminalIsGivenBackAsItWasFound ends tend while the process has changed
// all that there is to a terminal.
func TestTheTerminalIsGivenBackAsItWasFound(t *testing.T) {
	config := stack(t, `
[processes.full]
command = '''stty raw -echo; printf '\033[?1049h\033[?25l\033[?1002h\033[?1006h\033[?2004h\033[?7lup'; exec sleep 1000'''
`)
	term := open(t, 80, 20, "-c", config, "run", "full")
	term.until("the process", func(screen string) bool { return strings.HasPrefix(screen, "up") })
	if got := strings.TrimSpace(term.tmux("display-message", "-p", modes)); got != "1 0 1 1" {
		t.Fatalf("the process has made the terminal %q", got)
	}
	if err := syscall.Kill(term.tendPID(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	term.wantExit("143")
	if got := strings.TrimSpace(term.tmux("display-message", "-p", modes)); got != "0 1 0 0" {
		t.Errorf("the terminal is left %q", got)
	}
}

// modes are what tmux knows of a terminal: whether the alternate screen is shown,
// the cursor, the mouse asked for, and in which form.
const modes = "#{alternate_on} #{cursor_flag} #{mouse_button_flag} #{mouse_sgr_flag}"

// TestWhatIsTypedReachesAProcessOnPipes runs a process whose output somebody reads,
// while its input is the terminal: it is fed line by line, and ctrl+c means to tend
// what it always means.
func TestWhatIsTypedReachesAProcessOnPipes(t *testing.T) {
	config := stack(t, `
[processes.reader]
command = '''trap 'echo heard; exit 0' INT; echo up; while read -r line; do echo "got $line"; done; echo ended; exit 3'''
`)
	for _, test := range []struct{ keys, want, code string }{
		{"hello\nworld\n\x04", "up\ngot hello\ngot world\nended\n", "exit status 3"},
		{"\x03", "up\nheard\n", "exit status 130"},
	} {
		term := tendtest.Open(t, 80, 24)
		cmd := exec.Command(binary, "-c", config, "run", "reader")
		cmd.Env = append(cmd.Environ(), "GORACE=atexit_sleep_ms=0")
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		cmd.Stdin, cmd.Stderr = term.Side, term.Side
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		up := make([]byte, len("up\n"))
		if _, err := out.Read(up); err != nil {
			t.Fatal(err)
		}
		term.Type(test.keys)
		var rest bytes.Buffer
		if _, err := rest.ReadFrom(out); err != nil {
			t.Fatal(err)
		}
		err = cmd.Wait()
		if got := string(up) + rest.String(); got != test.want {
			t.Errorf("after %q it has printed %q, want %q", test.keys, got, test.want)
		}
		if err == nil || err.Error() != test.code {
			t.Errorf("after %q tend ended with %v, want %s; it said %q", test.keys, err, test.code, term.Drawn())
		}
	}
}

// TestScreenEndsWithTheProcessThatWasWaitedFor has a process end, on the screen, with
// a code of its own.
func TestScreenEndsWithTheProcessThatWasWaitedFor(t *testing.T) {
	config := stack(t, `
[processes.server]
command = "exec sleep 1000"
[processes.job]
command = "until test -e go; do sleep 0.02; done; exit 3"
restart = "always"
`)
	term := open(t, 100, 24, "-c", config, "up", "--until", "job")
	term.row("job", "running")
	if err := os.WriteFile(filepath.Join(filepath.Dir(config), "go"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	term.wantExit("3")
}

// TestWhatAProcessWaitsForIsTold waits, where somebody looks, for what it depends
// on.
func TestWhatAProcessWaitsForIsTold(t *testing.T) {
	config := stack(t, `
[processes.slow]
command = "exec sleep 1000"
ready = { exec = "false" }
[processes.job]
command = "true"
depends_on = ["slow"]
`)
	term := tendtest.Open(t, 80, 24)
	cmd := exec.Command(binary, "-c", config, "run", "job")
	cmd.Env = append(cmd.Environ(), "GORACE=atexit_sleep_ms=0")
	term.Start(cmd)
	term.Until(regexp.MustCompile(`tend: job waits for slow \(ready\)`))
	term.Type("\x03")
	if err := cmd.Wait(); err == nil || err.Error() != "exit status 130" {
		t.Errorf("tend ended with %v", err)
	}
}
