package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"tend/manager"
)

func newCheck(sys *System, file *string) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Say what is wrong with the configuration, or print the start order",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := load(sys, *file)
			if err != nil {
				return err
			}
			for _, note := range cfg.Notes {
				fmt.Fprintln(cmd.ErrOrStderr(), note)
			}
			return printOrder(cmd.OutOrStdout(), &cfg.Stack)
		},
	}
}

// printOrder prints the processes in waves that start together, each with what
// it waits for.
func printOrder(w io.Writer, stack *manager.Stack) error {
	waves, err := stack.StartOrder()
	if err != nil {
		return err
	}
	width := 0
	waits := make(map[string]string)
	for _, p := range stack.Processes {
		width = max(width, len(p.Name))
		var conditions []string
		for _, d := range p.DependsOn {
			conditions = append(conditions, fmt.Sprintf("%s is %s", d.Name, d.Condition))
		}
		if len(conditions) > 0 {
			waits[p.Name] = "once " + strings.Join(conditions, " and ")
		}
		if !p.Autostart {
			waits[p.Name] = strings.TrimSpace("by hand " + waits[p.Name])
		}
	}
	fmt.Fprintf(w, "%s: %d processes in this order\n", stack.Source, len(stack.Processes))
	for i, wave := range waves {
		for _, name := range wave {
			line := fmt.Sprintf("%3d  %-*s  %s", i+1, width, name, waits[name])
			if _, err := fmt.Fprintln(w, strings.TrimRight(line, " ")); err != nil {
				return err
			}
		}
	}
	return nil
}
