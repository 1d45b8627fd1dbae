package manager

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"tend/internal/journal"
	"tend/processcontrol"
)

// hooks runs the commands that the stack has for what becomes of a process:
// for each process one after the other, in the order of the events. A hook that
// fails is reported and changes nothing else.
type hooks struct {
	host   Host
	log    *slog.Logger
	ctx    context.Context
	cancel context.CancelFunc
	all    sync.WaitGroup

	mu      sync.Mutex
	waiting map[string][]occurrence // by process; the first is running
}

const (
	// hooksWaiting is how many hooks of a process may wait: with more, they
	// cannot keep up, and are about things long past.
	hooksWaiting = 16
	// lastHooks is how long hooks may go on after all processes are gone.
	lastHooks = 5 * time.Second
)

func newHooks(host Host, log *slog.Logger) *hooks {
	h := &hooks{host: host, log: log, waiting: make(map[string][]occurrence)}
	h.ctx, h.cancel = context.WithCancel(context.Background())
	return h
}

// queue has the hook run for what has occurred, after those before it.
func (h *hooks) queue(o occurrence) {
	name := o.process.Name
	h.mu.Lock()
	before := len(h.waiting[name])
	if before <= hooksWaiting {
		h.waiting[name] = append(h.waiting[name], o)
	}
	h.mu.Unlock()
	switch {
	case before > hooksWaiting:
		h.log.Error("hook left out: those before it take too long", slog.String(journal.ProcessKey, name), "hook", o.event)
	case before == 0:
		h.all.Go(func() { h.work(name) })
	}
}

// work runs the hooks of a process until none is left.
func (h *hooks) work(name string) {
	for {
		h.mu.Lock()
		o := h.waiting[name][0]
		h.mu.Unlock()
		if err := h.host.Run(h.ctx, o.errand()); err != nil {
			h.log.Error("hook failed", slog.String(journal.ProcessKey, name), journal.RunKey, o.seen.Generation, "err", err)
		}
		h.mu.Lock()
		h.waiting[name] = h.waiting[name][1:]
		left := len(h.waiting[name])
		if left == 0 {
			delete(h.waiting, name)
		}
		h.mu.Unlock()
		if left == 0 {
			return
		}
	}
}

// close gives what is still to run a last while, and waits for its end.
func (h *hooks) close() {
	done := make(chan struct{})
	go func() {
		h.all.Wait()
		close(done)
	}()
	last := time.NewTimer(lastHooks)
	defer last.Stop()
	select {
	case <-done:
	case <-last.C:
	}
	h.cancel()
	<-done
}

// errand is the command that runs for an occurrence. What it is about is in
// its environment.
func (o occurrence) errand() processcontrol.Errand {
	p := o.process
	env := append(p.Env[:len(p.Env):len(p.Env)],
		"TEND_EVENT="+o.event.String(),
		"TEND_PROCESS="+p.Name,
		"TEND_RUN="+strconv.FormatUint(o.seen.Generation, 10),
		"TEND_REASON="+o.reason,
	)
	if o.seen.PID != 0 {
		env = append(env, "TEND_PID="+strconv.Itoa(o.seen.PID))
	}
	if exit := o.seen.Exit; exit != nil {
		if exit.Signal != 0 {
			env = append(env, "TEND_SIGNAL="+exit.Signal.String())
		} else if exit.Known() {
			env = append(env, "TEND_EXIT_CODE="+strconv.Itoa(exit.Code))
		}
	}
	return processcontrol.Errand{
		Process: p.Name, Name: fmt.Sprintf("hook %s", o.event),
		Command: p.Hooks.Commands[o.event], Dir: p.Dir, Env: env, Timeout: p.Hooks.Timeout,
	}
}
