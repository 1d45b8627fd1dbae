package config

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"tend/manager"
	"tend/processcontrol"
)

// builder turns a checked table into a stack. It looks at what the schema
// cannot: files, and how values fit together.
type builder struct {
	*check
	base    string // absolute
	environ []string
	files   []string // read beside the configuration itself
	shell   []string
	layers  []map[string]string // variables of every process

	autoReload bool
}

// stack builds the whole. It is of use only if no problem was found.
func (b *builder) stack(root *table) manager.Stack {
	s := manager.Stack{Name: get[string](root, "name"), Source: b.file}
	if s.Name == "" {
		s.Name = folderName(b.base)
	}
	b.shell = get[[]string](root, "shell")
	b.layers = []map[string]string{b.envFiles(root), get[map[string]string](root, "env")}

	tables := get[[]*table](root, "processes")
	dependencies := b.dependencies(tables)
	for _, t := range tables {
		b.checkName(t)
		if !get[bool](t, "disabled") {
			p := b.process(t)
			p.DependsOn = dependencies[p.Name]
			s.Processes = append(s.Processes, p)
		}
	}
	switch {
	case len(s.Processes) > 0 || len(b.problems) > 0:
	case len(tables) > 0:
		b.problems = append(b.problems, Problem{File: b.file, Text: "every process is disabled: there is nothing to run"})
	default:
		text := "there are no processes: add one, such as [processes.web] with command = \"npm start\""
		b.problems = append(b.problems, Problem{File: b.file, Text: text})
	}
	return s
}

var (
	goodName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
	badRunes = regexp.MustCompile(`[^A-Za-z0-9._-]+`)
)

func (b *builder) checkName(t *table) {
	name := t.name()
	if goodName.MatchString(name) {
		return
	}
	p := place{key: t.path}
	if name == "" {
		b.report(p, "the name of a process must not be empty", "")
		return
	}
	text := fmt.Sprintf("%q cannot be the name of a process: it is made of letters, digits, dots, dashes and underscores", name)
	b.report(p, text, quoteNonEmpty(cleanName(name)))
}

// process builds one process.
func (b *builder) process(t *table) manager.Process {
	c := get[command](t, "command")
	if !t.given["command"] {
		b.reportTable(t.path, "there is no command: say what to run, such as command = \"npm start\"")
	}
	dir := b.dir(t)
	p := manager.Process{
		Spec: processcontrol.Spec{
			Name:    t.name(),
			Command: c.argvWith(b.shell),
			Dir:     dir,
			Env:     b.env(t, dir),
			TTY:     get[bool](t, "tty"),
			Ready:   b.probe(t, "ready"),
			Health:  b.probe(t, "health"),
			Stop:    b.stop(get[*table](t, "stop"), get[bool](t, "tty")),
			Log:     b.log(get[*table](t, "log")),
		},
		Display:   c.display(),
		Restart:   get[manager.RestartPolicy](t, "restart"),
		Backoff:   b.backoff(get[*table](t, "backoff")),
		Group:     get[string](t, "group"),
		Autostart: get[bool](t, "autostart"),
	}
	if p.Health != nil && p.Restart != manager.RestartNever {
		p.Unhealthy = processcontrol.LimitRestart
	}
	if t.given["limits"] {
		p.Limits = b.limits(get[*table](t, "limits"))
	}
	return p
}

// stop builds how a process is asked to end.
func (b *builder) stop(t *table, tty bool) processcontrol.StopSpec {
	spec := processcontrol.StopSpec{
		Signal: get[processcontrol.Signal](t, "signal"),
		Keys:   get[string](t, "keys"),
		Grace:  get[time.Duration](t, "grace"),
	}
	if t.given["command"] {
		spec.Command = get[command](t, "command").argvWith(b.shell)
	}
	if t.given["keys"] {
		keys := place{key: join(t.path, "keys")}
		if t.given["command"] {
			b.report(keys, "a process is asked to end by command or by keys, not by both: take one of the two out", "")
		}
		if !tty {
			b.report(keys, "keys are typed into a terminal, and tty = false gives it none: take one of the two out", "")
		}
	}
	return spec
}

// dir is the absolute working folder.
func (b *builder) dir(t *table) string {
	dir := get[string](t, "dir")
	if dir == "" {
		return b.base
	}
	at := place{key: join(t.path, "dir")}
	full, ok := b.expand(at, dir)
	if !ok {
		return b.base
	}
	if f := checkFolder(full); f != nil {
		b.report(at, fmt.Sprintf("working folder %s %s", show(dir), f.text), "")
	}
	return full
}

// env is the environment of one process. PWD is what a shell would say in
// its folder, unless a variable of the configuration says otherwise.
func (b *builder) env(t *table, dir string) []string {
	return environment(b.environ, append([]map[string]string{{"PWD": dir}},
		append(b.layers[:len(b.layers):len(b.layers)], b.envFiles(t), get[map[string]string](t, "env"))...)...)
}

func (b *builder) backoff(t *table) manager.Backoff {
	law := manager.Backoff{
		Initial: get[time.Duration](t, "initial"),
		Max:     get[time.Duration](t, "max"),
		GiveUp:  get[int](t, "give_up"),
		Within:  get[time.Duration](t, "within"),
	}
	if law.Max < law.Initial {
		at := place{key: join(t.path, "max")}
		if !t.given["max"] {
			at = place{key: join(t.path, "initial")}
		}
		b.report(at, fmt.Sprintf("max, which is %s, must not be less than initial, which is %s", short(law.Max), short(law.Initial)), "")
	}
	return law
}

func (b *builder) log(t *table) processcontrol.LogSpec {
	spec := processcontrol.LogSpec{
		Buffer:  get[int64](t, "buffer"),
		MaxSize: get[int64](t, "max_size"),
		Keep:    get[int](t, "keep"),
	}
	if file := get[string](t, "file"); file != "" {
		spec.File, _ = b.expand(place{key: join(t.path, "file")}, file)
	}
	return spec
}

// short writes 5m instead of 5m0s.
func short(d time.Duration) string {
	switch {
	case d >= time.Hour && d%time.Hour == 0:
		return strconv.Itoa(int(d/time.Hour)) + "h"
	case d >= time.Minute && d%time.Minute == 0:
		return strconv.Itoa(int(d/time.Minute)) + "m"
	}
	return d.String()
}
