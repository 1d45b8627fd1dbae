package export

import (
	"fmt"
	"slices"
	"strings"

	"tend/internal/config"
)

// Options are what an export takes from outside.
type Options struct {
	// Images has the image of each process, by its name or the one that its
	// replicas share. Image is that of all others; empty: they have none.
	Images map[string]string
	Image  string
}

// Result is a stack in the words of an engine.
type Result struct {
	Files []File
	// Single is set if the engine takes all of it as one file, which is the only
	// one then.
	Single bool
	// Notes are about what is not as it is with tend.
	Notes []Note
	next  string
}

// Next is the command that comes after writing the files, the first of which is
// at the path.
func (r *Result) Next(path string) string { return strings.ReplaceAll(r.next, "FILE", shellWord(path)) }

// File is a text to be written.
type File struct {
	Name string // without a folder
	Text []byte
	// Private is set if there are values of variables in it, which may be
	// secrets.
	Private bool
}

// Note is a remark about what is not as it is with tend.
type Note struct {
	Path string // the key that it is about: processes.api.watch
	Text string // one line
}

// String is the note in one line.
func (n Note) String() string { return n.Path + ": " + n.Text }

// MissingImagesError says which processes have no image, where each needs one.
type MissingImagesError struct {
	Engine    string
	Processes []string
}

func (e *MissingImagesError) Error() string {
	return fmt.Sprintf("%s runs images, and there is none for %s: name them by --image NAME=IMAGE, or one for all by --image IMAGE",
		e.Engine, strings.Join(e.Processes, ", "))
}

// engine is a program that a stack can be handed to.
type engine struct {
	name   string // as it is typed
	called string // as sentences call it
	images bool   // it runs images
	file   string // what its only file is called; empty if it takes several
	fates  func() []fate
	write  func(*plan)
}

// engines are all there are.
func engines() []engine {
	return []engine{
		{name: "systemd", called: "systemd", fates: systemdFates, write: writeSystemd},
		{name: "compose", called: "Compose", images: true, file: "compose.yaml", fates: composeFates, write: writeCompose},
		{name: "nomad", called: "Nomad", fates: nomadFates, write: writeNomad},
		{name: "kubernetes", called: "Kubernetes", images: true, file: "kubernetes.yaml", fates: kubernetesFates, write: writeKubernetes},
	}
}

// Engines lists the names of the engines.
func Engines() []string {
	var names []string
	for _, e := range engines() {
		names = append(names, e.name)
	}
	return names
}

// Export writes the stack of a configuration for the engine of that name. An
// error is about what was asked for: a name that there is not, or a
// MissingImagesError.
func Export(engine string, cfg *config.Config, o Options) (*Result, error) {
	all := engines()
	i := slices.Index(Engines(), engine)
	if i < 0 {
		return nil, fmt.Errorf("there is no engine %q: name one of %s", engine, strings.Join(Engines(), ", "))
	}
	x, err := gather(&all[i], cfg, o)
	if err != nil {
		return nil, err
	}
	x.sayLost()
	x.sayPorts()
	x.engine.write(x)
	x.saySecrets()
	return &Result{Files: x.files, Single: x.engine.file != "", Notes: x.inOrder(), next: x.next}, nil
}
