package filewatch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// target is one of the paths that are watched.
type target struct {
	path string // absolute: a file, a folder, or the folder that a glob starts from
	glob string // relative to path, with slashes; empty for none
}

// newTarget makes a target of a path as the user wrote it.
func newTarget(root, path string) (target, error) {
	glob := ""
	if hasGlob(path) {
		if !doublestar.ValidatePattern(filepath.ToSlash(path)) {
			return target{}, fmt.Errorf("cannot watch %q: this is no valid pattern", path)
		}
		path, glob = doublestar.SplitPattern(filepath.ToSlash(path))
		path = filepath.FromSlash(path)
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(root, path)
	}
	path = filepath.Clean(path)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // what is not there yet is taken by its name
	}
	return target{path: path, glob: glob}, nil
}

func hasGlob(path string) bool { return strings.ContainsAny(path, "*?[{") }

// covers reports whether a file is one of those that are watched.
func (t target) covers(file string) bool {
	rel, ok := below(t.path, file)
	if !ok {
		return false
	}
	return t.glob == "" || doublestar.MatchUnvalidated(t.glob, filepath.ToSlash(rel))
}

// deep reports whether what lies in folders below the target can be covered.
func (t target) deep() bool {
	return t.glob == "" || strings.Contains(t.glob, "/") || strings.Contains(t.glob, "**")
}

// anchor is the nearest folder above the target that is there: in it, one sees
// the target come and go.
func (t target) anchor() string {
	at := filepath.Dir(t.path)
	for !isFolder(at) && at != filepath.Dir(at) {
		at = filepath.Dir(at)
	}
	return at
}

// isFolder does not follow symbolic links: they may lead in a circle.
func isFolder(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir()
}
