package adopt

import (
	"fmt"
	pathpkg "path"
	"slices"
	"strings"

	"tend/internal/config"
)

// draft is a tend.toml to be.
type draft struct {
	source    Source
	about     []string // said at the top
	top       []*entry
	processes []*process
	remarks   []remark      // about the whole
	drops     []config.Note // of what the loader has refused
}

// process is a process to be.
type process struct {
	name    string // in tend
	path    string // in the source, such as processes.api
	line    int
	about   []string // said above it
	entries []*entry
	depends []dependency
	remarks []remark
}

// entry is a key and its value.
type entry struct {
	key  string
	line int
	// text is the value in TOML, unless it is a table.
	text  string
	table []pair
	// without is why it is only a comment; empty if it is not.
	without string
}

// pair is a key of a table.
type pair struct {
	key     string
	text    string
	line    int
	without string
}

// dependency is what a process waits for.
type dependency struct {
	name      string // of the source until names are resolved
	condition string
	restart   bool
	line      int
}

// remark is about what a line of the source has and the draft does not.
type remark struct {
	line int
	text string
}

// topOrder is how the keys at the top follow each other.
var topOrder = []string{"name", "shell", "env_file", "env", "log"}

// order is how the keys of a process follow each other: what it is, what it
// needs, how it is, how it ends, where it is shown.
var order = []string{
	"command", "dir", "path", "env_file", "env", "tty", "port", "replicas",
	"depends_on", "ready", "health", "daemon", "restart", "backoff", "success_codes", "exit_on", "stop",
	"schedule", "every", "watch", "log", "group", "profiles", "autostart",
}

func (p *process) set(line int, key, text string) {
	p.entries = append(p.entries, &entry{key: key, line: line, text: text})
}

// setTable sets a table, if there is something in it.
func (p *process) setTable(line int, key string, table []pair) {
	if len(table) > 0 {
		p.entries = append(p.entries, &entry{key: key, line: line, table: table})
	}
}

// mergeTable adds a key to a table that may be there already, unless the key is.
func (p *process) mergeTable(line int, key string, one pair) {
	e := p.entry(key)
	switch {
	case e == nil:
		p.setTable(line, key, []pair{one})
	case !slices.ContainsFunc(e.table, func(there pair) bool { return there.key == one.key }):
		e.table = append(e.table, one)
	}
}

func (p *process) remark(line int, format string, args ...any) {
	p.remarks = append(p.remarks, remark{line, fmt.Sprintf(format, args...)})
}

// lacks remarks that tend has nothing like a key of the source.
func (p *process) lacks(line int, key string) { p.remark(line, noCounterpart, key) }

const noCounterpart = "%q has no counterpart in tend"

func (p *process) entry(key string) *entry {
	for _, e := range p.entries {
		if e.key == key && e.without == "" {
			return e
		}
	}
	return nil
}

// sort brings the keys into their order, and the remarks into that of the source.
func (p *process) sort() {
	slices.SortStableFunc(p.remarks, func(a, b remark) int { return a.line - b.line })
	slices.SortStableFunc(p.entries, func(a, b *entry) int { return slices.Index(order, a.key) - slices.Index(order, b.key) })
}

// reader is what the formats share while a source is read.
type reader struct {
	draft
	options  Options
	problems config.Errors
	names    names
	budget   int // of nodes of YAML that may still be looked at
}

// wrong reports a mistake of the source.
func (r *reader) wrong(line int, path, format string, args ...any) {
	r.problems = append(r.problems, config.Problem{File: r.source.Shown(), Line: max(line, 1), Path: path, Text: fmt.Sprintf(format, args...)})
}

func (r *reader) remark(line int, format string, args ...any) {
	r.remarks = append(r.remarks, remark{line, fmt.Sprintf(format, args...)})
}

// lacks remarks that tend has nothing like a key at the top of the source.
func (r *reader) lacks(line int, key string) { r.remark(line, noCounterpart, key) }

// setTop sets a key at the top.
func (r *reader) setTop(line int, key, text string) {
	r.top = append(r.top, &entry{key: key, line: line, text: text})
}

// add begins a process. Where its name is none for tend, it gets another and a
// remark.
func (r *reader) add(line int, path, name string) *process {
	p := &process{path: path, line: line, name: r.names.take(name)}
	if p.name != name {
		p.remark(line, "%s is called %s here: names have letters, digits, dots, dashes and underscores, and no two are the same", plain(fmt.Sprintf("%q", name)), p.name)
	}
	r.processes = append(r.processes, p)
	return p
}

// resolve turns the names that processes depend on into those that tend knows.
func (r *reader) resolve(noun string) {
	for _, p := range r.processes {
		var known []dependency
		for _, d := range p.depends {
			name, ok := r.names.of[d.name]
			if !ok {
				r.wrong(d.line, p.path, "depends on %q, which is no %s of this file", d.name, noun)
				continue
			}
			if name == p.name {
				r.wrong(d.line, p.path, "depends on itself, so that it would never start")
				continue
			}
			d.name = name
			if !slices.ContainsFunc(known, func(k dependency) bool { return k.name == name }) {
				known = append(known, d)
			}
		}
		p.depends = known
	}
}

// process is the one of that name in tend.
func (d *draft) process(name string) *process {
	i := slices.IndexFunc(d.processes, func(p *process) bool { return p.name == name })
	if i < 0 {
		return nil
	}
	return d.processes[i]
}

// in is a path of the source, as it is from the folder of the tend.toml.
func (d *draft) in(path string) string {
	if strings.HasPrefix(path, "/") || strings.HasPrefix(path, "~") || strings.HasPrefix(path, "${") {
		return path
	}
	if path = d.source.dir + "/" + path; strings.Contains(path, "${") {
		return strings.TrimPrefix(path, "./") // what .. goes back to is not known yet
	}
	return pathpkg.Clean(path)
}

// setDir sets the working folder, which is that of the source without another.
func (d *draft) setDir(p *process, line int, dir string) {
	if dir = d.in(dir); dir != "." {
		p.set(line, "dir", quoteLine(dir))
	}
}
