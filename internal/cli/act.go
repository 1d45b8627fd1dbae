package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"tend/internal/goal"
	"tend/internal/remote/client"
	"tend/internal/remote/wire"
	"tend/manager"
)

// newActions are the commands that do something to processes of the session.
func newActions(sys *System, from *source) []*cobra.Command {
	var all []*cobra.Command
	for _, a := range []struct {
		action manager.Action
		short  string
	}{
		{manager.Start, "Start processes of the running session, after what they depend on"},
		{manager.Stop, "Stop processes of the running session"},
		{manager.Restart, "Stop processes of the running session, and start them again"},
		{manager.Kill, "Kill processes of the running session with all that they started"},
	} {
		all = append(all, newAction(sys, from, a.action, a.short))
	}
	return append(all, newSignal(sys, from))
}

func newAction(sys *System, from *source, action manager.Action, short string) *cobra.Command {
	var whole bool
	var waits waiting
	cmd := &cobra.Command{
		Use:   action.String() + " NAME...",
		Short: short,
		Long:  short + ".\nWithout --wait it is asked for, and that is all. A NAME that replicas share means all of them.",
	}
	t := onSession(cmd, sys, from)
	cmd.Flags().BoolVar(&whole, "all", false, "the whole stack, in the order of its dependencies")
	waits.addFlags(cmd, action)
	cmd.ValidArgsFunction = t.completeNames
	cmd.RunE = func(cmd *cobra.Command, names []string) error {
		if whole == (len(names) > 0) {
			return usageError{fmt.Errorf("%s needs the names of processes, or else --all", cmd.CommandPath())}
		}
		if err := waits.check(cmd); err != nil {
			return err
		}
		c, _, err := t.reach(cmd.Context())
		if err != nil {
			return err
		}
		defer c.Close()
		return waits.do(cmd.Context(), c, manager.Command{Action: action, Names: names})
	}
	return cmd
}

// waiting is whether what was asked for is waited for.
type waiting struct {
	on      bool
	timeout time.Duration
}

func (w *waiting) addFlags(cmd *cobra.Command, action manager.Action) {
	until := "nothing of them is left"
	if starting(action) {
		until = "they are ready; without a probe: run, or have ended well"
	}
	if action == manager.Restart {
		until = "new runs of them are ready; without a probe: run, or have ended well"
	}
	cmd.Flags().BoolVar(&w.on, "wait", false, "return once "+until)
	addTimeout(cmd, &w.timeout)
}

// starting reports whether processes are to run after an action.
func starting(a manager.Action) bool { return a == manager.Start || a == manager.Restart }

func (w *waiting) check(cmd *cobra.Command) error {
	if cmd.Flags().Changed("timeout") && !w.on {
		return usageError{fmt.Errorf("%s --timeout bounds how long --wait takes: say that too", cmd.CommandPath())}
	}
	return nil
}

// do asks for something, and waits for it if it is to.
func (w *waiting) do(ctx context.Context, c *client.Client, command manager.Command) error {
	a := &awaited{goal: goal.Stopped, names: command.Names, again: command.Action == manager.Restart}
	if starting(command.Action) {
		a.goal = goal.Ready
	}
	if w.on {
		state, err := c.State(ctx)
		if err != nil {
			return err
		}
		if a.before, err = state.Snapshot(nil); err != nil {
			return err
		}
	}
	if err := asked(ctx, c, "/command", wire.CommandOf(command)); err != nil || !w.on {
		return err
	}
	// What is told from now on comes after what was asked for.
	return await(ctx, c, a, w.timeout)
}

func newSignal(sys *System, from *source) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "signal SIGNAL NAME...",
		Short: "Send a signal to processes of the running session and what they started",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usageError{fmt.Errorf("%s needs a signal, such as HUP, and the names of processes", cmd.CommandPath())}
			}
			return nil
		},
	}
	t := onSession(cmd, sys, from)
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return completeSignal(typed), noFiles
		}
		return t.completeNames(cmd, args[1:], typed)
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		signal := wire.Signal{Signal: args[0]}
		if _, err := signal.Value(); err != nil {
			return usageError{fmt.Errorf("%w: the signal comes first, as in “%s HUP %s”", err, cmd.CommandPath(), args[0])}
		}
		c, _, err := t.reach(cmd.Context())
		if err != nil {
			return err
		}
		defer c.Close()
		var errs []error
		for _, name := range args[1:] {
			errs = append(errs, asked(cmd.Context(), c, "/processes/"+url.PathEscape(name)+"/signal", signal))
		}
		return errors.Join(errs...)
	}
	return cmd
}

// asked asks the session to do something that it does not answer.
func asked(ctx context.Context, c *client.Client, path string, in any) error {
	return c.Call(ctx, "POST", path, in, nil)
}
