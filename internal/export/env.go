package export

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"tend/internal/config"
)

var plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// variables are those that the configuration sets and that an engine can be
// given. The others are said.
func (x *plan) variables(p *process) []config.Var {
	var vars []config.Var
	for _, v := range p.own.Vars {
		if !plainName.MatchString(v.Name) {
			x.say(p, "env", "%s takes no variable called %q; left out", x.engine.called, v.Name)
			continue
		}
		if !utf8.ValidString(v.Value) {
			x.say(p, "env", "the value of %s is not UTF-8, which %s asks for; left out", v.Name, x.engine.called)
			continue
		}
		vars = append(vars, v)
	}
	return vars
}

// here are the variables of a process on this machine: its own, and the PATH
// that its programs are looked up in, which is the one of whoever exports.
func (x *plan) here(p *process) []config.Var {
	vars := slices.DeleteFunc(x.variables(p), func(v config.Var) bool { return v.Name == "PATH" })
	for _, entry := range p.Env {
		if path, ok := strings.CutPrefix(entry, "PATH="); ok {
			vars = append(vars, config.Var{Name: "PATH", Value: path})
		}
	}
	slices.SortStableFunc(vars, func(a, b config.Var) int { return strings.Compare(a.Name, b.Name) })
	return vars
}

// sayUnset says which variables of an image nobody takes away.
func (x *plan) sayUnset(p *process) {
	for _, name := range p.own.Unset {
		other := func(p *process) bool { return !slices.Contains(p.own.Unset, name) }
		path := p.path + ".env"
		if x.given("env") && !slices.ContainsFunc(x.processes, other) {
			path = "env"
		}
		x.sayAt(path, "%s takes no variable away: %s is there if the image sets it", x.engine.called, name)
	}
}

// copyOf notes that values of env files stand in what is written.
func (x *plan) copyOf(vars []config.Var) {
	for _, v := range vars {
		if v.File != "" {
			x.copied[secret{v.File, v.Name}] = true
		}
	}
}

// saySecrets says that there are values of env files in what is written.
func (x *plan) saySecrets() {
	switch n := len(x.copied); n {
	case 0:
	case 1:
		x.sayAt("env_file", "1 value of the env files stands in what is written: whoever can read that can read it")
	default:
		x.sayAt("env_file", "%d values of the env files stand in what is written: whoever can read that can read them", n)
	}
}

// referable reports whether the engine may read the env files of a process
// itself, and comes to the same values: every reader takes them the same way,
// and nothing goes over what they say.
func referable(p *process) bool {
	if len(p.own.EnvFiles) == 0 {
		return false
	}
	from := map[string]string{}
	for _, v := range p.own.Vars {
		from[v.Name] = v.File
	}
	for _, f := range p.own.EnvFiles {
		if !f.Plain {
			return false
		}
		for _, name := range f.Names {
			if from[name] == "" || name == "PATH" {
				return false
			}
		}
	}
	return true
}

// notFromFiles are the variables that are not of env files.
func notFromFiles(vars []config.Var) []config.Var {
	return slices.DeleteFunc(slices.Clone(vars), func(v config.Var) bool { return v.File != "" })
}

// environment is a table of variables.
func environment(vars []config.Var) map[string]string {
	if len(vars) == 0 {
		return nil
	}
	table := make(map[string]string, len(vars))
	for _, v := range vars {
		table[v.Name] = v.Value
	}
	return table
}
