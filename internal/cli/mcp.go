package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"tend/internal/config"
	"tend/internal/mcp"
	"tend/internal/remote/wire"
)

func newMCP(sys *System, from *source) *cobra.Command {
	var control bool
	cmd := &cobra.Command{
		Use:   "mcp",
		Short: "Let a language model look at the running session: a server of the Model Context Protocol",
		Long: "Let a language model look at the running session: a server of the Model Context Protocol on stdin and stdout, which the program with the model starts.\n" +
			"It need not be there before the session, and outlives it. It changes nothing unless --allow-control is given.",
		Args: noArgs,
	}
	t := onSession(cmd, sys, from)
	cmd.Flags().BoolVar(&control, "allow-control", false, "let the model start, stop, restart and signal processes, and reload the configuration")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if isTerminal(sys.Stdin) {
			fmt.Fprintln(sys.Stderr, "tend: this is for a program with a language model to start; it reads messages of the Model Context Protocol from stdin")
		}
		return mcp.Serve(cmd.Context(), sys.Stdin, sys.Stdout, t.find, mcp.Options{
			Version: version(), Control: control, Log: slog.New(slog.NewTextHandler(sys.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
		})
	}
	return cmd
}

// find is reach for those who cannot see what else the command would say.
func (t *target) find(ctx context.Context) (mcp.Session, wire.Session, error) {
	c, self, err := t.reach(ctx)
	var missing *config.NotFoundError
	if errors.As(err, &missing) {
		return nil, wire.Session{}, fmt.Errorf("%w: start tend mcp in the folder of the stack, or with -c FILE or --session NAME; “tend init” writes a configuration", err)
	}
	var none *noSessionError
	if errors.As(err, &none) && t.name != "" {
		return nil, wire.Session{}, fmt.Errorf("%w; a session is started with “tend up --detach” in the folder of its tend.toml", err)
	}
	if err != nil {
		return nil, wire.Session{}, err
	}
	return c, self, nil
}
