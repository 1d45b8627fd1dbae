package config

import (
	"fmt"
	"slices"

	"tend/manager"
)

// dependency is an entry of depends_on.
type dependency struct {
	name      string
	condition manager.Condition
	stated    bool // the condition is given; else it follows from what the other is
	restart   bool
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
func (c *check) conditions(n *node, p place, v map[string]any) []dependency {
	var all []dependency
	for _, name := range c.order(p.key, v) {
		at := place{key: join(p.key, name)}
		if value, ok := c.value(n.any, at, v[name]); ok {
			d := value.(dependency)
			d.name, d.at = name, at
			all = append(all, d)
		}
	}
	return all
}

// dependencyOf reads { condition = "ready", restart = true }.
func dependencyOf(t *table) dependency {
	condition, stated := t.values["condition"].(manager.Condition)
	return dependency{condition: condition, stated: stated, restart: get[bool](t, "restart")}
}

// target is what a name in depends_on stands for: all processes of a table or,
// of replicas, one.
type target struct {
	*table
	names []string // none if the table is disabled
}

// becomesReady reports whether more has to happen than that it is started: it
// has a probe, or has to become a daemon.
func (t target) becomesReady() bool { return t.given["ready"] || t.given["daemon"] }

// targets are all that can be depended on, and their names in order.
func targets(tables []*table, all []instance) (byName map[string]target, names []string) {
	byName = map[string]target{}
	for _, t := range tables {
		byName[t.name()] = target{table: t}
		names = append(names, t.name())
	}
	for _, in := range all {
		family := byName[in.table.name()]
		family.names = append(family.names, in.name)
		byName[in.table.name()] = family
		if in.replica > 0 {
			byName[in.name] = target{table: in.table, names: []string{in.name}}
			names = append(names, in.name)
		}
	}
	return byName, names
}

// dependencies turns depends_on of each table into what its processes depend
// on, and reports what cannot come true.
func (b *builder) dependencies(tables []*table, all []instance) map[string][]manager.Dependency {
	byName, names := targets(tables, all)
	resolved := map[string][]manager.Dependency{}
	var edges []edge
	for _, t := range tables {
		if get[bool](t, "disabled") {
			continue
		}
		seen := map[string]bool{}
		for _, d := range get[[]dependency](t, "depends_on") {
			to := byName[d.name]
			if !b.canDepend(t, d, to, names) {
				continue
			}
			edges = append(edges, edge{from: t, to: to.name(), by: d})
			for _, name := range to.names {
				if seen[name] {
					b.dependency(t, d, fmt.Sprintf("depends on %q twice: once is enough", name), "")
					continue
				}
				seen[name] = true
				resolved[t.name()] = append(resolved[t.name()], manager.Dependency{Name: name, Condition: d.conditionOn(to), Restart: d.restart})
			}
		}
	}
	b.cycles(tables, edges)
	return resolved
}

// conditionOn is the condition that is given or follows from what the other is.
func (d dependency) conditionOn(to target) manager.Condition {
	if !d.stated && to.becomesReady() {
		return manager.OnReady
	}
	return d.condition
}

// canDepend reports what keeps t from depending on a target, as d says.
func (b *builder) canDepend(t *table, d dependency, to target, names []string) bool {
	switch {
	case to.table == t:
		b.dependency(t, d, "depends on itself, so that it would never start", "")
	case to.table == nil:
		text := fmt.Sprintf("depends on %q, which is not a process of this file", d.name)
		// The process itself is never what was meant.
		others := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == t.name() })
		b.dependency(t, d, text, quoteNonEmpty(nearest(d.name, others)))
	case get[bool](to.table, "disabled"):
		b.dependency(t, d, fmt.Sprintf("depends on %q, which is disabled: enable it, or take it out of depends_on", d.name), "")
	case d.stated && d.condition == manager.OnReady && !to.becomesReady():
		b.dependency(t, d, fmt.Sprintf("waits for %q to be ready, but that has no ready probe and never will be: give it one, or wait for \"started\"", d.name), "")
	case (d.condition == manager.OnDone || d.condition == manager.OnExited) && get[manager.RestartPolicy](to.table, "restart") == manager.RestartAlways:
		b.dependency(t, d, fmt.Sprintf("waits for %q to end (%q), but that has restart = \"always\" and never does: give it restart = \"on-failure\" or \"never\", or wait for \"started\"", d.name, d.condition), "")
	default:
		return true
	}
	return false
}

// dependency reports a problem in the process t, at the entry d.
func (b *builder) dependency(t *table, d dependency, text, suggestion string) {
	b.add(d.at, t.path, text, suggestion)
}

// name is the last part of a table's path.
func (t *table) name() string { return t.path[len(t.path)-1] }
