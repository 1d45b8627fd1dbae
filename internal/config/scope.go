package config

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// scope is a set of variables: what a process inherits at first, and with each
// layer that is laid over it, what the process will have.
//
// The layers, from the lowest: tend's own environment and PWD, env_file and env
// at the top, env_file of the process, PORT and TEND_REPLICA, env of the
// process, and in front of what PATH is then, path.
type scope struct {
	vars map[string]string
	// lost are variables whose value a mistake has kept away; partial is set
	// if one has kept away nobody knows which. It has been reported: that the
	// variables are missing is not reported as well.
	lost    map[string]bool
	partial bool
	// beside are variables that are set together with the one whose value is
	// being filled in.
	beside map[string]bool
	// files are the env files that have been laid, and path the folders that
	// have been put before PATH.
	files []EnvFile
	path  []string
}

func inherit(environ []string) scope {
	s := scope{vars: make(map[string]string, len(environ)), lost: map[string]bool{}}
	for _, kv := range environ {
		if name, value, ok := strings.Cut(kv, "="); ok && name != "" {
			s.vars[name] = value
		}
	}
	return s
}

// over is a copy with more variables in it.
func (s scope) over(layer map[string]string) scope {
	s.vars, s.lost = maps.Clone(s.vars), maps.Clone(s.lost)
	for name, value := range layer {
		s.vars[name] = value
		delete(s.lost, name)
	}
	return s
}

// environ is the scope as KEY=VALUE, sorted.
func (s scope) environ() []string {
	out := make([]string, 0, len(s.vars))
	for _, name := range slices.Sorted(maps.Keys(s.vars)) {
		out = append(out, name+"="+s.vars[name])
	}
	return out
}

// fill puts the variables of a scope into a text. It reports what is wrong
// with that, unless it has been reported already.
func (b *builder) fill(at place, text string, s scope) (string, bool) {
	if !hasVariables(text) {
		return text, true
	}
	known := true
	value, missing, f := interpolate(text, func(name string) (string, bool) {
		value, set := s.vars[name]
		if s.lost[name] || !set && s.partial {
			known = false
			return "", true
		}
		return value, set
	})
	if f != nil {
		b.wrong(at, f)
		return "", false
	}
	for _, u := range missing {
		f := &fault{text: u.sentence()}
		switch {
		case u.message != "":
		case s.beside[u.name]:
			f = faultf("uses ${%s}, which is set in the same table: a value may use what is set outside of it, in files and tables before", u.name)
		case len(u.name) > 2: // what is shorter resembles everything
			if near := nearest(u.name, slices.Sorted(maps.Keys(s.vars))); near != "" {
				f.suggestion = "${" + near + "}"
			}
		}
		b.wrong(at, f)
	}
	return value, known && len(missing) == 0
}

// fillAll fills the elements of a list in.
func (b *builder) fillAll(at place, texts []string, s scope) (out []string, fine bool) {
	out, fine = make([]string, len(texts)), true
	for i, text := range texts {
		var ok bool
		out[i], ok = b.fill(at.index(i), text, s)
		fine = fine && ok
	}
	return out, fine
}

// argv is what is executed for the command under a key, nil if there is none.
// The shell fills in variables itself, from the same environment.
func (b *builder) argv(t *table, name string, s scope) []string {
	c, ok := t.values[name].(command)
	if !ok {
		return nil
	}
	if c.argv == nil {
		return append(slices.Clone(b.shell), c.line)
	}
	at := place{key: join(t.path, name)}
	argv, fine := b.fillAll(at, c.argv, s)
	if fine && argv[0] == "" {
		b.wrong(at.index(0), faultf("must not be empty"))
	}
	return argv
}

// element is the place of an element of what is a list or, if it is alone, a
// string.
func element(key toml.Key, i, n int) place {
	if n == 1 {
		return place{key: key}
	}
	return place{key: key}.index(i)
}

// apply lays variables over a scope, in which their values may use what has
// been there before: not each other.
func (b *builder) apply(s scope, changes []change) scope {
	out := s.over(nil)
	s.beside = make(map[string]bool, len(changes))
	for _, c := range changes {
		s.beside[c.name] = true
	}
	for _, c := range changes {
		if c.unset {
			delete(out.vars, c.name)
			delete(out.lost, c.name)
			continue
		}
		value, ok := b.fill(c.at, c.text, s)
		if !ok || c.lost {
			out.lost[c.name] = true
			continue
		}
		out.vars[c.name] = value
		delete(out.lost, c.name)
	}
	return out
}

// numbered are the variables by which a process knows its port, and which
// replica it is.
func numbered(port, replica int) map[string]string {
	vars := map[string]string{}
	if port != 0 {
		vars["PORT"] = strconv.Itoa(port)
	}
	if replica != 0 {
		vars["TEND_REPLICA"] = strconv.Itoa(replica)
	}
	return vars
}
