//go:build linux || darwin

package processcontrol

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"tend/internal/cgroup"
	"tend/internal/logring"
)

const supported = true

// process is one started process, the leader of a session and of a group of
// its own. Its methods are called by one goroutine.
type process struct {
	cmd     *exec.Cmd
	pid     int
	exited  <-chan struct{} // closed once the leader has ended; it is not reaped by that
	outputs []*output
	tty     *os.File // our side of its terminal; nil on pipes
	release func()   // frees what watches for the exit
	unsaid  []byte   // of an answer that its terminal had no room for; the reader's
}

// spawn starts what spec describes. The process leads a session of its own,
// so that it cannot reach tend's terminal and everything it starts can be
// told from other processes.
func spawn(spec *Spec, g *cgroup.Group, w wiring, size termSize) (*process, error) {
	path, err := lookPath(spec)
	if err != nil {
		return nil, err
	}
	cmd := &exec.Cmd{
		Path: path, Args: spec.Command, Dir: spec.Dir, Env: spec.Env,
		SysProcAttr: &syscall.SysProcAttr{Setsid: true, Setctty: w == onTerminal},
	}
	dieWithParent(cmd.SysProcAttr)
	if g != nil {
		cloneInto(cmd.SysProcAttr, g)
	}
	p := &process{cmd: cmd}
	var theirs []*os.File
	switch w { // what is not connected is /dev/null
	case onTerminal:
		theirs, err = p.connectTerminal(size)
	case onPipes:
		theirs, err = p.connectPipes(logring.Stdout, logring.Stderr)
		if spec.Foreground != nil && spec.Foreground.Input != nil {
			cmd.Stdin = spec.Foreground.Input
		}
	case onPipe:
		theirs, err = p.connectPipes(logring.Stdout)
	}
	if err == nil {
		err = explainStart(spec, cmd.Start())
	}
	for _, f := range theirs {
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		if cmd.Process != nil { // it runs, but not as it should
			err = errors.Join(err, p.signalGroup(SIGKILL), cmd.Wait())
		}
		p.closeOutputs()
		return nil, err
	}
	p.pid = cmd.Process.Pid
	p.exited, p.release = watchExit(cmd.Process)
	return p, nil
}

// program is the file that was executed.
func (p *process) program() string {
	if filepath.IsAbs(p.cmd.Path) {
		return p.cmd.Path
	}
	return filepath.Join(p.cmd.Dir, p.cmd.Path)
}

// connectPipes gives the process a pipe to write to for each of the streams: for
// standard output first, for standard error last. It returns the files that are
// the process's.
func (p *process) connectPipes(streams ...logring.Stream) (theirs []*os.File, err error) {
	for _, stream := range streams {
		read, write, err := os.Pipe()
		if err != nil {
			return theirs, fmt.Errorf("cannot make a pipe for its output: %w", err)
		}
		theirs = append(theirs, write)
		p.outputs = append(p.outputs, &output{file: read, stream: stream})
	}
	p.cmd.Stdout, p.cmd.Stderr = theirs[0], theirs[len(theirs)-1]
	return theirs, nil
}

// connectTerminal gives the process a terminal. It returns the file that is
// the process's side of it.
func (p *process) connectTerminal(size termSize) (theirs []*os.File, err error) {
	ours, tty, err := pty.Open()
	if err != nil {
		return nil, fmt.Errorf("cannot make a terminal for it: %w", err)
	}
	// pty.Open leaves our side in blocking mode, in which every process would
	// cost a thread: a copy of the descriptor goes to the poller instead.
	defer ours.Close()
	fd, err := unix.FcntlInt(ours.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		return []*os.File{tty}, fmt.Errorf("cannot set up a terminal for it: %w", err)
	}
	p.tty = os.NewFile(uintptr(fd), ours.Name())
	p.outputs = []*output{{file: p.tty, stream: logring.Stdout, terminal: true}}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = tty, tty, tty
	p.resize(size)
	return []*os.File{tty}, nil
}

// terminal is our side of the process's terminal; nil on pipes.
func (p *process) terminal() *os.File { return p.tty }

// resize tells the terminal its size. There is nobody to tell if it is gone.
func (p *process) resize(size termSize) {
	if p.tty == nil {
		return
	}
	conn, err := p.tty.SyscallConn()
	if err != nil {
		return
	}
	_ = conn.Control(func(fd uintptr) {
		_ = unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, &unix.Winsize{Row: uint16(size.rows), Col: uint16(size.cols)})
	})
}

// typeKeys types into the process's terminal.
func (p *process) typeKeys(keys string) error {
	if p.tty == nil {
		return errNoTerminal
	}
	// A terminal that nobody reads from fills up.
	if err := p.tty.SetWriteDeadline(time.Now().Add(typingGrace)); err != nil {
		return err
	}
	_, err := p.tty.WriteString(keys)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return errDeaf
	}
	return err
}

// answer types what a terminal answers into the process's terminal. It waits for
// nothing, as it is called by who reads the output: while the terminal is full,
// because the process does not read what it has asked for, answers are dropped.
// Only the rest of what was begun is kept, since half of it would be something
// else.
func (p *process) answer(answers []byte) {
	if len(p.unsaid) > 0 {
		p.unsaid = p.unsaid[p.typeAtOnce(p.unsaid):]
	}
	if len(p.unsaid) > 0 || len(answers) == 0 {
		return
	}
	if n := p.typeAtOnce(answers); n > 0 {
		p.unsaid = answers[n:]
	}
}

// typeAtOnce types as much as there is room for, and returns how much that is.
func (p *process) typeAtOnce(keys []byte) (n int) {
	conn, err := p.tty.SyscallConn()
	if err != nil {
		return 0 // it is gone
	}
	// Not Write, which waits for others who write, and for room.
	_ = conn.Control(func(fd uintptr) { n, _ = unix.Write(int(fd), keys) })
	return max(n, 0)
}

// signalGroup signals the process's group. It may only be called while the
// leader is unreaped: until then the number of the group can be nobody else's.
// That nobody is left in it is not an error.
func (p *process) signalGroup(sig Signal) error {
	err := unix.Kill(-p.cmd.Process.Pid, unix.Signal(sig))
	if err == unix.ESRCH || err == unix.EPERM && onlyZombiesRefuse {
		return nil
	}
	return err
}

// reap collects the leader's exit status. It must have ended.
func (p *process) reap() (*Exit, error) {
	p.release()
	err := p.cmd.Wait()
	var status *exec.ExitError
	if errors.As(err, &status) {
		err = nil // how it ended is no error of ours
	}
	state := p.cmd.ProcessState
	if state == nil {
		return &Exit{Code: -1}, err
	}
	exit := &Exit{Code: state.ExitCode()}
	if ws, ok := state.Sys().(syscall.WaitStatus); ok {
		exit = exitOf(ws)
	}
	exit.UserTime, exit.SysTime = state.UserTime(), state.SystemTime()
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		exit.MaxRSS = usage.Maxrss * maxRSSUnit
	}
	return exit, err
}

// exitOf is how a process has ended that has such a status.
func exitOf(status syscall.WaitStatus) *Exit {
	exit := &Exit{Code: status.ExitStatus()} // -1 if it has not exited
	if status.Signaled() {
		exit.Signal = Signal(status.Signal())
	}
	return exit
}

// closeOutputs closes our side of what the process wrote to.
func (p *process) closeOutputs() {
	for _, out := range p.outputs {
		_ = out.file.Close() // nothing was written to it
	}
}
