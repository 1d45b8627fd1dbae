package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"tend/internal/config"
	"tend/internal/record"
	"tend/internal/remote/client"
	"tend/internal/remote/wire"
)

// target is the running session that a command is for.
type target struct {
	sys  *System
	from *source
	name string // empty: that of the configuration that is found
}

// The headings of the help.
const (
	stackGroup  = "stack"
	remoteGroup = "session"
)

// onSession makes a command one that is for a running session: it gets the flag
// that says which.
func onSession(cmd *cobra.Command, sys *System, from *source) *target {
	t := &target{sys: sys, from: from}
	cmd.Flags().StringVar(&t.name, "session", "", "the session of that `name` (default: that of the configuration)")
	completeFlag(cmd, "session", completeSessions(sys))
	cmd.GroupID = remoteGroup
	return t
}

// noSessionError: there is no session to talk to.
type noSessionError struct {
	of   string // a configuration, or a name
	hint string
}

func (e *noSessionError) Error() string {
	return fmt.Sprintf("no session of %s is running: %s", e.of, e.hint)
}

// answerPatience is how long a session may take to say who it is.
const answerPatience = 5 * time.Second

// reach returns the session. The caller closes the Client.
func (t *target) reach(ctx context.Context) (*client.Client, wire.Session, error) {
	folder, err := folderOf(t.sys)
	if err != nil {
		return nil, wire.Session{}, err
	}
	if t.name != "" {
		return named(ctx, folder, t.name)
	}
	file, shown, err := t.configuration()
	if err != nil {
		return nil, wire.Session{}, err
	}
	known, err := record.Look(folder, file)
	if err != nil {
		return nil, wire.Session{}, err
	}
	if known == nil {
		return nil, wire.Session{}, noSession(file, shown)
	}
	if known.Socket == "" {
		return nil, wire.Session{}, fmt.Errorf("the session of %s, process %d, has no socket: its log says why", shown, known.PID)
	}
	c, self, err := answering(ctx, known.Socket)
	if isNobody(err) {
		return nil, wire.Session{}, noSession(file, shown)
	}
	return c, self, err
}

// noSession is the error that a configuration has no session.
func noSession(file, shown string) error {
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return &noSessionError{shown, "there is no such file; “tend sessions” lists those that run, for --session"}
	}
	return &noSessionError{shown, "start it with “tend up” or “tend up --detach”"}
}

// configuration is the absolute path of the configuration, and as it is told.
func (t *target) configuration() (file, shown string, err error) {
	if len(t.from.files) > 0 {
		shown = t.from.files[0]
	} else if shown, err = config.Find(t.sys.Dir); err != nil {
		return "", "", err
	}
	file, err = filepath.Abs(shown)
	return file, shown, err
}

// answering returns the session that listens on a socket, if there is one.
func answering(ctx context.Context, socket string) (*client.Client, wire.Session, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, answerPatience, fmt.Errorf("the session on %s does not answer: it is stopped, or hangs", socket))
	defer cancel()
	c := client.New(socket)
	self, err := c.Session(ctx)
	if err != nil {
		c.Close()
		return nil, wire.Session{}, err
	}
	return c, self, nil
}

// isNobody reports whether nobody listens on a socket: there is none, or it was
// left behind.
func isNobody(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED)
}

// named returns the session of a name.
func named(ctx context.Context, folder, name string) (*client.Client, wire.Session, error) {
	found, err := sessions(ctx, folder)
	if err != nil {
		return nil, wire.Session{}, err
	}
	var names, configs []string
	var chosen *running
	for i := range found {
		s := &found[i]
		names = append(names, s.Name)
		if s.Name == name {
			chosen = s
			configs = append(configs, s.Config)
		}
	}
	defer func() {
		for i := range found {
			if &found[i] != chosen {
				found[i].client.Close()
			}
		}
	}()
	switch {
	case len(configs) == 1:
		return chosen.client, chosen.Session, nil
	case len(configs) > 1:
		chosen = nil
		return nil, wire.Session{}, usageError{fmt.Errorf("%d sessions are called %s: say which by -c, with one of %s", len(configs), name, strings.Join(configs, ", "))}
	case len(names) == 0:
		return nil, wire.Session{}, &noSessionError{name, "there is none at all"}
	default:
		slices.Sort(names) // several folders may have the same
		return nil, wire.Session{}, &noSessionError{name, "there is " + strings.Join(slices.Compact(names), ", ")}
	}
}

// running is a session that runs.
type running struct {
	wire.Session
	client *client.Client
}

// sessions returns all sessions of this user. The caller closes their Clients.
func sessions(ctx context.Context, folder string) ([]running, error) {
	sockets, err := filepath.Glob(filepath.Join(globbed(folder), "*.sock"))
	if err != nil {
		return nil, fmt.Errorf("cannot look for sessions in %s: %w", folder, err)
	}
	var all []running
	for _, socket := range sockets {
		c, self, err := answering(ctx, socket)
		if isNobody(err) {
			continue
		}
		if err != nil {
			self = wire.Session{Name: strings.TrimSuffix(filepath.Base(socket), ".sock")}
			c = client.New(socket) // whoever asks it will be told
		}
		all = append(all, running{self, c})
	}
	return all, nil
}

// globbed is a folder as a pattern that matches only it.
func globbed(folder string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(folder)
}
