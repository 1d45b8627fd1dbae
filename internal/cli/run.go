package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"tend/internal/foreground"
	"tend/internal/record"
	"tend/manager"
	"tend/processcontrol"
)

func newRun(sys *System, from *source) *cobra.Command {
	var show showing
	var o solo
	var summary string
	cmd := &cobra.Command{
		Use:   "run NAME [-- ARG...]",
		Short: "Run one process in the foreground, after what it depends on",
		Long: `Run one process in the foreground, after what it depends on, and end with its exit
code. ARGs stand behind those of its command. It has this terminal, or what its
input and output are redirected to; what it depends on prints nothing, unless it
fails. Then everything is stopped in reverse order.

While a session of the same configuration runs, what the process depends on and
what runs there is that session's, and stays.`,
		Example: "  tend run test -- -run TestOrders -v\n  tend run migrate < dump.sql | jq .",
		Args: func(cmd *cobra.Command, args []string) error {
			switch dash := cmd.ArgsLenAtDash(); {
			case len(args) == 0 || dash == 0:
				return usageError{fmt.Errorf("%s needs the name of a process", cmd.CommandPath())}
			case dash < 0 && len(args) > 1, dash > 1:
				return usageError{fmt.Errorf("%[1]s runs one process; what is meant for it stands behind --: %[1]s %[2]s -- %[3]s", cmd.CommandPath(), args[0], args[1])}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&o.logs, "logs", false, "print what its dependencies print to standard error")
	addLogFlag(cmd, &show)
	addSummaryFlag(cmd, &summary)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		load, err := from.loader(sys)
		if err != nil {
			return err
		}
		cfg, err := load()
		if err != nil {
			return err
		}
		o.name = args[0]
		return runAlone(cmd.Context(), sys, from, plan{config: cfg, only: args[:1], solo: &o, summary: summary}, args[1:], show)
	}
	return cmd
}

// solo is the one process that a session is there for.
type solo struct {
	name  string
	logs  bool // what its dependencies print is printed
	place *foreground.Foreground
	// terminal: this one is handed through.
	terminal bool
	spec     *processcontrol.Spec
}

// runAlone runs the process of a plan in the foreground.
func runAlone(ctx context.Context, sys *System, from *source, p plan, arguments []string, show showing) (err error) {
	process, err := alone(&p.config.Stack, p.solo.name)
	if err != nil {
		return usageError{err}
	}
	if process.Command, err = withArguments(process, arguments); err != nil {
		return err
	}
	streams := foreground.Streams{In: sys.Stdin, Out: sys.Stdout, Err: os.Stderr}
	if file, ok := sys.Stderr.(*os.File); ok {
		streams.Err = file
	}
	process.TTY = process.TTY && streams.Terminal()
	place, err := foreground.New(streams, process.TTY)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, place.Close()) }()
	process.Foreground = place.Process()
	p.solo.place, p.solo.terminal, p.solo.spec = place, process.TTY, &process.Spec
	err = runSession(sys, p, show)
	var held *record.HeldError
	if !errors.As(err, &held) || held.PID == 0 {
		return err
	}
	if err := borrow(ctx, sys, from, p.config, p.solo.name); err != nil {
		return err
	}
	return runSession(sys, p, show)
}

// alone makes a process one that runs once, and whose end is that of the session,
// as that of no other is. It returns it, as part of the stack.
func alone(stack *manager.Stack, name string) (*manager.Process, error) {
	at, err := find(stack, name)
	if err != nil {
		return nil, err
	}
	for i := range stack.Processes {
		stack.Processes[i].ExitOn = manager.ExitOnNever
	}
	p := &stack.Processes[at]
	once(p)
	p.Watch = nil
	p.DependsOn = slices.Clone(p.DependsOn) // replicas share it
	for i := range p.DependsOn {
		p.DependsOn[i].Restart = false
	}
	return p, nil
}

// once has a process run once, and end the session by that.
func once(p *manager.Process) {
	p.ExitOn, p.Restart, p.Schedule = manager.ExitOnDone, manager.RestartNever, nil
	if p.Unhealthy == processcontrol.LimitRestart {
		p.Unhealthy = processcontrol.LimitStop
	}
	if p.Limits.Policy == processcontrol.LimitRestart {
		p.Limits.Policy = processcontrol.LimitStop
	}
}

// find returns where in the stack the one process of that name is.
func find(stack *manager.Stack, name string) (at int, err error) {
	var replicas []string
	for i := range stack.Processes {
		switch p := &stack.Processes[i]; {
		case p.Name == name:
			return i, nil
		case p.Family == name:
			replicas = append(replicas, p.Name)
		}
	}
	if len(replicas) > 0 {
		return 0, fmt.Errorf("%s are several, name one of them: %s", name, joined(replicas))
	}
	return 0, fmt.Errorf("%w in %s", &manager.UnknownError{Name: name}, stack.Source)
}

func addSummaryFlag(cmd *cobra.Command, file *string) {
	cmd.Flags().StringVar(file, "summary", "", "at the end, write what has run to `file`: as JUnit has it if it ends in .xml, else as JSON")
}
