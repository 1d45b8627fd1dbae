package filewatch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// watched is a folder that is watched for a test.
type watched struct {
	t       *testing.T
	root    string
	changes chan Change
	watch   *watch
}

// begin watches a folder in which files, named with their contents, are there
// from the start. Root, Paths and Debounce of the Spec have defaults.
func begin(t *testing.T, spec Spec, files ...string) *watched {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &watched{t: t, root: root, changes: make(chan Change, 100)}
	for i := 0; i < len(files); i += 2 {
		w.write(files[i], files[i+1])
	}
	spec.Root = w.root
	if spec.Paths == nil {
		spec.Paths = []string{"."}
	}
	if spec.Debounce == 0 {
		spec.Debounce = 20 * time.Millisecond
	}
	if w.watch, err = newWatch(spec); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.watch.run(ctx, func(c Change) { w.changes <- c }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := w.watch.files.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *watched) path(name string) string { return filepath.Join(w.root, filepath.FromSlash(name)) }

func (w *watched) write(name, text string) {
	w.t.Helper()
	w.must(os.MkdirAll(filepath.Dir(w.path(name)), 0o755))
	w.must(os.WriteFile(w.path(name), []byte(text), 0o644))
}

func (w *watched) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// until waits until the file has been told of, and returns all that has been.
func (w *watched) until(name string) (all []string) {
	w.t.Helper()
	for {
		select {
		case c := <-w.changes:
			all = append(all, c.Paths...)
			if slices.Contains(all, filepath.FromSlash(name)) {
				return all
			}
		case <-time.After(10 * time.Second):
			w.t.Fatalf("%s has changed, and only %q is told", name, all)
		}
	}
}

// wantOnly changes a last file, and checks that nothing but it and those
// wanted are told of.
func (w *watched) wantOnly(want ...string) {
	w.t.Helper()
	w.write("last", "")
	for _, got := range w.until("last") {
		if got != "last" && !slices.Contains(want, got) {
			w.t.Errorf("%s is told of", got)
		}
	}
}

func TestFilesBelowAFolder(t *testing.T) {
	w := begin(t, Spec{}, "a/b/c.go", "")
	w.write("a/b/c.go", "new")
	w.until("a/b/c.go")
	w.write("top", "new")
	w.until("top")
	w.must(os.Remove(w.path("a/b/c.go")))
	w.until("a/b/c.go")
}

func TestAttributesAreNoChange(t *testing.T) {
	w := begin(t, Spec{}, "a", "")
	w.must(os.Chmod(w.path("a"), 0o600))
	w.wantOnly()
}

func TestNewFoldersAreFollowedWithAllThatIsInThem(t *testing.T) {
	w := begin(t, Spec{})
	w.write("new/deep/first", "") // may be there before anybody can watch the folder
	w.until("new/deep/first")
	w.write("new/deep/second", "")
	w.until("new/deep/second")
	w.must(os.Rename(w.path("new"), w.path("moved")))
	w.until("moved/deep/first")
	w.write("moved/deep/second", "again")
	w.until("moved/deep/second")
}

func TestAFileThatIsReplacedIsStillWatched(t *testing.T) {
	w := begin(t, Spec{Paths: []string{"config.json"}}, "config.json", "")
	for range 3 {
		w.write("config.json.new", "x")
		w.must(os.Rename(w.path("config.json.new"), w.path("config.json")))
		if all := w.until("config.json"); len(all) != 1 {
			t.Errorf("%q", all)
		}
	}
}

func TestAFileMayComeWithItsFolder(t *testing.T) {
	w := begin(t, Spec{Paths: []string{"a/config.json"}}, "a/config.json", "", "b/config.json", "")
	w.must(os.RemoveAll(w.path("a")))
	w.until("a/config.json")
	w.must(os.Rename(w.path("b"), w.path("a")))
	w.until("a/config.json")
	w.write("a/config.json", "x")
	w.until("a/config.json")
}

// A folder that somebody works in is not gone when it has been removed, and does
// not say so.
func TestAFolderThatSomebodyIsInMayComeAndGo(t *testing.T) {
	w := begin(t, Spec{Paths: []string{"a/config.json"}}, "a/config.json", "")
	inside, err := os.Open(w.path("a"))
	w.must(err)
	defer inside.Close()
	for range 3 {
		w.must(os.Remove(w.path("a/config.json")))
		w.until("a/config.json")
		w.must(os.Remove(w.path("a")))
		w.write("a/config.json", "x")
		w.until("a/config.json")
	}
}

func TestTheWatchedFolderItselfMayComeAndGo(t *testing.T) {
	w := begin(t, Spec{Paths: []string{"x/src"}})
	w.write("x/src/a", "")
	w.until("x/src/a")
	w.must(os.RemoveAll(w.path("x")))
	w.until("x/src/a")
	w.write("x/src/b", "")
	w.until("x/src/b")
	w.write("x/src/c", "")
	w.until("x/src/c")
}

func TestGlobs(t *testing.T) {
	w := begin(t, Spec{Paths: []string{"**/*.{go,mod}", "web/*.css", "last"}}, "a/x.go", "", "web/deep/x.css", "")
	w.write("a/x.go", "new")
	w.until("a/x.go")
	w.write("web/x.css", "new")
	w.until("web/x.css")
	w.write("a/x.txt", "")
	w.write("web/deep/x.css", "new")
	w.wantOnly()
}

func TestIgnored(t *testing.T) {
	w := begin(t, Spec{Paths: []string{".", "dist/app.js"}, Ignore: []string{"*.tmp", "/build/"}},
		".gitignore", "*.log\n!keep.log\nnode_modules/\ndist\n",
		"sub/.gitignore", "!noted.log\n",
		"node_modules/deep/x.js", "", "dist/app.js", "", ".git/index", "", "sub/other.go", "", "build/x", "")
	for _, name := range []string{
		"a.log", "node_modules/deep/x.js", "node_modules/y.js", "dist/other.js", ".git/index", "x.tmp", "build/x",
		".a.go.swp", "a.go~", "sub/a.log",
	} {
		w.write(name, "new")
	}
	w.wantOnly()
	for _, name := range []string{"keep.log", "sub/noted.log", "dist/app.js", "sub/build/x"} {
		w.write(name, "new")
		w.until(name)
	}
	for folder := range w.watch.folders { // read beside its goroutine, which waits
		if strings.Contains(folder, "node_modules") || strings.Contains(folder, ".git") {
			t.Errorf("%s is watched", folder)
		}
	}
}

func TestGitignoreThatChangesCounts(t *testing.T) {
	w := begin(t, Spec{}, ".gitignore", "out/\n", "out/a", "")
	w.write(".gitignore", "")
	w.until(".gitignore")
	w.write("out/a", "new")
	w.until("out/a")
	w.write(".gitignore", "out/\n")
	w.until(".gitignore")
	w.write("out/a", "newer")
	w.wantOnly(".gitignore")
}

func TestGitignoreFilesMayCountForNothing(t *testing.T) {
	w := begin(t, Spec{NoGitignore: true}, ".gitignore", "*.log\n")
	w.write("a.log", "new")
	w.until("a.log")
}

func TestPatternsOfTheRepositoryAroundTheRoot(t *testing.T) {
	repo := t.TempDir()
	for name, text := range map[string]string{".git/HEAD": "", ".gitignore": "*.log\n", "app/x": ""} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(repo, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(repo, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root := filepath.Join(repo, "app")
	g := newIgnored(&Spec{Root: root})
	for name, want := range map[string]bool{"a.log": true, "a.go": false} {
		if got := g.has(filepath.Join(root, name), false, root); got != want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestAStormOfFilesIsOneChange(t *testing.T) {
	w := begin(t, Spec{Debounce: time.Second})
	for i := range 1000 {
		w.write(fmt.Sprintf("d%d/f%d", i%20, i), "")
	}
	c := <-w.changes
	if got := len(c.Paths) + c.More; got != 1000 && !c.Lost {
		t.Errorf("%d files are told of", got)
	}
	w.wantOnly()
}

func TestWhatCannotBeWatchedIsToldAtOnce(t *testing.T) {
	if _, err := newWatch(Spec{Root: t.TempDir(), Paths: []string{"a/[b"}}); err == nil || !strings.Contains(err.Error(), "no valid pattern") {
		t.Error(err)
	}
}
