package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tend/internal/config"
	"tend/internal/filewatch"
)

// errNoConfig is why a stack without a file cannot be reloaded.
var errNoConfig = errors.New("there is nothing to read again: this stack does not come from a file")

// Reload reads the configuration again and puts it in the place of the present
// one. If it is wrong, nothing changes.
func (s *session) Reload(ctx context.Context) (summary string, err error) {
	if summary, _, err = s.reload(ctx); err != nil {
		s.tellWrong(err)
	}
	return summary, err
}

// tellWrong says in the log, line by line, why a configuration was not taken.
func (s *session) tellWrong(err error) {
	s.log.Error("the configuration stays as it was")
	for line := range strings.Lines(err.Error()) {
		s.log.Error(strings.TrimSuffix(line, "\n"))
	}
}

func (s *session) reload(ctx context.Context) (summary string, c *config.Config, err error) {
	if s.load == nil {
		return "", nil, errNoConfig
	}
	s.loading.Lock()
	defer s.loading.Unlock()
	c, stamps, err := s.readSteady(ctx)
	if stamps != nil {
		s.stamps = stamps
	}
	if err != nil {
		return "", nil, err
	}
	if !slices.Equal(s.files, c.Files) {
		s.files, s.stamps = c.Files, stampsOf(c.Files)
	}
	if summary, err = s.Manager.Reload(ctx, &c.Stack); err != nil {
		return summary, c, err
	}
	if c.Log != s.output {
		s.log.Warn("the log at the top of the configuration has changed: that counts from the next start of tend on")
	}
	if !c.Screen.Same(s.look) {
		s.log.Warn("ui or keys have changed in the configuration: that counts from the next start of tend on")
		summary += "; ui and keys count from the next start on"
	}
	return summary, c, nil
}

// errRestless is why a configuration is not read that is never at rest.
var errRestless = fmt.Errorf("somebody has been writing it for %v: save it, and it is read again", restless)

// readSteady reads the configuration as it is when nobody writes it: what has
// half been written may be right as well, with half of the processes. It returns
// how the files were.
func (s *session) readSteady(ctx context.Context) (*config.Config, stamps, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, restless, errRestless)
	defer cancel()
	for ctx.Err() == nil {
		before := settle(ctx, s.files)
		c, err := s.load()
		if stampsOf(s.files).same(before) {
			return c, before, err
		}
	}
	return nil, nil, context.Cause(ctx)
}

// missed reports whether the files have been written since they were read.
func (s *session) missed() bool {
	s.loading.Lock()
	defer s.loading.Unlock()
	return !stampsOf(s.files).same(s.stamps)
}

// reloadAlone reloads where nobody waits for the outcome: it is in the log.
func (s *session) reloadAlone(ctx context.Context) *config.Config {
	_, c, err := s.reload(ctx)
	if err != nil {
		s.tellWrong(err)
		return nil
	}
	return c
}

const (
	// settled is how long the files of a configuration have to stay as they are
	// before they are read: editors write in several steps.
	settled = 200 * time.Millisecond
	// restless is after how long that is not waited for any more.
	restless = 10 * time.Second
)

// followConfig reloads whenever a file of the configuration changes, if the
// configuration asks for that, until ctx ends.
func (s *session) followConfig(ctx context.Context, c *config.Config) {
	for c.AutoReload && ctx.Err() == nil {
		watching, cancel := context.WithCancel(ctx)
		var next *config.Config
		again := func() {
			if next = s.reloadAlone(ctx); next != nil {
				cancel() // it may consist of other files now
			}
		}
		err := filewatch.WatchFrom(watching, filewatch.Spec{
			Root: filepath.Dir(c.Files[0]), Paths: c.Files, NoGitignore: true, Debounce: settled,
		}, func() {
			if s.missed() { // while nobody watched
				again()
			}
		}, func(filewatch.Change) { again() })
		cancel()
		if err != nil {
			s.log.Error("the configuration is not watched any more", "err", err)
			return
		}
		if next != nil {
			c = next
		}
	}
}
