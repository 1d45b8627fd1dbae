//go:build linux || darwin

package cli

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// backgroundCommand makes the command of a session in the background: it leads a
// session of its own, in which there is no terminal.
func backgroundCommand(sys *System, args []string) (*exec.Cmd, error) {
	program, err := os.Executable()
	if err == nil {
		_, err = os.Stat(program)
	}
	if err != nil { // it has been replaced since
		program, err = helperPath()
	}
	if err != nil {
		return nil, fmt.Errorf("cannot start the session in the background: %w", err)
	}
	cmd := exec.Command(program, args...)
	cmd.Args[0] = "tend"
	cmd.Env = sys.Environ
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	return cmd, nil
}

func closeOnExec(fd uintptr) { unix.CloseOnExec(int(fd)) }

// duplicate returns a descriptor of the same file.
func duplicate(file *os.File) (*os.File, error) {
	fd, err := unix.FcntlInt(file.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("fcntl", err)
	}
	return os.NewFile(uintptr(fd), file.Name()), nil
}

// redirect makes a descriptor one of another file.
func redirect(file, to *os.File) error {
	return os.NewSyscallError("dup2", unix.Dup2(int(to.Fd()), int(file.Fd())))
}
