package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"tend/manager"
)

// dependency is an entry of depends_on.
type dependency struct {
	name      string
	condition manager.Condition
	stated    bool // the condition is given; else it follows from the probe
	at        place
}

// names reads depends_on = ["db"].
func (c *check) names(p place, items []string) []dependency {
	var all []dependency
	for i, name := range items {
		if name != "" {
			all = append(all, dependency{name: name, at: p.index(i)})
		}
	}
	return all
}

// conditions reads depends_on = { db = "ready" }.
func (c *check) conditions(p place, v map[string]any) []dependency {
	var all []dependency
	for _, name := range c.at.order(p.key, v) {
		d := dependency{name: name, stated: true, at: place{key: join(p.key, name)}}
		known := manager.ConditionNames()
		want := oneOf(known)
		s, ok := v[name].(string)
		if !ok {
			c.wrong(d.at, faultf("must be %s, not %s", want, typeName(v[name])))
			continue
		}
		condition, err := manager.ParseCondition(s)
		if err != nil {
			f := faultf("must be %s, not %q", want, s)
			f.suggestion = quoteNonEmpty(nearest(s, known))
			c.wrong(d.at, f)
			continue
		}
		d.condition = condition
		all = append(all, d)
	}
	return all
}

// dependencies turns depends_on of each process into the stack's, and reports
// what cannot come true.
func (b *builder) dependencies(processes []*table) map[string][]manager.Dependency {
	byName := make(map[string]*table, len(processes))
	names := make([]string, len(processes))
	for i, t := range processes {
		names[i] = t.name()
		byName[names[i]] = t
	}
	resolved := map[string][]manager.Dependency{}
	for _, t := range processes {
		if get[bool](t, "disabled") {
			continue
		}
		seen := map[string]bool{}
		for _, d := range get[[]dependency](t, "depends_on") {
			if seen[d.name] {
				b.dependency(t, d, fmt.Sprintf("depends on %q twice: once is enough", d.name), "")
				continue
			}
			seen[d.name] = true
			if !b.canDepend(t, d, byName[d.name], names) {
				continue
			}
			condition := d.condition
			if !d.stated && byName[d.name].given["ready"] {
				condition = manager.OnReady
			}
			resolved[t.name()] = append(resolved[t.name()], manager.Dependency{Name: d.name, Condition: condition})
		}
	}
	b.cycles(processes, resolved)
	return resolved
}

// canDepend reports what keeps t from depending on target, as d says.
func (b *builder) canDepend(t *table, d dependency, target *table, names []string) bool {
	switch {
	case d.name == t.name():
		b.dependency(t, d, "depends on itself, so that it would never start", "")
	case target == nil:
		text := fmt.Sprintf("depends on %q, which is not a process of this file", d.name)
		// The process itself is never what was meant.
		others := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == t.name() })
		b.dependency(t, d, text, quoteNonEmpty(nearest(d.name, others)))
	case get[bool](target, "disabled"):
		b.dependency(t, d, fmt.Sprintf("depends on %q, which is disabled: enable it, or take it out of depends_on", d.name), "")
	case d.stated && d.condition == manager.OnReady && !target.given["ready"]:
		b.dependency(t, d, fmt.Sprintf("waits for %q to be ready, but that has no ready probe and never will be: give it one, or wait for \"started\"", d.name), "")
	case (d.condition == manager.OnDone || d.condition == manager.OnExited) && get[manager.RestartPolicy](target, "restart") == manager.RestartAlways:
		b.dependency(t, d, fmt.Sprintf("waits for %q to end (%q), but that has restart = \"always\" and never does: give it restart = \"on-failure\" or \"never\", or wait for \"started\"", d.name, d.condition), "")
	default:
		return true
	}
	return false
}

// dependency reports a problem in the process t, at the entry d.
func (b *builder) dependency(t *table, d dependency, text, suggestion string) {
	b.problems = append(b.problems, Problem{
		File: b.file, Line: b.at.line(d.at.key, d.at.element), Path: t.path.String(), Text: text, Suggestion: suggestion,
	})
}

// cycles reports each circle of dependencies once, at the process of it that
// is defined first.
func (b *builder) cycles(processes []*table, resolved map[string][]manager.Dependency) {
	rank := make(map[string]int, len(processes))
	for i, t := range processes {
		rank[t.name()] = i
	}
	seen := map[string]bool{}
	for _, cycle := range findCycles(processes, resolved) {
		first := 0
		for i, name := range cycle {
			if rank[name] < rank[cycle[first]] {
				first = i
			}
		}
		cycle = slices.Concat(cycle[first:], cycle[:first])
		cycle = append(cycle, cycle[0])
		shown := make([]string, len(cycle))
		for i, name := range cycle {
			shown[i] = toml.Key{name}.String()
		}
		text := strings.Join(shown, " → ")
		if seen[text] {
			continue
		}
		seen[text] = true
		t := processes[rank[cycle[0]]]
		for _, d := range get[[]dependency](t, "depends_on") {
			if d.name == cycle[1] {
				b.dependency(t, d, "depends on itself in a circle, so that none of it would start: "+text, "")
				break
			}
		}
	}
}

// findCycles walks the dependencies depth first. Each step back to a process
// on the way is a circle.
func findCycles(processes []*table, resolved map[string][]manager.Dependency) [][]string {
	const walking, walked = 1, 2
	state := map[string]int{}
	var way []string
	var found [][]string
	var walk func(name string)
	walk = func(name string) {
		state[name] = walking
		way = append(way, name)
		for _, d := range resolved[name] {
			switch state[d.Name] {
			case 0:
				walk(d.Name)
			case walking:
				found = append(found, slices.Clone(way[slices.Index(way, d.Name):]))
			}
		}
		way = way[:len(way)-1]
		state[name] = walked
	}
	for _, t := range processes {
		if state[t.name()] == 0 {
			walk(t.name())
		}
	}
	return found
}

// name is the last part of a table's path.
func (t *table) name() string { return t.path[len(t.path)-1] }
