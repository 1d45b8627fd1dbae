package config

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"tend/internal/filewatch"
)

// watched is what a process watches: a table or, in short, only its paths.
type watched struct {
	*table
	paths []string
	at    place // of the paths
	brief bool  // there is no table
}

// watchOf is what a table says.
func watchOf(t *table) watched {
	return watched{table: t, paths: get[[]string](t, "paths"), at: place{key: join(t.path, "paths")}}
}

// watch builds which files a process watches, nil if it watches none.
func (b *builder) watch(t *table, outer scope) *filewatch.Spec {
	w := get[watched](t, "watch")
	if w.table == nil {
		return nil
	}
	if !w.brief && !w.given["paths"] {
		b.reportTable(w.path, `there is nothing to watch: say what, such as paths = ["src"]`)
	}
	spec := &filewatch.Spec{
		Root:        b.base,
		Ignore:      get[[]string](w.table, "ignore"),
		NoGitignore: !get[bool](w.table, "gitignore"),
		Debounce:    get[time.Duration](w.table, "debounce"),
	}
	for i, path := range w.paths {
		at := element(w.at.key, i, len(w.paths))
		if path, ok := b.watchPath(at, path, outer); ok {
			spec.Paths = append(spec.Paths, path)
		}
	}
	if len(spec.Paths) == 0 {
		return nil
	}
	return spec
}

// watchPath is one path, absolute or from the configuration's folder.
func (b *builder) watchPath(at place, text string, outer scope) (string, bool) {
	path, ok := b.fillPath(at, text, outer)
	if !ok {
		return "", false
	}
	if !doublestar.ValidatePattern(filepath.ToSlash(path)) {
		b.wrong(at, faultf("is no valid pattern: %q", path))
		return "", false
	}
	if isHome(path) || filepath.IsAbs(path) {
		return b.absolute(b.base, at, path)
	}
	path = filepath.Clean(path)
	first, _, _ := strings.Cut(path, string(filepath.Separator))
	if _, err := os.Lstat(filepath.Join(b.base, first)); err != nil && !strings.ContainsAny(path, "*?[{") {
		b.note(at, "%s is watched, but is not there yet", show(path))
	}
	return path, true
}
