package processcontrol

import (
	"os"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"tend/internal/proctable"
)

// code returns the exit code of the process, which has ended and stays unreaped;
// -1 if a signal has ended it.
func (p *process) code() int {
	for {
		var info unix.Siginfo
		err := unix.Waitid(unix.P_PID, p.pid, &info, unix.WEXITED|unix.WNOWAIT|unix.WNOHANG, nil)
		switch {
		case err == unix.EINTR:
		case err != nil || info.Signo == 0 || info.Code != exitedByItself:
			return -1
		default:
			return int(childOf(&info).status)
		}
	}
}

// exitedByItself is CLD_EXITED of sigaction(2).
const exitedByItself = 1

// childInfo is what siginfo_t has for a child, behind what it always has: see
// waitid(2). Package unix has no names for it.
type childInfo struct {
	pid    int32
	uid    uint32
	status int32
}

func childOf(info *unix.Siginfo) *childInfo {
	const word = unsafe.Sizeof(uintptr(0))
	const always = (unsafe.Sizeof(info.Signo) + unsafe.Sizeof(info.Errno) + unsafe.Sizeof(info.Code) + word - 1) / word * word
	return (*childInfo)(unsafe.Add(unsafe.Pointer(info), always))
}

// watchOther begins a vigil over a process that was seen in a table. It reports
// false if that has ended.
func watchOther(p proctable.Proc) (v vigil, there bool) {
	fd, err := unix.PidfdOpen(p.PID, unix.PIDFD_NONBLOCK)
	if err == unix.ESRCH {
		return vigil{}, false
	}
	var file *os.File // nil: no pidfd here (see watchExit), or none is free
	if err == nil {
		file = os.NewFile(uintptr(fd), "pidfd")
	}
	// It is pinned now. Is it the one that was seen?
	if now, err := proctable.ReadOne(p.PID); err == proctable.ErrGone || err == nil && (now.Zombie || now.Start != p.Start) {
		if file != nil {
			_ = file.Close() // it holds no data
		}
		return vigil{}, false
	}
	over, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		if file == nil || !waitReadable(file, over) {
			pollOther(p, over)
		}
	}()
	end := func(patience time.Duration) *Exit {
		close(over)
		if file != nil {
			_ = file.Close() // it holds no data, and nobody waits for it any more
		}
		<-done
		return reapOther(p, patience)
	}
	return vigil{ended: done, end: end}, true
}

// waitReadable waits for the process behind the pidfd to end, which need not be
// a child, or for over. It reports whether it could.
func waitReadable(pidfd *os.File, over <-chan struct{}) bool {
	conn, err := pidfd.SyscallConn()
	if err != nil {
		return false
	}
	ended := false
	err = conn.Read(func(fd uintptr) bool {
		fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, 0)
		ended = err == nil && n > 0
		return ended
	})
	select {
	case <-over:
		return true
	default:
		return err == nil && ended
	}
}

// reapOther collects how a process has ended, once it is a child of tend: as an
// orphan it becomes one, within the patience if its parent is just ending.
// Nobody else reaps it then, so that the PID is its own.
func reapOther(p proctable.Proc, patience time.Duration) *Exit {
	unknown := &Exit{Code: -1}
	for began := time.Now(); ; time.Sleep(firstLook) {
		now, err := proctable.ReadOne(p.PID)
		if err != nil || !now.Zombie || now.Start != p.Start {
			return unknown
		}
		if now.PPID == os.Getpid() {
			break
		}
		if time.Since(began) >= patience {
			return unknown
		}
	}
	var status unix.WaitStatus
	var usage unix.Rusage
	if pid, err := unix.Wait4(p.PID, &status, unix.WNOHANG, &usage); err != nil || pid != p.PID {
		return unknown
	}
	exit := exitOf(syscall.WaitStatus(status))
	exit.UserTime, exit.SysTime = time.Duration(usage.Utime.Nano()), time.Duration(usage.Stime.Nano())
	exit.MaxRSS = int64(usage.Maxrss) * maxRSSUnit
	return exit
}
