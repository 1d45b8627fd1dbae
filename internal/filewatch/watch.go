package filewatch

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

	"github.com/fsnotify/fsnotify"
)

// Watch calls changed after files have changed, until ctx ends. It calls it
// from its own goroutine, and collects what changes meanwhile. The error says
// why it cannot go on; the end of ctx is none.
func Watch(ctx context.Context, spec Spec, changed func(Change)) error {
	return WatchFrom(ctx, spec, func() {}, changed)
}

// WatchFrom is Watch for whoever has to know what came before: it calls began
// once it watches. What has changed by then is not told.
func WatchFrom(ctx context.Context, spec Spec, began func(), changed func(Change)) error {
	w, err := newWatch(spec)
	if err != nil {
		return err
	}
	defer w.files.Close()
	began()
	return w.run(ctx, changed)
}

// watch is a Watch under way.
type watch struct {
	spec    Spec
	files   *fsnotify.Watcher
	targets []target
	ignored *ignored
	folders map[string]bool // that are watched
	pace    pace
}

func newWatch(spec Spec) (*watch, error) {
	w := &watch{spec: spec, folders: make(map[string]bool), pace: pace{debounce: spec.Debounce}}
	if w.pace.debounce == 0 {
		w.pace.debounce = DefaultDebounce
	}
	if real, err := filepath.EvalSymlinks(spec.Root); err == nil {
		w.spec.Root = real // so that targets lie below it
	}
	for _, path := range spec.Paths {
		t, err := newTarget(w.spec.Root, path)
		if err != nil {
			return nil, err
		}
		w.targets = append(w.targets, t)
	}
	w.ignored = newIgnored(&w.spec)
	files, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, explain("files", err)
	}
	w.files = files
	if err := w.follow(everywhere, nil); err != nil {
		return nil, errors.Join(err, files.Close())
	}
	return w, nil
}

func (w *watch) run(ctx context.Context, changed func(Change)) error {
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	defer timer.Stop()
	for {
		if due := w.pace.due(); !due.IsZero() {
			timer.Reset(time.Until(due))
		}
		select {
		case <-ctx.Done():
			return nil
		case event := <-w.files.Events:
			if err := w.take(event); err != nil {
				return err
			}
		case err := <-w.files.Errors:
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				return fmt.Errorf("cannot watch files any more: %w", err)
			}
			w.pace.add("", time.Now())
			if err := w.follow(everywhere, nil); err != nil {
				return err
			}
		case <-timer.C:
			if !w.pace.due().After(time.Now()) {
				changed(w.pace.take())
			}
		}
	}
}

// everywhere is above all targets.
const everywhere = string(filepath.Separator)

// take takes in one event.
func (w *watch) take(event fsnotify.Event) error {
	const contents = fsnotify.Create | fsnotify.Write | fsnotify.Remove | fsnotify.Rename
	if event.Op&contents == 0 {
		return nil // attributes only
	}
	path := event.Name
	wasFolder := w.folders[path]
	if wasFolder {
		// Also if it was created: it is another one then, and the end of the old
		// one may not have been told, if the folder above was not watched yet.
		w.lose(path)
	}
	if filepath.Base(path) == gitignoreFile {
		w.ignored.forget(filepath.Dir(path))
		if err := w.follow(filepath.Dir(path), nil); err != nil {
			return err
		}
	}
	switch {
	case event.Has(fsnotify.Create) && isFolder(path), wasFolder:
		// What it holds came before anybody could watch it.
		if err := w.follow(path, w.touch); err != nil {
			return err
		}
		if wasFolder && event.Has(fsnotify.Rename) {
			w.touch(path) // with all that was in it, of which nobody tells
		}
	case w.onTheWay(path):
		if err := w.follow(path, w.touch); err != nil {
			return err
		}
		w.touch(path)
	default:
		w.touch(path)
	}
	return nil
}

// onTheWay reports whether a target is at or below the path, so that what
// becomes of the path decides whether the target is there.
func (w *watch) onTheWay(path string) bool {
	return slices.ContainsFunc(w.targets, func(t target) bool {
		_, ok := below(path, t.path)
		return ok
	})
}

// touch takes in a changed file, if it is one that is watched.
func (w *watch) touch(path string) {
	for _, t := range w.targets {
		// What has been named itself is not left out by a pattern.
		if t.glob == "" && t.path == path || t.covers(path) && !w.ignored.has(path, false, t.path) {
			shown := path
			if rel, ok := below(w.spec.Root, path); ok {
				shown = rel
			}
			w.pace.add(shown, time.Now())
			return
		}
	}
}

// follow watches every folder at a path, above which or below which targets may
// be, that has to be watched and is not yet. It calls found, if that is not
// nil, with each file in those.
func (w *watch) follow(at string, found func(path string)) error {
	fresh := make(map[string]bool)
	for _, t := range w.targets {
		start := at
		if _, above := below(at, t.path); above {
			if err := w.anchor(t, fresh); err != nil {
				return err
			}
			start = t.path
		} else if _, inside := below(t.path, at); !inside {
			continue
		}
		if !isFolder(start) {
			// A file may have come with its folder.
			if _, err := os.Lstat(start); err == nil && found != nil && fresh[filepath.Dir(start)] {
				found(start)
			}
			continue
		}
		err := filepath.WalkDir(start, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return nil // it has gone, or may not be read: there is nothing to tell of it
			case !entry.IsDir():
				if found != nil && fresh[filepath.Dir(path)] {
					found(path)
				}
				return nil
			case path != t.path && (!t.deep() || w.ignored.has(path, true, t.path)):
				return fs.SkipDir
			}
			return w.add(path, fresh)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// anchor watches the nearest folder above a target, which may come nearer before
// the one above it is watched. While the target is not there it watches the
// folder above that one, too: a folder that is removed says nothing of it itself
// as long as it is the working folder of somebody.
func (w *watch) anchor(t target, fresh map[string]bool) error {
	for {
		folder := t.anchor()
		if err := w.add(folder, fresh); err != nil {
			return err
		}
		if _, err := os.Lstat(t.path); err != nil {
			if err := w.add(filepath.Dir(folder), nil); err != nil {
				return err
			}
		}
		if t.anchor() == folder {
			return nil
		}
	}
}

// add watches a folder, and notes in fresh if it was not watched before.
func (w *watch) add(folder string, fresh map[string]bool) error {
	if w.folders[folder] {
		return nil
	}
	err := w.files.Add(folder)
	switch {
	case err == nil:
		w.folders[folder] = true
		if fresh != nil {
			fresh[folder] = true
		}
		return nil
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.ENOTDIR):
		return nil // it has gone meanwhile, or is none of ours
	default:
		return explain(folder, err)
	}
}

// lose forgets a folder that has gone, with all below it.
func (w *watch) lose(folder string) {
	for at := range w.folders {
		if at == folder || strings.HasPrefix(at, folder+string(filepath.Separator)) {
			delete(w.folders, at)
			_ = w.files.Remove(at) // what is gone for good is not watched any more
		}
	}
}

// explain says what to do about an error of the kernel.
func explain(what string, err error) error {
	advice := ""
	switch {
	case errors.Is(err, syscall.ENOSPC):
		advice = ": there are more folders than this user may watch; ignore some, or raise fs.inotify.max_user_watches"
	case errors.Is(err, syscall.EMFILE):
		advice = ": raise fs.inotify.max_user_instances, or the number of open files"
	}
	return fmt.Errorf("cannot watch %s: %w%s", what, err, advice)
}
