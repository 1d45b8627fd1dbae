package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
)

// check reads decoded TOML against the schema, and collects what is wrong.
type check struct {
	file     string
	at       *positions
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
	c.problems = append(c.problems, Problem{
		File: c.file, Line: c.at.line(p.key, p.element), Path: parent.String(), Text: text, Suggestion: suggestion,
	})
}

// reportTable adds a problem that a table has as a whole.
func (c *check) reportTable(path toml.Key, format string, args ...any) {
	c.problems = append(c.problems, Problem{
		File: c.file, Line: c.at.line(path, ""), Path: path.String(), Text: fmt.Sprintf(format, args...),
	})
}

// table checks the keys of a table.
func (c *check) table(n *node, path toml.Key, raw map[string]any) *table {
	t := &table{path: path, values: map[string]any{}, given: map[string]bool{}}
	for _, name := range c.at.order(path, raw) {
		p := place{key: join(path, name)}
		child, ok := n.children[name]
		if !ok {
			advice, suggestion := unknown(n, path, name, raw[name])
			if meant, err := strconv.Unquote(suggestion); err == nil {
				t.given[meant] = true // one mistake is one problem
			}
			if advice != "" {
				advice = ": " + advice
			}
			c.report(p, fmt.Sprintf("unknown key %q%s", name, advice), suggestion)
			continue
		}
		t.given[name] = true
		if child.later {
			c.notes = append(c.notes, Note{File: c.file, Line: c.at.line(p.key, ""), Path: path.String(),
				Text: name + " is checked, but has no effect in this version"})
		}
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
		}
	}
	return nil, c.wrongType(n, p, raw)
}

// tableValue checks a table, whether its names are the schema's or the user's.
func (c *check) tableValue(n *node, p place, v map[string]any) (any, bool) {
	switch n.kind {
	case kindTable, kindProbe:
		return c.table(n, p.key, v), true
	case kindProcesses:
		return c.processes(n, p, v), true
	case kindEnv:
		return c.env(p, v), true
	case kindHeaders:
		return c.headers(p, v), true
	case kindDepends:
		return c.conditions(p, v), true
	default:
		return nil, c.wrongType(n, p, v)
	}
}

// processes checks each table, and keeps the order of their definition.
func (c *check) processes(n *node, p place, v map[string]any) []*table {
	var all []*table
	for _, name := range c.at.order(p.key, v) {
		path := join(p.key, name)
		if t, ok := c.value(n.any, place{key: path}, v[name]); ok {
			all = append(all, t.(*table))
		}
	}
	return all
}

// listValue checks a list of strings.
func (c *check) listValue(n *node, p place, v []any) (any, bool) {
	switch n.kind {
	case kindShell, kindCommand, kindPaths, kindDepends:
	default:
		return nil, c.wrongType(n, p, v)
	}
	items, fine := make([]string, 0, len(v)), true
	for i, raw := range v {
		s, ok := raw.(string)
		switch {
		case !ok:
			c.wrong(p.index(i), faultf("must be a string, not %s", typeName(raw)))
		case strings.Contains(s, "\x00"):
			c.wrong(p.index(i), faultf("must not contain a NUL character"))
			ok = false
		case s == "" && (n.kind == kindPaths || n.kind == kindDepends || i == 0):
			c.wrong(p.index(i), faultf("must not be empty"))
			ok = false
		}
		items, fine = append(items, s), fine && ok
	}
	switch n.kind {
	case kindShell, kindCommand:
		if len(v) == 0 {
			c.wrong(p, faultf("is an empty list: it takes a program and its arguments"))
			return nil, false
		}
		if n.kind == kindCommand {
			return command{argv: items}, fine
		}
		return items, fine
	case kindDepends:
		return c.names(p, items), fine
	default:
		return items, fine
	}
}

// within checks the bounds of a number, which reads as shown.
func (c *check) within(n *node, p place, v int64, shown string) bool {
	switch {
	case v < n.least:
		c.wrong(p, faultf("must be at least %s, not %s", n.amount(n.least), shown))
	case n.most != 0 && v > n.most:
		c.wrong(p, faultf("must be at most %s, not %s", n.amount(n.most), shown))
	default:
		return true
	}
	return false
}

// amount writes a bound as a user would.
func (n *node) amount(v int64) string {
	switch {
	case n.kind == kindDuration:
		return time.Duration(v).String()
	case n.kind == kindPercent:
		return strconv.FormatInt(v, 10) + "%"
	case n.kind == kindSize && v >= 1<<10:
		return strconv.FormatInt(v>>10, 10) + "KiB"
	default:
		return strconv.FormatInt(v, 10)
	}
}

// wrongType reports a value that is of no type that its key takes, and what
// was probably meant.
func (c *check) wrongType(n *node, p place, raw any) bool {
	f := faultf("must be %s, not %s", kinds[n.kind].want, typeName(raw))
	bare := c.at.marks[p.key.String()].bare
	s, isString := raw.(string)
	switch {
	case isString && (n.kind == kindShell || n.kind == kindDepends):
		f.suggestion = quoteAll(strings.Fields(s))
	case isString && n.kind == kindBool && (s == "true" || s == "false"), isString && n.kind == kindInt && bareInteger(s):
		f.suggestion = s
	case isString && n.path == "processes.*":
		f.suggestion = "{ command = " + strconv.Quote(s) + " }"
	case bare != "" && !strings.HasPrefix(bare, "-"):
		f.suggestion = meant(n.kind, bare)
	}
	c.wrong(p, f)
	return false
}

// meant is the string that stands for a bare value, such as "10s" for 10.
func meant(k kind, bare string) string {
	var f *fault
	switch k {
	case kindDuration:
		if _, f = parseDuration(bare); f == nil { // 0 needs no unit
			return strconv.Quote(bare + "s")
		}
	case kindPercent:
		_, f = parsePercent(bare)
	case kindSignal:
		_, f = parseSignal(bare)
	case kindAddress:
		f = checkAddress(bare)
	case kindGRPC:
		f = checkGRPC(bare)
	}
	if f == nil {
		return ""
	}
	return f.suggestion
}

func bareInteger(s string) bool {
	_, err := strconv.ParseInt(s, 10, 64)
	return err == nil
}

func quoteAll(items []string) string {
	if len(items) == 0 {
		return ""
	}
	quoted := make([]string, len(items))
	for i, s := range items {
		quoted[i] = strconv.Quote(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// typeName is what TOML calls the type of a decoded value.
func typeName(raw any) string {
	switch raw.(type) {
	case string:
		return "a string"
	case int64:
		return "an integer"
	case float64:
		return "a float"
	case bool:
		return "a boolean"
	case time.Time:
		return "a date"
	case []any:
		return "a list"
	case []map[string]any:
		return "a list of tables"
	default:
		return "a table"
	}
}
