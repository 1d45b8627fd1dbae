package config

import (
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// edge is a dependency of one table on another. Replicas make no circles of
// their own: they all depend on the same.
type edge struct {
	from *table
	to   string
	by   dependency
}

// cycles reports each circle of dependencies once, at the process of it that
// is defined first.
func (b *builder) cycles(processes []*table, edges []edge) {
	rank := make(map[string]int, len(processes))
	for i, t := range processes {
		rank[t.name()] = i
	}
	next := map[string][]string{}
	for _, e := range edges {
		next[e.from.name()] = append(next[e.from.name()], e.to)
	}
	seen := map[string]bool{}
	for _, cycle := range findCycles(processes, next) {
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
		for _, e := range edges {
			if e.from.name() == cycle[0] && e.to == cycle[1] {
				b.dependency(e.from, e.by, "depends on itself in a circle, so that none of it would start: "+text, "")
				break
			}
		}
	}
}

// findCycles walks the dependencies depth first. Each step back to a process
// on the way is a circle.
func findCycles(processes []*table, next map[string][]string) [][]string {
	const walking, walked = 1, 2
	state := map[string]int{}
	var way []string
	var found [][]string
	var walk func(name string)
	walk = func(name string) {
		state[name] = walking
		way = append(way, name)
		for _, to := range next[name] {
			switch state[to] {
			case 0:
				walk(to)
			case walking:
				found = append(found, slices.Clone(way[slices.Index(way, to):]))
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
