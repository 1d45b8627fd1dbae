package cli

import (
	"github.com/spf13/cobra"

	"tend/internal/config"
)

func newDemo(sys *System) *cobra.Command {
	var show showing
	printOnly := false
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run the example stack, which needs nothing but a shell",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if printOnly {
				_, err := cmd.OutOrStdout().Write(sys.Example)
				return err
			}
			cfg, err := config.Parse("config.example.toml", sys.Example, sys.Dir, config.Options{Environ: sys.Environ})
			if err != nil {
				return err
			}
			return runSession(sys, plan{config: cfg}, show)
		},
	}
	show.addFlags(cmd)
	cmd.Flags().BoolVar(&printOnly, "print", false, "print its configuration instead")
	return cmd
}
