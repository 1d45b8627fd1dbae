package processcontrol

import (
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"tend/internal/proctable"
)

// code returns the exit code of the process, which has ended and stays unreaped;
// -1 if a signal has ended it.
func (p *process) code() int {
	infos, err := unix.SysctlKinfoProcSlice("kern.proc.pid", p.pid)
	if err != nil || len(infos) == 0 {
		return -1
	}
	return exitOf(syscall.WaitStatus(infos[0].Proc.P_xstat)).Code
}

// watchOther begins a vigil over a process that was seen in a table. It reports
// false if that has ended.
func watchOther(p proctable.Proc) (v vigil, there bool) {
	queue, err := queueExit(p.PID)
	if err == unix.ESRCH {
		return vigil{}, false
	}
	// It is watched now. Is it the one that was seen?
	if now, err := proctable.ReadOne(p.PID); err == proctable.ErrGone || err == nil && (now.Zombie || now.Start != p.Start) {
		if queue >= 0 {
			_ = unix.Close(queue) // it holds no data
		}
		return vigil{}, false
	}
	over, done := make(chan struct{}), make(chan struct{})
	exit := &Exit{Code: -1}
	go func() {
		defer close(done)
		if queue >= 0 {
			status, err := nextExit(queue)
			_ = unix.Close(queue) // it holds no data
			if err == nil {
				exit = status
				return
			}
		}
		pollOther(p, over) // no descriptor was free for a queue
	}()
	end := func(time.Duration) *Exit {
		close(over)
		<-done
		return exit
	}
	return vigil{ended: done, end: end}, true
}

// queueExit makes a queue in which the exit of a process is told, with its
// status where the kernel lets tend know. It is -1 if there is an error.
func queueExit(pid int) (queue int, err error) {
	if queue, err = unix.Kqueue(); err != nil {
		return -1, err
	}
	for _, notes := range []uint32{unix.NOTE_EXIT | unix.NOTE_EXITSTATUS, unix.NOTE_EXIT} {
		change := unix.Kevent_t{Ident: uint64(pid), Filter: unix.EVFILT_PROC, Flags: unix.EV_ADD | unix.EV_ONESHOT, Fflags: notes}
		for {
			if _, err = unix.Kevent(queue, []unix.Kevent_t{change}, nil, nil); err != unix.EINTR {
				break
			}
		}
		if err == nil {
			return queue, nil
		}
	}
	_ = unix.Close(queue) // it holds no data
	return -1, err
}

// nextExit waits for the exit that the queue tells of.
func nextExit(queue int) (*Exit, error) {
	events := make([]unix.Kevent_t, 1)
	for {
		n, err := unix.Kevent(queue, nil, events, nil)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return nil, err
		case n > 0 && events[0].Fflags&unix.NOTE_EXITSTATUS != 0:
			return exitOf(syscall.WaitStatus(events[0].Data)), nil
		case n > 0:
			return &Exit{Code: -1}, nil
		}
	}
}
