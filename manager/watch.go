package manager

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"sync"

	"tend/internal/filewatch"
	"tend/internal/journal"
)

// watches looks at the files that processes want to be started anew for, each
// in a goroutine of its own. What has changed waits until the Manager takes
// it.
type watches struct {
	log  *slog.Logger
	wake func()
	all  sync.WaitGroup
	// by process; belongs to the Manager's goroutine
	running map[string]*watching

	mu      sync.Mutex
	changes map[string]filewatch.Change // by process; the newest that nobody has taken
}

// watching is the watch of one process.
type watching struct {
	spec   filewatch.Spec
	cancel context.CancelFunc
}

func newWatches(log *slog.Logger, wake func()) *watches {
	return &watches{log: log, wake: wake, running: make(map[string]*watching), changes: make(map[string]filewatch.Change)}
}

// follow begins and ends watches until they are those of the units.
func (w *watches) follow(units []*unit) {
	wanted := make(map[string]*filewatch.Spec, len(units))
	for _, u := range units {
		if u.process.Watch != nil && !u.retired {
			wanted[u.process.Name] = u.process.Watch
		}
	}
	for name, running := range w.running {
		if spec := wanted[name]; spec == nil || !reflect.DeepEqual(*spec, running.spec) {
			running.cancel()
			delete(w.running, name)
		}
	}
	for name, spec := range wanted {
		if w.running[name] == nil {
			w.begin(name, *spec)
		}
	}
}

func (w *watches) begin(name string, spec filewatch.Spec) {
	ctx, cancel := context.WithCancel(context.Background())
	w.running[name] = &watching{spec: spec, cancel: cancel}
	log := w.log.With(slog.String(journal.ProcessKey, name))
	w.all.Go(func() {
		defer cancel()
		err := filewatch.Watch(ctx, spec, func(change filewatch.Change) {
			w.mu.Lock()
			w.changes[name] = change
			w.mu.Unlock()
			w.wake()
		})
		if err != nil {
			log.Error("does not watch its files any more", "err", err)
		}
	})
}

// take returns what has changed since the last time, by process.
func (w *watches) take() map[string]filewatch.Change {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.changes) == 0 {
		return nil
	}
	changes := w.changes
	w.changes = make(map[string]filewatch.Change)
	return changes
}

// close ends all watches, and waits for their end.
func (w *watches) close() {
	w.follow(nil)
	w.all.Wait()
}

// noticeFiles starts those processes anew whose files have changed.
func (m *Manager) noticeFiles() {
	for name, change := range m.watches.take() {
		i, ok := m.core.graph.index[name]
		if ok && m.core.touched(i) {
			m.core.note(m.core.units[i], "%s changed: starting it anew", changed(change))
		}
	}
}

// changed says which files have changed, in a few words.
func changed(c filewatch.Change) string {
	const most = 3
	shown := c.Paths[:min(most, len(c.Paths))]
	text := strings.Join(shown, ", ")
	if more := len(c.Paths) - len(shown) + c.More; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
