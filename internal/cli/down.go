package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tend/internal/proctable"
	"tend/internal/remote/wire"
)

func newDown(sys *System, from *source) *cobra.Command {
	var force, noWait bool
	cmd := &cobra.Command{
		Use:   "down",
		Short: "End the running session: stop everything in reverse order",
		Args:  noArgs,
	}
	t := onSession(cmd, sys, from)
	cmd.Flags().BoolVar(&force, "force", false, "kill everything at once")
	cmd.Flags().BoolVar(&noWait, "no-wait", false, "return at once, and not once nothing is left")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, self, err := t.reach(cmd.Context())
		if err != nil {
			return err
		}
		defer c.Close()
		if err := asked(cmd.Context(), c, "/shutdown", wire.Shutdown{Force: force}); err != nil || noWait {
			return err
		}
		return awaitEnd(cmd.Context(), self)
	}
	return cmd
}

// awaitEnd waits until nothing of a session is left: neither of its processes nor
// of tend itself, so that the next one can be started.
func awaitEnd(ctx context.Context, self wire.Session) error {
	tend, err := proctable.ReadOne(self.PID)
	if err != nil {
		return gone(self, err)
	}
	const look = 20 * time.Millisecond
	for ticks := time.NewTicker(look); ; {
		now, err := proctable.ReadOne(self.PID)
		if err != nil || now.Start != tend.Start || now.Zombie {
			ticks.Stop()
			return gone(self, err)
		}
		select {
		case <-ticks.C:
		case <-ctx.Done():
			ticks.Stop()
			return context.Cause(ctx)
		}
	}
}

// gone makes an error of what kept it from being seen that a session is gone.
func gone(self wire.Session, err error) error {
	if err == nil || errors.Is(err, proctable.ErrGone) {
		return nil
	}
	return fmt.Errorf("cannot tell whether the session %s, process %d, has ended: %w", self.Name, self.PID, err)
}

func newReload(sys *System, from *source) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "reload",
		Short: "Have the running session read its configuration again, and restart what has changed",
		Args:  noArgs,
	}
	t := onSession(cmd, sys, from)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, _, err := t.reach(cmd.Context())
		if err != nil {
			return err
		}
		defer c.Close()
		var done wire.Reloaded
		if err := c.Call(cmd.Context(), "POST", "/reload", nil, &done); err != nil {
			return err
		}
		fmt.Fprintln(cmd.OutOrStdout(), done.Summary)
		return nil
	}
	return cmd
}

func newSessions(sys *System) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "sessions",
		Short:   "List the sessions of yours that run",
		Args:    noArgs,
		GroupID: remoteGroup,
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		folder, err := folderOf(sys)
		if err != nil {
			return err
		}
		all, err := sessions(cmd.Context(), folder)
		if err != nil {
			return err
		}
		for _, s := range all {
			s.client.Close()
			switch {
			case s.PID == 0:
				fmt.Fprintf(cmd.OutOrStdout(), "%s\tdoes not answer\n", s.Name)
			default:
				fmt.Fprintf(cmd.OutOrStdout(), "%s\t%d\t%s\n", s.Name, s.PID, s.Config)
			}
		}
		return nil
	}
	return cmd
}
