package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tend/internal/remote/client"
	"tend/internal/remote/wire"
	"tend/manager"
)

func newExec(sys *System, from *source) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "exec NAME -- COMMAND [ARG...]",
		Short: "Run a command in the folder and the environment of a process",
		Long: `Run a command in the folder and with the environment that a process of the running
session is started with, on this terminal: its exit code is that of the command.

The command is a program with its arguments. No shell reads it; where one is needed:
tend exec api -- sh -c 'echo $PORT'. What it starts is not the session's: it is
neither shown nor stopped. TERM is that of this terminal. Flags of tend stand before
the NAME.`,
		Example: "  tend exec api -- npm run migrate",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(afterDashes(args)) < 2 {
				return usageError{fmt.Errorf("%s needs the name of a process and a command, such as: tend exec api -- npm test", cmd.CommandPath())}
			}
			return nil
		},
	}
	cmd.Flags().SetInterspersed(false) // what follows belongs to the command
	t := onSession(cmd, sys, from)
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return t.completeName(cmd, args, typed)
		}
		return nil, cobra.ShellCompDirectiveDefault // files
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		args = afterDashes(args)
		c, _, err := t.reach(cmd.Context())
		if err != nil {
			return err
		}
		spec, err := specOf(cmd.Context(), c, args[0])
		c.Close()
		if err == nil {
			err = execute(sys, &spec, args[1:])
		}
		if code := exitCode(0); err != nil && !errors.As(err, &code) {
			return fmt.Errorf("cannot run %s as %s would: %w", args[1], args[0], err)
		}
		return err
	}
	return cmd
}

// afterDashes takes the dashes away that stand between a name and a command.
func afterDashes(args []string) []string {
	if len(args) > 1 && args[1] == "--" {
		return append(args[:1:1], args[2:]...)
	}
	return args
}

// specOf asks how a process is run. A name that replicas share is refused.
func specOf(ctx context.Context, c *client.Client, name string) (wire.Spec, error) {
	state, err := c.State(ctx)
	if err != nil {
		return wire.Spec{}, err
	}
	if !slices.Contains(state.Order, name) {
		return wire.Spec{}, notOne(&state, name)
	}
	var details wire.Details
	err = c.Call(ctx, "GET", "/processes/"+url.PathEscape(name), nil, &details)
	return details.Spec, err
}

// notOne says why a name is not that of one process.
func notOne(state *wire.State, name string) error {
	var replicas []string
	for i := range state.Processes {
		if p := &state.Processes[i]; p.Family == name {
			replicas = append(replicas, p.Name)
		}
	}
	if len(replicas) == 0 {
		return &manager.UnknownError{Name: name}
	}
	return fmt.Errorf("%s is more than one: name one of %s", name, strings.Join(replicas, ", "))
}

// execute runs a command as a process would be, on this terminal. Where it can, it
// becomes that command and does not return.
func execute(sys *System, spec *wire.Spec, argv []string) error {
	environ := withTerminal(spec.Env, sys)
	if err := os.Chdir(spec.Dir); err != nil {
		return fmt.Errorf("its working folder: %w", err)
	}
	program, err := programOf(argv[0], environ)
	if err != nil {
		return err
	}
	return become(program, argv, environ)
}

// withTerminal returns an environment with the kind of this terminal.
func withTerminal(environ []string, sys *System) []string {
	const kind = "TERM"
	out := make([]string, 0, len(environ)+1)
	for _, entry := range environ {
		if !strings.HasPrefix(entry, kind+"=") {
			out = append(out, entry)
		}
	}
	if here := sys.getenv(kind); here != "" {
		out = append(out, kind+"="+here)
	}
	return out
}

// programOf finds a program in the PATH of an environment. What is relative there
// counts from the working folder.
func programOf(name string, environ []string) (string, error) {
	if strings.ContainsRune(name, filepath.Separator) {
		return exec.LookPath(name)
	}
	path := ""
	for _, entry := range environ {
		if value, ok := strings.CutPrefix(entry, "PATH="); ok {
			path = value // the last one counts
		}
	}
	for _, dir := range filepath.SplitList(path) {
		program, err := exec.LookPath(filepath.Join(dir, ".") + string(filepath.Separator) + name)
		switch {
		case err == nil:
			return program, nil
		case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, exec.ErrNotFound) && !errors.Is(err, fs.ErrPermission):
			return "", err
		}
	}
	return "", fmt.Errorf("there is no such program in its PATH (%s)", path)
}
