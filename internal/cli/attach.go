package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"tend/internal/leash"
	"tend/internal/remote/client"
	"tend/internal/remote/wire"
	"tend/manager"
	"tend/tui"
)

func newAttach(sys *System, from *source) *cobra.Command {
	var ascii bool
	cmd := &cobra.Command{
		Use:   "attach",
		Short: "Show the running session on this terminal too; leaving it stops nothing",
		Args:  noArgs,
	}
	t := onSession(cmd, sys, from)
	cmd.Flags().BoolVar(&ascii, "ascii", false, "draw the screen with nothing but ASCII")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if !isTerminal(sys.Stdin) || !isTerminal(sys.Stdout) {
			return usageError{errors.New("tend attach needs a terminal: “tend ps --watch” does without")}
		}
		c, self, err := t.reach(cmd.Context())
		if err != nil {
			return err
		}
		which := from.flag()
		if t.name != "" {
			which = " --session " + shellWord(t.name)
		}
		v := &visit{sys: sys, which: which, client: c, self: self, ascii: ascii}
		return v.show(cmd.Context())
	}
	return cmd
}

// visit is a screen on a session of another process.
type visit struct {
	sys    *System
	which  string         // the flags that a command for this session is given
	client *client.Client // which show closes
	self   wire.Session
	ascii  bool
	enough func(*manager.Snapshot) bool // see tui.Visit
}

// lostError: the session has gone without a goodbye.
type lostError struct {
	self wire.Session
	err  error
}

func (e *lostError) Error() string {
	return fmt.Sprintf("the session %s, process %d, is gone without a goodbye: it was killed, or has crashed. Nothing that it had started goes on; its next start says what became of it", e.self.Name, e.self.PID)
}

func (e *lostError) Unwrap() error { return e.err }

// show shows the session until somebody leaves, there is enough, or it has ended.
func (v *visit) show(ctx context.Context) error {
	spareMemory(v.sys)
	ctx, stop := untilSignal(ctx)
	defer stop()
	stack, err := client.Attach(ctx, v.client)
	if err != nil {
		v.client.Close()
		return err
	}
	defer stack.Close()
	// Should this screen be killed. That there is no helper harms nobody else, and
	// there is no log to say so.
	defer leash.Hold(slog.New(slog.DiscardHandler), leash.Session{Visit: true, Terminal: leash.Modes(v.sys.Stdout)}, v.sys.Stdout, helper).Close()
	look := lookOf(v.self.Screen)
	err = tui.Run(ctx, stack, tui.Options{
		Input: v.sys.Stdin, Output: v.sys.Stdout, Version: version(),
		Theme: look.Theme, Background: look.Background, ASCII: look.ASCII || v.ascii, Notify: look.Notify,
		Keys:  look.Keys,
		Visit: &tui.Visit{PID: v.self.PID, Silent: stack.Silent, Enough: v.enough},
	})
	var panicked *tui.PanicError
	switch {
	case errors.As(err, &panicked): // no *tui.PanicError: nothing has been stopped
		return fmt.Errorf("%w\n%s\nThis is a mistake in tend. The session goes on", errors.New(panicked.Error()), panicked.Stack)
	case err != nil:
		return err
	case stack.Err() != nil:
		return &lostError{v.self, stack.Err()}
	case stack.Snapshot().Phase == manager.Closed:
		fmt.Fprintln(v.sys.Stdout, "the session has ended")
	default:
		goesOn(v.sys, v.which, v.self)
	}
	return v.notEnough(stack.Snapshot())
}

// notEnough is why somebody was to be waited for, and was not: nil if nobody was.
func (v *visit) notEnough(s *manager.Snapshot) error {
	if v.enough == nil || v.enough(s) && s.Phase == manager.Up {
		return nil
	}
	return notReady(s)
}

// untilSignal returns a context that a signal ends, with the exit code that
// follows as its cause.
func untilSignal(ctx context.Context) (untilThen context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case sig := <-signals:
			number, _ := sig.(syscall.Signal)
			cancel(exitCode(exitSignal + number))
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel(nil)
		<-done
	}
}
