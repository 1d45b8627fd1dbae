package cli

import (
	"github.com/spf13/cobra"

	"tend/internal/config"
)

func newDemo(sys *System) *cobra.Command {
	screen, show := true, false
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run the example stack, which needs nothing but a shell",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if show {
				_, err := cmd.OutOrStdout().Write(sys.Example)
				return err
			}
			cfg, err := config.Parse("config.example.toml", sys.Example, sys.Dir, sys.Environ)
			if err != nil {
				return err
			}
			return runSession(sys, cfg, nil, screen)
		},
	}
	addScreenFlag(cmd, &screen)
	cmd.Flags().BoolVar(&show, "print", false, "print its configuration instead")
	return cmd
}
