package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"tend/internal/config"
	"tend/internal/journal"
	"tend/internal/record"
	"tend/internal/trust"
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

// screenPatience is how long processes wait for the screen: starting many takes
// all processors for a moment, and somebody waits; but a terminal may be held up
// (ctrl+s) for as long as somebody likes.
const screenPatience = 100 * time.Millisecond

// session is a stack that runs.
type session struct {
	*manager.Manager
	host    *processcontrol.Host
	journal *journal.Journal
	log     *slog.Logger
	// output is the file that the output of all processes goes to, if any.
	output processcontrol.LogSpec
	// load reads the configuration again; nil if the stack has none.
	load    func() (*config.Config, error)
	loading sync.Mutex // one after the other, so that the newest counts
	// files are those of the configuration, and stamps is how they were when it
	// was read; guarded by loading.
	files  []string
	stamps stamps
	// record is that of the session, nil if none could be kept.
	record *record.Record
	// printRest prints what was said since lines were printed last; nil if none are.
	printRest func() error
	// shown is closed by isShown, once there is something on the screen: nothing is
	// started before. Both are nil if there is none.
	shown   chan struct{}
	isShown func()
	// door is where others reach the session, nil if there is no place for that.
	door  *door
	look  config.Screen // how the screen is to look, by the configuration it was started with
	ascii bool          // it is drawn with nothing else, whatever that says
	// stays is set if the session goes on when nothing is left to do.
	stays bool
	// headless is set if no terminal belongs to the session.
	headless bool
	// solo is the process that the session is there for, nil if it is for all.
	solo *solo
	// until is the process with whose end the session ends; empty: none in
	// particular.
	until string
	// measured ends the measuring for the screen; nil while nobody looks there.
	measured func()
	// background is set if the session has none and is in the background.
	background *background
	ownLog     *ownLog // nil: tend's own log goes to no file
	// signal is the signal that ended the session, or 0.
	signal atomic.Int32
}

// Journal returns the newest things that tend had to say.
func (s *session) Journal(n int) []journal.Entry { return s.journal.Last(n) }

// Look says whether somebody looks at what processes use on the screen of this
// process, which asks for that from one goroutine.
func (s *session) Look(on bool) {
	if s.measured != nil {
		s.measured()
		s.measured = nil
	}
	if on {
		s.measured = s.host.Measure()
	}
}

// Measure has what processes use measured for somebody else.
func (s *session) Measure() (stop func()) { return s.host.Measure() }

// showing is how a session is shown; the flags of the commands that start one.
type showing struct {
	screen bool
	log    string // file that tend's own log is appended to; empty: none
	ascii  bool   // nothing else is drawn on the screen
	// background is set if there is no screen, and nobody to print for.
	background *background
}

func (w *showing) addFlags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&w.screen, "tui", true, "show the screen; without it, print prefixed lines until the work is done")
	cmd.Flags().BoolVar(&w.ascii, "ascii", false, "draw the screen with nothing but ASCII")
	addLogFlag(cmd, w)
}

func addLogFlag(cmd *cobra.Command, w *showing) {
	cmd.Flags().StringVar(&w.log, "log", "", "append tend's own log to `file`")
}

// plan is what a session is to run.
type plan struct {
	config *config.Config
	// load reads the configuration again; nil if it does not come from a file.
	load func() (*config.Config, error)
	// only names the processes to start with, and with them what they depend
	// on; none means all that start by themselves.
	only []string
	// solo is the process that runs in the foreground; nil if none does.
	solo *solo
	// until is the process with whose end the session ends; empty: none in
	// particular.
	until string
	// summary is the file that what has run is written to; empty: none.
	summary string
}

// runSession runs the stack until everything in it is gone, and writes what has
// run if the plan says so.
func runSession(sys *System, p plan, show showing) error {
	if p.summary == "" {
		_, err := runStack(sys, p, show)
		return err
	}
	if err := checkSummary(p.summary); err != nil {
		return err
	}
	began := time.Now()
	s, err := runStack(sys, p, show)
	if s == nil {
		return err // nothing has run
	}
	if summaryErr := s.summarise(p, began, codeOf(err)); summaryErr != nil {
		fmt.Fprintf(sys.Stderr, "tend: %s\n", summaryErr)
		if err == nil {
			return exitCode(exitFailed)
		}
	}
	return err
}

// runStack runs the stack until everything in it is gone. It returns the session,
// or nil if that has not begun.
func runStack(sys *System, p plan, show showing) (ran *session, err error) {
	processcontrol.ReserveThreads()
	spare, err := keepSpare()
	if err != nil {
		return nil, err
	}
	defer spare.release()
	spareMemory(sys)
	s := &session{background: show.background, solo: p.solo, until: p.until, look: p.config.Screen, ascii: show.ascii, output: p.config.Log, load: p.load, files: p.config.Files, stamps: stampsOf(p.config.Files), headless: !isTerminal(sys.Stdin) && !isTerminal(sys.Stdout), stays: stays(p.config)}
	s.journal = journal.New(journalSize, func(journal.Entry) { s.Touch() })
	handler := s.journal.Handler(slog.LevelInfo)
	if show.log != "" || s.background != nil {
		s.ownLog = &ownLog{trouble: tellTrouble(slog.New(handler))}
		if show.log != "" {
			if err := s.ownLog.open(show.log, 0); err != nil {
				return nil, err
			}
		}
		defer func() { err = errors.Join(err, s.ownLog.Close()) }()
		handler = slog.NewMultiHandler(handler, slog.NewTextHandler(s.ownLog, nil))
	}
	s.log = slog.New(handler)
	if s.host, err = processcontrol.NewHost(s.log); err != nil {
		return nil, err
	}
	s.host.LogTo(s.output)
	var view func(*System) error
	var terminal *os.File
	exitOn := manager.ExitOnNever
	switch {
	case s.background != nil:
		view = s.stayInBackground
	case p.solo != nil:
		view = func(sys *System) error { return s.showSolo(sys, p.solo) }
		if p.solo.terminal {
			terminal = sys.Stdout
		}
	case show.screen && isTerminal(sys.Stdin) && isTerminal(sys.Stdout):
		view, terminal = s.showScreen, sys.Stdout
		s.shown = make(chan struct{})
		s.isShown = sync.OnceFunc(func() { close(s.shown) })
		patience := time.AfterFunc(screenPatience, s.isShown)
		defer patience.Stop()
	default:
		view, exitOn = s.showLines, manager.ExitOnFailure
	}
	s.Manager, err = manager.New(&p.config.Stack, hostOf{s.host}, manager.Options{Only: p.only, ExitOn: exitOn, After: s.shown, Log: s.log})
	if err != nil {
		return nil, errors.Join(usageError{err}, s.host.Close())
	}
	for _, note := range p.config.Notes {
		s.log.Warn(note.String())
	}
	for _, file := range p.config.Files {
		if why := trust.Exposed(file); why != "" {
			s.log.Warn("others could have changed what is executed: " + why)
		}
	}

	free, err := s.claim(sys, p.config.Files, terminal)
	if err != nil {
		return nil, errors.Join(err, s.host.Close())
	}
	stopSignals := s.handleSignals()
	defer stopSignals()
	ended := make(chan error, 1)
	go func() { ended <- s.Run(context.Background()) }()
	stopBeside := s.beside(p.config, spare)
	defer stopBeside()

	viewErr := view(sys)
	// However the view came to its end, nothing outlives the session.
	s.Shutdown(false)
	err = <-ended
	stopBeside()
	err = errors.Join(err, s.host.Close(), free())
	if s.printRest != nil {
		viewErr = errors.Join(viewErr, s.printRest())
	}
	if n := s.signal.Load(); n != 0 && err == nil {
		return s, exitCode(exitSignal + n)
	}
	if outcome := s.Snapshot().Outcome; outcome != nil && outcome.Code != 0 && viewErr == nil && err == nil {
		return s, exitCode(s.codeOfOutcome(outcome))
	}
	return s, errors.Join(viewErr, err)
}

// stays reports whether no end of any process is to end the session.
func stays(c *config.Config) bool {
	return !slices.ContainsFunc(c.Stack.Processes, func(p manager.Process) bool { return p.ExitOn != manager.ExitOnNever })
}

// hostOf is what a Manager needs of a Host.
type hostOf struct{ *processcontrol.Host }

// NewControl makes the Control of one process.
func (h hostOf) NewControl(spec processcontrol.Spec, changed func()) manager.Control {
	return processcontrol.New(h.Host, spec, changed)
}

// tellTrouble returns what says that tend's own log is in trouble, where it can
// still be said.
func tellTrouble(log *slog.Logger) func(error) {
	return func(err error) {
		if err != nil {
			log.Error("tend's own log misses lines from now on", "err", err)
			return
		}
		log.Info("tend's own log is written again")
	}
}

// beside does what goes on beside the session until the function returned is
// called, which may be called again: processes are measured, the configuration
// is watched if it asks for that, the record is kept.
func (s *session) beside(c *config.Config, spare *spare) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { spare.releaseAtEnd(ctx, s.Manager) })
	all.Go(func() { s.host.Sample(ctx) })
	if s.load != nil {
		all.Go(func() { s.followConfig(ctx, c) })
	}
	if s.record != nil {
		all.Go(func() { s.keepRecord(ctx) })
	}
	return func() {
		cancel()
		all.Wait()
	}
}

// showScreen shows the stack on the terminal until the session has ended.
func (s *session) showScreen(sys *System) error {
	return tui.Run(context.Background(), s, tui.Options{
		Input: sys.Stdin, Output: sys.Stdout, Version: version(),
		Theme: s.look.Theme, Background: s.look.Background, ASCII: s.look.ASCII || s.ascii, Notify: s.look.Notify,
		Keys: s.look.Keys, Shown: s.isShown,
	})
}

// stayInBackground tells whoever has started the session that it answers, and
// waits until it has ended.
func (s *session) stayInBackground(*System) error {
	err := s.background.answers(begun{Name: s.door.self.Name, PID: s.door.self.PID, Socket: s.door.path, Log: s.ownLog.file.Name()})
	if err != nil {
		return err
	}
	s.log.Info("the session goes on in the background", "pid", s.door.self.PID)
	<-s.Ended()
	return nil
}

// handleSignals ends the session at the first signal, and at once at a second.
// Where there is no terminal that could have closed, SIGHUP means what it does
// to servers: read the configuration again. SIGPIPE ends nothing at once: that
// nobody reads any more is an error of writing, after which everything ends in
// order.
// The function returned ends the handling.
func (s *session) handleSignals() (stop func()) {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	broken := make(chan os.Signal, 1)
	signal.Notify(broken, syscall.SIGPIPE)
	done, handled := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(handled)
		var first time.Time
		var grace <-chan time.Time // runs while a process deals with the first one itself
		for {
			select {
			case sig := <-signals:
				if sig == syscall.SIGHUP && s.headless && s.load != nil {
					s.reloadAlone(context.Background())
					continue
				}
				number, _ := sig.(syscall.Signal)
				if s.signal.CompareAndSwap(0, int32(number)) {
					first = time.Now()
				}
				// A terminal that closes may say so twice, and a parent that
				// passes a signal on doubles what the terminal has sent.
				impatient := sig != syscall.SIGHUP && time.Since(first) > sameSignal
				if s.solo != nil && !impatient && grace == nil {
					grace = s.solo.passOn(s, number)
				}
				if s.solo != nil && impatient {
					s.solo.place.Cut()
				}
				if grace == nil || impatient {
					s.Shutdown(impatient)
				}
			case <-grace:
				grace = nil
				s.Shutdown(false)
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		signal.Stop(broken)
		close(done)
		<-handled
	}
}

func isTerminal(f *os.File) bool { return isatty.IsTerminal(f.Fd()) }
