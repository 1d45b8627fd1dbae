package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"tend/internal/remote/wire"
)

// detaching is whether a session goes to the background; flags of “tend up”.
type detaching struct {
	now       bool          // at once
	whenReady bool          // with a screen on it until everything is ready
	wait      bool          // and this waits until everything is ready
	timeout   time.Duration // for how long; 0: as long as it takes
	is        bool          // this is the session in the background
}

func (d *detaching) addFlags(cmd *cobra.Command) {
	cmd.Flags().BoolVarP(&d.now, "detach", "d", false, "start the session in the background, and return once it answers")
	cmd.Flags().BoolVar(&d.whenReady, "detach-when-ready", false, "the same, but with a screen on it until everything is ready; without a terminal, wait for that")
	cmd.Flags().BoolVar(&d.wait, "wait", false, "start the session in the background, and return once everything is ready, or with 1 as soon as it cannot be")
	cmd.Flags().DurationVar(&d.timeout, "timeout", 0, "with --wait, return with 1 after that long; the session goes on")
	cmd.Flags().BoolVar(&d.is, backgroundFlag, false, "be the session in the background")
	_ = cmd.Flags().MarkHidden(backgroundFlag) // it is there: see above
}

// backgroundFlag is what tend executes itself with to be the session in the
// background.
const backgroundFlag = "detached"

// begun is what a session in the background says of itself once it answers.
type begun struct {
	Name   string `json:"name"`
	PID    int    `json:"pid"`
	Socket string `json:"socket"`
	Log    string `json:"log"` // the file of tend's own log
}

// upFlags are the arguments with which “tend up” is called again.
func upFlags(from *source, show showing, groups, names []string) []string {
	args := []string{"up", "--" + backgroundFlag}
	for _, f := range []struct {
		flag   string
		values []string
	}{{"--config", from.files}, {"--profile", from.profiles}, {"--group", groups}} {
		for _, value := range f.values {
			args = append(args, f.flag+"="+value)
		}
	}
	if show.log != "" {
		args = append(args, "--log="+show.log)
	}
	if show.ascii {
		args = append(args, "--ascii")
	}
	return append(append(args, "--"), names...)
}

// inBackground starts a session that no terminal belongs to, and returns once it
// answers. If it does not come to that, everything it had to say has been printed,
// and the error is its exit code.
func inBackground(sys *System, args []string) (*begun, error) {
	cmd, err := backgroundCommand(sys, args)
	if err != nil {
		return nil, err
	}
	answer, ready, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("cannot start the session in the background: %w", err)
	}
	defer answer.Close()
	said, words, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cannot start the session in the background: %w", err), ready.Close())
	}
	defer said.Close()
	// Whoever interrupts means the session that is about to start.
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)

	cmd.Stderr, cmd.ExtraFiles = words, []*os.File{ready}
	err = cmd.Start()
	_ = ready.Close() // these are the session's now: its death is what closes them
	_ = words.Close()
	if err != nil {
		return nil, fmt.Errorf("cannot start the session in the background: %w", err)
	}
	session, interrupted := awaitAnswer(sys, cmd.Process, answer, said, signals)
	if session != nil && interrupted == 0 {
		return session, cmd.Process.Release()
	}
	err = cmd.Wait()
	if interrupted != 0 {
		return nil, exitCode(exitSignal + interrupted)
	}
	return nil, whyNotBegun(err)
}

// awaitAnswer waits until the session answers, which it then says, or is gone, and
// prints what it says meanwhile. Interrupted is the signal by which the person has
// called it off, which the session was told.
func awaitAnswer(sys *System, process *os.Process, answer, said io.Reader, signals <-chan os.Signal) (session *begun, interrupted syscall.Signal) {
	var reading sync.WaitGroup
	reading.Go(func() { _, _ = io.Copy(sys.Stderr, said) }) // what cannot be printed cannot be told either
	answered := make(chan *begun, 1)
	reading.Go(func() {
		text, _ := io.ReadAll(answer) // nothing, unless it is all there
		session := &begun{}
		if json.Unmarshal(text, session) != nil {
			session = nil
		}
		answered <- session
	})
	for {
		select {
		case sig := <-signals:
			if number, ok := sig.(syscall.Signal); ok && interrupted == 0 {
				interrupted = number
			}
			_ = process.Signal(syscall.SIGTERM) // it is not reaped: this reaches nobody else
		case session = <-answered:
			reading.Wait()
			return session, interrupted
		}
	}
}

// whyNotBegun is why a session has ended that was to answer.
func whyNotBegun(err error) error {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return errors.New("the session in the background has ended before it answered")
	case errors.As(err, &exit) && exit.Exited():
		return exitCode(exit.ExitCode()) // it has said why
	default:
		return fmt.Errorf("the session in the background has ended before it answered: %w", err)
	}
}

// goesOn says that a session runs without this process, and how to get at it.
func goesOn(sys *System, which string, session wire.Session) {
	where := "where it was started"
	if session.Detached {
		where = "in the background"
	}
	fmt.Fprintf(sys.Stdout, "%s runs %s, process %d: “tend attach%s” shows it, “tend down%s” ends it\n", session.Name, where, session.PID, which, which)
}

// flag is what a command for the session of this configuration is given.
func (s *source) flag() string {
	if len(s.files) == 0 {
		return ""
	}
	return " -c " + shellWord(s.files[0])
}

// shellWord is a word as a shell takes it.
func shellWord(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+:,@%", r)
	}
	if word != "" && strings.TrimFunc(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// upInBackground is “tend up” with one of the flags that send it to the background.
func upInBackground(sys *System, from *source, d detaching, show showing, args []string) error {
	session, err := inBackground(sys, args)
	if err != nil {
		return err
	}
	if d.whenReady || d.wait {
		return d.untilReady(sys, from, session, show)
	}
	goesOn(sys, from.flag(), wire.Session{Name: session.Name, PID: session.PID, Detached: true})
	return nil
}

// logOf is where the log of a session in the background goes unless somebody says
// otherwise: beside its socket.
func logOf(socket string) string { return strings.TrimSuffix(socket, ".sock") + ".log" }
