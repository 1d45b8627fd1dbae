package config

import (
	"fmt"
	"regexp"
	"strconv"
)

// instance is a process to be: what a table describes or, with replicas, one
// of them.
type instance struct {
	*table
	name    string
	replica int // from 1; 0 if it is the only one
	port    int // 0 if there is none
}

// instances are the processes of all tables that are not disabled.
func (b *builder) instances(tables []*table) []instance {
	families := map[string]bool{}
	for _, t := range tables {
		families[t.name()] = !get[bool](t, "disabled")
	}
	var all []instance
	for _, t := range tables {
		replicas := get[int](t, "replicas")
		switch {
		case get[bool](t, "disabled"):
			continue
		case replicas <= 1:
			all = append(all, instance{table: t, name: t.name()})
			continue
		}
		for n := 1; n <= replicas; n++ {
			in := instance{table: t, name: t.name() + "-" + strconv.Itoa(n), replica: n}
			if families[in.name] {
				text := fmt.Sprintf("replicas makes a process called %q, and there is one already: give one of the two another name", in.name)
				b.report(place{key: join(t.path, "replicas")}, text, "")
			}
			all = append(all, in)
		}
	}
	b.ports(all)
	return all
}

var (
	goodName = regexp.MustCompile(`^[A-Za-z0-9._][A-Za-z0-9._-]*$`)
	badRunes = regexp.MustCompile(`[^A-Za-z0-9._-]+`)
)

func (b *builder) checkName(t *table) {
	name := t.name()
	if goodName.MatchString(name) {
		return
	}
	p := place{key: t.path}
	switch {
	case name == "":
		b.report(p, "the name of a process must not be empty", "")
	case name[0] == '-' && !badRunes.MatchString(name):
		text := fmt.Sprintf("%q cannot be the name of a process: a command line would take what begins with a dash for an option", name)
		b.report(p, text, quoteNonEmpty(cleanName(name)))
	default:
		text := fmt.Sprintf("%q cannot be the name of a process: it is made of letters, digits, dots, dashes and underscores", name)
		b.report(p, text, quoteNonEmpty(cleanName(name)))
	}
}
