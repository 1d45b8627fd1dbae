package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"tend/internal/config"
)

func newCmd(sys *System) *cobra.Command {
	var show showing
	cmd := &cobra.Command{
		Use:     `cmd "COMMAND" ...`,
		Short:   "Run shell commands as a stack, without a file",
		Example: `  tend cmd "npm run dev" "npm test -- --watch"`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New(`tend cmd needs commands to run: tend cmd "npm run dev" "npm test -- --watch"`)}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			cfg, err := config.Commands(args, sys.Dir, config.Options{Environ: sys.Environ})
			if err != nil {
				return usageError{err}
			}
			return runSession(sys, plan{config: cfg}, show)
		},
	}
	show.addFlags(cmd)
	return cmd
}
