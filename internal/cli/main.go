package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"tend/internal/config"
	"tend/tui"
)

// System is what a command may touch of the world around it.
type System struct {
	Args    []string // without the program's name
	Environ []string
	Dir     string // working folder
	Stdin   *os.File
	Stdout  *os.File
	Stderr  io.Writer
	Example []byte // the embedded config.example.toml
}

// Main runs a command and returns the exit code.
func Main(sys System) int {
	root := newRoot(&sys)
	root.SetArgs(sys.Args)
	root.SetOut(sys.Stdout)
	root.SetErr(sys.Stderr)
	err := root.Execute()
	if err == nil {
		return 0
	}
	var code exitCode
	if errors.As(err, &code) {
		for _, other := range beside(err) {
			fmt.Fprintf(sys.Stderr, "tend: %s\n", other)
		}
		return int(code)
	}
	var problems config.Errors
	if errors.As(err, &problems) {
		// Each has its place already, and editors read it from the line's start.
		fmt.Fprintln(sys.Stderr, problems)
		return exitUsage
	}
	var missing *config.NotFoundError
	if errors.As(err, &missing) {
		teach(sys.Stderr, missing)
		return exitUsage
	}
	fmt.Fprintf(sys.Stderr, "tend: %s\n", err)
	var panicked *tui.PanicError
	if errors.As(err, &panicked) {
		fmt.Fprintf(sys.Stderr, "%s\nThis is a mistake in tend. Everything that it had started has been stopped.\n", panicked.Stack)
	}
	var usage usageError
	if errors.As(err, &usage) || strings.HasPrefix(err.Error(), "unknown command") {
		return exitUsage
	}
	return exitFailed
}

// beside are the errors that an exit code was joined with.
func beside(err error) (others []error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			others = append(others, beside(one)...)
		}
		return others
	}
	var code exitCode
	if errors.As(err, &code) {
		return nil
	}
	return []error{err}
}

const (
	exitFailed = 1
	exitUsage  = 2
	// exitSignal is what a signal's number is added to, as shells do.
	exitSignal = 128
)

// exitCode ends the program with a code, everything having been said.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// usageError is a mistake in the command line.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// newRoot builds the command tree.
func newRoot(sys *System) *cobra.Command {
	var from source
	up := newUp(sys, &from)
	root := &cobra.Command{
		Use:           "tend",
		Short:         "Runs the processes of a local stack, on one screen",
		Long:          "tend runs the processes that tend.toml describes and shows them on one screen.\nWithout a command it does what \"tend up\" does.",
		Args:          noArgs,
		RunE:          up.RunE,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SuggestionsMinimumDistance = 2
	from.addFlags(root)
	root.Flags().AddFlagSet(up.Flags())
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w (see %s --help)", err, cmd.CommandPath())}
	})
	root.AddGroup(&cobra.Group{ID: stackGroup, Title: "The stack:"}, &cobra.Group{ID: remoteGroup, Title: "A session that runs:"})
	for _, cmd := range []*cobra.Command{up, newRun(sys, &from), newDemo(sys), newCmd(sys), newCheck(sys, &from), newInit(sys, &from), newExport(sys, &from)} {
		cmd.GroupID = stackGroup
		root.AddCommand(cmd)
	}
	root.AddCommand(newAttach(sys, &from), newPs(sys, &from), newTop(sys, &from), newLogs(sys, &from), newEvents(sys, &from))
	root.AddCommand(newActions(sys, &from)...)
	root.AddCommand(newWait(sys, &from), newExec(sys, &from), newEnv(sys, &from))
	root.AddCommand(newReload(sys, &from), newDown(sys, &from), newSessions(sys), newMCP(sys, &from))
	root.AddCommand(newDoctor(sys), newSchema(), newVersion(), newLeash())
	for _, cmd := range append(root.Commands(), root) {
		if cmd.ValidArgsFunction == nil {
			cmd.ValidArgsFunction = cobra.NoFileCompletions // none of them takes a file
		}
	}
	return root
}

// noArgs refuses arguments. For the root, what looks like one is an unknown
// command.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasParent() {
		return usageError{fmt.Errorf("%s takes no arguments, not %q", cmd.CommandPath(), args[0])}
	}
	text := fmt.Sprintf("unknown command %q", args[0])
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		text += fmt.Sprintf(" (did you mean %q?)", near[0])
	}
	return usageError{errors.New(text + "; see tend --help")}
}
