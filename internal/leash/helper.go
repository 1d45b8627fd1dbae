//go:build linux || darwin

package leash

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"tend/internal/proctable"
	"tend/internal/threads"
)

// reservedThreads is more than a helper has been seen to use: it has to act just
// when there is nothing left.
const reservedThreads = 6

// Descriptors of a helper.
const (
	pipeFD     = 3 // what tend says
	terminalFD = 4 // the terminal of the screen, if there is one
)

// overlap is how long the leash stays at least: one that is gone sooner was killed
// together with tend.
const overlap = 300 * time.Millisecond

// Run is the life of a helper: it returns once tend has said goodbye, or is
// gone and everything that it had started with it.
func Run() error {
	// Only tend's end is an end: the helper is not what somebody means who
	// interrupts, closes the terminal, or stops everything for a while.
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGPIPE,
		syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU, syscall.SIGUSR1, syscall.SIGUSR2)
	threads.Reserve(reservedThreads)
	rename()
	pipe := os.NewFile(pipeFD, "pipe")
	if pipe == nil {
		return errors.New("a helper is started by tend, and by nobody else")
	}
	tend := os.Getppid()
	k, goodbye := listen(pipe)
	k.tend = tend
	if goodbye {
		return nil
	}
	if k.session.Mark == "" && !k.session.Visit {
		return errors.New("tend was killed before it could say what belongs to it")
	}
	alone := k.alone()
	var terminal *os.File
	if alone && k.session.Terminal != nil {
		if terminal = os.NewFile(terminalFD, "terminal"); terminal != nil {
			k.session.Terminal.restore(terminal)
		}
	}
	if k.session.Visit {
		if alone {
			_, _ = io.WriteString(either(terminal, os.Stderr), "this screen was killed; the session goes on\r\n")
			time.Sleep(overlap)
		}
		return nil
	}
	o, err := k.clean()
	if !alone {
		return err
	}
	o.tell(either(terminal, os.Stderr), k.session.Crash, err)
	time.Sleep(overlap)
	return nil
}

// either returns the terminal, if there is one.
func either(terminal *os.File, other io.Writer) io.Writer {
	if terminal != nil {
		return terminal
	}
	return other
}

// alone reports whether this helper is the one that acts. It is not if it is the
// spare and the leash is there. It then returns when that has ended: usually
// nothing is left by then.
func (k *known) alone() bool {
	if k.leash == nil {
		return true
	}
	began := time.Now()
	for time.Since(began) < grace+patience {
		p, err := proctable.ReadOne(k.leash.PID)
		if err != nil || p.Start != k.leash.Start || p.Zombie {
			break
		}
		time.Sleep(look)
	}
	return time.Since(began) < overlap/2
}
