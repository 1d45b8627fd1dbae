package export

import (
	"fmt"
	"slices"
	"strings"

	"tend/internal/config"
	"tend/manager"
)

// plan is a stack on its way to an engine. It belongs to one call of Export.
type plan struct {
	engine    *engine
	cfg       *config.Config
	processes []*process
	byName    map[string]*process
	files     []File
	notes     []Note
	next      string // the command that starts it; FILE is the first file
	said      map[Note]bool
	copied    map[secret]bool
}

// process is a process, and what an engine has to know of it beyond that.
type process struct {
	*manager.Process
	own     config.Own
	given   map[string]bool // keys that its table sets, as limits.memory
	image   string
	awaited bool // some other waits for it to end
	// path of its table, processes.api; replicas share it.
	path string
}

// secret is a value of an env file.
type secret struct{ file, name string }

// gather puts together what a writer needs.
func gather(e *engine, cfg *config.Config, o Options) (*plan, error) {
	x := &plan{engine: e, cfg: cfg, byName: map[string]*process{}, said: map[Note]bool{}, copied: map[secret]bool{}}
	given := map[string]map[string]bool{}
	paths := map[string]string{}
	for _, s := range cfg.Settings {
		if s.Process == "" {
			continue
		}
		if given[s.Process] == nil {
			given[s.Process] = map[string]bool{}
		}
		given[s.Process][strings.TrimPrefix(s.Key, "processes.*.")] = true
		if s.Key == "processes.*" {
			paths[s.Process] = s.Path
		}
	}
	stack := &cfg.Stack
	for i := range stack.Processes {
		p := &stack.Processes[i]
		x.processes = append(x.processes, &process{Process: p, own: cfg.Own[p.Name], given: given[p.Family], path: paths[p.Family]})
		x.byName[p.Name] = x.processes[i]
	}
	for _, p := range x.processes {
		for _, d := range p.DependsOn {
			if d.Condition == manager.OnDone || d.Condition == manager.OnExited {
				x.byName[d.Name].awaited = true
			}
		}
	}
	return x, x.chooseImages(o)
}

// chooseImages gives each process its image.
func (x *plan) chooseImages(o Options) error {
	for name := range o.Images {
		known := func(p *process) bool { return p.Name == name || p.Family == name }
		if !slices.ContainsFunc(x.processes, known) {
			return fmt.Errorf("--image %s=%s: there is no process %q in %s", name, o.Images[name], name, x.cfg.Stack.Source)
		}
	}
	if !x.engine.images {
		if len(o.Images) > 0 || o.Image != "" {
			return fmt.Errorf("--image has no meaning for %s: it runs commands, not images", x.engine.called)
		}
		return nil
	}
	var missing []string
	for _, p := range x.processes {
		p.image = o.Image
		for _, name := range []string{p.Family, p.Name} {
			if image, ok := o.Images[name]; ok {
				p.image = image
			}
		}
		if p.image == "" {
			missing = append(missing, p.Name)
		}
	}
	if len(missing) > 0 {
		return &MissingImagesError{Engine: x.engine.called, Processes: missing}
	}
	return nil
}

// say adds a note about a key of a process, or about the process if key is
// empty. The same is said once, however many replicas it is true of.
func (x *plan) say(p *process, key, format string, args ...any) {
	path := p.path
	if key != "" {
		path += "." + key
	}
	x.sayAt(path, format, args...)
}

// sayAt adds a note about a path.
func (x *plan) sayAt(path, format string, args ...any) {
	n := Note{Path: path, Text: oneLine(fmt.Sprintf(format, args...))}
	if !x.said[n] {
		x.said[n] = true
		x.notes = append(x.notes, n)
	}
}

// sayProfiles says that the engine knows no profiles.
func (x *plan) sayProfiles(p *process) {
	if len(p.own.Profiles) > 0 {
		x.say(p, "profiles", "%s knows no profiles: it starts with the others only if one of them was given by --profile", x.engine.called)
	}
}

// inOrder returns the notes in the order of the processes, those about the whole
// stack first.
func (x *plan) inOrder() []Note {
	rank := func(n Note) int {
		return slices.IndexFunc(x.processes, func(p *process) bool {
			return n.Path == p.path || strings.HasPrefix(n.Path, p.path+".")
		})
	}
	slices.SortStableFunc(x.notes, func(a, b Note) int { return rank(a) - rank(b) })
	return x.notes
}

// add adds a file.
func (x *plan) add(name string, text []byte, private bool) {
	x.files = append(x.files, File{Name: name, Text: text, Private: private})
}

// given reports whether a key at the top is set.
func (x *plan) given(key string) bool {
	return slices.ContainsFunc(x.cfg.Settings, func(s config.Setting) bool { return s.Path == key })
}

// scheduled reports whether a process starts at times, and not with the stack.
func (p *process) scheduled() bool { return p.Schedule != nil }

// restarts reports whether a process is ever started again by itself.
func (p *process) restarts() bool { return p.Restart != manager.RestartNever }

// oneLine makes a line of a text that a person gave.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
