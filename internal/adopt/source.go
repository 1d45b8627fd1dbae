package adopt

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"tend/internal/shortpath"
)

// Source is a file that a tend.toml can be made of.
type Source struct {
	Name string // from the folder of the tend.toml
	path string // to open it
	dir  string // its folder, from that of the tend.toml
	kind *kind
}

// kind is a format.
type kind struct {
	name  string   // of the format
	files []string // that are looked for, the first of them first
	named *regexp.Regexp
	// key is what the top of a YAML or JSON file of this kind has.
	key   string
	noun  string // what it calls a process
	empty string // what to do about a file without processes
	// fits reports whether a file that was found by its name is worth reading;
	// nil if it always is.
	fits func(text string) bool
	read func(r *reader, text string)
}

// kinds are the formats. Of several in one folder, the first counts that says
// most of how processes are to be run.
func kinds() []*kind {
	return []*kind{
		{
			name: "process-compose", key: "processes", noun: "process", empty: "it has no processes",
			files: []string{"process-compose.yaml", "process-compose.yml"},
			named: regexp.MustCompile(`process-compose[^/]*\.ya?ml$`),
			read:  readProcessCompose,
		},
		{
			name: "mprocs", key: "procs", noun: "proc", empty: "it has no procs",
			files: []string{"mprocs.yaml", "mprocs.yml", "mprocs.json"},
			named: regexp.MustCompile(`mprocs[^/]*\.(ya?ml|json)$`),
			read:  readMprocs,
		},
		{
			name: "Procfile", noun: "process", empty: `it takes lines of "name: command"`,
			files: []string{"Procfile.dev", "Procfile"},
			named: regexp.MustCompile(`^Procfile|[Pp]rocfile$`),
			read:  readProcfile,
		},
		{
			name: "compose file", key: "services", noun: "service", empty: "it has no services",
			files: []string{"compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"},
			named: regexp.MustCompile(`^docker-compose[^/]*\.ya?ml$`),
			read:  readCompose,
		},
		{
			name: "package.json", key: "scripts", noun: "script", empty: "none of its scripts runs on, as dev, start, serve, watch and worker do",
			files: []string{"package.json"},
			named: regexp.MustCompile(`^package[^/]*\.json$`),
			fits:  hasScripts,
			read:  readPackage,
		},
	}
}

// Find returns what a tend.toml in dir can be made of, the best first.
func Find(dir string) []Source {
	var found []Source
	for _, k := range kinds() {
		for _, name := range k.files {
			path := filepath.Join(dir, name)
			if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
				continue
			}
			if k.fits != nil {
				if text, err := readFile(path); err == nil && !k.fits(text) {
					continue
				}
			}
			found = append(found, Source{Name: name, path: path, dir: ".", kind: k.forFile(path)})
			break
		}
	}
	return found
}

// forFile is the kind of a file that was found by a name of this one. Compose
// and process-compose look for a compose.yaml, both of them.
func (k *kind) forFile(path string) *kind {
	if k.key != "services" {
		return k
	}
	if text, err := readFile(path); err == nil {
		if other := kindOf(text); other != nil {
			return other
		}
	}
	return k
}

// Named is a file that a person has named, for a tend.toml in dir.
func Named(dir, path string) (Source, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Source{}, fmt.Errorf("cannot read %s: %w", path, cause(err))
	}
	if info.IsDir() {
		return Source{}, fmt.Errorf("%s is a folder: name a file in it", path)
	}
	s := Source{path: path, Name: filepath.ToSlash(path), dir: filepath.ToSlash(filepath.Dir(path))}
	if from, err := relative(dir, path); err == nil {
		s.Name, s.dir = filepath.ToSlash(from), filepath.ToSlash(filepath.Dir(from))
	}
	base := filepath.Base(path)
	for _, k := range kinds() {
		if k.named.MatchString(base) {
			s.kind = k
			return s, nil
		}
	}
	text, err := readFile(path)
	if err != nil {
		return Source{}, fmt.Errorf("%s: %w", path, err)
	}
	if s.kind = kindOf(text); s.kind == nil {
		return Source{}, fmt.Errorf("cannot tell what %s is: tend init takes %s", path, Formats())
	}
	return s, nil
}

// relative is a path as it is from a folder, whatever the two start from.
func relative(dir, path string) (string, error) {
	from, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	to, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.Rel(from, to)
}

// kindOf tells a kind by what stands at the top of a text, nil if it is none.
func kindOf(text string) *kind {
	root, err := parseYAML(text)
	if err != nil {
		return nil
	}
	for _, k := range kinds() {
		if k.key != "" && lookup(root, k.key) != nil {
			return k
		}
	}
	return nil
}

// Formats is what a tend.toml can be made of, for people.
func Formats() string {
	return "a process-compose.yaml, mprocs.yaml, Procfile, compose file or package.json"
}

// at is a place in the source as comments of the tend.toml have it.
func (s Source) at(line int) string {
	if line < 1 {
		return s.Name
	}
	return s.Name + ":" + strconv.Itoa(line)
}

// Shown is the source as somebody at a terminal would name it.
func (s Source) Shown() string { return shortpath.FromHere(s.path) }

// beside is a file in the folder of the source.
func (s Source) beside(name string) string { return filepath.Join(filepath.Dir(s.path), name) }

// has reports whether there is such a file beside the source.
func (s Source) has(name string) bool {
	info, err := os.Stat(s.beside(name))
	return err == nil && info.Mode().IsRegular()
}
