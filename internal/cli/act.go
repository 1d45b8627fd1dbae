package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"

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
	cmd := &cobra.Command{
		Use:   action.String() + " NAME...",
		Short: short,
		Long:  short + ".\nIt is asked for, not waited for: “tend wait” does that. A NAME that replicas share means all of them.",
	}
	t := onSession(cmd, sys, from)
	cmd.Flags().BoolVar(&whole, "all", false, "the whole stack, in the order of its dependencies")
	cmd.RunE = func(cmd *cobra.Command, names []string) error {
		if whole == (len(names) > 0) {
			return usageError{fmt.Errorf("%s needs the names of processes, or else --all", cmd.CommandPath())}
		}
		c, _, err := t.reach(cmd.Context())
		if err != nil {
			return err
		}
		defer c.Close()
		command := wire.CommandOf(manager.Command{Action: action, Names: names})
		return asked(cmd.Context(), c, "/command", command)
	}
	return cmd
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
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, _, err := t.reach(cmd.Context())
		if err != nil {
			return err
		}
		defer c.Close()
		var errs []error
		for _, name := range args[1:] {
			errs = append(errs, asked(cmd.Context(), c, "/processes/"+url.PathEscape(name)+"/signal", wire.Signal{Signal: args[0]}))
		}
		return errors.Join(errs...)
	}
	return cmd
}

// asked asks the session to do something that it does not answer.
func asked(ctx context.Context, c *client.Client, path string, in any) error {
	return c.Call(ctx, "POST", path, in, nil)
}
