package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"tend/internal/config"
	"tend/internal/journal"
	"tend/manager"
	"tend/processcontrol"
	"tend/tui"
)

// journalSize is how many entries of tend's own log are kept.
const journalSize = 1000

// sameSignal is how long after the first signal another one is taken for an
// echo of it: longer than a parent needs to pass one on, shorter than a person
// needs to lose patience.
const sameSignal = 300 * time.Millisecond

// session is a stack that runs.
type session struct {
	*manager.Manager
	host    *processcontrol.Host
	journal *journal.Journal
	// signal is the signal that ended the session, or 0.
	signal atomic.Int32
}

// Journal returns the newest things that tend had to say.
func (s *session) Journal(n int) []journal.Entry { return s.journal.Last(n) }

// Look says whether somebody looks at what processes use.
func (s *session) Look(on bool) { s.host.Look(on) }

// showing is how a session is shown; the flags of the commands that start one.
type showing struct {
	screen bool
	log    string // file that tend's own log is appended to; empty: none
}

func (w *showing) addFlags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&w.screen, "tui", true, "show the screen; without it, print prefixed lines until the work is done")
	cmd.Flags().StringVar(&w.log, "log", "", "append tend's own log to `file`")
}

// runSession runs the stack until everything in it is gone. names are the
// processes to start with; none means all that start by themselves.
func runSession(sys *System, cfg *config.Config, names []string, show showing) (err error) {
	reserveThreads()
	s := &session{}
	s.journal = journal.New(journalSize, func(journal.Entry) { s.Touch() })
	handler := s.journal.Handler(slog.LevelInfo)
	if show.log != "" {
		file, err := os.OpenFile(show.log, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			return usageError{fmt.Errorf("cannot write tend's log: %w", err)}
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		handler = slog.NewMultiHandler(handler, slog.NewTextHandler(file, nil))
	}
	log := slog.New(handler)
	if s.host, err = processcontrol.NewHost(log); err != nil {
		return err
	}
	s.Manager, err = manager.New(&cfg.Stack, names, func(spec processcontrol.Spec, changed func()) manager.Control {
		return processcontrol.New(s.host, spec, changed)
	}, log)
	if err != nil {
		return usageError{err}
	}
	for _, note := range cfg.Notes {
		log.Warn(note.String())
	}

	stopSignals := s.handleSignals()
	defer stopSignals()
	ended := make(chan error, 1)
	go func() { ended <- s.Run(context.Background()) }()
	stopSampling := s.sample()
	defer stopSampling()

	view := s.showLines
	if show.screen && isTerminal(sys.Stdin) && isTerminal(sys.Stdout) {
		view = s.showScreen
	}
	viewErr := view(sys)
	// However the view came to its end, nothing outlives the session.
	s.Shutdown(false)
	err = errors.Join(<-ended, s.host.Close())
	if n := s.signal.Load(); n != 0 && err == nil {
		return exitCode(exitSignal + n)
	}
	return errors.Join(viewErr, err)
}

// sample measures processes until the function returned is called.
func (s *session) sample() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.host.Sample(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}

// showScreen shows the stack on the terminal until the session has ended.
func (s *session) showScreen(sys *System) error {
	return tui.Run(context.Background(), s, tui.Options{Input: sys.Stdin, Output: sys.Stdout, Version: version()})
}

// handleSignals ends the session at the first signal, and at once at a second.
// The function returned ends the handling.
func (s *session) handleSignals() (stop func()) {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	done, handled := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(handled)
		var first time.Time
		for {
			select {
			case sig := <-signals:
				number, _ := sig.(syscall.Signal)
				if s.signal.CompareAndSwap(0, int32(number)) {
					first = time.Now()
				}
				// A terminal that closes may say so twice, and a parent that
				// passes a signal on doubles what the terminal has sent.
				impatient := sig != syscall.SIGHUP && time.Since(first) > sameSignal
				s.Shutdown(impatient)
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
		<-handled
	}
}

func isTerminal(f *os.File) bool { return isatty.IsTerminal(f.Fd()) }
