package cli

import (
	"context"
	"errors"
	"path/filepath"
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
	if c, err = s.load(); err != nil {
		return "", nil, err
	}
	if summary, err = s.Manager.Reload(ctx, &c.Stack); err == nil && c.Log != s.output {
		s.log.Warn("the log at the top of the configuration has changed: that counts from the next start of tend on")
	}
	return summary, c, err
}

// reloadAlone reloads where nobody waits for the outcome: it is in the log.
func (s *session) reloadAlone() *config.Config {
	_, c, err := s.reload(context.Background())
	if err != nil {
		s.tellWrong(err)
		return nil
	}
	return c
}

// settled is how long the files of a configuration have to stay as they are
// before they are read: editors write in several steps.
const settled = 200 * time.Millisecond

// followConfig reloads whenever a file of the configuration changes, if the
// configuration asks for that, until ctx ends.
func (s *session) followConfig(ctx context.Context, c *config.Config) {
	for c.AutoReload && ctx.Err() == nil {
		watching, cancel := context.WithCancel(ctx)
		var next *config.Config
		err := filewatch.Watch(watching, filewatch.Spec{
			Root: filepath.Dir(c.Files[0]), Paths: c.Files, NoGitignore: true, Debounce: settled,
		}, func(filewatch.Change) {
			if next = s.reloadAlone(); next != nil {
				cancel() // it may consist of other files now
			}
		})
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
