package config

import (
	"fmt"
	"strings"
)

// listValue checks a list.
func (c *check) listValue(n *node, p place, v []any) (any, bool) {
	switch n.kind {
	case kindShell, kindCommand, kindPaths, kindPatterns, kindNames, kindDepends, kindWatch:
	case kindCodes:
		return c.codes(n, p, v)
	default:
		return nil, c.wrongType(n, p, v)
	}
	items, fine := c.strings(n, p, v)
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
	case kindWatch:
		// What a list does not say is as in a table that does not say it.
		w := watchOf(c.table(n, p.key, nil))
		w.paths, w.at, w.brief = items, p, true
		return w, fine
	default:
		return items, fine
	}
}

// strings checks a list of strings. The arguments of a program may be empty,
// everything else may not.
func (c *check) strings(n *node, p place, v []any) (items []string, fine bool) {
	fine = true
	for i, raw := range v {
		s, ok := raw.(string)
		switch {
		case !ok:
			c.wrong(p.index(i), faultf("must be a string, not %s", typeName(raw)))
		case strings.Contains(s, "\x00"):
			c.wrong(p.index(i), faultf("must not contain a NUL character"))
			ok = false
		case s == "" && (i == 0 || n.kind != kindShell && n.kind != kindCommand):
			c.wrong(p.index(i), faultf("must not be empty"))
			ok = false
		case n.kind == kindNames && !goodName.MatchString(s):
			f := faultf("must be made of letters, digits, dots, dashes and underscores, and not begin with a dash, unlike %q", s)
			f.suggestion = quoteNonEmpty(cleanName(s))
			c.wrong(p.index(i), f)
			ok = false
		}
		items, fine = append(items, s), fine && ok
	}
	return items, fine
}

// codes checks a list of exit codes.
func (c *check) codes(n *node, p place, v []any) (codes []int, fine bool) {
	fine = true
	for i, raw := range v {
		code, ok := raw.(int64)
		if ok {
			ok = c.within(n, p.index(i), code, fmt.Sprint(code))
		} else {
			c.wrong(p.index(i), faultf("must be an integer, not %s", typeName(raw)))
		}
		codes, fine = append(codes, int(code)), fine && ok
	}
	return codes, fine
}
