package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tend/internal/config"
	"tend/processcontrol"
)

// completePatience is how long a person who has pressed TAB is kept waiting.
const completePatience = time.Second

// noFiles: where tend knows nothing to offer, files are not offered either.
const noFiles = cobra.ShellCompDirectiveNoFileComp

// completeFlag says what the values of a flag are completed with. That there is
// no such flag is a mistake in tend, which every test of the command would meet.
func completeFlag(cmd *cobra.Command, flag string, with cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, with); err != nil {
		panic(err)
	}
}

// completeNames completes the names of processes: of the session if it runs, else
// of the configuration. A name is not offered twice.
func (t *target) completeNames(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	ctx, cancel := context.WithTimeout(context.Background(), completePatience)
	defer cancel()
	found, err := t.running(ctx)
	if err != nil {
		found, err = t.from.known(t.sys)
	}
	if err != nil {
		cobra.CompErrorln(err.Error()) // shells do not show it: there is nothing to offer
	}
	return without(found, args), noFiles
}

// without takes away what has been typed already.
func without(found []cobra.Completion, typed []string) []cobra.Completion {
	return slices.DeleteFunc(found, func(c cobra.Completion) bool {
		name, _, _ := strings.Cut(c, "\t")
		return slices.Contains(typed, name)
	})
}

// completeName does so for a command that takes one.
func (t *target) completeName(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, noFiles
	}
	found, directive := t.completeNames(cmd, args, typed)
	return slices.DeleteFunc(found, func(c cobra.Completion) bool { return strings.HasSuffix(c, "\t"+allOfThem) }), directive
}

// allOfThem describes a name that replicas share.
const allOfThem = "all of them"

// running returns the processes of the session, and the names that replicas share,
// with how they are.
func (t *target) running(ctx context.Context) ([]cobra.Completion, error) {
	c, _, err := t.reach(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	state, err := c.State(ctx)
	if err != nil {
		return nil, err
	}
	var found []cobra.Completion
	for i := range state.Processes {
		p := &state.Processes[i]
		if p.Family != p.Name {
			found = appendNew(found, cobra.CompletionWithDesc(p.Family, allOfThem))
		}
		found = append(found, cobra.CompletionWithDesc(p.Name, p.Status))
	}
	return found, nil
}

// known returns the processes of the configuration, and the names that replicas
// share, with their commands.
func (s *source) known(sys *System) ([]cobra.Completion, error) {
	cfg, err := s.read(sys)
	if err != nil {
		return nil, err
	}
	var found []cobra.Completion
	for i := range cfg.Stack.Processes {
		p := &cfg.Stack.Processes[i]
		if p.Family != p.Name {
			found = appendNew(found, cobra.CompletionWithDesc(p.Family, allOfThem))
		}
		command, _, _ := strings.Cut(p.Display, "\n")
		found = append(found, cobra.CompletionWithDesc(p.Name, command))
	}
	return found, nil
}

// read reads the configuration once.
func (s *source) read(sys *System) (*config.Config, error) {
	load, err := s.loader(sys)
	if err != nil {
		return nil, err
	}
	return load()
}

func appendNew(all []cobra.Completion, c cobra.Completion) []cobra.Completion {
	if slices.Contains(all, c) {
		return all
	}
	return append(all, c)
}

// completeKnown completes the names of processes of the configuration.
func (s *source) completeKnown(sys *System) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		found, err := s.known(sys)
		if err != nil {
			cobra.CompErrorln(err.Error())
		}
		return without(found, args), noFiles
	}
}

// completeGroups completes the groups of the configuration.
func (s *source) completeGroups(sys *System) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		cfg, err := s.read(sys)
		if err != nil {
			cobra.CompErrorln(err.Error())
			return nil, noFiles
		}
		var groups []cobra.Completion
		for i := range cfg.Stack.Processes {
			if group := cfg.Stack.Processes[i].Group; group != "" {
				groups = appendNew(groups, group)
			}
		}
		return groups, noFiles
	}
}

// completeSessions completes the names of sessions.
func completeSessions(sys *System) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		ctx, cancel := context.WithTimeout(context.Background(), completePatience)
		defer cancel()
		folder, err := folderOf(sys)
		if err != nil {
			cobra.CompErrorln(err.Error())
			return nil, noFiles
		}
		all, err := sessions(ctx, folder)
		if err != nil {
			cobra.CompErrorln(err.Error())
		}
		var names []cobra.Completion
		for _, s := range all {
			s.client.Close()
			names = appendNew(names, cobra.CompletionWithDesc(s.Name, s.Config))
		}
		return names, noFiles
	}
}

// completeSignal completes the name of a signal, with or without its SIG.
func completeSignal(typed string) []cobra.Completion {
	const last = 64
	var names []cobra.Completion
	for n := processcontrol.Signal(1); n <= last; n++ {
		name := n.String()
		if !strings.HasPrefix(name, "SIG") {
			continue
		}
		if !strings.HasPrefix(strings.ToUpper(typed), "S") {
			name = strings.TrimPrefix(name, "SIG")
		}
		names = append(names, cobra.CompletionWithDesc(name, fmt.Sprint(int(n))))
	}
	return names
}

// completeKeys completes the variables in the environment of a process that runs.
func (t *target) completeKeys(process string) ([]cobra.Completion, cobra.ShellCompDirective) {
	ctx, cancel := context.WithTimeout(context.Background(), completePatience)
	defer cancel()
	c, _, err := t.reach(ctx)
	if err != nil {
		cobra.CompErrorln(err.Error())
		return nil, noFiles
	}
	defer c.Close()
	spec, err := specOf(ctx, c, process)
	if err != nil {
		cobra.CompErrorln(err.Error())
	}
	return slices.Sorted(maps.Keys(valuesOf(spec.Env))), noFiles
}
