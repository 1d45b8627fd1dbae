package cli

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"tend/internal/config"
	"tend/manager"
)

// source is where a configuration comes from, and how it is read.
type source struct {
	files    []string // none: the nearest tend.toml
	profiles []string
}

func (s *source) addFlags(cmd *cobra.Command) {
	cmd.PersistentFlags().StringArrayVarP(&s.files, "config", "c", nil,
		"configuration `file` (default: tend.toml here or in the nearest parent); more than one: the later over the earlier")
	if err := cmd.MarkPersistentFlagFilename("config", "toml"); err != nil {
		panic(err) // there is no such flag
	}
	cmd.PersistentFlags().StringArrayVar(&s.profiles, "profile", nil, "start the processes of this `profile` too; may be given more than once")
	completeFlag(cmd, "profile", cobra.NoFileCompletions)
}

// find returns the files of the configuration.
func (s *source) find(sys *System) ([]string, error) {
	if len(s.files) > 0 {
		return s.files, nil
	}
	found, err := config.Find(sys.Dir)
	if err != nil {
		return nil, err
	}
	return []string{found}, nil
}

// loader returns what reads the configuration, now and whenever it is to be
// read again.
func (s *source) loader(sys *System) (load func() (*config.Config, error), err error) {
	files, err := s.find(sys)
	if err != nil {
		return nil, err
	}
	handedOut := &ports{given: make(map[string]int)}
	return func() (*config.Config, error) {
		return config.Load(files, config.Options{Environ: sys.Environ, Profiles: s.profiles, Ports: handedOut.of})
	}, nil
}

// ports remembers which free port each process was given, so that it keeps it
// when the configuration is read again.
type ports struct {
	mu    sync.Mutex
	given map[string]int
}

func (p *ports) of(process string) (int, error) {
	for free := 0; ; {
		if port, known := p.take(process, free); known {
			return port, nil
		}
		var err error
		if free, err = config.FreePort(); err != nil {
			return 0, err
		}
	}
}

// take returns the port that a process has been given, or else gives it the
// free one, unless that is 0 or another's: the kernel may name one twice that
// nobody uses yet.
func (p *ports) take(process string, free int) (port int, known bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if port, known := p.given[process]; known {
		return port, true
	}
	for _, other := range p.given {
		if other == free {
			return 0, false
		}
	}
	if free == 0 {
		return 0, false
	}
	p.given[process] = free
	return free, true
}

func newUp(sys *System, from *source) *cobra.Command {
	var show showing
	var back detaching
	var groups, ends []string
	var summary string
	cmd := &cobra.Command{
		Use:   "up [NAME...]",
		Short: "Start the stack and show it (NAMEs: only these and what they depend on)",
		Args:  cobra.ArbitraryArgs,

		ValidArgsFunction: from.completeKnown(sys),
		RunE: func(_ *cobra.Command, names []string) error {
			if back.timeout != 0 && !back.wait {
				return usageError{errors.New("--timeout is for --wait")}
			}
			if back.now || back.whenReady || back.wait {
				return upInBackground(sys, from, back, show, upFlags(from, show, groups, names))
			}
			if back.is {
				background, err := newBackground(sys)
				if err != nil {
					return err
				}
				show.background = background
			}
			load, err := from.loader(sys)
			if err != nil {
				return err
			}
			p := plan{summary: summary}
			if p.until, err = onlyOne("--until", ends); err != nil {
				return err
			}
			if p.until != "" {
				load = loadUntil(load, p.until)
			}
			cfg, err := load()
			if err != nil {
				return err
			}
			p.config, p.load = cfg, load
			if p.only, err = withGroups(&cfg.Stack, names, groups); err != nil {
				return usageError{err}
			}
			if len(p.only) > 0 && p.until != "" {
				p.only = append(p.only, p.until)
			}
			return runSession(sys, p, show)
		},
	}
	show.addFlags(cmd)
	addSummaryFlag(cmd, &summary)
	cmd.Flags().StringArrayVar(&ends, "until", nil, "end when the process `NAME` does, with its exit code")
	back.addFlags(cmd)
	cmd.Flags().StringArrayVar(&groups, "group", nil, "start only this `group` and what it depends on; may be given more than once")
	completeFlag(cmd, "group", from.completeGroups(sys))
	return cmd
}

// onlyOne is the value of a flag that can be given once.
func onlyOne(flag string, values []string) (string, error) {
	switch len(values) {
	case 0:
		return "", nil
	case 1:
		return values[0], nil
	default:
		return "", usageError{fmt.Errorf("%s can be given once, not for %s", flag, joined(values))}
	}
}

// withGroups adds to names those of the processes in the groups.
func withGroups(stack *manager.Stack, names, groups []string) ([]string, error) {
	names = slices.Clone(names)
	for _, group := range groups {
		found := false
		for _, p := range stack.Processes {
			if p.Group == group {
				found, names = true, append(names, p.Name)
			}
		}
		if !found {
			return nil, fmt.Errorf("there is no group %q in %s: name one that a process has", group, stack.Source)
		}
	}
	return names, nil
}
