package config

import (
	"errors"
	"fmt"
	"strconv"

	"tend/internal/keymap"
)

// bindings checks the keys of each action. What is wrong with them is said of
// the action: keys.restart.
func (c *check) bindings(p place, v map[string]any) keymap.Bindings {
	var bound []keymap.Binding
	var read []boundKeys
	for _, name := range c.order(p.key, v) {
		at := place{key: join(p.key, name)}
		action, ok := keymap.Named(name)
		if !ok {
			c.report(at, fmt.Sprintf("unknown action %q", name), quoteNonEmpty(nearest(name, keymap.Names())))
			continue
		}
		b := c.boundKeys(at, v[name])
		read, bound = append(read, b), append(bound, keymap.Binding{Action: action, Keys: b.keys})
	}
	for _, problem := range keymap.Check(bound) {
		switch b := read[problem.Binding]; {
		case problem.Key >= 0:
			c.add(b.places[problem.Key], b.at.key, problem.Text, "")
		case !b.wrong: // else what is missing may be what is misspelt
			c.add(b.at, b.at.key, problem.Text, "")
		}
	}
	all := make(keymap.Bindings, len(bound))
	for _, b := range bound {
		all[b.Action] = b.Keys
	}
	return all
}

// boundKeys are the keys of an action that are keys, and where each stands.
type boundKeys struct {
	at     place
	keys   []string
	places []place
	wrong  bool // there are others
}

// boundKeys reads one key or a list of them.
func (c *check) boundKeys(at place, raw any) boundKeys {
	b := boundKeys{at: at}
	list, isList := raw.([]any)
	if !isList {
		c.boundKey(&b, at, raw)
		return b
	}
	for i, element := range list {
		c.boundKey(&b, at.index(i), element)
	}
	return b
}

func (c *check) boundKey(b *boundKeys, at place, raw any) {
	key, f := parseKey(raw, at.element == "")
	if f != nil {
		c.add(at, at.key, f.text, f.suggestion)
		b.wrong = true
		return
	}
	b.keys, b.places = append(b.keys, key), append(b.places, at)
}

// parseKey reads the name of a key. Alone, it might be a list of them.
func parseKey(raw any, alone bool) (string, *fault) {
	name, isString := raw.(string)
	if !isString || name == "" {
		want := `must be a key, such as "f5"`
		if alone {
			want += ", or a list of keys"
		}
		switch n, isInt := raw.(int64); {
		case isString:
			f := faultf("%s, not empty", want)
			if alone {
				f.suggestion = "[]"
			}
			return "", f
		case isInt && n >= 0 && n <= 9:
			return "", &fault{fmt.Sprintf("%s, not an integer", want), strconv.Quote(fmt.Sprint(n))}
		case raw == false && alone:
			return "", &fault{want + ", not a boolean", "[]"}
		default:
			return "", faultf("%s, not %s", want, typeName(raw))
		}
	}
	key, err := keymap.ParseKey(name)
	if err == nil {
		return key, nil
	}
	f := faultf("%v", err)
	if unknown := (*keymap.UnknownKeyError)(nil); errors.As(err, &unknown) {
		meant := unknown.Meant
		if meant == "" {
			meant = nearest(name, keymap.KeyNames())
		}
		f.suggestion = quoteNonEmpty(meant)
	}
	return "", f
}
