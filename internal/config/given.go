package config

import (
	"maps"
	"slices"
	"strings"
)

// Setting is a key that the files of a configuration set.
type Setting struct {
	// Path is the key with the names that the user has chosen:
	// processes.api.stop.grace.
	Path string
	// Key is the same as Schema has it: processes.*.stop.grace.
	Key string
	// Process is the table of the process that it is in, which is the Family of
	// a manager.Process; empty at the top.
	Process string
}

// Own is what the configuration itself says of a process, where manager.Process
// has what comes of that together with what tend inherits.
type Own struct {
	// Autostart is the key of that name: the profiles that were asked for have
	// no say in it.
	Autostart bool
	Profiles  []string
	AutoPort  bool // it has the port that was free, whichever that is
	// Vars are the variables that the configuration sets, sorted by name. PATH
	// is among them only if env or an env file sets it: path is not looked at.
	Vars []Var
	// Unset are the variables that it takes away, sorted.
	Unset []string
	// Path are the absolute folders that it puts before PATH.
	Path []string
	// EnvFiles are the files that it reads, the later over the earlier.
	EnvFiles []EnvFile
}

// Var is a variable of a process.
type Var struct {
	Name, Value string
	// File is the absolute path of the env file that it is from; empty if it is
	// from somewhere else.
	File string
}

// EnvFile is a file of KEY=VALUE lines that was read.
type EnvFile struct {
	File string // absolute
	// Names are the variables that it sets, sorted.
	Names []string
	// Plain is set if every reader of such files takes it the same way: there
	// is nothing in it that would have to be quoted or filled in.
	Plain bool
}

// settings lists the keys that are set, in the order of the files. What a
// disabled process says is not among them.
func (c *check) settings(n *node, at place, process string, raw map[string]any) []Setting {
	var all []Setting
	for _, name := range c.order(at.key, raw) {
		child, next, within := n.children[name], place{key: join(at.key, name)}, process
		if child == nil {
			child = n.any
		}
		if child == nil {
			continue // a name of the user's, such as that of a variable
		}
		below, isTable := raw[name].(map[string]any)
		if child.path == "processes.*" {
			if off, _ := below["disabled"].(bool); off {
				all = append(all, Setting{Path: join(next.key, "disabled").String(), Key: "processes.*.disabled", Process: name})
				continue
			}
			within = name
		}
		all = append(all, Setting{Path: next.key.String(), Key: child.path, Process: within})
		if isTable {
			all = append(all, c.settings(child, next, within, below)...)
		}
	}
	return all
}

// own tells what a process has from the configuration itself. env is the scope
// of its commands.
func (b *builder) own(in instance, env scope) Own {
	from := map[string]string{}
	unset := map[string]bool{}
	lay := func(name, file string) {
		from[name] = file
		delete(unset, name)
	}
	files := func(all []EnvFile) {
		for _, f := range all {
			for _, name := range f.Names {
				lay(name, f.File)
			}
		}
	}
	changes := func(all []change) {
		for _, c := range all {
			if lay(c.name, ""); c.unset {
				delete(from, c.name)
				unset[c.name] = true
			}
		}
	}
	files(b.top.files)
	changes(b.topEnv)
	files(env.files[len(b.top.files):])
	for name := range numbered(in.port, in.replica) {
		lay(name, "")
	}
	changes(get[[]change](in.table, "env"))
	own := Own{
		Autostart: get[bool](in.table, "autostart"),
		Profiles:  get[[]string](in.table, "profiles"),
		AutoPort:  get[port](in.table, "port").auto,
		Unset:     slices.Sorted(maps.Keys(unset)),
		Path:      env.path,
		EnvFiles:  env.files,
	}
	for _, name := range slices.Sorted(maps.Keys(from)) {
		value := env.vars[name]
		if name == "PATH" && len(env.path) > 0 {
			value = value[min(len(strings.Join(env.path, ":"))+1, len(value)):]
		}
		own.Vars = append(own.Vars, Var{Name: name, Value: value, File: from[name]})
	}
	return own
}
