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
			from, err := find(sys, *file)
			if err != nil {
				return err
			}
			load := func() (*config.Config, error) { return config.Load(from, sys.Environ) }
			cfg, err := load()
			if err != nil {
				return err
			}
			return runSession(sys, plan{config: cfg, load: load, only: names}, show)
		},
	}
	show.addFlags(cmd)
	return cmd
}

// find returns the configuration that was named, or the nearest.
func find(sys *System, file string) (string, error) {
	if file != "" {
		return file, nil
	}
	return config.Find(sys.Dir)
}
