package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"tend/internal/goal"
)

func newWait(sys *System, from *source) *cobra.Command {
	want := goal.Ready.String()
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "wait NAME...",
		Short: "Wait until processes of the running session are ready, or done, or stopped",
		Long: `Wait until processes of the running session are all as --for says:

  ready    the readiness probe says yes; without one, it runs or has ended well
  running  it runs, ready or not
  done     it has ended by itself, and well
  exited   it has ended by itself, with whatever exit code
  stopped  nothing of it is left, and tend does not start it again by itself

The exit code is 1 as soon as one of them cannot become so any more unless somebody
does something, and when the time is over. A NAME that replicas share means all of
them.`,
		Example: "  tend wait api --for ready --timeout 30s && npm test",
		Args: func(cmd *cobra.Command, names []string) error {
			if len(names) == 0 {
				return usageError{fmt.Errorf("%s needs the names of processes, such as: tend wait api --for ready", cmd.CommandPath())}
			}
			return nil
		},
	}
	t := onSession(cmd, sys, from)
	cmd.Flags().StringVar(&want, "for", want, "how they are to be: "+strings.Join(goal.Names(), ", "))
	completeFlag(cmd, "for", cobra.FixedCompletions(goalDescriptions, noFiles))
	addTimeout(cmd, &timeout)
	cmd.ValidArgsFunction = t.completeNames
	cmd.RunE = func(cmd *cobra.Command, names []string) error {
		goal, err := parseGoal(want)
		if err != nil {
			return err
		}
		c, _, err := t.reach(cmd.Context())
		if err != nil {
			return err
		}
		defer c.Close()
		return await(cmd.Context(), c, &awaited{goal: goal, names: names}, timeout)
	}
	return cmd
}

// addTimeout gives a command that waits the flag that says how long.
func addTimeout(cmd *cobra.Command, timeout *time.Duration) {
	cmd.Flags().DurationVar(timeout, "timeout", 0, "how `long` to wait, such as 30s or 5m (default: as long as it takes)")
	completeFlag(cmd, "timeout", cobra.NoFileCompletions)
}
