package cli

import (
	"github.com/spf13/cobra"

	"tend/internal/config"
)

func newUp(sys *System, file *string) *cobra.Command {
	var show showing
	cmd := &cobra.Command{
		Use:   "up [NAME...]",
		Short: "Start the stack and show it (NAMEs: only these and what they depend on)",
		Args:  cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, names []string) error {
			cfg, err := load(sys, *file)
			if err != nil {
				return err
			}
			return runSession(sys, cfg, names, show)
		},
	}
	show.addFlags(cmd)
	return cmd
}

// load reads the configuration that was named, or the nearest.
func load(sys *System, file string) (*config.Config, error) {
	if file == "" {
		found, err := config.Find(sys.Dir)
		if err != nil {
			return nil, err
		}
		file = found
	}
	return config.Load(file, sys.Environ)
}
