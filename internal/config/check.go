package config

import (
	"fmt"
	"strconv"

	"github.com/BurntSushi/toml"
)

// check reads decoded TOML against the schema, and collects what is wrong.
type check struct {
	*merged
	problems Errors
	notes    []Note
}

// table is a TOML table after the check.
type table struct {
	path toml.Key
	// values has the value of every key of the schema, as its kind's type:
	// the one given, else the default, else nil.
	values map[string]any
	// given has the keys that the user wrote or probably meant, right or
	// wrong.
	given map[string]bool
}

// get is a checked value, or the zero value where there is none.
func get[T any](t *table, name string) T {
	v, _ := t.values[name].(T)
	return v
}

// place is where a value stands: its key and, within a list, which element.
type place struct {
	key     toml.Key
	element string
}

// label is how sentences call the value.
func (p place) label() string { return p.key[len(p.key)-1:].String() + p.element }

func (p place) index(i int) place {
	return place{p.key, p.element + "[" + strconv.Itoa(i) + "]"}
}

// wrong reports a value. The sentence begins with its key.
func (c *check) wrong(p place, f *fault) {
	c.report(p, p.label()+" "+f.text, f.suggestion)
}

// report adds a problem at p, in the table that p is in.
func (c *check) report(p place, text, suggestion string) {
	parent := p.key[:max(len(p.key)-1, 0)]
	c.add(p, parent, text, suggestion)
}

// reportTable adds a problem that a table has as a whole.
func (c *check) reportTable(path toml.Key, format string, args ...any) {
	c.add(place{key: path}, path, fmt.Sprintf(format, args...), "")
}

// reportAll adds a problem of the configuration as a whole.
func (c *check) reportAll(text, suggestion string) {
	c.problems = append(c.problems, Problem{File: c.docs[0].file, Text: text, Suggestion: suggestion})
}

// add adds a problem at p that concerns the table of the path.
func (c *check) add(p place, path toml.Key, text, suggestion string) {
	file, line := c.place(p.key, p.element)
	c.problems = append(c.problems, Problem{File: file, Line: line, Path: path.String(), Text: text, Suggestion: suggestion})
}

// note adds a remark at p, in the table that p is in.
func (c *check) note(p place, format string, args ...any) {
	file, line := c.place(p.key, p.element)
	parent := p.key[:max(len(p.key)-1, 0)]
	c.notes = append(c.notes, Note{File: file, Line: line, Path: parent.String(), Text: fmt.Sprintf(format, args...)})
}

// table checks the keys of a table.
func (c *check) table(n *node, path toml.Key, raw map[string]any) *table {
	t := &table{path: path, values: map[string]any{}, given: map[string]bool{}}
	for _, name := range c.order(path, raw) {
		p := place{key: join(path, name)}
		child, ok := n.children[name]
		if !ok {
			advice, suggestion := unknown(n, path, name, raw[name])
			t.given[name] = true // one mistake is one problem
			if meant, err := strconv.Unquote(suggestion); err == nil {
				t.given[meant] = true
			}
			if advice != "" {
				advice = ": " + advice
			}
			c.report(p, fmt.Sprintf("unknown key %q%s", name, advice), suggestion)
			continue
		}
		t.given[name] = true
		if v, ok := c.value(child, p, raw[name]); ok {
			t.values[name] = v
		}
	}
	for name, child := range n.children {
		if t.values[name] == nil {
			t.values[name] = c.missing(child, join(path, name))
		}
	}
	return t
}

// missing is the value of a key that is not given, or wrong.
func (c *check) missing(n *node, path toml.Key) any {
	switch {
	case n.kind == kindTable:
		return c.table(n, path, nil)
	case n.def == nil:
		return nil
	default:
		v, _ := c.value(n, place{key: path}, n.def)
		return v
	}
}

// value checks one value, and turns it into the type of its kind.
func (c *check) value(n *node, p place, raw any) (any, bool) {
	switch v := raw.(type) {
	case map[string]any:
		return c.tableValue(n, p, v)
	case []any:
		return c.listValue(n, p, v)
	case string:
		return c.stringValue(n, p, v)
	case bool:
		if n.kind == kindBool {
			return v, true
		}
	case int64:
		switch n.kind {
		case kindInt:
			return int(v), c.within(n, p, v, strconv.FormatInt(v, 10))
		case kindSize:
			return v, c.within(n, p, v, strconv.FormatInt(v, 10))
		case kindPort:
			return port{number: int(v)}, c.within(n, p, v, strconv.FormatInt(v, 10))
		}
	}
	return nil, c.wrongType(n, p, raw)
}

// tableValue checks a table, whether its names are the schema's or the user's.
func (c *check) tableValue(n *node, p place, v map[string]any) (any, bool) {
	switch n.kind {
	case kindTable, kindProbe, kindDaemon:
		return c.table(n, p.key, v), true
	case kindProcesses:
		return c.processes(n, p, v), true
	case kindEnv:
		return c.env(p, v), true
	case kindHeaders:
		return c.headers(p, v), true
	case kindBindings:
		return c.bindings(p, v), true
	case kindDepends:
		return c.conditions(n, p, v), true
	case kindDependency:
		return dependencyOf(c.table(n, p.key, v)), true
	case kindWatch:
		return watchOf(c.table(n, p.key, v)), true
	default:
		return nil, c.wrongType(n, p, v)
	}
}

// processes checks each table, and keeps the order of their definition.
func (c *check) processes(n *node, p place, v map[string]any) []*table {
	var all []*table
	for _, name := range c.order(p.key, v) {
		path := join(p.key, name)
		if t, ok := c.value(n.any, place{key: path}, v[name]); ok {
			all = append(all, t.(*table))
		}
	}
	return all
}
