package config

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"tend/processcontrol"
)

// questions are the keys of which a probe has one.
var questions = []string{"tcp", "http", "grpc", "exec", "log"}

// probe builds a probe, nil where there is none.
func (b *builder) probe(process *table, name string) *processcontrol.Probe {
	t := get[*table](process, name)
	if t == nil {
		return nil
	}
	given := 0
	for _, question := range questions {
		if t.given[question] {
			given++
		}
	}
	if given != 1 {
		b.reportTable(t.path, "a probe asks exactly one of tcp, http, grpc, exec and log, and this has %s",
			[...]string{"none", "", "two", "three", "four", "all five"}[given])
	}
	for _, name := range []string{"status", "body", "headers"} {
		if t.given[name] && !t.given["http"] {
			b.report(place{key: join(t.path, name)}, "only an http probe has "+name, "")
		}
	}
	p := &processcontrol.Probe{
		TCP:       get[string](t, "tcp"),
		HTTP:      get[string](t, "http"),
		GRPC:      get[string](t, "grpc"),
		Log:       get[*regexp.Regexp](t, "log"),
		Status:    get[int](t, "status"),
		Body:      get[*regexp.Regexp](t, "body"),
		Headers:   get[map[string]string](t, "headers"),
		Delay:     get[time.Duration](t, "delay"),
		Interval:  get[time.Duration](t, "interval"),
		Timeout:   get[time.Duration](t, "timeout"),
		Successes: get[int](t, "successes"),
		Failures:  get[int](t, "failures"),
	}
	if t.given["exec"] {
		p.Exec = get[command](t, "exec").argvWith(b.shell)
	}
	return p
}

// headerName is a token, as RFC 9110 has it.
var headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")

// headers checks a table of HTTP headers. Their names are the same in upper
// and lower case.
func (c *check) headers(p place, v map[string]any) map[string]string {
	headers := make(map[string]string, len(v))
	first := make(map[string]string, len(v)) // as it is written, by its name in lower case
	for _, name := range c.at.order(p.key, v) {
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
		switch value, ok := v[name].(string); {
		case !ok:
			f := faultf("must be a string, not %s", typeName(v[name]))
			f.suggestion = quoteNonEmpty(c.at.marks[at.key.String()].bare)
			c.wrong(at, f)
		case strings.ContainsFunc(value, func(r rune) bool { return r != '\t' && unicode.IsControl(r) }):
			c.wrong(at, faultf("must be one line without control characters, not %s", strconv.Quote(value)))
		default:
			headers[name] = value
		}
	}
	return headers
}

var notOfAHeader = regexp.MustCompile(`[^A-Za-z0-9-]+`)

// cleanHeader is the nearest name that a header may have, or "".
func cleanHeader(name string) string {
	return strings.Trim(notOfAHeader.ReplaceAllString(strings.TrimSuffix(strings.TrimSpace(name), ":"), "-"), "-")
}
