package processcontrol

import (
	"os"

	"golang.org/x/sys/unix"
)

const (
	maxRSSUnit = 1024 // getrusage(2): kilobytes
	// onlyZombiesRefuse: killpg on a group of zombies succeeds on Linux.
	onlyZombiesRefuse = false
)

// watchExit returns a channel that is closed once the child has ended. It is
// not reaped: its PID and group stay its own until somebody does. The wait is
// the runtime poller's, on a pidfd, and costs no thread. release must be
// called before the child is reaped.
func watchExit(child *os.Process) (exited <-chan struct{}, release func()) {
	done := make(chan struct{})
	// The child is unreaped, so the PID is certainly its own.
	fd, err := unix.PidfdOpen(child.Pid, unix.PIDFD_NONBLOCK)
	if err != nil {
		// No pidfd here (a kernel before 5.10, or a sandbox): a thread waits.
		go func() {
			defer close(done)
			waitBlocking(child.Pid)
		}()
		return done, func() { <-done }
	}
	file := os.NewFile(uintptr(fd), "pidfd")
	go func() {
		defer close(done)
		if !waitPolled(file) {
			waitBlocking(child.Pid)
		}
	}()
	return done, func() {
		<-done
		_ = file.Close() // it holds no data
	}
}

// waitPolled waits for the process behind the pidfd to end, without reaping
// it. It reports whether it could.
func waitPolled(pidfd *os.File) bool {
	conn, err := pidfd.SyscallConn()
	if err != nil {
		return false
	}
	ended := false
	err = conn.Read(func(fd uintptr) bool {
		var info unix.Siginfo
		err := unix.Waitid(unix.P_PIDFD, int(fd), &info, unix.WEXITED|unix.WNOWAIT|unix.WNOHANG, nil)
		switch {
		case err == unix.EINTR || err == unix.EAGAIN:
			return false
		case err != nil:
			return true
		}
		ended = info.Signo != 0
		return ended
	})
	return err == nil && ended
}

// waitBlocking waits until the child has ended, without reaping it, at the
// cost of a thread.
func waitBlocking(pid int) {
	var info unix.Siginfo
	for unix.Waitid(unix.P_PID, pid, &info, unix.WEXITED|unix.WNOWAIT, nil) == unix.EINTR {
	}
}
