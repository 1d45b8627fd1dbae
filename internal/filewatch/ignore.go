package filewatch

import (
	"bufio"
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// gitignoreFile is what a folder's own patterns are called.
const gitignoreFile = ".gitignore"

// ignored knows what is left out.
type ignored struct {
	base  string // what .gitignore files count below: the repository, or the root
	files bool   // they count
	own   []gitignore.Pattern
	// byFolder has the patterns of the folders that have been asked for.
	byFolder map[string][]gitignore.Pattern
	matcher  gitignore.Matcher // of all; nil: to be made
}

func newIgnored(spec *Spec) *ignored {
	g := &ignored{base: repository(spec.Root), files: !spec.NoGitignore, byFolder: make(map[string][]gitignore.Pattern)}
	for _, line := range spec.Ignore {
		if p := pattern(line, g.parts(spec.Root)); p != nil {
			g.own = append(g.own, p)
		}
	}
	return g
}

// repository returns the nearest folder upwards that holds a .git, else root.
func repository(root string) string {
	for at := root; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return root
		}
	}
}

// parts splits a path below the base into its names; nil for all others.
func (g *ignored) parts(path string) []string {
	rel, ok := below(g.base, path)
	if !ok || rel == "." {
		return nil
	}
	return strings.Split(filepath.ToSlash(rel), "/")
}

// pattern reads a line as gitignore(5) has it; nil if it says nothing.
func pattern(line string, domain []string) gitignore.Pattern {
	if line = strings.TrimSuffix(line, "\r"); strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
		return nil
	}
	return gitignore.ParsePattern(line, domain)
}

// forget makes the patterns of a folder be read again.
func (g *ignored) forget(folder string) {
	delete(g.byFolder, folder)
	g.matcher = nil
}

// learn reads the patterns of a folder and of those above it, once.
func (g *ignored) learn(folder string) {
	rel, ok := below(g.base, folder)
	if !ok || !g.files {
		return
	}
	at := g.base
	for _, name := range append([]string{"."}, strings.Split(rel, string(filepath.Separator))...) {
		at = filepath.Join(at, name)
		if _, known := g.byFolder[at]; known {
			continue
		}
		// One that cannot be read says nothing.
		text, _ := os.ReadFile(filepath.Join(at, gitignoreFile))
		var patterns []gitignore.Pattern
		for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
			if p := pattern(lines.Text(), g.parts(at)); p != nil {
				patterns = append(patterns, p)
			}
		}
		g.byFolder[at] = patterns
		if len(patterns) > 0 {
			g.matcher = nil
		}
	}
}

// has reports whether a path is left out: by its own name, or since it lies in
// a folder that is. The folder in which it was looked for has been named by
// the user, and is not left out.
func (g *ignored) has(path string, isFolder bool, in string) bool {
	rel, _ := below(in, path)
	if dropping(filepath.Base(path)) || slices.ContainsFunc(strings.Split(rel, string(filepath.Separator)), versionControl) {
		return true
	}
	g.learn(filepath.Dir(path))
	if g.matcher == nil {
		g.matcher = g.newMatcher()
	}
	parts := g.parts(path)
	for n := len(g.parts(in)) + 1; n <= len(parts); n++ {
		if g.matcher.Match(parts[:n], isFolder || n < len(parts)) {
			return true
		}
	}
	return false
}

// newMatcher puts the patterns in order: those of a folder count before those
// of the folders above it, and those of the Spec before all.
func (g *ignored) newMatcher() gitignore.Matcher {
	var all []gitignore.Pattern
	folders := slices.SortedFunc(maps.Keys(g.byFolder), func(a, b string) int { return len(a) - len(b) })
	for _, folder := range folders {
		all = append(all, g.byFolder[folder]...)
	}
	return gitignore.NewMatcher(append(all, g.own...))
}

// versionControl reports whether a folder belongs to a version control system.
func versionControl(name string) bool {
	return slices.Contains([]string{".git", ".hg", ".svn", ".jj"}, name)
}

// dropping reports whether a file is one that editors and desktops leave
// about: nobody means those.
func dropping(name string) bool {
	switch {
	case name == ".DS_Store" || name == "4913": // vim makes the latter to see whether it may
		return true
	case strings.HasSuffix(name, "~") || strings.HasPrefix(name, ".#"):
		return true
	case strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#"):
		return true
	}
	swap := filepath.Ext(name)
	return strings.HasPrefix(name, ".") && (swap == ".swp" || swap == ".swo" || swap == ".swx")
}

// below returns the path relative to a folder, if it is that or in it.
func below(folder, path string) (string, bool) {
	rel, err := filepath.Rel(folder, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", false
	}
	return rel, true
}
