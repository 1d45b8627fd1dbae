package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// headerName is a token, as RFC 9110 has it.
var headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")

// headers checks a table of HTTP headers. Their names are the same in upper
// and lower case.
func (c *check) headers(p place, v map[string]any) map[string]string {
	headers := make(map[string]string, len(v))
	first := make(map[string]string, len(v)) // as it is written, by its name in lower case
	for _, name := range c.order(p.key, v) {
		at := place{key: join(p.key, name)}
		if !headerName.MatchString(name) {
			text := fmt.Sprintf("%q cannot be the name of a header: it is made of letters, digits and dashes", name)
			c.report(at, text, quoteNonEmpty(cleanHeader(name)))
			continue
		}
		if twin, twice := first[strings.ToLower(name)]; twice {
			c.wrong(at, faultf("is the same header as %s: give it once", twin))
			continue
		}
		first[strings.ToLower(name)] = name
		value, ok := v[name].(string)
		if !ok {
			f := faultf("must be a string, not %s", typeName(v[name]))
			f.suggestion = quoteNonEmpty(c.bare(at.key))
			c.wrong(at, f)
			continue
		}
		if f := checkHeader(value); f != nil {
			c.wrong(at, f)
			continue
		}
		headers[name] = value
	}
	return headers
}

func checkHeader(value string) *fault {
	if strings.ContainsFunc(value, func(r rune) bool { return r != '\t' && unicode.IsControl(r) }) {
		return faultf("must be one line without control characters, not %s", strconv.Quote(value))
	}
	return nil
}

var notOfAHeader = regexp.MustCompile(`[^A-Za-z0-9-]+`)

// cleanHeader is the nearest name that a header may have, or "".
func cleanHeader(name string) string {
	return strings.Trim(notOfAHeader.ReplaceAllString(strings.TrimSuffix(strings.TrimSpace(name), ":"), "-"), "-")
}

// headerValues fills in the variables of headers, nil where there are none.
func (b *builder) headerValues(t *table, env scope) map[string]string {
	texts := get[map[string]string](t, "headers")
	if texts == nil {
		return nil
	}
	headers := make(map[string]string, len(texts))
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		text := texts[name]
		at := place{key: join(t.path, "headers", name)}
		value, ok := b.fill(at, text, env)
		if f := checkHeader(value); ok && f != nil {
			b.wrong(at, f)
		}
		headers[name] = value
	}
	return headers
}
