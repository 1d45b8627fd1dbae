package tui

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/muesli/termenv"

	"tend/internal/logring"
)

// asScreen is set where the test binary is a screen in a terminal of its own.
const asScreen = "TEND_TUI_TEST_SCREEN"

// beScreen shows a process until the session is told to end, by a key or by
// SIGUSR1, and says how it was told.
func beScreen() {
	f := newFake(many(1)...)
	f.print("process-000", logring.Stdout, "what it printed")
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGUSR1)
	// As in tend: a signal ends the session.
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	go func() {
		select {
		case <-ended:
		case <-interrupted:
			fmt.Print("the session was interrupted\r\n")
		case <-f.told:
		}
		f.close()
	}()
	o := options(termenv.TrueColor)
	if err := Run(context.Background(), f, Options{Renderer: o.Renderer}); err != nil {
		fmt.Print(err, "\r\n")
		os.Exit(1)
	}
	fmt.Print("the screen has ended\r\n")
}

// script makes a program of a shell script.
func script(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		t.Fatal(err)
	}
	return name
}

// startScreen runs a screen in a session of its own, in which the terminal is
// the one that sends signals.
func startScreen(t *testing.T, env ...string) *terminal {
	t.Helper()
	scratch := t.TempDir()
	screen := exec.Command(os.Args[0])
	// One that is asked for its colours as soon as it is there, and does not
	// answer, holds everything up for seconds; of tmux nobody asks.
	screen.Env = append(append(os.Environ(), asScreen+"=1", "TMPDIR="+scratch, "TERM=tmux-256color"), env...)
	screen.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	term := newTerminal(t, 80, 24)
	screen.Stdin, screen.Stdout, screen.Stderr = term.tty, term.tty, term.tty
	if err := screen.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			screen.Process.Kill()
		}
		if err := screen.Wait(); err != nil {
			t.Errorf("the screen: %v; it showed %q", err, term.all())
		}
		if left, _ := filepath.Glob(filepath.Join(scratch, "*")); len(left) > 0 {
			t.Errorf("files are left: %q", left)
		}
	})
	term.await(t, "what it printed")
	return term
}

func TestTheEditorHasTheTerminalUntilItEnds(t *testing.T) {
	editor := script(t, `
trap 'echo interrupted' INT
ls -l "$2" | cut -c1-10
echo "with $1"
cat "$2"
echo ready
until read line; do :; done
echo "read $line"
`)
	term := startScreen(t, "VISUAL=", "EDITOR="+editor+" --flag")
	io.WriteString(term.keys, "e")
	term.await(t, "-rw-------\r\nwith --flag\r\nwhat it printed\r\n")
	term.await(t, "ready")
	io.WriteString(term.keys, "\x1a\x03") // ctrl+z, ctrl+c: they are the editor's
	term.await(t, "interrupted")
	io.WriteString(term.keys, "typed\n")
	term.await(t, "read typed")
	io.WriteString(term.keys, "?")
	term.await(t, "other keys close") // the screen is back, and takes keys
	io.WriteString(term.keys, "xq")
	term.await(t, "Stop it and quit?")
	io.WriteString(term.keys, "y")
	term.await(t, "the screen has ended")
	if term.holds("the session was interrupted") {
		t.Error("ctrl+c in the editor ended the session")
	}
}

func TestTheEditorEndsWithTheSession(t *testing.T) {
	editor := script(t, `
trap 'echo told' HUP
echo ready
kill -USR1 $(ps -o ppid= -p $PPID)
while :; do sleep 100 & wait; done # which a signal ends
`)
	term := startScreen(t, "VISUAL="+editor)
	io.WriteString(term.keys, "e")
	term.await(t, "ready")
	term.await(t, "told") // it does not listen, and is killed
	term.await(t, "the screen has ended")
}

func TestAnEditorThatFailsIsNamed(t *testing.T) {
	term := startScreen(t, "PAGER=no-such-pager -R", "VISUAL="+script(t, "exit 3"))
	io.WriteString(term.keys, "P")
	term.await(t, `cannot open the output: there is no program "no-such-pager -R"`)
	io.WriteString(term.keys, "e")
	term.await(t, "exit status 3")
	io.WriteString(term.keys, "qy")
	term.await(t, "the screen has ended")
}

// Where the terminal is not the one that sends signals, nothing has to be kept
// from them.
func TestTheEditorRunsInAnyTerminal(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("VISUAL", script(t, `echo "this is it: $(cat $1)"; exit 4`))
	term := newTerminal(t, 80, 24)
	f := newFake(many(1)...)
	f.print("process-000", logring.Stdout, "what it printed")
	ended := make(chan error)
	go func() { ended <- Run(t.Context(), f, term.options()) }()
	term.await(t, "what it printed")
	io.WriteString(term.keys, "e")
	term.await(t, "this is it: what it printed")
	term.await(t, "exit status 4")
	f.close()
	if err := <-ended; err != nil {
		t.Errorf("Run returned %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "*")); len(left) > 0 {
		t.Errorf("files are left: %q", left)
	}
}
