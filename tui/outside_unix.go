//go:build unix

package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"tend/manager"
)

// interrupted is what a shell ends with if ctrl+c ended the program.
const interrupted = 130

// run runs the program to its end.
func (o *outside) run() error {
	tty := foreground(o.cmd.Stdin)
	if tty == nil {
		return o.cmd.Run() // no key that is typed here is a signal
	}
	o.cmd.Stdout, o.cmd.Stderr = tty, tty // files: so that nothing has to be copied
	o.cmd.SysProcAttr = &syscall.SysProcAttr{Foreground: true, Ctty: int(tty.Fd())}
	defer takeBack(tty)
	if err := o.cmd.Start(); err != nil {
		return err
	}
	defer o.cmd.Process.Release()
	pid := o.cmd.Process.Pid
	gone, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		o.endWithSession(pid, gone)
	}()
	err := wait(pid)
	close(gone)
	<-over
	return err
}

// foreground returns the terminal that programs get keys from, if it is the one
// whose foreground tend is in.
func foreground(stdin io.Reader) *os.File {
	tty, _ := stdin.(*os.File)
	if tty == nil {
		return nil
	}
	if group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP); err != nil || group != unix.Getpgrp() {
		return nil
	}
	return tty
}

// wait waits for the end. A program that stops itself (ctrl+z) goes on at once:
// the shell that could bring it back is not its parent.
func wait(pid int) error {
	for {
		var status unix.WaitStatus
		_, err := unix.Wait4(pid, &status, unix.WUNTRACED, nil)
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil:
			return fmt.Errorf("wait for it: %w", err)
		case status.Stopped():
			_ = unix.Kill(-pid, unix.SIGCONT)
		default:
			if status.Signaled() {
				return fmt.Errorf("ended by %s", status.Signal())
			}
			if code := status.ExitStatus(); code != 0 && code != interrupted {
				return exitError(code)
			}
			return nil
		}
	}
}

// patience is how long the program may take to end with the session.
const patience = time.Second

// endWithSession ends the program if the session ends before it is gone.
func (o *outside) endWithSession(pid int, gone <-chan struct{}) {
	ctx, cancel := context.WithCancel(o.ctx)
	defer cancel()
	for changes := o.stack.Changes(ctx); ctx.Err() == nil && o.stack.Snapshot().Phase != manager.Closed; {
		select {
		case <-changes:
		case <-ctx.Done():
		case <-gone:
			return
		}
	}
	_ = unix.Kill(-pid, unix.SIGHUP)
	select {
	case <-gone:
	case <-time.After(patience):
		_ = unix.Kill(-pid, unix.SIGKILL)
	}
}

// takeBack makes tend's own process group that of the foreground again. From
// the background that is not allowed to whoever would be stopped by it.
func takeBack(tty *os.File) {
	signal.Ignore(unix.SIGTTOU)
	defer signal.Reset(unix.SIGTTOU)
	_ = unix.IoctlSetPointerInt(int(tty.Fd()), unix.TIOCSPGRP, unix.Getpgrp())
}
