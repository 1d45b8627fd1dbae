package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tend/internal/alert"
	"tend/internal/keymap"
	"tend/internal/shortpath"
	"tend/manager"
	"tend/processcontrol"
)

// FileName is what a configuration is called.
const FileName = "tend.toml"

// Config is a configuration that was read and found right.
type Config struct {
	Stack manager.Stack
	// Log is the file that the output of all processes goes to, if there is one.
	Log processcontrol.LogSpec
	// AutoReload is whether the configuration is to be read again when one of
	// its Files has changed.
	AutoReload bool
	// Screen is how the screen is to look.
	Screen Screen
	// Notes are about what is right but may be a slip, in order of position.
	Notes []Note
	// Files are all that was read, absolute: the configuration itself and its
	// env files. When one of them changes, so may the stack. A local file is
	// among them if there is one: that it appears is not seen here.
	Files []string
	// Settings are the keys that the files set, in their order, and Own what
	// they say of each process, by its name. The Stack has what comes of them
	// together with defaults and what tend inherits.
	Settings []Setting
	Own      map[string]Own
}

// Screen is how the screen is to look.
type Screen struct {
	Theme      string // one of theme.Names
	Background string // one of theme.Backgrounds
	ASCII      bool   // nothing but that is drawn
	// Notify is how somebody is told that a process has failed.
	Notify alert.Way
	// Keys are bound in place of those by default, and found right together.
	Keys keymap.Bindings
}

// Same reports whether two screens look the same and take the same keys.
func (s Screen) Same(o Screen) bool {
	return s.Theme == o.Theme && s.Background == o.Background && s.ASCII == o.ASCII && s.Notify == o.Notify && maps.EqualFunc(s.Keys, o.Keys, slices.Equal)
}

// Options are what a configuration takes from outside.
type Options struct {
	// Environ is what the processes inherit: os.Environ() but in tests.
	Environ []string
	// Profiles are those that are asked for. Each has to be one of a process.
	Profiles []string
	// Elsewhere is set if the stack is not going to run on this machine, or not by
	// tend: what is not possible here is not refused then.
	Elsewhere bool
	// Ports chooses a port for the process of that name, which has port =
	// "auto". Whoever reads a configuration again gives the same answer again,
	// so that nothing is restarted for it. Nil means FreePort, and so does an
	// answer that is the port of another process.
	Ports func(process string) (int, error)
}

// Load reads and checks the configuration that files make together, the later
// over the earlier. Beside the first there may be a local file, tend.local.toml
// for tend.toml, which goes over them all. Relative paths start from the first
// file's folder, whichever file they are in. An error is of type Errors.
func Load(files []string, o Options) (*Config, error) {
	if len(files) == 0 {
		return nil, Errors{{File: FileName, Text: "no configuration was named"}}
	}
	files = withLocal(files)
	var docs []*document
	var problems Errors
	for _, path := range files {
		text, f := readFile(path, maxSize)
		if f != nil {
			problems = append(problems, Problem{File: show(path), Text: "this configuration " + f.text})
			continue
		}
		d, wrong := decode(show(path), text)
		problems = append(problems, wrong...)
		if d != nil {
			docs = append(docs, d)
		}
	}
	if len(docs) < len(files) {
		return nil, problems // what the others lack might be in the one that cannot be read
	}
	base, f := folder(filepath.Dir(files[0]))
	if f != nil {
		return nil, Errors{{File: docs[0].file, Text: f.text}}
	}
	cfg, err := build(merge(docs...), problems, base, o)
	if err != nil {
		return nil, err
	}
	for i, path := range files {
		if abs, err := filepath.Abs(path); err == nil {
			cfg.Files = slices.Insert(cfg.Files, min(i, len(cfg.Files)), abs)
		}
	}
	return cfg, nil
}

// withLocal adds the local file of the first, if there is one. One that was
// named keeps its place.
func withLocal(files []string) []string {
	ext := filepath.Ext(files[0])
	local := strings.TrimSuffix(files[0], ext) + ".local" + ext
	named := slices.ContainsFunc(files, func(path string) bool { return filepath.Clean(path) == filepath.Clean(local) })
	if _, err := os.Stat(local); named || errors.Is(err, fs.ErrNotExist) {
		return files
	}
	return append(slices.Clone(files), local)
}

// Parse is Load for a text in memory: base is the folder that relative paths
// start from, and name is what errors call the text.
func Parse(name string, text []byte, base string, o Options) (*Config, error) {
	name = show(name)
	abs, f := folder(base)
	if f != nil {
		return nil, Errors{{File: name, Text: f.text}}
	}
	d, problems := decode(name, text)
	if d == nil {
		return nil, problems
	}
	return build(merge(d), problems, abs, o)
}

// folder makes the folder absolute that relative paths start from.
func folder(path string) (string, *fault) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", faultf("the folder %s cannot be found: %s", show(path), cause(err))
	}
	return abs, nil
}

// Find returns the configuration in dir or in the nearest folder above it, as
// the working folder of this process sees it. Without one, the error is an
// ErrNotFound that says where it looked.
func Find(dir string) (string, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find %s from %s: %w", FileName, show(dir), err)
	}
	for at := start; ; at = filepath.Dir(at) {
		path := filepath.Join(at, FileName)
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return shortpath.FromHere(path), nil
		}
		if at == filepath.Dir(at) {
			return "", &NotFoundError{Dir: start, Root: at}
		}
	}
}
