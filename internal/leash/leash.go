//go:build linux || darwin

package leash

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// title is what helpers are called: not tend, see rename.
const title = "leash"

const (
	// deaf is how long a helper may leave what it is told unread.
	deaf = 2 * time.Second
	// retry is how long tend waits before it starts a helper again that ended
	// soon, or could not be started.
	retry = 5 * time.Second
)

// Leash is tend's end of both helpers. Its methods may be called from any
// goroutine, and but for Close none waits for anything.
type Leash struct {
	log     *slog.Logger
	command func() *exec.Cmd
	session Session
	tty     *os.File
	over    chan struct{} // closed: say goodbye
	done    sync.WaitGroup

	mu      sync.Mutex
	leaders map[Process]Leader
	helpers [2]*helper // the leash and the spare; nil while there is none
}

// helper is one that runs.
type helper struct {
	id   Process
	wake chan struct{} // one slot: there is something in news

	mu   sync.Mutex
	news []message // to be told
}

// Hold starts the helpers of a session. Command makes the command that runs a
// helper, which has to call [Run]; its name, descriptors and session are set
// here. Terminal is that of the screen, nil if there is none. It returns once the
// leash itself is there; the spare follows. The caller closes the Leash at the end
// of the session.
func Hold(log *slog.Logger, session Session, terminal *os.File, command func() *exec.Cmd) *Leash {
	l := &Leash{
		log: log, command: command, session: session, tty: terminal,
		over: make(chan struct{}), leaders: make(map[Process]Leader),
	}
	ready := make(chan struct{})
	l.done.Go(func() { l.keep(0, func() { close(ready) }) })
	<-ready
	l.done.Go(func() { l.keep(1, func() {}) })
	return l
}

// Born says that a process has been started.
func (l *Leash) Born(leader Leader) {
	l.mu.Lock()
	l.leaders[leader.Process] = leader
	helpers := l.helpers
	l.mu.Unlock()
	tell(helpers, message{Born: &leader})
}

// Gone says that nothing is left of a process.
func (l *Leash) Gone(p Process) {
	l.mu.Lock()
	delete(l.leaders, p)
	helpers := l.helpers
	l.mu.Unlock()
	tell(helpers, message{Gone: &p})
}

func tell(helpers [2]*helper, m message) {
	for _, h := range helpers {
		if h != nil {
			h.tell(m)
		}
	}
}

// Helpers returns the processes that run as helpers now.
func (l *Leash) Helpers() (all []Process) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, h := range l.helpers {
		if h != nil {
			all = append(all, h.id)
		}
	}
	return all
}

// Close says goodbye: nothing is left that a helper would have to end. It
// returns when both have ended.
func (l *Leash) Close() {
	close(l.over)
	l.done.Wait()
}

// keep sees to it that there is a helper in a place, until Close. It calls
// ready when the first one is there or could not be started.
func (l *Leash) keep(place int, ready func()) {
	once := sync.OnceFunc(ready)
	for {
		began := time.Now()
		err := l.hold(place, once)
		once()
		select {
		case <-l.over:
			return
		default:
		}
		pause := time.Duration(0)
		if time.Since(began) < retry {
			pause = retry
		}
		l.log.Warn("a helper that would clean up after tend has ended; another is started", "err", err, "in", pause)
		wait := time.NewTimer(pause)
		select {
		case <-l.over:
			wait.Stop()
			return
		case <-wait.C:
		}
	}
}

// hold starts a helper, calls ready, and tells it what there is to know until
// it ends or Close is called.
func (l *Leash) hold(place int, ready func()) error {
	theirs, ours, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("cannot make a pipe for it: %w", err)
	}
	defer ours.Close()
	cmd := l.command()
	cmd.Args[0] = title
	cmd.Dir = "/" // it keeps no folder from being removed
	cmd.ExtraFiles = []*os.File{theirs}
	if l.tty != nil {
		cmd.ExtraFiles = append(cmd.ExtraFiles, l.tty)
	} else {
		cmd.Stderr = os.Stderr
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	err = cmd.Start()
	theirs.Close()
	if err != nil {
		return fmt.Errorf("cannot start it: %w", err)
	}
	h := l.join(place, identify(cmd.Process.Pid))
	defer l.leave(place)
	ended := make(chan error, 1)
	l.done.Go(func() { ended <- cmd.Wait() })
	// Once it is in the pipe the helper will read it, whatever becomes of tend.
	err = h.write(ours)
	ready()
	if err != nil {
		_ = cmd.Process.Kill()
		return errors.Join(fmt.Errorf("it cannot be told anything: %w", err), <-ended)
	}
	for {
		select {
		case <-h.wake:
			if err := h.write(ours); err != nil {
				_ = cmd.Process.Kill() // it hears nothing
				return errors.Join(fmt.Errorf("it does not listen: %w", err), <-ended)
			}
		case err := <-ended:
			return err
		case <-l.over:
			h.tell(message{Goodbye: true})
			err := h.write(ours)
			ours.Close()
			overdue := time.AfterFunc(deaf, func() { _ = cmd.Process.Kill() })
			defer overdue.Stop()
			return errors.Join(err, <-ended)
		}
	}
}

// join gives a new helper its place, and tells it all that there is to know. The
// spare learns who goes before it.
func (l *Leash) join(place int, id Process) *helper {
	h := &helper{id: id, wake: make(chan struct{}, 1)}
	h.add(message{Session: &l.session})
	l.mu.Lock()
	for _, leader := range l.leaders {
		h.add(message{Born: &leader})
	}
	l.helpers[place] = h
	first, spare := l.helpers[0], l.helpers[1]
	l.mu.Unlock()
	if first != nil && spare != nil {
		spare.tell(message{Leash: &first.id})
	}
	h.poke()
	return h
}

// leave says that there is no helper in a place. What the spare knows of the
// leash stays: one that has ended is not waited for.
func (l *Leash) leave(place int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.helpers[place] = nil
}

// tell leaves something to be told to the helper.
func (h *helper) tell(m message) {
	h.add(m)
	h.poke()
}

func (h *helper) poke() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

func (h *helper) add(m message) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.news = append(h.news, m)
}
