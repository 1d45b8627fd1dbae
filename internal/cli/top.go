package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tend/manager"
)

// order is which of two processes is listed first, by its name.
type order struct {
	name  string
	first func(a, b *manager.ProcessView) int
}

// orders are all of them; the first one is the default.
var orders = []order{
	{"cpu", func(a, b *manager.ProcessView) int {
		return cmp.Or(active(b)-active(a), cmp.Compare(b.Usage.CPU, a.Usage.CPU))
	}},
	{"memory", func(a, b *manager.ProcessView) int {
		return cmp.Or(active(b)-active(a), cmp.Compare(b.Usage.Memory, a.Usage.Memory))
	}},
	{"name", func(a, b *manager.ProcessView) int { return cmp.Compare(a.Name, b.Name) }},
}

// active is 1 for a process that something is there of: the figures of others are
// those of long ago.
func active(v *manager.ProcessView) int {
	if v.Status.Active() {
		return 1
	}
	return 0
}

func orderNames() (names []string) {
	for _, o := range orders {
		names = append(names, o.name)
	}
	return names
}

func newTop(sys *System, from *source) *cobra.Command {
	by := orders[0].name
	cmd := &cobra.Command{
		Use:   "top [NAME...]",
		Short: "Show which processes of the running session use most, until it ends",
		Long:  "Show which processes of the running session use most (NAMEs: only these), measured\nevery second together with all that they started, until the session ends.",
	}
	t := onSession(cmd, sys, from)
	cmd.Flags().StringVar(&by, "sort", by, "what the first ones have most of: `cpu`, memory; or name")
	completeFlag(cmd, "sort", cobra.FixedCompletions(orderNames(), cobra.ShellCompDirectiveNoFileComp))
	cmd.ValidArgsFunction = t.completeNames
	cmd.RunE = func(cmd *cobra.Command, names []string) error {
		chosen := slices.IndexFunc(orders, func(o order) bool { return o.name == by })
		if chosen < 0 {
			return usageError{fmt.Errorf("cannot sort by %q: say --sort with one of %s", by, strings.Join(orderNames(), ", "))}
		}
		c, _, err := t.reach(cmd.Context())
		if err != nil {
			return err
		}
		defer c.Close()
		list := newListing(sys, names, true)
		list.first = orders[chosen].first
		return list.follow(cmd.Context(), c)
	}
	return cmd
}
