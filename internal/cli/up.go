package cli

import (
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
	cmd.PersistentFlags().StringArrayVar(&s.profiles, "profile", nil, "start the processes of this `profile` too; may be given more than once")
}

// loader returns what reads the configuration, now and whenever it is to be
// read again.
func (s *source) loader(sys *System) (load func() (*config.Config, error), err error) {
	files := s.files
	if len(files) == 0 {
		found, err := config.Find(sys.Dir)
		if err != nil {
			return nil, err
		}
		files = []string{found}
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
	var groups []string
	cmd := &cobra.Command{
		Use:   "up [NAME...]",
		Short: "Start the stack and show it (NAMEs: only these and what they depend on)",
		Args:  cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, names []string) error {
			if back.now || back.whenReady {
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
			cfg, err := load()
			if err != nil {
				return err
			}
			only, err := withGroups(&cfg.Stack, names, groups)
			if err != nil {
				return usageError{err}
			}
			return runSession(sys, plan{config: cfg, load: load, only: only}, show)
		},
	}
	show.addFlags(cmd)
	back.addFlags(cmd)
	cmd.Flags().StringArrayVar(&groups, "group", nil, "start only this `group` and what it depends on; may be given more than once")
	return cmd
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
