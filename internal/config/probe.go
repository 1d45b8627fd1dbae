package config

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"tend/processcontrol"
)

// questions are the keys of which a probe has one. notify answers once, which
// does not tell how a process is from then on.
var questions = map[string][]string{
	"ready":  {"tcp", "http", "grpc", "exec", "log", "notify"},
	"health": {"tcp", "http", "grpc", "exec", "log"},
}

// ofHTTP are the keys that only an http probe has.
var ofHTTP = []string{"status", "body", "headers"}

// probe builds a probe, nil where there is none.
func (b *builder) probe(process *table, name string, env scope) *processcontrol.Probe {
	t := get[*table](process, name)
	if t == nil {
		return nil
	}
	asked := b.asked(t, questions[name])
	for _, name := range ofHTTP {
		if t.given[name] && !t.given["http"] {
			b.report(place{key: join(t.path, name)}, "only an http probe has "+name, "")
		}
	}
	b.withoutEffect(t, name, asked)
	return &processcontrol.Probe{
		TCP:       b.address(t, "tcp", checkAddress, env),
		HTTP:      b.address(t, "http", checkURL, env),
		GRPC:      b.address(t, "grpc", checkGRPC, env),
		Exec:      b.argv(t, "exec", env),
		Log:       get[*regexp.Regexp](t, "log"),
		Notify:    get[bool](t, "notify"),
		Status:    get[int](t, "status"),
		Body:      get[*regexp.Regexp](t, "body"),
		Headers:   b.headerValues(t, env),
		Delay:     get[time.Duration](t, "delay"),
		Interval:  get[time.Duration](t, "interval"),
		Timeout:   get[time.Duration](t, "timeout"),
		Successes: get[int](t, "successes"),
		Failures:  get[int](t, "failures"),
	}
}

// asked is the question of a probe, "" if it does not ask exactly one of those
// that it may.
func (b *builder) asked(t *table, may []string) string {
	asked, count := "", 0
	for _, question := range questions["ready"] { // notify in health has been reported
		if no, ok := t.values[question].(bool); ok && !no {
			continue // notify = false
		}
		if t.given[question] {
			asked, count = question, count+1
		}
	}
	if count == 1 {
		return asked
	}
	last := len(may) - 1
	number := [...]string{"none", "", "two", "three", "four", "five", "six"}[count]
	if count == len(may) {
		number = "all " + number
	}
	b.reportTable(t.path, "a probe asks exactly one of %s and %s, and this has %s", strings.Join(may[:last], ", "), may[last], number)
	return ""
}

// withoutEffect reports keys that a probe does not look at: what it waits for
// comes by itself, or has come already when it looks.
func (b *builder) withoutEffect(t *table, probe, asked string) {
	var keys []string
	why := ""
	switch {
	case asked == "notify" && probe == "ready":
		keys, why = []string{"delay", "interval", "timeout", "successes", "failures"}, "the process says once that it is ready, when it is"
	case asked == "log" && probe == "ready":
		keys, why = []string{"delay", "interval", "timeout", "successes", "failures"}, "the first line that matches is waited for, and seen at once"
	case asked == "log":
		keys, why = []string{"timeout"}, "whether a line has matched since the last try is known at once"
	}
	for _, key := range keys {
		if t.given[key] {
			b.report(place{key: join(t.path, key)}, fmt.Sprintf("%s has no effect with %s: %s", key, asked, why), "")
		}
	}
}

// address is the address of a probe. The schema has checked it, unless there
// are variables in it.
func (b *builder) address(t *table, name string, check func(string) *fault, env scope) string {
	text := get[string](t, name)
	if !hasVariables(text) {
		return text
	}
	at := place{key: join(t.path, name)}
	address, ok := b.fill(at, text, env)
	if !ok {
		return ""
	}
	if f := check(address); f != nil {
		b.wrong(at, f)
	}
	return address
}
