package cli

import (
	"github.com/spf13/cobra"
)

func newPs(sys *System, from *source) *cobra.Command {
	var asJSON, watch bool
	cmd := &cobra.Command{
		Use:   "ps [NAME...]",
		Short: "Show how the processes of the running session are",
		Long:  "Show how the processes of the running session are (NAMEs: only these).\nIts exit code says nothing of the processes: “tend wait” does that.",
	}
	t := onSession(cmd, sys, from)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, as docs/api.md describes the state; with --watch, an object a line")
	cmd.Flags().BoolVarP(&watch, "watch", "w", false, "show it again whenever something changes, with figures, until the session ends")
	cmd.ValidArgsFunction = t.completeNames
	cmd.RunE = func(cmd *cobra.Command, names []string) error {
		c, _, err := t.reach(cmd.Context())
		if err != nil {
			return err
		}
		defer c.Close()
		list := newListing(sys, names, watch)
		list.json = asJSON
		if watch {
			return list.follow(cmd.Context(), c)
		}
		state, err := c.State(cmd.Context())
		if err != nil {
			return err
		}
		snapshot, err := state.Snapshot(nil)
		if err != nil {
			return err
		}
		return list.print(snapshot)
	}
	return cmd
}
