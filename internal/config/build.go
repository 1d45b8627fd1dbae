package config

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tend/internal/alert"
	"tend/internal/keymap"
	"tend/internal/theme"
	"tend/manager"
	"tend/processcontrol"
)

// builder turns a checked table into a stack. It looks at what the schema
// cannot: files, variables, and how values fit together.
type builder struct {
	*check
	options Options
	base    string   // absolute
	files   []string // read beside the configuration itself
	shell   []string
	exitOn  manager.ExitOn
	top     scope    // variables of every process
	topEnv  []change // variables that the top of the file sets
	owns    map[string]Own
	// ownPWD is set if the configuration itself says what PWD is, or that it
	// is not, for every process.
	ownPWD bool
	path   []string               // folders before the PATH of every process
	log    processcontrol.LogSpec // of the session
	logs   map[string]string      // who writes to a file, as sentences call it
	pids   map[string]string      // whose daemon writes its PID to a file
}

// build checks what the documents say and makes a stack of it. problems are
// those found before.
func build(m *merged, problems Errors, base string, o Options) (*Config, error) {
	b := &builder{check: &check{merged: m, problems: problems}, options: o, base: base, logs: map[string]string{}, pids: map[string]string{}, owns: map[string]Own{}}
	root := b.table(tree(), nil, m.raw)
	stack := b.stack(root)
	if len(b.problems) > 0 {
		return nil, Errors(sortPlaces(m, b.problems, func(p Problem) (string, int) { return p.File, p.Line }))
	}
	notes := sortPlaces(m, b.notes, func(n Note) (string, int) { return n.File, n.Line })
	return &Config{Stack: stack, Log: b.log, AutoReload: get[bool](root, "reload"), Screen: screen(root), Notes: notes, Files: b.files,
		Settings: b.settings(tree(), place{}, "", m.raw), Own: b.owns}, nil
}

// screen is how the screen is to look, and which keys it takes.
func screen(root *table) Screen {
	s := Screen{Theme: theme.Default, Background: theme.Auto, Keys: get[keymap.Bindings](root, "keys")}
	if t := get[*table](root, "ui"); t != nil {
		s.Theme, s.Background, s.ASCII = get[string](t, "theme"), get[string](t, "background"), get[bool](t, "ascii")
		s.Notify = get[alert.Way](t, "notify")
	}
	return s
}

// stack builds the whole. It is of use only if no problem was found.
func (b *builder) stack(root *table) manager.Stack {
	s := manager.Stack{Name: get[string](root, "name"), Source: b.source(), StopTimeout: get[time.Duration](root, "stop_timeout")}
	if s.Name == "" {
		s.Name = folderName(b.base)
	}
	b.shell = get[[]string](root, "shell")
	b.exitOn = get[manager.ExitOn](root, "exit_on")
	b.variables(root)
	b.log = b.sessionLog(get[*table](root, "log"))

	tables := get[[]*table](root, "processes")
	for _, t := range tables {
		b.checkName(t)
	}
	b.checkProfiles(tables)
	all := b.instances(tables)
	dependencies := b.dependencies(tables, all)
	for _, in := range all {
		p := b.process(in)
		p.DependsOn = dependencies[p.Family]
		s.Processes = append(s.Processes, p)
	}
	switch {
	case len(s.Processes) > 0 || len(b.problems) > 0:
	case len(tables) > 0:
		b.reportAll("every process is disabled: there is nothing to run", "")
	default:
		b.reportAll("there are no processes: add one, such as [processes.web] with command = \"npm start\"", "")
	}
	return s
}

// source is where the stack comes from, for people.
func (b *builder) source() string {
	files := make([]string, len(b.docs))
	for i, d := range b.docs {
		files[i] = d.file
	}
	return strings.Join(files, ", ")
}

// variables lays down those that every process has. PWD is the configuration's
// folder here, and each process's own there.
func (b *builder) variables(root *table) {
	changes := get[[]change](root, "env")
	outside := inherit(b.options.Environ)
	delete(outside.vars, "PWD")
	files := b.envFiles(root, outside.over(map[string]string{"PWD": b.base}))
	b.ownPWD = files.vars["PWD"] != b.base
	for _, c := range changes {
		b.ownPWD = b.ownPWD || c.name == "PWD"
	}
	b.top, b.topEnv = b.apply(files, changes), changes
	b.path = b.searchPath(root, b.top)
}

// process builds one process.
func (b *builder) process(in instance) manager.Process {
	t := in.table
	if !t.given["command"] {
		b.reportTable(t.path, "there is no command: say what to run, such as command = \"npm start\"")
	}
	outer, dir := b.outer(in)
	env := b.inner(in, outer)
	b.owns[in.name] = b.own(in, env)
	p := manager.Process{
		Spec: processcontrol.Spec{
			Name:     in.name,
			Command:  b.argv(t, "command", env),
			Dir:      dir,
			Env:      env.environ(),
			TTY:      hasTerminal(t),
			Daemon:   b.daemon(in, dir, env),
			Ready:    b.probe(t, "ready", env),
			Health:   b.probe(t, "health", env),
			Watchdog: get[time.Duration](t, "watchdog"),
			Port:     in.port,
			Stop:     b.stop(t, env),
			Log:      b.processLog(in, get[*table](t, "log"), outer),
		},
		Display:      get[command](t, "command").display(),
		Shell:        get[command](t, "command").argv == nil,
		Restart:      get[manager.RestartPolicy](t, "restart"),
		Backoff:      b.backoff(get[*table](t, "backoff")),
		Group:        get[string](t, "group"),
		Autostart:    get[bool](t, "autostart") && b.inProfile(t),
		Family:       t.name(),
		SuccessCodes: get[[]int](t, "success_codes"),
		ExitOn:       get[manager.ExitOn](t, "exit_on"),
		Schedule:     b.schedule(t),
		Watch:        b.watch(t, outer),
		Hooks:        b.hooks(get[*table](t, "hooks"), env),
	}
	if p.ExitOn == manager.ExitOnDefault {
		p.ExitOn = b.exitOn
	}
	if (p.Health != nil || p.Watchdog != 0) && p.Restart != manager.RestartNever {
		p.Unhealthy = processcontrol.LimitRestart
	}
	if t.given["limits"] {
		p.Limits = b.limits(get[*table](t, "limits"))
	}
	return p
}

// outer is the scope of what decides where and with which files a process
// runs, and its absolute working folder.
func (b *builder) outer(in instance) (outer scope, dir string) {
	t := in.table
	outer = b.top.over(numbered(in.port, in.replica))
	outer.lost["PORT"] = in.port == 0 && t.given["port"]
	dir = b.base
	if text := get[string](t, "dir"); text != "" {
		at := place{key: join(t.path, "dir")}
		if full, ok := b.expand(at, text, outer); ok {
			if f := checkFolder(full); f != nil {
				b.report(at, fmt.Sprintf("working folder %s %s", shown(text, full), f.text), "")
			}
			dir = full
		}
	}
	if !b.ownPWD {
		outer.vars["PWD"] = dir // as a shell would say
	}
	return outer, dir
}

// inner is the environment of a process: what its commands and probes use.
func (b *builder) inner(in instance, outer scope) scope {
	below := b.envFiles(in.table, outer).over(numbered(in.port, in.replica))
	below.lost["PORT"] = outer.lost["PORT"]
	env := b.apply(below, get[[]change](in.table, "env"))
	folders := append(b.searchPath(in.table, outer), b.path...)
	env.path = slices.Clip(folders)
	if rest := env.vars["PATH"]; rest != "" {
		folders = append(folders, rest)
	}
	if len(folders) > 0 {
		env.vars["PATH"] = strings.Join(folders, string(filepath.ListSeparator))
	}
	return env
}

// searchPath is what a table puts before PATH.
func (b *builder) searchPath(t *table, s scope) []string {
	var folders []string
	paths := get[[]string](t, "path")
	for i, path := range paths {
		at := element(join(t.path, "path"), i, len(paths))
		full, ok := b.expand(at, path, s)
		if ok && strings.ContainsRune(full, filepath.ListSeparator) {
			b.wrong(at, faultf("must not contain %q, as %s does: give each folder as an element of a list", filepath.ListSeparator, show(full)))
			ok = false
		}
		if ok {
			folders = append(folders, full)
		}
	}
	return folders
}
